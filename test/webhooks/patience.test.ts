import t from 'tap'
import { HEALTHY, judge, nextAttempt, PATIENCE_MS, rests, widthOf } from '../../src/webhooks/patience.ts'
import type { Health, Turn } from '../../src/webhooks/patience.ts'

const START = new Date('2026-11-02T08:00:00.000Z')
const after = (ms: number): Date => new Date(START.getTime() + ms)
const NOTHING: Turn = { taken: 0, failed: 0, refused: 0, unsent: 0, gone: false }
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

t.test('pauses grow from seconds to hours, and are longer by at most a fifth', (t) => {
  const pauses = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR]
  for (const [index, pause] of pauses.entries()) {
    t.strictSame(nextAttempt({ attempts: index + 1, firstAt: START, at: START }, 0), after(pause), `after attempt ${index + 1}`)
    t.strictSame(nextAttempt({ attempts: index + 1, firstAt: START, at: START }, 1), after(pause * 1.2))
  }
  t.end()
})

t.test('the last attempt is made when three days are over, and none after it', (t) => {
  const asked = { attempts: 15, firstAt: START }
  t.strictSame(nextAttempt({ ...asked, at: after(PATIENCE_MS - 1) }, 1), after(PATIENCE_MS))
  t.equal(nextAttempt({ ...asked, at: after(PATIENCE_MS) }, 0), undefined)
  t.equal(nextAttempt({ ...asked, attempts: 1, at: after(PATIENCE_MS + 1) }, 0), undefined)
  t.end()
})

t.test('played through, a delivery is tried some twenty times in three days', (t) => {
  let [at, attempts]: [Date | undefined, number] = [START, 0]
  let last = START
  while (at !== undefined) {
    last = at
    at = nextAttempt({ attempts: ++attempts, firstAt: START, at }, 0.5)
  }
  t.strictSame(last, after(PATIENCE_MS))
  t.ok(attempts > 12 && attempts < 25, `${attempts} attempts`)
  t.end()
})

t.test('whatever is taken shows that the receiver lives; nothing sent says nothing', (t) => {
  const failing = { failures: 3, failingSince: START, restsUntil: after(MINUTE) }
  t.strictSame(judge(failing, { ...NOTHING, taken: 1, failed: 3 }, after(HOUR), 0), { health: HEALTHY, disabledBecause: null })
  t.strictSame(judge(failing, { ...NOTHING, taken: 0, failed: 0 }, after(HOUR), 0), { health: failing, disabledBecause: null })
  t.end()
})

t.test('a receiver that takes nothing rests longer and longer, but never more than some minutes', (t) => {
  let health = HEALTHY
  for (const rest of [5 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 5 * MINUTE]) {
    health = judge(health, { ...NOTHING, taken: 0, failed: 4 }, START, 0).health
    t.strictSame(health.restsUntil, after(rest))
    t.strictSame(health.failingSince, START)
  }
  t.equal(widthOf(health, 4), 1, 'it is asked with one delivery')
  t.equal(widthOf(HEALTHY, 4), 4)
  t.end()
})

t.test('what was not even sent makes it rest, and is held against no receiver', (t) => {
  const unsent = { ...NOTHING, unsent: 4 }
  t.strictSame(judge(HEALTHY, unsent, START, 0), { health: { failures: 1, failingSince: null, restsUntil: after(5 * SECOND) }, disabledBecause: null })
  const failing = { failures: 30, failingSince: START, restsUntil: START }
  t.strictSame(judge(failing, unsent, after(PATIENCE_MS), 0), { health: { failures: 31, failingSince: START, restsUntil: after(PATIENCE_MS + 5 * MINUTE) }, disabledBecause: null })
  t.strictSame(judge(HEALTHY, { ...unsent, failed: 1 }, START, 0).health.failingSince, START)
  t.end()
})

t.test('what it refuses for what it is shows that it lives, though it takes nothing', (t) => {
  const resting = { failures: 3, failingSince: START, restsUntil: after(MINUTE) }
  const cases: [name: string, before: Health, turn: Partial<Turn>, at: Date, health: Health, disabledBecause: string | null][] = [
    ['refused', HEALTHY, { refused: 4 }, START, { ...HEALTHY, failingSince: START }, null], ['refused after it failed', resting, { refused: 1 }, after(HOUR), { ...HEALTHY, failingSince: START }, null],
    ['refused and failed', HEALTHY, { refused: 1, failed: 3 }, START, { ...HEALTHY, failingSince: START }, null], ['nothing but refused for three days', { ...HEALTHY, failingSince: START }, { refused: 1 }, after(PATIENCE_MS), { ...HEALTHY, failingSince: START }, 'failing'],
    ['one was taken', { ...HEALTHY, failingSince: START }, { refused: 3, taken: 1 }, after(PATIENCE_MS), HEALTHY, null]
  ]
  for (const [name, before, turn, at, health, disabledBecause] of cases) t.strictSame(judge(before, { ...NOTHING, ...turn }, at, 0), { health, disabledBecause }, name)
  t.end()
})

t.test('a rest is over in time, also when the clock that began it was ahead', (t) => {
  const until = (ms: number | null): Health => ({ failures: 1, failingSince: START, restsUntil: ms === null ? null : after(ms) })
  for (const [ms, expected] of [[null, false], [0, false], [1, true], [6 * MINUTE, true], [6 * MINUTE + 1, false], [24 * HOUR, false]] as const) t.equal(rests(until(ms), START), expected, String(ms))
  t.end()
})

t.test('it is disabled once it failed for three days, and at once when it says that it is gone', (t) => {
  const failing = { failures: 30, failingSince: START, restsUntil: START }
  const failed = { ...NOTHING, taken: 0, failed: 1 }
  t.equal(judge(failing, failed, after(PATIENCE_MS - 1), 0).disabledBecause, null)
  t.equal(judge(failing, failed, after(PATIENCE_MS), 0).disabledBecause, 'failing')
  t.equal(judge(failing, { ...failed, taken: 1 }, after(PATIENCE_MS), 0).disabledBecause, null)
  t.equal(judge(HEALTHY, { ...NOTHING, taken: 3, failed: 1, gone: true }, START, 0).disabledBecause, 'gone')
  t.end()
})
