import type { FastifyBaseLogger } from 'fastify'

/** Recurring work beside the requests. Each task is harmless when two replicas run it at once. */

export interface Chore {
  readonly name: string
  readonly everyMs: number
  readonly run: () => Promise<unknown>
}

/** @returns ends the chores, after those under way. */
export function keepHouse (chores: readonly Chore[], log: Pick<FastifyBaseLogger, 'warn'>): () => Promise<void> {
  const running = new Set<Promise<unknown>>()
  const timers = chores.map(({ name, everyMs, run }) => {
    let busy = false
    const timer = setInterval(() => {
      if (busy) return
      busy = true
      const work = run().catch((error: unknown) => { log.warn({ err: error, chore: name }, 'a chore failed; it is tried again') }).finally(() => {
        busy = false
        running.delete(work)
      })
      running.add(work)
    }, everyMs)
    timer.unref()
    return timer
  })
  return async () => {
    for (const timer of timers) clearInterval(timer)
    await Promise.all(running)
  }
}
