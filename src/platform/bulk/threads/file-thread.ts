import { isMarkedAsUntransferable } from 'node:worker_threads'
import type { OperatorTx } from '../../db/operator-tx.ts'
import { Problem } from '../../problem.ts'
import type { Answered, Peer } from '../../threads/peer.ts'
import { serveConversations } from '../../threads/shared-threads.ts'
import { LineSplitter } from '../split.ts'
import type { BulkDocument, LineLimit } from '../split.ts'
import { toLines, verdictOf } from '../verdicts.ts'
import type { Decided } from '../verdicts.ts'
import { GrowingText } from './growing-text.ts'
import type { ChunkWritten, FullChunk, LoggedEvent, Read, ToThread } from './questions.ts'

/**
 * The thread that reads lines of files: with a heap of its own, which holds nothing but them, and off the event loop. Statements of a
 * chunk run where the connections are.
 */
export interface LineWork<D extends Decided> {
  readonly longest: LineLimit
  readonly begin: () => LineChunk<D>
}

/** Lines that are written in one transaction. They wait for it, thousands at a time: what is kept of each should take as little as can be. */
export interface LineChunk<D extends Decided> {
  /** The bytes are read now or never. @throws Problem that refuses the line; then nothing of it is kept. */
  add (bytes: Buffer, now: Date): void
  /** Of those that were added, an answer each. It may be called again, where its transaction came to nothing. @param ask what its feature knows outside the thread. */
  write (tx: OperatorTx, ask: (question: unknown) => Promise<unknown>): Promise<Iterable<D | Problem>>
  /** Nobody asks for it any more. */
  release (): void
}

/** Documents read before the thread hears again: statements of the chunk before wait for it. */
const DOCUMENTS_A_TURN = 16
/** Most verdicts take less. */
const VERDICT_BYTES = 150
const turn = async (): Promise<void> => { await new Promise<void>((resolve) => { setImmediate(resolve) }) }

export function serveFiles<D extends Decided> (work: LineWork<D>): void {
  serveConversations((ask) => {
    const file = new LineFile(work, ask)
    return { answer: async (question) => await file.answer(question as ToThread), left: () => { file.release() } }
  })
}

class Kept<D extends Decided> {
  readonly chunk: LineChunk<D>
  /** Of each document the line on which it begins. */
  readonly lines: number[] = []
  /** By line, the verdict of those that cannot be taken: text takes less than the problem, which may name a hundred faults. */
  readonly refused = new Map<number, string>()

  constructor (chunk: LineChunk<D>) {
    this.chunk = chunk
  }

  refuse (line: number, problem: Problem | undefined): void {
    this.refused.set(line, toLines([verdictOf(line, problem)]))
  }
}

class LineFile<D extends Decided> {
  readonly #work: LineWork<D>
  readonly #ask: Peer['ask']
  readonly #lines: LineSplitter
  /** Full, and not forgotten yet. */
  readonly #chunks = new Map<number, Kept<D>>()
  #limits = { chunkItems: 1, chunkBytes: 1 }
  #begun: Kept<D>
  #bytes = 0
  #full = 0
  #reading: Promise<unknown> = Promise.resolve()

  constructor (work: LineWork<D>, ask: Peer['ask']) {
    this.#work = work
    this.#ask = ask
    this.#lines = new LineSplitter(work.longest)
    this.#begun = new Kept(work.begin())
  }

  async answer (question: ToThread): Promise<Answered> {
    switch (question.kind) {
      case 'begin': this.#limits = question; return {}
      case 'read': return await this.#inTurn(async () => await this.#readBlock(question.block, question.length, question.now))
      case 'end': return await this.#inTurn(async () => ({ value: { chunks: await this.#end(question.now) } satisfies Read }))
      case 'begun': return await this.#inTurn(async () => ({ value: this.#begun.lines[0] ?? null }))
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
    return { value: { chunks: await this.#readLines(this.#lines.feed(Buffer.from(block.buffer, block.byteOffset, length)), now) } satisfies Read }
  }

  async #end (now: Date): Promise<FullChunk[]> {
    const chunks = await this.#readLines(this.#lines.end(), now)
    return this.#begun.lines.length === 0 ? chunks : [...chunks, this.#fill()]
  }

  async #readLines (lines: Iterable<BulkDocument>, now: Date): Promise<FullChunk[]> {
    const full: FullChunk[] = []
    for (const line of lines) {
      const begun = this.#begun
      this.#readLine(line, now, begun)
      this.#bytes += (line.bytes?.byteLength ?? 0) + (begun.refused.get(line.line)?.length ?? 0)
      if (begun.lines.length >= this.#limits.chunkItems || this.#bytes >= this.#limits.chunkBytes) full.push(this.#fill())
      if (begun.lines.length % DOCUMENTS_A_TURN === 0) await turn()
    }
    return full
  }

  #readLine ({ line, bytes, problem }: BulkDocument, now: Date, begun: Kept<D>): void {
    begun.lines.push(line)
    if (bytes === undefined) {
      begun.refuse(line, problem)
      return
    }
    try {
      begun.chunk.add(bytes, now)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      begun.refuse(line, error)
    }
  }

  #fill (): FullChunk {
    const [number, chunk] = [this.#full++, this.#begun]
    this.#chunks.set(number, chunk)
    this.#begun = new Kept(this.#work.begin())
    this.#bytes = 0
    return { number, first: chunk.lines[0] ?? 1, last: chunk.lines.at(-1) ?? 1 }
  }

  #forget (chunk: number): void {
    this.#chunks.get(chunk)?.chunk.release()
    this.#chunks.delete(chunk)
  }

  /** Chunks that were stopped, and the one that was begun for more: the collector would not hurry to find their memory. */
  release (): void {
    // A block may still be read.
    void this.#reading.then(() => {
      for (const chunk of this.#chunks.keys()) this.#forget(chunk)
      this.#begun.chunk.release()
    })
  }

  /** It may be asked again of a chunk whose transaction came to nothing. */
  async #write ({ chunk, principal, at }: ToThread & { kind: 'write' }): Promise<Answered> {
    const kept = this.#chunks.get(chunk)
    if (kept === undefined) throw new Error(`Chunk ${chunk} is not there`)
    const { lines, refused } = kept
    const events: LoggedEvent[] = []
    const tx: OperatorTx = {
      operatorId: principal.operatorId, principal, at,
      query: async <Row>(text: string, values: readonly unknown[] = []) => await this.#ask({ chunk, kind: 'query', text, values }, values.filter(isHandedOver).map(({ buffer }) => buffer)) as Row[],
      log: (type, subject, data) => { events.push({ type, subject, data }) }
    }
    const results = lines.length === refused.size ? [] : await kept.chunk.write(tx, async (question) => await this.#ask({ chunk, kind: 'other', question }))
    const verdicts = verdictBytes(kept, results)
    return { value: { verdicts, events } satisfies ChunkWritten, transfer: isHandedOver(verdicts) ? [verdicts.buffer] : [] }
  }
}

function verdictBytes<D extends Decided> ({ lines, refused }: Kept<D>, results: Iterable<D | Problem>): Buffer {
  const text = new GrowingText(lines.length * VERDICT_BYTES)
  const answers = results[Symbol.iterator]()
  for (const line of lines) text.add(refused.get(line) ?? toLines([verdictOf(line, answers.next().value)]))
  return text.bytes()
}

/** Memory of both threads is seen by both; other bytes that share their memory are copied: what takes the most of its memory has it alone. */
const isHandedOver = (value: unknown): value is Uint8Array<ArrayBuffer> => value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && 2 * value.byteLength > value.buffer.byteLength && !isMarkedAsUntransferable(value.buffer)
