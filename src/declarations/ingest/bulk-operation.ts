import type { Principal } from '../../platform/access.ts'
import type { BulkSettings } from '../../platform/bulk/settings.ts'
import { splitJsonDocuments, splitLines } from '../../platform/bulk/split.ts'
import { BULK_LIMITS, readBulk } from '../../platform/bulk/file-stream.ts'
import { bulkVerdicts, verdictLines } from '../../platform/bulk/verdicts.ts'
import type { ReadDocument } from '../../platform/bulk/verdicts.ts'
import { decodeStrictly, parseJsonStrictly } from '../../platform/http/body.ts'
import type { Problem } from '../../platform/problem.ts'
import { readCsv } from '../formats/csv.ts'
import { checkedDeclaration } from '../formats/json-declaration.ts'
import { runBatch } from './batch.ts'
import type { BatchDeps, Job, PushResult } from './batch.ts'
import { originalOf, prepareDeclaration } from './push.ts'
import type { Verdict } from './push.ts'
import type { IngestSource, PushDeps } from './push-operation.ts'

/** Declarations as one file, on the same way as single pushes, in larger batches. */

export interface BulkDeps extends Pick<PushDeps, 'clock' | 'onIngest'> {
  readonly batch: BatchDeps
  readonly bulk: BulkSettings
  readonly onBatch: (size: number, seconds: number) => void
}

export interface BulkFile {
  readonly file: AsyncIterable<Buffer>
  readonly mediaType: string
  readonly encoding: string | undefined
}

/** What a verdict on a declaration says. */
interface DeclarationVerdict {
  readonly outcome: 'created' | 'replayed' | 'new_version'
  readonly id: string | null
  readonly mrn: string | null
  readonly lrn: string | null
  readonly version: number | null
}

const CHUNK_BYTES = 16 * 1024 * 1024
/** One commits, the next is in the database already, one is on its way. */
const CHUNKS_IN_FLIGHT = 3

/**
 * Starts to read a file. Faults of the file as a whole (columns, first bytes) are thrown before the first verdict;
 * after that everything is said in verdicts.
 */
export async function pushBulk (deps: BulkDeps, principal: Principal, { file, mediaType, encoding }: BulkFile): Promise<AsyncIterable<string>> {
  const { clock, bulk } = deps
  const { source, documents } = documentsOf(readBulk(file, encoding, { ...BULK_LIMITS, windowMs: bulk.idleMs }, bulk.stopping), mediaType)
  return await verdictLines(bulkVerdicts<Job, DeclarationVerdict>(documents, {
    chunkItems: bulk.chunkItems,
    chunkBytes: CHUNK_BYTES,
    chunksInFlight: CHUNKS_IN_FLIGHT,
    mayGoOn: async () => await bulk.mayGoOn(principal),
    onVerdict: (outcome) => { deps.onIngest(source, outcome as DeclarationVerdict['outcome'] | 'refused') },
    prepare: ({ bytes, value }) => {
      const content = checkedDeclaration(value ?? parseJsonStrictly(decodeStrictly(bytes)))
      return { push: prepareDeclaration(content, originalOf(bytes, mediaType), clock(), principal.subject) }
    },
    write: async (jobs) => {
      const began = performance.now()
      const results = await runBatch(deps.batch, principal, jobs)
      deps.onBatch(jobs.length, (performance.now() - began) / 1000)
      return results.map(verdictOf)
    }
  }))
}

function documentsOf (bytes: AsyncIterable<Buffer>, mediaType: string): { source: IngestSource, documents: AsyncIterable<ReadDocument> } {
  if (mediaType === 'text/csv') return { source: 'csv', documents: readCsv(bytes) }
  if (mediaType === 'application/x-ndjson') return { source: 'ndjson', documents: splitLines(bytes) }
  return { source: 'json_sequence', documents: splitJsonDocuments(bytes) }
}

function verdictOf (result: PushResult): DeclarationVerdict | Problem {
  if (result.kind === 'refused') return result.problem
  if (result.kind === 'answered') throw new Error('A bulk file has no Idempotency-Key')
  const { verdict } = result
  return { outcome: bulkOutcome(verdict), id: verdict.declarationId, mrn: verdict.mrn, lrn: verdict.lrn, version: verdict.version }
}

const bulkOutcome = ({ outcome }: Verdict): DeclarationVerdict['outcome'] => outcome === 'message' ? 'created' : outcome
