import { tooManyRequests } from '../problem.ts'
import { graphqlTimeout } from './problems.ts'

/** Counts what runs now, by operator, so that one cannot take every connection of the reports. */
export class RunningQueries {
  readonly #running = new Map<string, number>()
  readonly #maximum: number

  constructor (maximum: number) {
    this.#maximum = maximum
  }

  /** @returns what to call once the query has really ended. @throws tooManyRequests when all places are taken. */
  enter (operatorId: string): () => void {
    const running = this.#running.get(operatorId) ?? 0
    if (running >= this.#maximum) {
      throw tooManyRequests(`At most ${this.#maximum} GraphQL queries of one operator run at once.`, {}, { headers: { 'retry-after': '1' } })
    }
    this.#running.set(operatorId, running + 1)
    return () => this.#leave(operatorId)
  }

  #leave (operatorId: string): void {
    const running = (this.#running.get(operatorId) ?? 1) - 1
    if (running > 0) this.#running.set(operatorId, running)
    else this.#running.delete(operatorId)
  }
}

/**
 * Waits for work until its deadline. `ended` is called when the work ends, which may be later: work that nobody waits for
 * any more still holds its connection.
 *
 * @throws graphqlTimeout at the deadline; the signal is aborted with it.
 */
export async function beforeDeadline<T> (deadlineMs: number, start: (signal: AbortSignal) => Promise<T>, ended: () => void): Promise<T> {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const timeout = graphqlTimeout(`The query was given up after ${deadlineMs} ms.`, { deadlineMs })
      controller.abort(timeout)
      reject(timeout)
    }, deadlineMs)
  })
  const work = (async () => await start(controller.signal))()
  work.then(ended, ended)
  return await Promise.race([work, deadline]).finally(() => clearTimeout(timer))
}
