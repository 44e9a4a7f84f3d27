import { Problem } from '../problem.ts'
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

/**
 * Verdicts in the order of the file, a list per chunk, each given only after its chunk is committed and flushed. After `stopped` come
 * those of chunks that were on their way already and got through.
 */
export async function * bulkVerdicts<Job, D extends Decided> (documents: AsyncIterable<ReadDocument>, work: BulkWork<Job, D>): AsyncGenerator<Verdict<D>[]> {
  const file = onceStopped(work)
  const writing: Promise<Verdict<D>[]>[] = []
  let isStopped = false
  for await (const chunk of chunksOf(documents, file)) {
    const write = writeChunk(chunk, file)
    // Awaited in a later round; a failure meanwhile must not count as unhandled.
    write.catch(() => { /* thrown again where it is awaited */ })
    writing.push(write)
    if (writing.length < work.chunksInFlight) continue
    const verdicts = await writing.shift() ?? []
    yield verdicts
    isStopped = verdicts.at(-1)?.outcome === 'stopped'
    if (isStopped) break
  }
  for (const write of writing) {
    const verdicts = (await write).filter(({ outcome }) => !isStopped || outcome !== 'stopped')
    if (verdicts.length > 0) yield verdicts
    isStopped ||= verdicts.at(-1)?.outcome === 'stopped'
  }
}

/** A file that was stopped once goes on no more, whatever changes meanwhile. */
function onceStopped<Job, D extends Decided> (work: BulkWork<Job, D>): BulkWork<Job, D> {
  let stop: Problem | undefined
  return {
    ...work,
    mayGoOn: async () => {
      const asked = await work.mayGoOn()
      stop ??= asked
      return stop
    },
    write: async (jobs) => {
      try {
        return await work.write(jobs)
      } catch (error) {
        if (error instanceof Problem) stop ??= error
        throw error
      }
    }
  }
}

/** Verdicts as lines of NDJSON. Faults of the file as a whole (columns, first bytes) are thrown before the first. */
export async function verdictLines<D extends Decided> (verdicts: AsyncGenerator<Verdict<D>[]>): Promise<AsyncGenerator<string>> {
  const first = await verdicts.next()
  return lines(first.done === true ? [] : first.value, verdicts)
}

async function * lines (first: readonly object[], rest: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  if (first.length > 0) yield toLines(first)
  for await (const verdicts of rest) yield toLines(verdicts)
}

const toLines = (verdicts: readonly object[]): string => verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join('')

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

async function writeChunk<Job, D extends Decided> ({ documents, interrupted }: Chunk<Job>, work: BulkWork<Job, D>): Promise<Verdict<D>[]> {
  const stop = interrupted ?? await work.mayGoOn()
  if (stop !== undefined) return [stopped(documents, stop)]
  const jobs = documents.flatMap(({ job }) => job === undefined ? [] : [job])
  try {
    const results = jobs.length === 0 ? [] : await work.write(jobs)
    const byJob = new Map(jobs.map((job, index) => [job, results[index]]))
    return documents.map(({ line, job, problem }) => {
      const verdict = verdictOf(line, job === undefined ? problem : byJob.get(job))
      work.onVerdict?.(verdict.outcome)
      return verdict
    })
  } catch (error) {
    if (error instanceof Problem) return [stopped(documents, error)]
    throw error
  }
}

function stopped (documents: readonly Prepared<unknown>[], cause: Problem): { line: number, outcome: 'stopped', problem: Record<string, unknown> } {
  const line = documents[0]?.line ?? 1
  const problem = bulkStopped(`From line ${line} on nothing was taken that has no verdict: ${cause.message} Send the file again; what is recorded is not recorded twice.`, { resumeFromLine: line, because: cause.type })
  return { line, outcome: 'stopped', problem: problem.toJSON() }
}

function verdictOf<D extends Decided> (line: number, result: D | Problem | undefined): Verdict<D> {
  if (result === undefined) return { line, outcome: 'refused' }
  return result instanceof Problem ? { line, outcome: 'refused', problem: result.toJSON() } : { line, ...result }
}
