import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { Problem } from '../../../src/platform/problem.ts'
import { PeerFailure } from '../../../src/platform/threads/peer.ts'
import type { Answered, Peer } from '../../../src/platform/threads/peer.ts'
import { SharedThreads } from '../../../src/platform/threads/shared-threads.ts'
import type { SharedThreadsOptions } from '../../../src/platform/threads/shared-threads.ts'
import type { Said } from './talks.ts'

interface Tap { teardown: (end: () => Promise<void>) => unknown }

function threadsOf (t: Tap, changes: Partial<SharedThreadsOptions> = {}): SharedThreads {
  const threads = new SharedThreads({ script: new URL('./talks.ts', import.meta.url), threads: 1, memoryMb: 64, most: 4, mostOfOne: 2, idleMs: 20_000, ...changes })
  t.teardown(async () => { await threads.close() })
  return threads
}

const silent = async (): Promise<Answered> => ({})
const say = async (peer: Peer, said: Said): Promise<unknown> => await peer.ask(said)
const isOverloaded = (error: unknown): boolean => error instanceof Problem && error.status === 503 && error.headers['retry-after'] !== undefined
const failed = async (answer: Promise<unknown>): Promise<unknown> => await answer.then(() => undefined, (error: unknown) => error)
function thrown (work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

t.test('conversations share a thread, each with a state of its own', async (t) => {
  const threads = threadsOf(t)
  const [one, other] = [threads.begin('a', silent), threads.begin('b', silent)]
  t.strictSame([await say(one.peer, { kind: 'count' }), await say(one.peer, { kind: 'count' }), await say(other.peer, { kind: 'count' })], [1, 2, 1])
  t.equal(await say(one.peer, { kind: 'who' }), await say(other.peer, { kind: 'who' }))
  t.equal(threads.open, 2)
})

t.test('a second thread begins when the first has a conversation, and no more than are allowed', async (t) => {
  const threads = threadsOf(t, { threads: 2 })
  const ids = await Promise.all(['a', 'b', 'c', 'd'].map(async (of) => await say(threads.begin(of, silent).peer, { kind: 'who' })))
  t.equal(new Set(ids).size, 2)
})

t.test('the thread asks as well, and what is thrown on one end fails on the other', async (t) => {
  const threads = threadsOf(t)
  const { peer } = threads.begin('a', async (question) => ({ value: `on ${String(question)}` }))
  t.strictSame(await say(peer, { kind: 'ask' }), ['on a question', 'on another'])
  t.match(await failed(say(peer, { kind: 'throw' })), new PeerFailure('It is no good', undefined))
  t.equal(await say(peer, { kind: 'count' }), 1, 'and it goes on')
  const refusing = threads.begin('a', async () => { throw new Error('I will not say') })
  t.match(await failed(say(refusing.peer, { kind: 'ask' })), { name: 'PeerFailure', message: 'I will not say' })
})

t.test('memory is handed over and back, not copied', async (t) => {
  const { peer } = threadsOf(t).begin('a', silent)
  const bytes = new Uint8Array([1, 2, 3])
  const back = peer.ask({ kind: 'take', bytes } satisfies Said, [bytes.buffer])
  t.equal(bytes.byteLength, 0, 'nobody has it twice')
  t.strictSame(await back, new Uint8Array([1, 2, 3]))
})

for (const kind of ['die', 'eat'] as const) {
  t.test(`what a thread was asked when it died fails with a problem, and the next conversation has another thread (${kind})`, async (t) => {
    const threads = threadsOf(t)
    const [one, other] = [threads.begin('a', silent), threads.begin('b', silent)]
    await say(one.peer, { kind: 'count' })
    const errors = await Promise.all([failed(say(one.peer, { kind })), failed(say(other.peer, { kind: 'ask' }))])
    t.ok(isOverloaded(errors[0]))
    t.ok(isOverloaded(await failed(say(other.peer, { kind: 'count' }))), 'nor is anything asked any more')
    one.close()
    other.close()
    t.equal(threads.open, 0)
    t.equal(await say(threads.begin('a', silent).peer, { kind: 'count' }), 1)
  })
}

t.test('so many conversations are open at once, of one operator fewer, and one that is over makes room', async (t) => {
  const threads = threadsOf(t, { most: 3 })
  const begin = (of: string) => threads.begin(of, silent)
  const first = begin('a')
  begin('a')
  t.ok(isOverloaded(thrown(() => begin('a'))))
  begin('b')
  t.ok(isOverloaded(thrown(() => begin('c'))))
  first.close()
  first.close()
  t.equal(threads.open, 2)
  t.doesNotThrow(() => begin('c'))
})

t.test('a thread without conversations ends, and what was left open fails', async (t) => {
  const threads = threadsOf(t, { idleMs: 20 })
  const first = threads.begin('a', silent)
  const [id, waiting] = [await say(first.peer, { kind: 'who' }), failed(say(first.peer, { kind: 'die' }))]
  first.close()
  t.match(await waiting, { message: 'The conversation is over' })
  await sleep(60)
  t.not(await say(threads.begin('a', silent).peer, { kind: 'who' }), id)
})
