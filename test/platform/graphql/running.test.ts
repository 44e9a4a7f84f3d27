import t from 'tap'
import { RunningQueries, beforeDeadline } from '../../../src/platform/graphql/running.ts'

t.test('places are counted by operator and freed once', async (t) => {
  const running = new RunningQueries(2)
  const leave = running.enter('a')
  running.enter('a')
  t.throws(() => running.enter('a'), /At most 2 GraphQL queries/)
  t.ok(running.enter('b'))
  leave()
  t.ok(running.enter('a'))
})

t.test('work that outlives its deadline keeps its place until it ends', async (t) => {
  let ended = 0
  let finish: (value: string) => void = () => {}
  const work = beforeDeadline(20, () => new Promise<string>((resolve) => { finish = resolve }), () => { ended++ })
  await t.rejects(work, /given up after 20 ms/)
  t.equal(ended, 0)
  finish('late')
  await new Promise(setImmediate)
  t.equal(ended, 1)
})

t.test('work within its deadline answers, and failing work fails', async (t) => {
  let ended = 0
  t.equal(await beforeDeadline(1000, async (signal) => signal.aborted ? 'no' : 'yes', () => { ended++ }), 'yes')
  await t.rejects(beforeDeadline(1000, async () => { throw new Error('broken') }, () => { ended++ }), /broken/)
  t.equal(ended, 2)
})
