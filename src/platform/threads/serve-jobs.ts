import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'

/** What a thread of a pool does: one job after the other. An error of the work ends the thread, and is that of the job. */
export function serveJobs<Job, Answer> (work: (job: Job) => Answer): void {
  yieldToRequests()
  parentPort?.on('message', (job: Job) => { parentPort?.postMessage(work(job)) })
}

/** Of the levels 0 to 19: about a third of what requests get that want the same core, and all of a core that nobody else wants. */
const PRIORITY = 10

/** Whoever pushes declarations goes first. Only Linux knows the priority of one thread: 0 is the caller's. */
function yieldToRequests (): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, PRIORITY)
  } catch {
    // A sandbox may forbid even to step back; the work is done all the same.
  }
}
