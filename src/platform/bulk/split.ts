import { Problem } from '../problem.ts'
import { bulkLineRefused } from './problems.ts'

/** One document of a bulk file: where it began and its bytes, or why it cannot be read. */
export interface BulkDocument {
  /** Line on which it begins, from 1. */
  readonly line: number
  readonly bytes?: Buffer
  readonly problem?: Problem
}

/** A line or document may be no longer; a longer one is one verdict and is skipped while reading. */
export const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

export const tooLong = (bytes = MAX_DOCUMENT_BYTES, hint = 'Send its items in several declarations'): Problem => bulkLineRefused(`The document is longer than ${bytes} bytes.`, { errors: [{ pointer: '', detail: 'is too long', hint }] })

export interface LineLimit { readonly bytes: number, readonly problem: () => Problem }
const DOCUMENTS: LineLimit = { bytes: MAX_DOCUMENT_BYTES, problem: () => tooLong() }

/** Collects the bytes of one document over chunks, up to the limit. */
export class DocumentBuffer {
  readonly #limit: number
  #parts: Buffer[] = []
  #size = 0

  constructor (limit = MAX_DOCUMENT_BYTES) {
    this.#limit = limit
  }

  get size (): number {
    return this.#size
  }

  get isTooLong (): boolean {
    return this.#size > this.#limit
  }

  add (part: Buffer): void {
    this.#size += part.byteLength
    if (this.isTooLong) this.#parts = []
    else this.#parts.push(part)
  }

  /** The bytes, copied out of the stream's chunks so that one kept line does not hold a whole chunk; empties the buffer. */
  take (): Buffer {
    const bytes = Buffer.concat(this.#parts, this.#size)
    this.#parts = []
    this.#size = 0
    return bytes
  }

  /** The same, not copied where they are those of one chunk. */
  takeShared (): Buffer {
    const [only] = this.#parts
    if (this.#parts.length !== 1 || only === undefined) return this.take()
    this.drop()
    return only
  }

  drop (): void {
    this.#parts = []
    this.#size = 0
  }
}

/** Splits on line feeds alone: a carriage return or U+2028 inside a text ends nothing. Blank lines count but are no documents. */
export async function * splitLines (chunks: AsyncIterable<Buffer>): AsyncGenerator<BulkDocument> {
  const lines = new LineSplitter()
  for await (const chunk of chunks) for (const document of lines.feed(chunk)) yield ownBytes(document)
  yield * lines.end()
}

/** Copied out of the stream's chunk, which a kept line would else hold whole. */
const ownBytes = (document: BulkDocument): BulkDocument => document.bytes === undefined ? document : { ...document, bytes: Buffer.from(document.bytes) }

/** The same chunk by chunk. Bytes of a line may be those of the chunk: they are read before the next, and before the chunk is used again. */
export class LineSplitter {
  readonly #begun: DocumentBuffer
  readonly #tooLong: () => Problem
  #line = 1

  constructor (limit: LineLimit = DOCUMENTS) {
    this.#begun = new DocumentBuffer(limit.bytes)
    this.#tooLong = limit.problem
  }

  * feed (chunk: Buffer): Generator<BulkDocument> {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      // A file may be millions of line feeds.
      if (end > start) this.#begun.add(chunk.subarray(start, end))
      const document = this.#begun.size === 0 ? undefined : this.#endOfLine()
      if (document !== undefined) yield document
      this.#line++
      start = end + 1
    }
    if (start < chunk.byteLength) this.#begun.add(Buffer.from(chunk.subarray(start)))
  }

  * end (): Generator<BulkDocument> {
    const last = this.#begun.size === 0 ? undefined : this.#endOfLine()
    if (last !== undefined) yield last
  }

  #endOfLine (): BulkDocument | undefined {
    const line = this.#line
    if (this.#begun.isTooLong) {
      this.#begun.drop()
      return { line, problem: this.#tooLong() }
    }
    const bytes = this.#begun.takeShared()
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.byteLength - 1 : bytes.byteLength
    const content = bytes.subarray(0, end)
    return content.every((byte) => byte === 0x20 || byte === 0x09) ? undefined : { line, bytes: content }
  }
}

const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const QUOTE = 0x22
const BACKSLASH = 0x5c
const RECORD_SEPARATOR = 0x1e
const BETWEEN = new Set([0x20, 0x09, LINE_FEED, CARRIAGE_RETURN, RECORD_SEPARATOR])

/**
 * Splits JSON documents that simply follow each other (with or without line ends or record separators between them) by counting braces.
 * What stands between two documents is one refused document up to the next opening brace.
 */
export async function * splitJsonDocuments (chunks: AsyncIterable<Buffer>): AsyncGenerator<BulkDocument> {
  const scan = new JsonScan()
  for await (const chunk of chunks) yield * scan.feed(chunk)
  yield * scan.end()
}

class JsonScan {
  readonly #buffer = new DocumentBuffer()
  #line = 1
  #began = 1
  #depth = 0
  #inText = false
  #escaped = false
  #stray = false

  #inString (byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === BACKSLASH) this.#escaped = true
    else if (byte === QUOTE) this.#inText = false
  }

  * feed (chunk: Buffer): Generator<BulkDocument> {
    let start = 0
    for (let at = 0; at < chunk.byteLength; at++) {
      const byte = chunk[at] as number
      if (byte === LINE_FEED) this.#line++
      if (this.#inText) {
        this.#inString(byte)
        continue
      }
      if (this.#depth === 0) {
        start = at
        yield * this.#between(byte)
      }
      if (byte === QUOTE && this.#depth > 0) this.#inText = true
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++
      else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && this.#depth > 0 && --this.#depth === 0) {
        this.#buffer.add(chunk.subarray(start, at + 1))
        yield this.#document()
        start = at + 1
      }
    }
    if (this.#depth > 0) this.#buffer.add(chunk.subarray(start))
  }

  * #between (byte: number): Generator<BulkDocument> {
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (this.#stray) yield this.#strayText()
      this.#began = this.#line
    } else if (!BETWEEN.has(byte) && !this.#stray) {
      this.#stray = true
      this.#began = this.#line
    }
  }

  #document (): BulkDocument {
    if (!this.#buffer.isTooLong) return { line: this.#began, bytes: this.#buffer.take() }
    this.#buffer.drop()
    return { line: this.#began, problem: tooLong() }
  }

  #strayText (): BulkDocument {
    this.#stray = false
    return { line: this.#began, problem: bulkLineRefused('Between two documents stands something that is no JSON object.') }
  }

  * end (): Generator<BulkDocument> {
    if (this.#stray) yield this.#strayText()
    if (this.#depth === 0) return
    this.#buffer.drop()
    yield { line: this.#began, problem: bulkLineRefused('The last document ends before its closing brace.') }
  }
}
