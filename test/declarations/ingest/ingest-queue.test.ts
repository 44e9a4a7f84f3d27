import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import type { Principal } from '../../../src/platform/access.ts'
import type { Job, PushResult } from '../../../src/declarations/ingest/batch.ts'
import { IngestQueue } from '../../../src/declarations/ingest/ingest-queue.ts'
import type { QueueLimits } from '../../../src/declarations/ingest/ingest-queue.ts'
import { Problem } from '../../../src/platform/problem.ts'

/** A job of which the queue sees but its size. Its name stands where the queue does not look. */
const job = (name: string, bytes = 1): Job => ({ push: { lrn: name, original: { bytes: { byteLength: bytes } } } as unknown as Job['push'] })
const nameOf = ({ push }: Job): string => String((push as unknown as { lrn: string }).lrn)
const by = (operatorId: string): Principal => ({ operatorId } as Principal)
const resultOf = (name: string): PushResult => ({ kind: 'refused', problem: new Problem('test', 422, 'test', name, {}, {}) })

interface Batch { operator: string, names: string[], finish: () => void, fail: (error: Error) => void }

/** A queue whose batches begin where it says and end when the test says. */
function makeQueue (limits: Partial<QueueLimits> = {}) {
  const batches: Batch[] = []
  const sizes: number[] = []
  const queue = new IngestQueue(async (principal, jobs) => await new Promise((resolve, reject) => {
    const names = jobs.map(nameOf)
    batches.push({ operator: principal.operatorId, names, finish: () => { resolve(names.map(resultOf)) }, fail: reject })
  }), { maxItems: 1000, maxBytes: 1000, maxAgeMs: 60_000, parallel: 1, maxBatchItems: 3, maxBatchBytes: 1000, ...limits }, { onBatch: (size) => { sizes.push(size) } })
  const answers: string[] = []
  const submit = (operator: string, name: string, bytes?: number): void => {
    queue.submit(by(operator), job(name, bytes)).then(
      (result) => { answers.push(`${name} ${result.kind === 'refused' ? result.problem.message : '?'}`) },
      (error: unknown) => { answers.push(`${name} ${error instanceof Problem ? error.type : String(error)}`) })
  }
  /** Lets each batch end as it comes, until there is none. */
  const runAll = async (): Promise<void> => {
    for (let ended = 0; ;) {
      await turns()
      if (ended === batches.length) return
      batches[ended++]?.finish()
    }
  }
  return { queue, batches, sizes, answers, submit, runAll }
}

const turns = async (): Promise<void> => { for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => { setImmediate(resolve) }) }
/** Takes or refuses at once, so a refusal can be looked at without waiting. */
const refusal = (queue: IngestQueue, operator: string, bytes = 1): Problem | undefined => {
  try {
    void queue.submit(by(operator), job('probe', bytes)).catch(() => { /* the test ends before it is written */ })
    return undefined
  } catch (error) {
    return error as Problem
  }
}

t.test('what arrives while a batch is written forms the next one, in order, and each push gets its own result', async (t) => {
  const { batches, submit, answers, sizes, runAll, queue } = makeQueue()
  submit('A', 'first')
  await turns()
  for (let index = 0; index < 7; index++) submit('A', `a${index}`)
  await runAll()
  t.strictSame(batches.map(({ names }) => names), [['first'], ['a0', 'a1', 'a2'], ['a3', 'a4', 'a5'], ['a6']])
  t.strictSame(answers, ['first', 'a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((name) => `${name} ${name}`))
  t.strictSame(sizes, [1, 3, 3, 1])
  await queue.drained()
  t.match(queue.state(), { items: 0, bytes: 0 })
})

t.test('a batch holds no more bytes than it may, and a document that is larger goes alone', async (t) => {
  const { batches, submit, runAll } = makeQueue({ maxBatchBytes: 10, maxBatchItems: 100 })
  for (const [name, bytes] of [['a', 4], ['b', 6], ['c', 1], ['d', 50], ['e', 10]] as const) submit('A', name, bytes)
  await runAll()
  t.strictSame(batches.map(({ names }) => names), [['a', 'b'], ['c'], ['d'], ['e']])
})

t.test('operators take turns: one that floods is served no oftener than the others', async (t) => {
  const { batches, submit, runAll } = makeQueue()
  for (let index = 0; index < 60; index++) submit('flood', `f${index}`)
  await turns()
  for (const operator of ['B', 'C']) for (let index = 0; index < 9; index++) submit(operator, `${operator}${index}`)
  await runAll()
  const order = batches.map(({ operator }) => operator)
  for (const operator of ['B', 'C']) {
    const turnsTaken = order.flatMap((name, index) => name === operator ? [index] : [])
    t.equal(turnsTaken.length, 3)
    t.ok((turnsTaken[0] ?? Infinity) <= 4, `${operator} waits for one round, not for sixty pushes: ${order.join(' ')}`)
    for (let index = 1; index < 3; index++) t.ok((turnsTaken[index] ?? Infinity) - (turnsTaken[index - 1] ?? 0) <= 4, order.join(' '))
  }
  t.equal(order.filter((name) => name === 'flood').length, 20, 'and nothing of the flood is dropped')
})

t.test('no operator has more than two batches under way, however many connections are free', async (t) => {
  const { batches, submit, runAll } = makeQueue({ parallel: 8 })
  for (let index = 0; index < 30; index++) submit('A', `a${index}`)
  await turns()
  t.equal(batches.length, 2)
  submit('B', 'b')
  await turns()
  t.strictSame(batches.map(({ operator }) => operator), ['A', 'A', 'B'])
  await runAll()
})

t.test('beyond the number that may wait a push is refused with Retry-After, and those that wait are all written', async (t) => {
  const { queue, submit, answers, batches, runAll } = makeQueue({ maxItems: 10 })
  submit('A', 'running')
  await turns()
  const taken = Array.from({ length: 8 }, (_, index) => `a${index}`)
  for (const name of taken) submit('A', name)
  t.match(refusal(queue, 'A'), { type: '/problems/overloaded', status: 503, headers: { 'retry-after': '2' } })
  t.equal(queue.state().items, 8)
  await runAll()
  t.strictSame(answers.map((answer) => answer.split(' ')[0]), ['running', ...taken])
  t.equal(batches.flatMap(({ names }) => names).length, 9)
  t.equal(refusal(queue, 'A'), undefined, 'then there is room again')
})

t.test('an operator that fills the queue leaves room for the others, by number and by bytes', async (t) => {
  for (const [limits, bytes] of [[{ maxItems: 100 }, 1], [{ maxBytes: 1000 }, 10]] as const) {
    const { queue, runAll } = makeQueue(limits)
    refusal(queue, 'flood')
    await turns()
    let waiting = 0
    while (refusal(queue, 'flood', bytes) === undefined) waiting++
    t.ok(waiting >= 75 && waiting <= 85, `${waiting} of 100`)
    for (let index = 0; index < 10; index++) t.equal(refusal(queue, 'B', bytes), undefined)
    t.equal(refusal(queue, 'flood', bytes)?.status, 503, 'while it is still refused')
    t.ok(queue.state().items <= 100 && queue.state().bytes <= 1000)
    await runAll()
  }
})

t.test('however many operators fill it, the queue holds no more than its limits', async (t) => {
  for (const limits of [{ maxItems: 50 }, { maxBytes: 50 }]) {
    const { queue, runAll } = makeQueue(limits)
    for (let round = 0; round < 100; round++) for (let operator = 0; operator < 40; operator++) refusal(queue, `operator ${operator}`)
    t.ok(queue.state().items <= 50 && queue.state().items >= 40, `${queue.state().items} wait`)
    await runAll()
  }
})

t.test('while the oldest push of an operator waits too long its next are refused, those of others are not', async (t) => {
  const { queue, submit, runAll, answers } = makeQueue({ maxAgeMs: 20 })
  submit('A', 'running')
  submit('A', 'second')
  await turns()
  submit('A', 'old')
  t.equal(refusal(queue, 'A'), undefined)
  await pause(40)
  t.equal(refusal(queue, 'A')?.status, 503)
  t.equal(refusal(queue, 'B'), undefined)
  t.ok(queue.state().oldestSeconds >= 0.02)
  await runAll()
  t.ok(answers.includes('old old'))
})

t.test('a batch that fails is told to each of its pushes, and the next is written', async (t) => {
  const { batches, submit, answers, queue } = makeQueue()
  submit('A', 'a')
  submit('A', 'b')
  await turns()
  submit('A', 'c')
  batches[0]?.fail(new Error('away'))
  await turns()
  batches[1]?.finish()
  await queue.drained()
  t.strictSame(answers, ['a Error: away', 'b Error: away', 'c c'])
})
