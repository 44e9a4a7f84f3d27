import { setTimeout as sleep } from 'node:timers/promises'
import type { Lifecycle } from './lifecycle.ts'
import type { App } from './route-config.ts'

export interface GracefulStopOptions {
  lifecycle: Lifecycle
  /** Time between "not ready" and closing the door, for load balancers to notice. */
  delayMs: number
  /** Resolves when everything that was accepted is decided. */
  drain: () => Promise<void>
  /** Closes what is left: other servers, pools, the embedded database. */
  closeAll: () => Promise<void>
  drainTimeoutMs?: number
  exit?: (code: number) => void
}

const DRAIN_TIMEOUT_MS = 20_000

/**
 * On SIGTERM or SIGINT: not ready, a pause, no new connections, everything accepted is answered, exit 0. A second signal cuts
 * the pause short. An error that nobody caught is logged and takes the same way, without the pause, to exit 1.
 *
 * @returns starts the same stop from the program; further calls join the first
 */
export function installGracefulStop (app: App, options: GracefulStopOptions): (code: number, delayMs?: number) => Promise<void> {
  const { lifecycle, exit = (code: number) => { process.exit(code) } } = options
  const hurry = new AbortController()
  let stopping: Promise<void> | undefined
  let worstCode = 0

  async function stop (delayMs: number): Promise<void> {
    lifecycle.beginStop()
    await sleep(delayMs, undefined, { signal: hurry.signal }).catch(() => {})
    const drained = await finish(app, options)
    exit(drained ? worstCode : 1)
  }

  function begin (code: number, delayMs = options.delayMs): Promise<void> {
    worstCode = Math.max(worstCode, code)
    if (stopping === undefined) stopping = stop(delayMs)
    else hurry.abort()
    return stopping
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      app.log.info({ signal }, 'stopping')
      void begin(0)
    })
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      app.log.fatal({ err: error, event }, 'unexpected failure outside a request')
      void begin(1, 0)
    })
  }
  return begin
}

/** Closes the door, waits for what was accepted, then closes the rest. False when the time ran out or closing failed. */
async function finish (app: App, { drain, closeAll, drainTimeoutMs = DRAIN_TIMEOUT_MS }: GracefulStopOptions): Promise<boolean> {
  const served = await within(drainTimeoutMs, Promise.all([app.close(), drain()]))
  if (!served.done) {
    app.log.error({ err: served.error }, 'stopping with work left')
    app.server.closeAllConnections()
  }
  const closed = await within(drainTimeoutMs, closeAll())
  if (!closed.done) app.log.error({ err: closed.error }, 'not everything could be closed')
  return served.done && closed.done
}

async function within (timeoutMs: number, work: Promise<unknown>): Promise<{ done: boolean, error?: unknown }> {
  const limit = new AbortController()
  try {
    const late = sleep(timeoutMs, { done: false, error: new Error(`Took longer than ${timeoutMs} ms`) }, { signal: limit.signal })
    return await Promise.race([work.then(() => ({ done: true })), late])
  } catch (error) {
    return { done: false, error }
  } finally {
    limit.abort()
  }
}
