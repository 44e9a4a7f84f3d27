import { isMarkedAsUntransferable } from 'node:worker_threads'
import { FieldWriter } from '../../db/binary-rows.ts'
import type { OperatorTx } from '../../db/operator-tx.ts'
import { Problem } from '../../problem.ts'
import type { Answered, Peer } from '../../threads/peer.ts'
import { serveConversations } from '../../threads/shared-threads.ts'
import { LineSplitter } from '../split.ts'
import type { BulkDocument, LineLimit } from '../split.ts'
import { toLines, verdictOf } from '../verdicts.ts'
import type { Decided } from '../verdicts.ts'
import type { ChunkWritten, FullChunk, LoggedEvent, Read, ToThread } from './questions.ts'

/**
 * The thread that reads lines of files: with a heap of its own, which holds nothing but them, and off the event loop. Statements of a
 * chunk run where the connections are.
 */
export interface LineWork<Job, D extends Decided> {
  readonly longest: LineLimit
  /**
   * The bytes are read now or never. @param rows what is written there stays until the chunk is done. @throws Problem that refuses the line.
   */
  readonly prepare: (bytes: Buffer, now: Date, rows: FieldWriter) => Job
  /** Writes a chunk, with an answer per job. @param ask what its feature knows outside the thread. */
  readonly write: (tx: OperatorTx, jobs: readonly Job[], ask: (question: unknown) => Promise<unknown>) => Promise<readonly (D | Problem)[]>
}

/** Documents read before the thread hears again: statements of the chunk before wait for it. */
const DOCUMENTS_A_TURN = 16
const turn = async (): Promise<void> => { await new Promise<void>((resolve) => { setImmediate(resolve) }) }

export function serveFiles<Job, D extends Decided> (work: LineWork<Job, D>): void {
  serveConversations((ask) => {
    const file = new LineFile(work, ask)
    return async (question) => await file.answer(question as ToThread)
  })
}

/** A line that can be taken, or the verdict that refuses it: text takes less than the problem, which may name a hundred faults. */
type ReadLine<Job> = { readonly line: number, readonly job: Job } | { readonly line: number, readonly refused: string }

/** Lines of a chunk, and what was written of them. */
interface Kept<Job> { readonly documents: ReadLine<Job>[], readonly rows: FieldWriter }

const newChunk = <Job>(): Kept<Job> => ({ documents: [], rows: new FieldWriter() })

class LineFile<Job, D extends Decided> {
  readonly #work: LineWork<Job, D>
  readonly #ask: Peer['ask']
  readonly #lines: LineSplitter
  /** Full, and not forgotten yet. */
  readonly #chunks = new Map<number, Kept<Job>>()
  #limits = { chunkItems: 1, chunkBytes: 1 }
  #begun = newChunk<Job>()
  #bytes = 0
  #full = 0
  #reading: Promise<unknown> = Promise.resolve()

  constructor (work: LineWork<Job, D>, ask: Peer['ask']) {
    this.#work = work
    this.#ask = ask
    this.#lines = new LineSplitter(work.longest)
  }

  async answer (question: ToThread): Promise<Answered> {
    switch (question.kind) {
      case 'begin': this.#limits = question; return {}
      case 'read': return await this.#inTurn(async () => await this.#readBlock(question.block, question.length, question.now))
      case 'end': return await this.#inTurn(async () => ({ value: { chunks: await this.#end() } satisfies Read }))
      case 'begun': return await this.#inTurn(async () => ({ value: this.#begun.documents[0]?.line ?? null }))
      case 'write': return await this.#write(question)
      case 'forget': this.#forget(question.chunk); return {}
    }
  }

  /** Blocks are read one after the other, though each gives others a turn. */
  async #inTurn (work: () => Promise<Answered>): Promise<Answered> {
    const answer = this.#reading.then(work)
    this.#reading = answer.catch(() => { /* that of whoever asked */ })
    return await answer
  }

  async #readBlock (block: Uint8Array, length: number, now: Date): Promise<Answered> {
    const chunks = await this.#readLines(this.#lines.feed(Buffer.from(block.buffer, block.byteOffset, length)), now)
    return { value: { chunks, block } satisfies Read, transfer: [block.buffer as ArrayBuffer] }
  }

  async #end (): Promise<FullChunk[]> {
    const chunks = await this.#readLines(this.#lines.end(), new Date())
    return this.#begun.documents.length === 0 ? chunks : [...chunks, this.#fill()]
  }

  async #readLines (lines: Iterable<BulkDocument>, now: Date): Promise<FullChunk[]> {
    const full: FullChunk[] = []
    for (const line of lines) {
      const { documents, rows } = this.#begun
      const read = this.#readLine(line, now, rows)
      documents.push(read)
      this.#bytes += (line.bytes?.byteLength ?? 0) + ('refused' in read ? read.refused.length : 0)
      if (documents.length >= this.#limits.chunkItems || this.#bytes >= this.#limits.chunkBytes) full.push(this.#fill())
      if (documents.length % DOCUMENTS_A_TURN === 0) await turn()
    }
    return full
  }

  #readLine ({ line, bytes, problem }: BulkDocument, now: Date, rows: FieldWriter): ReadLine<Job> {
    if (bytes === undefined) return refusedLine(line, problem)
    try {
      return { line, job: this.#work.prepare(bytes, now, rows) }
    } catch (error) {
      if (error instanceof Problem) return refusedLine(line, error)
      throw error
    }
  }

  #fill (): FullChunk {
    const [number, chunk] = [this.#full++, this.#begun]
    this.#chunks.set(number, chunk)
    this.#begun = newChunk()
    this.#bytes = 0
    return { number, first: chunk.documents[0]?.line ?? 1, last: chunk.documents.at(-1)?.line ?? 1 }
  }

  #forget (chunk: number): void {
    this.#chunks.get(chunk)?.rows.release()
    this.#chunks.delete(chunk)
  }

  /** It may be asked again of a chunk whose transaction came to nothing. */
  async #write ({ chunk, principal, at }: ToThread & { kind: 'write' }): Promise<Answered> {
    const { documents } = this.#chunks.get(chunk) ?? newChunk<Job>()
    const events: LoggedEvent[] = []
    const tx: OperatorTx = {
      operatorId: principal.operatorId, principal, at,
      query: async <Row>(text: string, values: readonly unknown[] = []) => await this.#ask({ chunk, kind: 'query', text, values }, values.filter(isHandedOver).map(({ buffer }) => buffer)) as Row[],
      log: (type, subject, data) => { events.push({ type, subject, data }) }
    }
    const jobs = documents.flatMap((read) => 'job' in read ? [read.job] : [])
    const results = jobs.length === 0 ? [] : await this.#work.write(tx, jobs, async (question) => await this.#ask({ chunk, kind: 'other', question }))
    let next = 0
    const verdicts = Buffer.from(documents.map((read) => 'refused' in read ? read.refused : toLines([verdictOf(read.line, results[next++])])).join(''))
    return { value: { verdicts, events } satisfies ChunkWritten, transfer: isHandedOver(verdicts) ? [verdicts.buffer] : [] }
  }
}

const refusedLine = (line: number, problem: Problem | undefined) => ({ line, refused: toLines([verdictOf(line, problem)]) })

/** Bytes that share their memory with others are copied: what takes the most of its memory has it alone. */
const isHandedOver = (value: unknown): value is Uint8Array<ArrayBuffer> => value instanceof Uint8Array && 2 * value.byteLength > value.buffer.byteLength && !isMarkedAsUntransferable(value.buffer)
