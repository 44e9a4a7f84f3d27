import { giveMemory, SPARE_FROM_BYTES, takeMemory } from '../spare-memory.ts'

/**
 * PostgreSQL's binary form of an array of a composite type: many rows as one parameter.
 *
 * One array a column costs the database a pass over each, and whoever makes them must hold all values of all rows until the last is
 * read. Here a row is a few hundred bytes as soon as it is known.
 */
const BOOL_OID = 16
const BYTEA_OID = 17
const INT4_OID = 23
const TEXT_OID = 25
const JSON_OID = 114
const FLOAT8_OID = 701
const TEXT_ARRAY_OID = 1009
const TIMESTAMPTZ_OID = 1184
const UUID_OID = 2950
/** Instants are microseconds since then. */
const EPOCH_MS = Date.UTC(2000, 0, 1)
const HALF = 2 ** 32
const UUID_BYTES = 16
const FIELD_HEADER_BYTES = 8
const ARRAY_HEADER_BYTES = 20
/** Rows share slabs, so that each is no allocation of its own. */
const SLAB_BYTES = SPARE_FROM_BYTES
/** Up to here a loop is faster than the call that copies. */
const SHORT_TEXT = 24
/** Most that a UTF-16 unit takes in UTF-8. */
const UTF8_BYTES = 3

/** Writes fields one after the other; the order of the type's attributes is the caller's to keep, PostgreSQL checks their types. */
export class FieldWriter {
  readonly #slabs: Buffer[] = []
  /** Of each part: the place of its slab, where it begins there, and where it ends. */
  readonly #parts: { readonly slab: number[], readonly from: number[], readonly to: number[] } = { slab: [], from: [], to: [] }
  #partBytes = 0
  #bytes: Buffer
  #view: DataView
  #start = 0
  #at = 0

  /** @param bytes what is known to be needed. */
  constructor (bytes = SLAB_BYTES) {
    this.#bytes = this.#slab(bytes)
    this.#view = viewOf(this.#bytes)
  }

  text (value: string | null): void {
    this.#string(TEXT_OID, value)
  }

  /** @param value JSON. */
  json (value: string | null): void {
    this.#string(JSON_OID, value)
  }

  texts (values: readonly string[] | null): void {
    if (values === null) {
      this.#header(TEXT_ARRAY_OID, -1)
      return
    }
    this.#reserve(FIELD_HEADER_BYTES + ARRAY_HEADER_BYTES)
    this.#header(TEXT_ARRAY_OID, 0)
    this.#measured(() => {
      this.#arrayHeader(TEXT_OID, values.length)
      for (const value of values) this.#sized(value)
    })
  }

  boolean (value: boolean | null): void {
    if (this.#isNull(BOOL_OID, value, 1)) return
    this.#bytes[this.#at++] = value ? 1 : 0
  }

  /** @param value in the range of an `integer`. */
  integer (value: number | null): void {
    if (this.#isNull(INT4_OID, value, 4)) return
    this.#view.setInt32(this.#at, value)
    this.#at += 4
  }

  double (value: number | null): void {
    if (this.#isNull(FLOAT8_OID, value, 8)) return
    this.#view.setFloat64(this.#at, value)
    this.#at += 8
  }

  /** Whole milliseconds. */
  instant (value: Date | null): void {
    if (this.#isNull(TIMESTAMPTZ_OID, value, 8)) return
    const microseconds = (value.getTime() - EPOCH_MS) * 1000
    const high = Math.floor(microseconds / HALF)
    this.#view.setInt32(this.#at, high)
    this.#view.setUint32(this.#at + 4, microseconds - high * HALF)
    this.#at += 8
  }

  bytes (value: Uint8Array | null): void {
    if (this.#isNull(BYTEA_OID, value, value?.byteLength ?? 0)) return
    this.#bytes.set(value, this.#at)
    this.#at += value.byteLength
  }

  /** @param value in lower case with hyphens. */
  uuid (value: string | null): void {
    if (this.#isNull(UUID_OID, value, UUID_BYTES)) return
    for (let index = 0; index < value.length; index += 2) {
      // Hyphens stand before an even number of digits.
      if (value.charCodeAt(index) === HYPHEN) index++
      this.#bytes[this.#at++] = nibble(value.charCodeAt(index)) << 4 | nibble(value.charCodeAt(index + 1))
    }
  }

  /** What was written since the part before becomes the next one. Nothing changes it any more. */
  endPart (): void {
    this.#parts.slab.push(this.#slabs.length - 1)
    this.#parts.from.push(this.#start)
    this.#parts.to.push(this.#at)
    this.#partBytes += this.#at - this.#start
    this.#start = this.#at
  }

  /** Bytes of all parts. */
  get partBytes (): number {
    return this.#partBytes
  }

  /** To be appended to a row. Made when it is asked for: views of thousands of parts would keep the collector busy. @param number from 0. */
  part (number: number): Buffer {
    const { slab, from, to } = this.#parts
    return (this.#slabs[slab[number] as number] as Buffer).subarray(from[number], to[number])
  }

  /** The next part, at once. */
  take (): Buffer {
    this.endPart()
    return this.part(this.#parts.slab.length - 1)
  }

  /** All that was taken is read for the last time. */
  release (): void {
    for (const slab of this.#slabs) giveMemory(slab)
    this.#slabs.length = 0
    this.#parts.slab.length = this.#parts.from.length = this.#parts.to.length = this.#partBytes = 0
    this.#bytes = Buffer.alloc(0)
    this.#start = this.#at = 0
  }

  #slab (bytes: number): Buffer {
    const slab = takeMemory(bytes)
    this.#slabs.push(slab)
    return slab
  }

  /** Fields that another writer wrote. */
  append (fields: Uint8Array): void {
    this.#reserve(fields.byteLength)
    this.#bytes.set(fields, this.#at)
    this.#at += fields.byteLength
  }

  /** Begins an array of composites, whose rows follow. */
  beginArray (elementOid: number, length: number): void {
    this.#reserve(ARRAY_HEADER_BYTES)
    this.#arrayHeader(elementOid, length)
  }

  /** @param fields how many the type has. */
  row (fields: number, write: () => void): void {
    this.#reserve(FIELD_HEADER_BYTES)
    this.#at += 4
    this.#measured(() => {
      this.#view.setInt32(this.#at, fields)
      this.#at += 4
      write()
    })
  }

  /** Puts the length of what is written into the four bytes before it. */
  #measured (write: () => void): void {
    // By its distance from the start: the slab may grow into another one meanwhile.
    const offset = this.#at - this.#start
    write()
    const at = this.#start + offset
    this.#view.setInt32(at - 4, this.#at - at)
  }

  #string (oid: number, value: string | null): void {
    if (value === null) {
      this.#header(oid, -1)
      return
    }
    this.#reserve(FIELD_HEADER_BYTES + value.length * UTF8_BYTES)
    this.#view.setInt32(this.#at, oid)
    this.#at += 4
    this.#sized(value)
  }

  /** A text with its length before it. */
  #sized (value: string): void {
    this.#reserve(4 + value.length * UTF8_BYTES)
    const at = this.#at + 4
    const written = value.length <= SHORT_TEXT ? this.#ascii(value, at) : -1
    const length = written === -1 ? this.#bytes.write(value, at) : written
    this.#view.setInt32(this.#at, length)
    this.#at = at + length
  }

  /** @returns the length, or -1 of a text that is more than ASCII. */
  #ascii (value: string, at: number): number {
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code > 0x7f) return -1
      this.#bytes[at + index] = code
    }
    return value.length
  }

  /** Writes what precedes a value, and makes room for it. */
  #isNull<Value> (oid: number, value: Value | null, length: number): value is null {
    this.#header(oid, value === null ? -1 : length)
    return value === null
  }

  #header (oid: number, length: number): void {
    this.#reserve(FIELD_HEADER_BYTES + Math.max(0, length))
    this.#view.setInt32(this.#at, oid)
    this.#view.setInt32(this.#at + 4, length)
    this.#at += FIELD_HEADER_BYTES
  }

  /** Dimensions, "has nulls", element type; then length and lower bound of the one dimension, which an empty array has not. */
  #arrayHeader (elementOid: number, length: number): void {
    this.#view.setInt32(this.#at, length === 0 ? 0 : 1)
    this.#view.setInt32(this.#at + 4, 0)
    this.#view.setInt32(this.#at + 8, elementOid)
    this.#at += 12
    if (length === 0) return
    this.#view.setInt32(this.#at, length)
    this.#view.setInt32(this.#at + 4, 1)
    this.#at += 8
  }

  /** A row that does not fit goes on in another slab; what was taken stays where it is. */
  #reserve (bytes: number): void {
    if (this.#at + bytes <= this.#bytes.byteLength) return
    const begun = this.#bytes.subarray(this.#start, this.#at)
    this.#bytes = this.#slab(Math.max(SLAB_BYTES, 2 * (begun.byteLength + bytes)))
    this.#view = viewOf(this.#bytes)
    this.#bytes.set(begun)
    this.#at = begun.byteLength
    this.#start = 0
  }
}

const HYPHEN = 0x2d
const DIGIT_ZERO = 0x30
const DIGIT_NINE = 0x39
/** From 'a' to ten. */
const LETTERS_FROM = 0x57

const nibble = (code: number): number => code <= DIGIT_NINE ? code - DIGIT_ZERO : code - LETTERS_FROM
const viewOf = (buffer: Buffer): DataView => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
