/**
 * PostgreSQL's binary form of one-dimensional `text[]` and `bytea[]` parameters.
 *
 * The driver would write arrays as text, escaping every quote and backslash of every document; a Buffer it passes on
 * as it is. Ingest sends whole batches this way.
 */
const TEXT_OID = 25
const BYTEA_OID = 17
const HEADER_BYTES = 20
/** An empty array has no dimension. */
const EMPTY_HEADER_BYTES = 12

export const textArray = (values: readonly (string | null)[]): Buffer => encode(TEXT_OID, values)
export const byteaArray = (values: readonly (Uint8Array | null)[]): Buffer => encode(BYTEA_OID, values)

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
