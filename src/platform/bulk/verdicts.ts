import { Problem } from '../problem.ts'
import { begun, Course, inOrder } from './in-order.ts'
import { bulkStopped } from './problems.ts'
import type { BulkDocument } from './split.ts'

/**
 * A bulk file: documents are read, checked and written chunk by chunk, each chunk in one transaction, a verdict per document.
 * While chunks commit the next is read; nothing else is held, so memory stays flat whatever the file's size.
 */

/** A document of a bulk file; CSV brings the value it was read into. */
export type ReadDocument = BulkDocument & { readonly value?: unknown }

/** A document with something in it. */
export type WholeDocument = ReadDocument & { readonly bytes: Buffer }

/** What became of a document that was written. */
export interface Decided { readonly outcome: string }

export type Verdict<D extends Decided> =
  | { readonly line: number } & D
  | { readonly line: number, readonly outcome: 'refused' | 'stopped', readonly problem?: Record<string, unknown> }

export interface BulkWork<Job, D extends Decided> {
  readonly chunkItems: number
  readonly chunkBytes: number
  /** Chunks that may be written at once; with one, of two documents that name the same record the later holds. */
  readonly chunksInFlight: number
  /** Checks a document. @throws Problem that refuses it. */
  readonly prepare: (document: WholeDocument) => Job
  /** Writes a chunk, with an answer per job. @throws Problem when the database is away: the file ends there. */
  readonly write: (jobs: readonly Job[]) => Promise<readonly (D | Problem)[]>
  /** Asked before each chunk: a problem stops the file there (token expired, operator suspended, service stopping). */
  readonly mayGoOn: () => Promise<Problem | undefined>
  /** Counts what became of each document. */
  readonly onVerdict?: (outcome: string) => void
}

interface Prepared<Job> { readonly line: number, readonly job?: Job, readonly problem?: Problem }

interface Chunk<Job> {
  readonly documents: readonly Prepared<Job>[]
  /** Why reading ended before the end of the file: these documents, the last that were read, are not taken. */
  readonly interrupted?: Problem
}

/** Verdicts in the order of the file, a list per chunk, each given only after its chunk is committed and flushed. */
export async function * bulkVerdicts<Job, D extends Decided> (documents: AsyncIterable<ReadDocument>, work: BulkWork<Job, D>): AsyncGenerator<Verdict<D>[]> {
  const course = new Course(work.mayGoOn)
  for await (const { verdicts } of inOrder(chunksOf(documents, work), work.chunksInFlight, async (chunk) => await writeChunk(chunk, work, course))) yield verdicts
}

/** A chunk that was written, or where the file stopped. */
interface Written<D extends Decided> {
  readonly verdicts: Verdict<D>[]
  readonly isStopped: boolean
}

/** Verdicts as lines of NDJSON. Faults of the file as a whole (columns, first bytes) are thrown before the first. */
export async function verdictLines<D extends Decided> (verdicts: AsyncGenerator<Verdict<D>[]>): Promise<AsyncIterable<string>> {
  return await begun(linesOf(verdicts))
}

async function * linesOf (verdicts: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const list of verdicts) yield toLines(list)
}

export const toLines = (verdicts: readonly object[]): string => verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join('')

/**
 * Documents read before the event loop gets a turn: others are served meanwhile, and the chunk before leaves for the database,
 * which would else stand idle until this one is read.
 */
const DOCUMENTS_A_TURN = 16
const turn = async (): Promise<void> => { await new Promise<void>((resolve) => { setImmediate(resolve) }) }

async function * chunksOf<Job, D extends Decided> (documents: AsyncIterable<ReadDocument>, work: BulkWork<Job, D>): AsyncGenerator<Chunk<Job>> {
  let chunk: Prepared<Job>[] = []
  let bytes = 0
  let last: number | undefined
  try {
    for await (const document of documents) {
      chunk.push(prepared(document, work))
      bytes += document.bytes?.byteLength ?? 0
      if (chunk.length % DOCUMENTS_A_TURN === 0) await turn()
      if (chunk.length < work.chunkItems && bytes < work.chunkBytes) continue
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

function prepared<Job, D extends Decided> (document: ReadDocument, { prepare }: BulkWork<Job, D>): Prepared<Job> {
  const { line, bytes, problem } = document
  if (problem !== undefined || bytes === undefined) return problem === undefined ? { line } : { line, problem }
  try {
    return { line, job: prepare({ ...document, bytes }) }
  } catch (error) {
    if (error instanceof Problem) return { line, problem: error }
    throw error
  }
}

async function writeChunk<Job, D extends Decided> ({ documents, interrupted }: Chunk<Job>, work: BulkWork<Job, D>, course: Course): Promise<Written<D>> {
  const stoppedBy = (cause: Problem): Written<D> => ({ verdicts: [stopped(documents[0]?.line, cause)], isStopped: true })
  if (interrupted !== undefined) return stoppedBy(interrupted)
  return await course.goOn(async () => {
    const jobs = documents.flatMap(({ job }) => job === undefined ? [] : [job])
    const results = jobs.length === 0 ? [] : await work.write(jobs)
    let next = 0
    const verdicts = documents.map(({ line, job, problem }) => verdictOf(line, job === undefined ? problem : results[next++]))
    for (const { outcome } of verdicts) work.onVerdict?.(outcome)
    return { verdicts, isStopped: false }
  }, stoppedBy)
}

/** @param line from which on nothing was taken. */
export function stopped (line = 1, cause: Problem): { line: number, outcome: 'stopped', problem: Record<string, unknown> } {
  const problem = bulkStopped(`From line ${line} on nothing was taken that has no verdict: ${cause.message} Send the file again; what is recorded is not recorded twice.`, { resumeFromLine: line, because: cause.type })
  return { line, outcome: 'stopped', problem: problem.toJSON() }
}

export function verdictOf<D extends Decided> (line: number, result: D | Problem | undefined): Verdict<D> {
  if (result === undefined) return { line, outcome: 'refused' }
  return result instanceof Problem ? { line, outcome: 'refused', problem: result.toJSON() } : { line, ...result }
}
