import t from 'tap'
import { boundsOf, cusum, limitFor, observationsToAlarm, sequentialTest, weightsOf } from '../../src/statistics/sequential.ts'
import type { DayCount } from '../../src/statistics/sequential.ts'

const RATES = { inControl: 0.05, outOfControl: 0.1 }
const day = (index: number): string => `2026-03-${String(index + 1).padStart(2, '0')}`
const each = (errors: readonly number[]): DayCount[] => errors.map((error, index) => ({ day: day(index), wrong: error, right: 1 - error }))

t.test('the CUSUM of single observations, computed by hand', (t) => {
  const scores = cusum(each([0, 0, 1, 0, 1, 1, 0, 1, 1, 1]), RATES).map(({ score }) => score.toFixed(4))
  t.strictSame(scores, ['0.0000', '0.0000', '0.6931', '0.6391', '1.3322', '2.0254', '1.9713', '2.6645', '3.3576', '4.0507'])
  t.equal(limitFor(1000).toFixed(4), '6.9078')
  t.end()
})

t.test('a day counts as a whole, in whatever order its observations came', (t) => {
  const { wrong, right } = weightsOf(RATES)
  t.strictSame(cusum([{ day: day(0), wrong: 1, right: 3 }, { day: day(1), wrong: 0, right: 20 }, { day: day(2), wrong: 2, right: 0 }], RATES).map(({ score }) => score), [wrong + 3 * right, 0, 2 * wrong])
  t.end()
})

t.test('outcomes until an alarm, at the rate to be found', (t) => {
  t.ok(Math.abs(observationsToAlarm(limitFor(1000), RATES) - 334.4476645746761) < 1e-9)
  t.end()
})

t.test('rates are apart and no certainties', (t) => {
  for (const rates of [{ inControl: 0, outOfControl: 0.1 }, { inControl: 0.1, outOfControl: 0.1 }, { inControl: 0.2, outOfControl: 0.1 }, { inControl: 0.5, outOfControl: 1 }]) t.throws(() => weightsOf(rates), /rate/)
  t.end()
})

t.test('the sequential test ends where a bound is reached first', (t) => {
  const test = { ...RATES, alpha: 0.05, beta: 0.1 }
  t.strictSame([boundsOf(test).upper.toFixed(4), boundsOf(test).lower.toFixed(4)], ['2.8904', '-2.2513'])
  t.match(sequentialTest(each([1, 1, 1, 1]), test), { verdict: 'undecided', on: null, score: 4 * Math.log(2) }, '2.77')
  t.match(sequentialTest(each([1, 1, 1, 1, 1, 0, 0]), test), { verdict: 'turned_down', on: day(4) }, 'what comes after does not matter')
  t.match(sequentialTest([{ day: day(0), wrong: 0, right: 41 }], test), { verdict: 'undecided' }, '-2.217')
  t.match(sequentialTest([{ day: day(0), wrong: 0, right: 42 }, { day: day(1), wrong: 9, right: 0 }], test), { verdict: 'passed', on: day(0) }, '-2.271')
  t.equal(sequentialTest([], test).verdict, 'undecided')
  t.end()
})
