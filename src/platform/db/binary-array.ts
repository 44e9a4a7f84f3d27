/**
 * PostgreSQL's binary form of one-dimensional array parameters.
 *
 * The driver would write arrays as text, escaping every quote and backslash of every document; a Buffer it passes on
 * as it is. Ingest sends whole batches this way.
 */
const TEXT_OID = 25
const BYTEA_OID = 17
const BOOL_OID = 16
const INT4_OID = 23
const FLOAT8_OID = 701
const TIMESTAMPTZ_OID = 1184
/** Instants are microseconds since then. */
const EPOCH_MS = Date.UTC(2000, 0, 1)
const HALF = 2 ** 32
const HEADER_BYTES = 20
/** An empty array has no dimension. */
const EMPTY_HEADER_BYTES = 12

export const textArray = (values: readonly (string | null)[]): Buffer => encode(TEXT_OID, values)
export const byteaArray = (values: readonly (Uint8Array | null)[]): Buffer => encode(BYTEA_OID, values)

export const booleanArray = (values: readonly (boolean | null)[]): Buffer => encodeFixed(BOOL_OID, 1, values, (buffer, value, at) => { buffer.writeUInt8(value ? 1 : 0, at) })
export const integerArray = (values: readonly (number | null)[]): Buffer => encodeFixed(INT4_OID, 4, values, (buffer, value, at) => { buffer.writeInt32BE(value, at) })
export const doubleArray = (values: readonly (number | null)[]): Buffer => encodeFixed(FLOAT8_OID, 8, values, (buffer, value, at) => { buffer.writeDoubleBE(value, at) })
/** Whole milliseconds. */
export const instantArray = (values: readonly (Date | null)[]): Buffer => encodeFixed(TIMESTAMPTZ_OID, 8, values, (buffer, value, at) => {
  const microseconds = (value.getTime() - EPOCH_MS) * 1000
  buffer.writeInt32BE(Math.floor(microseconds / HALF), at)
  buffer.writeUInt32BE(microseconds - Math.floor(microseconds / HALF) * HALF, at + 4)
})

function encodeFixed<Value> (elementOid: number, bytes: number, values: readonly (Value | null)[], write: (buffer: Buffer, value: Value, at: number) => void): Buffer {
  const empty = values.reduce((count, value) => value === null ? count + 1 : count, 0)
  const buffer = Buffer.allocUnsafe((values.length === 0 ? EMPTY_HEADER_BYTES : HEADER_BYTES) + 4 * values.length + bytes * (values.length - empty))
  let at = writeHeader(buffer, elementOid, values.length)
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : bytes, at)
    if (value === null) continue
    write(buffer, value, at)
    at += bytes
  }
  return buffer
}

function encode (elementOid: number, values: readonly (string | Uint8Array | null)[]): Buffer {
  let size = values.length === 0 ? EMPTY_HEADER_BYTES : HEADER_BYTES
  for (const value of values) size += 4 + (value === null ? 0 : Buffer.byteLength(value))
  const buffer = Buffer.allocUnsafe(size)
  let at = writeHeader(buffer, elementOid, values.length)
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at)
    } else if (typeof value === 'string') {
      const written = buffer.write(value, at + 4)
      buffer.writeInt32BE(written, at)
      at += 4 + written
    } else {
      at = buffer.writeInt32BE(value.byteLength, at)
      buffer.set(value, at)
      at += value.byteLength
    }
  }
  return buffer
}

/** Dimensions, "has nulls", element type; then length and lower bound of the one dimension. */
function writeHeader (buffer: Buffer, elementOid: number, length: number): number {
  let at = buffer.writeInt32BE(length === 0 ? 0 : 1, 0)
  at = buffer.writeInt32BE(1, at)
  at = buffer.writeInt32BE(elementOid, at)
  if (length === 0) return at
  at = buffer.writeInt32BE(length, at)
  return buffer.writeInt32BE(1, at)
}
