import type { Principal } from '../../access.ts'
import type { OperatorTx } from '../../db/operator-tx.ts'
import { Problem } from '../../problem.ts'
import type { Answered, Peer } from '../../threads/peer.ts'
import type { SharedThreads } from '../../threads/shared-threads.ts'
import { begun, Course, inOrder } from '../in-order.ts'
import { stopped, toLines } from '../verdicts.ts'
import { blocksOf, free } from './blocks.ts'
import type { Block } from './blocks.ts'
import type { ChunkWritten, FromThread, FullChunk, Read, ToThread } from './questions.ts'

/** A bulk file whose lines a thread reads: here its bytes arrive, its chunks get their transactions, and its verdicts leave. */

export interface ThreadedFile {
  readonly threads: SharedThreads
  readonly principal: Principal
  readonly chunkItems: number
  readonly chunkBytes: number
  readonly chunksInFlight: number
  readonly clock: () => Date
  /** Whether nobody else reads the bytes as they arrive, as those from a socket: then their memory goes at once. */
  readonly ownsBytes: boolean
  /** Asked before each chunk, as in `BulkWork`. */
  readonly mayGoOn: () => Promise<Problem | undefined>
  /** Runs the work in a transaction of its own, more than once where the first comes to nothing. */
  readonly inTransaction: (work: (tx: OperatorTx) => Promise<Uint8Array>) => Promise<Uint8Array>
  /** What the thread asks besides statements. */
  readonly answer: (tx: OperatorTx, question: unknown) => Promise<unknown>
}

/** A chunk to be written, or why there will be none from a line on. */
type Chunk = FullChunk | { readonly first: number, readonly interrupted: Problem }

interface Written { readonly lines: Uint8Array, readonly isStopped: boolean }

/** Verdicts as lines of NDJSON, in the order of the file. Faults of the file as a whole are thrown before the first. */
export async function threadedVerdicts (bytes: AsyncIterable<Buffer>, file: ThreadedFile): Promise<AsyncIterable<Uint8Array>> {
  return await begun(verdicts(bytes, file))
}

async function * verdicts (bytes: AsyncIterable<Buffer>, file: ThreadedFile): AsyncGenerator<Uint8Array> {
  const thread = new FileThread(file)
  const course = new Course(file.mayGoOn)
  const writing = new Set<Promise<Written>>()
  const write = async (chunk: Chunk): Promise<Written> => {
    if ('interrupted' in chunk) return stoppedAt(chunk.first, chunk.interrupted)
    return await course.goOn(async () => ({ lines: await thread.write(chunk.number), isStopped: false }), (cause) => stoppedAt(chunk.first, cause))
  }
  try {
    for await (const { lines } of inOrder(chunksOf(bytes, thread, file.ownsBytes), file.chunksInFlight, (chunk) => begunWrite(write(chunk), writing))) yield lines
  } finally {
    // What is on its way when the sender leaves gets through.
    void Promise.allSettled(writing).then(() => { thread.close() })
  }
}

/** Remembers it until it is over. */
function begunWrite<W> (write: Promise<W>, writing: Set<Promise<W>>): Promise<W> {
  writing.add(write)
  write.then(() => writing.delete(write), () => writing.delete(write))
  return write
}

const stoppedAt = (line: number, cause: Problem): Written => ({ lines: Buffer.from(toLines([stopped(line, cause)])), isStopped: true })

async function * chunksOf (bytes: AsyncIterable<Buffer>, thread: FileThread, ownsBytes: boolean): AsyncGenerator<Chunk> {
  let last: number | undefined
  try {
    for await (const chunks of readAhead(bytes, thread, ownsBytes)) {
      for (const chunk of chunks) {
        yield chunk
        last = chunk.last
      }
    }
  } catch (error) {
    // What is wrong before the first chunk is said by the status of the answer; later by a verdict, after those of the chunks done.
    if (last === undefined || !(error instanceof Problem)) throw error
    // The last document is named again when none is known to have begun after it; twice is once.
    yield { first: await thread.begun() ?? last, interrupted: error }
  }
}

/** A block is read while the next arrives, and no more than that are on their way. */
async function * readAhead (bytes: AsyncIterable<Buffer>, thread: FileThread, ownsBytes: boolean): AsyncGenerator<readonly FullChunk[]> {
  const blocks = blocksOf(bytes, () => thread.freeBlock(), (chunk) => { if (ownsBytes) free(chunk) })
  try {
    for (let block = await blocks.next(); block.done !== true;) {
      const reading = thread.read(block.value)
      const arriving = blocks.next()
      arriving.catch(() => { /* thrown again where it is awaited */ })
      yield await reading
      block = await arriving
    }
  } finally {
    // Not awaited: a sender who is silent would be waited for.
    blocks.return(undefined).catch(() => { /* thrown above, or nobody reads on */ })
  }
  yield await thread.end()
}

/** What was handed over is let go once the database has it. */
async function answerQuery (tx: OperatorTx, { text, values }: FromThread & { kind: 'query' }): Promise<unknown> {
  const rows = await tx.query(text, values)
  for (const value of values) if (value instanceof Uint8Array) free(value)
  return rows
}

/** The thread's end of one file. */
class FileThread {
  readonly #file: ThreadedFile
  readonly #peer: Peer
  readonly close: () => void
  readonly #answers = new Map<number, (question: FromThread) => Promise<unknown>>()
  readonly #free: Block['bytes'][] = []

  constructor (file: ThreadedFile) {
    this.#file = file
    const { peer, close } = file.threads.begin(file.principal.operatorId, async (question) => await this.#answer(question as FromThread))
    this.#peer = peer
    this.close = close
    this.#tell({ kind: 'begin', chunkItems: file.chunkItems, chunkBytes: file.chunkBytes })
  }

  freeBlock (): Block['bytes'] | undefined {
    return this.#free.pop()
  }

  async read ({ bytes, length }: Block): Promise<readonly FullChunk[]> {
    const { chunks } = await this.#ask({ kind: 'read', block: bytes, length, now: this.#file.clock() }) as Read
    this.#free.push(bytes)
    return chunks
  }

  async end (): Promise<readonly FullChunk[]> {
    return (await this.#ask({ kind: 'end', now: this.#file.clock() }) as Read).chunks
  }

  /** The line on which the chunk begins that is not full yet; null where none is, or nobody is left to say. */
  async begun (): Promise<number | null> {
    return await this.#ask({ kind: 'begun' }).catch(() => null) as number | null
  }

  async write (chunk: number): Promise<Uint8Array> {
    const verdicts = await this.#file.inTransaction(async (tx) => await this.#writeIn(tx, chunk))
    this.#tell({ kind: 'forget', chunk })
    return verdicts
  }

  async #writeIn (tx: OperatorTx, chunk: number): Promise<Uint8Array> {
    let failure: unknown
    this.#answers.set(chunk, async (question) => {
      try {
        return question.kind === 'query' ? await answerQuery(tx, question) : await this.#file.answer(tx, question.question)
      } catch (error) {
        failure ??= error
        throw error
      }
    })
    try {
      const { verdicts, events } = await this.#ask({ kind: 'write', chunk, principal: this.#file.principal, at: tx.at }) as ChunkWritten
      for (const { type, subject, data } of events) tx.log(type, subject, data)
      return verdicts
    } catch (error) {
      // What failed here failed there only after it.
      throw failure ?? error
    } finally {
      this.#answers.delete(chunk)
    }
  }

  async #answer (question: FromThread): Promise<Answered> {
    return { value: await this.#answers.get(question.chunk)?.(question) }
  }

  async #ask (question: ToThread): Promise<unknown> {
    return await this.#peer.ask(question)
  }

  #tell (question: ToThread): void {
    this.#ask(question).catch(() => { /* the next question fails as well */ })
  }
}
