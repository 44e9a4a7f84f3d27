import type { Principal } from '../../platform/access.ts'
import type { Problem } from '../../platform/problem.ts'
import { readCsv } from '../formats/csv.ts'
import { splitJsonDocuments, splitLines } from '../formats/split.ts'
import { runBatch } from './batch.ts'
import type { BatchDeps } from './batch.ts'
import { bulkVerdicts } from './bulk.ts'
import type { BulkVerdict, ReadDocument } from './bulk.ts'
import { BULK_LIMITS, readBulk } from './bulk-stream.ts'
import type { IngestSource, PushDeps } from './push-operation.ts'

export interface BulkDeps extends Pick<PushDeps, 'clock' | 'onIngest'> {
  readonly batch: BatchDeps
  readonly bulkChunk: number
  /** How long a client may send nothing, or read nothing. */
  readonly bulkIdleMs: number
  /** Ends the reading of files: what is read by then and not written is not taken. */
  readonly stopping: AbortSignal
  /** Asked before each chunk: why the file must stop here, if it must. */
  readonly mayGoOn: (principal: Principal) => Promise<Problem | undefined>
  readonly onBatch: (size: number, seconds: number) => void
}

export interface BulkFile {
  readonly file: AsyncIterable<Buffer>
  readonly mediaType: string
  readonly encoding: string | undefined
}

const CHUNK_BYTES = 16 * 1024 * 1024

/**
 * Starts to read a file. Faults of the file as a whole (columns, first bytes) are thrown before the first verdict;
 * after that everything is said in verdicts.
 */
export async function pushBulk (deps: BulkDeps, principal: Principal, { file, mediaType, encoding }: BulkFile): Promise<AsyncGenerator<string>> {
  const { source, documents } = documentsOf(readBulk(file, encoding, { ...BULK_LIMITS, windowMs: deps.bulkIdleMs }, deps.stopping), mediaType)
  const verdicts = bulkVerdicts(principal, documents, {
    chunkItems: deps.bulkChunk,
    chunkBytes: CHUNK_BYTES,
    mediaType,
    clock: deps.clock,
    mayGoOn: async () => await deps.mayGoOn(principal),
    onVerdict: (outcome) => { if (outcome !== 'stopped') deps.onIngest(source, outcome) },
    write: async (jobs) => {
      const began = performance.now()
      const results = await runBatch(deps.batch, principal, jobs)
      deps.onBatch(jobs.length, (performance.now() - began) / 1000)
      return results
    }
  })
  const first = await verdicts.next()
  return lines(first.done === true ? [] : first.value, verdicts)
}

function documentsOf (bytes: AsyncIterable<Buffer>, mediaType: string): { source: IngestSource, documents: AsyncIterable<ReadDocument> } {
  if (mediaType === 'text/csv') return { source: 'csv', documents: readCsv(bytes) }
  if (mediaType === 'application/x-ndjson') return { source: 'ndjson', documents: splitLines(bytes) }
  return { source: 'json_sequence', documents: splitJsonDocuments(bytes) }
}

async function * lines (first: readonly BulkVerdict[], rest: AsyncIterable<readonly BulkVerdict[]>): AsyncGenerator<string> {
  if (first.length > 0) yield toLines(first)
  for await (const verdicts of rest) yield toLines(verdicts)
}

const toLines = (verdicts: readonly BulkVerdict[]): string => verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join('')
