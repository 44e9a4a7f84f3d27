import { getPriority } from 'node:os'
import { isMainThread, threadId } from 'node:worker_threads'
import { serveJobs } from '../../../src/platform/threads/serve-jobs.ts'

/** What threads of the tests do. */
export type Job = { readonly kind: 'wait', readonly ms: number } | { readonly kind: 'throw' } | { readonly kind: 'eat' } | { readonly kind: 'who' }
export interface Who { readonly thread: number, readonly priority: number }

if (!isMainThread) serveJobs(run)

function run (job: Job): Who {
  if (job.kind === 'throw') throw new Error('The job is no good')
  if (job.kind === 'eat') return eaten()
  const until = performance.now() + (job.kind === 'wait' ? job.ms : 0)
  while (performance.now() < until);
  return { thread: threadId, priority: getPriority(0) }
}

function eaten (): Who {
  const kept: unknown[] = []
  for (let piece = 0; ; piece++) kept.push(Array.from({ length: 100_000 }, (_, index) => ({ piece, index })))
}
