import { monitorEventLoopDelay } from 'node:perf_hooks'
import { overloaded } from '../problem.ts'
import type { App } from './route-config.ts'

const SAMPLE_MS = 1000
const RESOLUTION_MS = 20

export interface OverloadOptions {
  /** Mean delay of the event loop over the last second above which requests are turned away. */
  maxDelayMs?: number
  /** Replaces the measurement, for tests. */
  delayMs?: () => number
}

/** Turns requests away while the event loop is too late to answer in time; those under way are finished first. */
export function shedLoad (app: App, { maxDelayMs = 500, delayMs }: OverloadOptions = {}): void {
  const measure = delayMs ?? measureDelay(app)
  app.addHook('onRequest', (request, _reply, done) => {
    const busy = measure() > maxDelayMs && request.routeOptions.config.alwaysAnswered !== true
    done(busy ? overloaded('The service is too busy; try again in a moment.', {}, { headers: { 'retry-after': '2' } }) : undefined)
  })
}

function measureDelay (app: App): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  let mean = 0
  const timer = setInterval(() => {
    // The histogram counts the timer's own period too.
    mean = Math.max(0, histogram.mean / 1e6 - RESOLUTION_MS)
    histogram.reset()
  }, SAMPLE_MS)
  timer.unref()
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer)
    histogram.disable()
    done()
  })
  return () => mean
}
