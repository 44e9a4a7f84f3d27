import t from 'tap'
import { binOf, midpointOf, RELATIVE_ERROR } from '../../src/statistics/log-bins.ts'
import { quantileOf } from '../../src/statistics/log-histogram.ts'
import { randomOf } from '../../src/statistics/seeded-random.ts'

const binned = (values: readonly number[]): { bin: number, count: number }[] => values.map((value) => ({ bin: binOf(value), count: 1 }))
const near = (value: number | undefined, expected: number): boolean => value !== undefined && Math.abs(value / expected - 1) <= RELATIVE_ERROR + 1e-12

t.test('a midpoint is off by one per cent at most', (t) => {
  for (const value of [0.1, 0.999, 1, 1.001, 7, 86_400]) t.ok(near(midpointOf(binOf(value)), value), String(value))
  for (const value of [0.1, 0.999, 1, 1.001, 7, 86_400]) t.ok(Math.abs(midpointOf(binOf(value, 0.05), 0.05) / value - 1) <= 0.05 + 1e-12, `${value} by five per cent, where that is asked for`)
  t.equal(quantileOf([{ bin: binOf(40, 0.05), count: 3 }], 0.5, { error: 0.05 })?.value, midpointOf(binOf(40, 0.05), 0.05))
  t.end()
})

t.test('a quantile is the least value that the share does not exceed, its interval is of ranks', (t) => {
  const tens = Array.from({ length: 100 }, (_, index) => 10 * (index + 1))
  const median = quantileOf(binned(tens), 0.5)
  t.ok(near(median?.value, 500) && near(median?.lower, 400) && near(median?.upper, 610), 'rank 50, and 50 ± 9.8 widened to whole ranks')
  const fast = quantileOf(binned(tens), 0.05)
  t.ok(near(fast?.value, 50) && near(fast?.lower, 10) && near(fast?.upper, 110))
  t.ok(near(quantileOf(binned([3]), 0.5)?.value, 3))
  t.equal(quantileOf([], 0.5), undefined)
  t.equal(quantileOf([{ bin: 3, count: 0 }], 0.5), undefined)
  t.end()
})

t.test('its interval holds the true median about as often as promised', (t) => {
  const random = randomOf('median')
  const held = Array.from({ length: 200 }, () => quantileOf(binned(Array.from({ length: 80 }, () => 30 * random.exponential() + 1e-9)), 0.5))
    .filter((found) => found !== undefined && found.lower <= 30 * Math.LN2 && 30 * Math.LN2 <= found.upper).length
  t.ok(held >= 182, `${held} of 200`)
  t.end()
})
