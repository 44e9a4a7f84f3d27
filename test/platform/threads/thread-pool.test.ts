import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { Problem } from '../../../src/platform/problem.ts'
import { ThreadLimit, ThreadPool } from '../../../src/platform/threads/thread-pool.ts'
import type { ThreadPoolOptions } from '../../../src/platform/threads/thread-pool.ts'
import type { Job, Who } from './jobs.ts'

const OPTIONS: ThreadPoolOptions = { script: new URL('./jobs.ts', import.meta.url), threads: 1, memoryMb: 64, jobTimeoutMs: 20_000, waitTimeoutMs: 20_000, mostWaiting: 4, mostWaitingOfOne: 2, idleMs: 20_000 }

function poolOf (t: Tap, changes: Partial<ThreadPoolOptions> = {}): ThreadPool<Job, Who> {
  const pool = new ThreadPool<Job, Who>({ ...OPTIONS, ...changes })
  t.teardown(async () => { await pool.close() })
  return pool
}
interface Tap { teardown: (end: () => Promise<void>) => unknown }

const wait = (ms: number): Job => ({ kind: 'wait', ms })
const isOverloaded = (error: unknown): boolean => error instanceof Problem && error.status === 503 && error.headers['retry-after'] !== undefined

function isFullFor (pool: ThreadPool<Job, Who>, of: string): boolean {
  try {
    pool.keepPlace(of).giveBack()
    return false
  } catch (error) {
    if (!isOverloaded(error)) throw error
    return true
  }
}

t.test('jobs are done one after the other by a thread that stays', async (t) => {
  const pool = poolOf(t)
  const answers = await Promise.all(['a', 'b', 'c'].map(async (of) => await pool.run({ kind: 'who' }, of)))
  answers.push(await pool.run({ kind: 'who' }, 'a'))
  t.equal(new Set(answers.map(({ thread }) => thread)).size, 1)
})

t.test('as many threads as are allowed work at once', async (t) => {
  const pool = poolOf(t, { threads: 2 })
  const answers = await Promise.all([wait(50), wait(50), wait(1), wait(1)].map(async (job, index) => await pool.run(job, String(index))))
  t.equal(new Set(answers.map(({ thread }) => thread)).size, 2)
})

t.test('a thread steps back behind whoever answers requests', { skip: process.platform !== 'linux' }, async (t) => {
  t.equal((await poolOf(t).run({ kind: 'who' }, 'a')).priority, 10)
})

t.test('the event loop answers while a thread works', async (t) => {
  const pool = poolOf(t)
  await pool.run({ kind: 'who' }, 'a')
  const job = pool.run(wait(300), 'a')
  let turns = 0
  const ended = job.then(() => { turns = -turns })
  while (turns >= 0 && turns < 10) {
    await sleep(5)
    turns += 1
  }
  t.equal(turns, 10, 'ten turns before the job was over')
  await ended
})

t.test('of one operator only so many jobs wait, and of all together only so many', async (t) => {
  const pool = poolOf(t, { mostWaiting: 3 })
  const asked = ['a', 'a', 'a', 'a', 'b', 'c'].map(async (of) => await pool.run(wait(100), of))
  const results = await Promise.allSettled(asked)
  t.strictSame(results.map(({ status }) => status), ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'rejected'])
  t.ok(results.every((result) => result.status === 'fulfilled' || isOverloaded(result.reason)))
})

t.test('a place is kept for a job that is still to come: nobody is told afterwards that too many wait', async (t) => {
  const pool = poolOf(t, { mostWaiting: 2 })
  const first = pool.run(wait(100), 'a')
  const places = [pool.keepPlace('a'), pool.keepPlace('b')]
  t.ok(isFullFor(pool, 'c'), 'as many as may wait are expected')
  const [taken] = await Promise.allSettled([pool.run(wait(1), 'c')])
  t.ok(taken.status === 'rejected' && isOverloaded(taken.reason), 'nor does anybody take the place')
  const kept = await Promise.all(places.map(async ({ run }, index) => await run(wait(1), String(index))))
  t.equal(kept.length, 2)
  await first
  await t.rejects(async () => { await places[0]?.run(wait(1), 'a') }, { message: /used or given back/ }, 'it is for one job')
  t.ok(await pool.run({ kind: 'who' }, 'c'), 'and is free again')
})

t.test('a place that is given back is free, and of one operator only so many are kept', async (t) => {
  const pool = poolOf(t)
  const first = pool.run(wait(100), 'b')
  const places = [pool.keepPlace('a'), pool.keepPlace('a')]
  t.ok(isFullFor(pool, 'a'))
  pool.keepPlace('c').giveBack()
  places[0]?.giveBack()
  places[0]?.giveBack()
  const again = pool.keepPlace('a')
  t.ok(isFullFor(pool, 'a'), 'given back twice is given back once')
  again.giveBack()
  await first
  pool.keepPlace('a')
  pool.keepPlace('a')
  t.ok(isFullFor(pool, 'a'), 'a thread that is free takes one more, and no more than one')
})

t.test('a job that waits too long is not begun', async (t) => {
  const pool = poolOf(t, { waitTimeoutMs: 20 })
  const [first, second] = await Promise.allSettled([pool.run(wait(300), 'a'), pool.run({ kind: 'who' }, 'b')])
  t.equal(first.status, 'fulfilled')
  t.ok(second.status === 'rejected' && isOverloaded(second.reason))
  t.ok((await pool.run({ kind: 'who' }, 'b')).thread > 0, 'and the next is')
})

t.test('a job that takes too long is ended, and those behind it are done', async (t) => {
  const pool = poolOf(t, { jobTimeoutMs: 3_000 })
  await pool.run({ kind: 'who' }, 'a')
  const [first, second, third] = await Promise.allSettled([pool.run(wait(60_000), 'a'), pool.run({ kind: 'who' }, 'b'), pool.run(wait(3_100), 'c', 20_000)])
  t.ok(first.status === 'rejected' && first.reason instanceof ThreadLimit && first.reason.limit === 'time')
  t.equal(second.status, 'fulfilled')
  t.equal(third.status, 'fulfilled', 'with a limit of its own')
})

t.test('a job that takes too much memory is ended alone', async (t) => {
  const pool = poolOf(t, { memoryMb: 48 })
  const [first, second] = await Promise.allSettled([pool.run({ kind: 'eat' }, 'a'), pool.run({ kind: 'who' }, 'b')])
  t.ok(first.status === 'rejected' && first.reason instanceof ThreadLimit && first.reason.limit === 'memory')
  t.equal(second.status, 'fulfilled')
})

t.test('an error of the work is that of the job, and the next is done', async (t) => {
  const pool = poolOf(t)
  const [first, second] = await Promise.allSettled([pool.run({ kind: 'throw' }, 'a'), pool.run({ kind: 'who' }, 'b')])
  t.ok(first.status === 'rejected' && (first.reason as Error).message === 'The job is no good')
  t.equal(second.status, 'fulfilled')
})

t.test('a thread without work ends, and work begins another', async (t) => {
  const pool = poolOf(t, { idleMs: 20 })
  const { thread } = await pool.run({ kind: 'who' }, 'a')
  await sleep(200)
  t.not((await pool.run({ kind: 'who' }, 'a')).thread, thread)
})
