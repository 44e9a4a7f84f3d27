/** Whether the service is on its way out. One value, shared by health, answers, bulk and the stop. */
export interface Lifecycle {
  isStopping: () => boolean
  /** Aborted when the stop begins. */
  readonly stopping: AbortSignal
  beginStop: () => void
}

export function createLifecycle (): Lifecycle {
  const stop = new AbortController()
  return {
    isStopping: () => stop.signal.aborted,
    stopping: stop.signal,
    beginStop: () => { stop.abort() }
  }
}
