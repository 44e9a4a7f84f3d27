import { CsvError, parse } from 'csv-parse'
import type { Parser } from 'csv-parse'

/** The rows of a CSV file as it arrives: comma separated, quoted as RFC 4180, UTF-8, a record of at most 1 MiB. */

const MAX_RECORD_BYTES = 1024 * 1024
export const MAX_COLUMNS = 200

/** A record, with the line on which it ends and its bytes as text. */
export interface Row { readonly line: number, readonly cells: readonly string[], readonly raw: string }

interface Parsed { readonly record: readonly string[], readonly raw: string, readonly info: { readonly lines: number } }

/**
 * The rows of each chunk, those before a fault included: read as a stream, the parser would throw away what it had
 * parsed but not yet given out when it meets the fault.
 */
export async function * rowsOf (text: AsyncIterable<string>): AsyncGenerator<Row> {
  let parsed: Row[] = []
  const parser = parse({
    info: true, raw: true, max_record_size: MAX_RECORD_BYTES, relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n'],
    // Nothing is handed on, so nothing waits inside the parser.
    on_record: (entry: unknown) => { parsed.push(toRow(entry as Parsed)); return null }
  })
  parser.on('error', () => { /* given to whoever wrote the chunk */ }).resume()
  const taken = (): Row[] => {
    const rows = parsed
    parsed = []
    return rows
  }
  try {
    for await (const chunk of text) {
      const failure = await settled((done) => { parser.write(chunk, done) })
      yield * taken()
      if (failure != null) throw failure
    }
    const failure = await settled((done) => { endOf(parser, done) })
    yield * taken()
    if (failure != null) throw failure
  } finally {
    parser.destroy()
  }
}

type Done = (error?: Error | null) => void

const settled = async (work: (done: Done) => void): Promise<Error | null | undefined> => await new Promise((resolve) => { work(resolve) })

function endOf (parser: Parser, done: Done): void {
  parser.once('end', done).once('error', done).end()
}

/** The parser keeps but the first byte of a CRLF that ends a record. */
const toRow = ({ record, raw, info }: Parsed): Row => ({ line: info.lines, cells: record, raw: raw.endsWith('\r') ? `${raw}\n` : raw })

/** Text as it was sent: bytes that are no UTF-8 end the reading, they are not replaced. */
export async function * strictText (chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/** Why a file cannot be read on, and from which line where that is known; undefined when the error is another. */
export function csvFailure (error: unknown): { readonly line: number | undefined, readonly reason: string } | undefined {
  if ((error as { code?: unknown }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { line: undefined, reason: 'it is not UTF-8.' }
  if (!(error instanceof CsvError)) return undefined
  const line: unknown = error['lines']
  return { line: typeof line === 'number' ? line : 1, reason: 'a quote is not closed or stands in the middle of a cell, or a record is longer than 1 MiB.' }
}
