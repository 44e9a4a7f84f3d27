import { Problem } from '../problem.ts'

/** Chunks of a file, a few written at once, and what came of them in the order of the file. */

/**
 * While chunks are written the next is read. After one that stopped come those that were on their way already and got through, and no
 * other is begun.
 */
export async function * inOrder<Chunk, W extends { readonly isStopped: boolean }> (chunks: AsyncIterable<Chunk>, inFlight: number, write: (chunk: Chunk) => Promise<W>): AsyncGenerator<W> {
  const writing: Promise<W>[] = []
  let isStopped = false
  for await (const chunk of chunks) {
    const written = write(chunk)
    // Awaited in a later round; a failure meanwhile must not count as unhandled.
    written.catch(() => { /* thrown again where it is awaited */ })
    writing.push(written)
    const oldest = writing.length < inFlight ? undefined : await writing.shift()
    if (oldest === undefined) continue
    yield oldest
    isStopped = oldest.isStopped
    if (isStopped) break
  }
  for (const written of writing) {
    const one = await written
    if (!(isStopped && one.isStopped)) yield one
    isStopped ||= one.isStopped
  }
}

/** A file that was stopped once goes on no more, whatever changes meanwhile. */
export class Course {
  readonly #mayGoOn: () => Promise<Problem | undefined>
  #stop: Problem | undefined

  /** @param mayGoOn asked before each chunk. */
  constructor (mayGoOn: () => Promise<Problem | undefined>) {
    this.#mayGoOn = mayGoOn
  }

  /** Writes a chunk where the file may go on. @param stopped what comes of it where it may not, or a problem stops it. */
  async goOn<W> (write: () => Promise<W>, stopped: (cause: Problem) => W): Promise<W> {
    const asked = await this.#mayGoOn()
    this.#stop ??= asked
    if (this.#stop !== undefined) return stopped(this.#stop)
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.#stop ??= error
      return stopped(error)
    }
  }
}

/** What a file gives, begun: what is thrown before the first comes now. Whoever leaves before it has asked for one ends it all the same. */
export async function begun<T> (all: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  let first: IteratorResult<T> | undefined = await all.next()
  const next = async (): Promise<IteratorResult<T>> => {
    const one = first ?? await all.next()
    first = undefined
    return one
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: async () => await all.return(undefined) }) }
}
