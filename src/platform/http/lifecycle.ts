/** Whether the service is on its way out. One value, shared by health, answers and the stop. */
export interface Lifecycle {
  isStopping: () => boolean
  beginStop: () => void
}

export function createLifecycle (): Lifecycle {
  let stopping = false
  return {
    isStopping: () => stopping,
    beginStop: () => { stopping = true }
  }
}
