import type { Principal } from '../../platform/access.ts'
import { Problem } from '../../platform/problem.ts'
import { checkedDeclaration } from '../formats/json-declaration.ts'
import { decodeStrictly, parseJsonStrictly } from '../../platform/http/body.ts'
import type { BulkDocument } from '../formats/split.ts'
import { bulkStopped } from '../problems.ts'
import type { Job, PushResult } from './batch.ts'
import { originalOf, prepareDeclaration } from './push.ts'
import type { Verdict } from './push.ts'

/**
 * Bulk ingest: documents are read, checked and written chunk by chunk, each chunk in one transaction, a verdict per document.
 * While chunks commit the next is read; nothing else is held, so memory stays flat whatever the file's size.
 */

export interface BulkVerdict {
  /** Line of the file on which the document begins, from 1. */
  readonly line: number
  readonly outcome: 'created' | 'replayed' | 'new_version' | 'refused' | 'stopped'
  readonly id?: string | null
  readonly mrn?: string | null
  readonly lrn?: string | null
  readonly version?: number | null
  readonly problem?: Record<string, unknown>
}

export interface BulkOptions {
  readonly chunkItems: number
  readonly chunkBytes: number
  readonly mediaType: string
  readonly clock: () => Date
  /** Writes a chunk; throws a Problem when the database is away. */
  readonly write: (jobs: readonly Job[]) => Promise<PushResult[]>
  /** Asked before each chunk: a problem stops the file there (token expired, operator suspended, service stopping). */
  readonly mayGoOn: () => Promise<Problem | undefined>
  /** Counts what became of each document. */
  readonly onVerdict: (outcome: BulkVerdict['outcome']) => void
}

/** A document of a bulk file; CSV brings the value it was read into. */
export type ReadDocument = BulkDocument & { readonly value?: unknown }

interface Prepared { readonly line: number, readonly job?: Job, readonly problem?: Problem }

interface Chunk {
  readonly documents: readonly Prepared[]
  /** Why reading ended before the end of the file: these documents, the last that were read, are not taken. */
  readonly interrupted?: Problem
}

/** Chunks that are being written while the next is read: one commits, the next is in the database already, one is on its way. */
const CHUNKS_IN_FLIGHT = 3

/** Verdicts in the order of the file, a list per chunk, each given only after its chunk is committed and flushed. */
export async function * bulkVerdicts (principal: Principal, documents: AsyncIterable<ReadDocument>, options: BulkOptions): AsyncGenerator<BulkVerdict[]> {
  const writing: Promise<BulkVerdict[]>[] = []
  for await (const chunk of chunksOf(principal, documents, options)) {
    const write = writeChunk(chunk, options)
    // Awaited in a later round; a failure meanwhile must not count as unhandled.
    write.catch(() => { /* thrown again where it is awaited */ })
    writing.push(write)
    if (writing.length < CHUNKS_IN_FLIGHT) continue
    const verdicts = await writing.shift() ?? []
    yield verdicts
    if (verdicts.at(-1)?.outcome === 'stopped') return
  }
  for (const write of writing) {
    const verdicts = await write
    yield verdicts
    if (verdicts.at(-1)?.outcome === 'stopped') return
  }
}

/**
 * Documents read before the event loop gets a turn: others are served meanwhile, and the chunk before leaves for the database,
 * which would else stand idle until this one is read.
 */
const DOCUMENTS_A_TURN = 16
const turn = async (): Promise<void> => { await new Promise<void>((resolve) => { setImmediate(resolve) }) }

async function * chunksOf (principal: Principal, documents: AsyncIterable<ReadDocument>, options: BulkOptions): AsyncGenerator<Chunk> {
  let chunk: Prepared[] = []
  let bytes = 0
  let last: number | undefined
  try {
    for await (const document of documents) {
      chunk.push(prepare(principal, document, options))
      bytes += document.bytes?.byteLength ?? 0
      if (chunk.length % DOCUMENTS_A_TURN === 0) await turn()
      if (chunk.length < options.chunkItems && bytes < options.chunkBytes) continue
      yield { documents: chunk }
      last = document.line
      chunk = []
      bytes = 0
    }
  } catch (error) {
    // What is wrong before the first chunk is said by the status of the answer; later by a verdict, after those of the chunks done.
    if (last === undefined || !(error instanceof Problem)) throw error
    // Where the last document ends is not known, so it is named again when none was begun after it; twice is once.
    yield { documents: chunk.length > 0 ? chunk : [{ line: last }], interrupted: error }
    return
  }
  if (chunk.length > 0) yield { documents: chunk }
}

function prepare (principal: Principal, document: ReadDocument, { clock, mediaType }: BulkOptions): Prepared {
  const { line, bytes, problem, value } = document
  if (problem !== undefined || bytes === undefined) return problem === undefined ? { line } : { line, problem }
  try {
    const content = checkedDeclaration(value ?? parseJsonStrictly(decodeStrictly(bytes)))
    return { line, job: { push: prepareDeclaration(content, originalOf(bytes, mediaType), clock(), principal.subject) } }
  } catch (error) {
    if (error instanceof Problem) return { line, problem: error }
    throw error
  }
}

async function writeChunk ({ documents: chunk, interrupted }: Chunk, options: BulkOptions): Promise<BulkVerdict[]> {
  const stop = interrupted ?? await options.mayGoOn()
  if (stop !== undefined) return [stopped(chunk, stop)]
  const jobs = chunk.flatMap(({ job }) => job === undefined ? [] : [job])
  try {
    const results = jobs.length === 0 ? [] : await options.write(jobs)
    const byJob = new Map(jobs.map((job, index) => [job, results[index]]))
    return chunk.map(({ line, job, problem }) => {
      const verdict = toVerdict(line, job === undefined ? undefined : byJob.get(job), problem)
      options.onVerdict(verdict.outcome)
      return verdict
    })
  } catch (error) {
    if (error instanceof Problem) return [stopped(chunk, error)]
    throw error
  }
}

function stopped (chunk: readonly Prepared[], cause: Problem): BulkVerdict {
  const line = chunk[0]?.line ?? 1
  const problem = bulkStopped(`Nothing from line ${line} on was taken: ${cause.message} Send the file again; what is recorded is not recorded twice.`, { resumeFromLine: line, because: cause.type })
  return { line, outcome: 'stopped', problem: problem.toJSON() }
}

function toVerdict (line: number, result: PushResult | undefined, problem: Problem | undefined): BulkVerdict {
  if (result?.kind === 'verdict') return { line, outcome: bulkOutcome(result.verdict), id: result.verdict.declarationId, mrn: result.verdict.mrn, lrn: result.verdict.lrn, version: result.verdict.version }
  const refusal = result?.kind === 'refused' ? result.problem : problem
  return { line, outcome: 'refused', ...(refusal === undefined ? {} : { problem: refusal.toJSON() }) }
}

const bulkOutcome = ({ outcome }: Verdict): BulkVerdict['outcome'] => outcome === 'message' ? 'created' : outcome
