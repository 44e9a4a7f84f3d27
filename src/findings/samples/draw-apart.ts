import { Worker } from 'node:worker_threads'
import { overloaded } from '../../platform/problem.ts'
import { threadMemory } from '../../platform/threads/thread-memory.ts'
import type { PopulationItem } from '../sampling/population.ts'
import type { Drawn, DrawJob, Redrawn, TooMany } from './draw-job.ts'

/** Draws in a thread of its own: ordering, hashing and drawing half a million entries takes seconds, in which others are served. */

export type ThreadJob = ({ readonly kind: 'draw' } & DrawJob) | ({ readonly kind: 'redraw' } & Pick<DrawJob, 'settings'>)
export type ThreadInput = { readonly items: readonly PopulationItem[] } | { readonly piece: Uint8Array } | { readonly end: true }

const THREAD_MEMORY_MB = 1_024
const THREAD_TIMEOUT_MS = 180_000

/** One at a time: each holds a whole frame in memory. */
let isDrawing = false

export const drawApart = async (job: DrawJob, feed: (add: (items: readonly PopulationItem[]) => void) => Promise<void>): Promise<Drawn | TooMany> =>
  await runApart<Drawn | TooMany>({ kind: 'draw', ...job }, async (post) => { await feed((items) => { post({ items }) }) })

export const redrawApart = async (job: Pick<DrawJob, 'settings'>, feed: (add: (piece: Uint8Array) => void) => Promise<void>): Promise<Redrawn> =>
  await runApart<Redrawn>({ kind: 'redraw', ...job }, async (post) => { await feed((piece) => { post({ piece }) }) })

/** @throws overloaded while another draw runs; what `feed` throws. */
async function runApart<Answer> (job: ThreadJob, feed: (post: (input: ThreadInput) => void) => Promise<void>): Promise<Answer> {
  if (isDrawing) throw overloaded('Another sample is being drawn. Send the request again in a moment.', {}, { headers: { 'retry-after': '10' } })
  isDrawing = true
  const worker = new Worker(new URL('./draw-thread.ts', import.meta.url), { workerData: job, resourceLimits: threadMemory(THREAD_MEMORY_MB) })
  const timer = setTimeout(() => { void worker.terminate() }, THREAD_TIMEOUT_MS)
  try {
    const answer = new Promise<Answer>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject).once('exit', () => { reject(new Error('The thread ended without a draw')) })
    })
    // Awaited below; a thread that fails while it is still fed is no unhandled rejection.
    answer.catch(() => {})
    await feed((input) => { worker.postMessage(input) })
    worker.postMessage({ end: true } satisfies ThreadInput)
    return await answer
  } finally {
    clearTimeout(timer)
    await worker.terminate()
    isDrawing = false
  }
}
