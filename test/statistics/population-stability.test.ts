import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { populationStability } from '../../src/statistics/population-stability.ts'
import type { Stability } from '../../src/statistics/population-stability.ts'
import { indexByWeight, randomOf } from '../../src/statistics/seeded-random.ts'

const pairs = (expected: readonly number[], actual: readonly number[]) => expected.map((count, index) => ({ expected: count, actual: actual[index] ?? 0 }))
const near = (value: number | undefined, expected: number, digits = 1e-12): boolean => value !== undefined && Math.abs(value - expected) <= digits

t.test('the index, its interval and its test, computed by hand', (t) => {
  const found = populationStability(pairs([500, 300, 200], [400, 300, 300]), 5)
  t.ok(near(found?.index, 0.06286086594223739), '0.062861')
  t.ok(near(found?.ofChance, 0.004), 'two categories more than one, 1 ÷ 1000 twice')
  t.ok(near(found?.lower, 0.015613252337887795, 1e-9) && near(found?.upper, 0.10210847954658697, 1e-9))
  t.ok(near(found?.statistic, 280 / 9, 1e-9), '100² ÷ 900 + 100² ÷ 500')
  t.equal(found?.degrees, 2)
  t.ok(near(found?.p, 1.7551250279944265e-7, 1e-15))
  t.end()
})

t.test('an empty category counts as half an observation', (t) => {
  const found = populationStability(pairs([50, 50], [100, 0]), 5)
  t.ok(near(found?.index, 0.5 * Math.log(2) + (0.005 - 0.5) * Math.log(0.005 / 0.5)))
  t.end()
})

t.test('categories too small to compare are put together', (t) => {
  const categories = (...counts: readonly [number, number][]): number | undefined => populationStability(pairs(counts.map(([e]) => e), counts.map(([, a]) => a)), 5)?.categories
  t.equal(categories([90, 90], [5, 5], [5, 5]), 3, 'five to be expected in either')
  t.equal(categories([91, 91], [5, 5], [4, 4]), 2, 'four to be expected: with the smallest of the others')
  t.equal(categories([92, 92], [3, 3], [3, 3], [2, 2]), 2, 'eight together are enough')
  t.equal(categories([95, 95], [5, 4], [0, 1]), 2, 'ten in all are five each')
  t.equal(categories([900, 90], [49, 6], [51, 4]), 3, 'of samples of different size the smaller one counts: five')
  t.equal(categories([901, 90], [48, 6], [51, 4]), 2, 'just less than five: put together')
  t.equal(categories([3, 0], [0, 4]), 1, 'all are too small')
  t.end()
})

t.test('of one category nothing can move, and of nothing there is no index', (t) => {
  t.match(populationStability(pairs([7], [9]), 5), { index: 0, p: 1, degrees: 0, lower: 0, upper: 0 })
  t.equal(populationStability(pairs([0], [9]), 5), null)
  t.equal(populationStability(pairs([9], [0]), 5), null)
  t.equal(populationStability([], 5), null)
  t.end()
})

t.test('the index is never negative, and the order of categories and of the samples does not matter', (t) => {
  const counts = fc.array(fc.record({ expected: fc.integer({ min: 0, max: 500 }), actual: fc.integer({ min: 0, max: 500 }) }), { minLength: 1, maxLength: 12 })
  t.doesNotThrow(() => fc.assert(fc.property(counts, (given) => {
    const found = populationStability(given, 0)
    fc.pre(found !== null)
    const { index, p, lower, upper } = found as Stability
    assert.ok(index >= 0 && p >= 0 && p <= 1 && lower <= upper)
    assert.ok(near(populationStability(given.toReversed(), 0)?.index, index, 1e-9))
    assert.ok(near(populationStability(given.map(({ expected, actual }) => ({ expected: actual, actual: expected })), 0)?.index, index, 1e-9))
  }), { numRuns: 300 }))
  t.end()
})

t.test('of samples that nothing moved between, the index is what chance is said to make of it, and its interval holds the true one', (t) => {
  const random = randomOf('stability')
  const sample = (weights: readonly number[], n: number): number[] => {
    const counts = weights.map(() => 0)
    for (let drawn = 0; drawn < n; drawn++) counts[indexByWeight(random, weights)]! += 1
    return counts
  }
  const before = [0.4, 0.3, 0.2, 0.1]
  const still = Array.from({ length: 200 }, () => populationStability(pairs(sample(before, 200), sample(before, 300)), 5) as Stability)
  const mean = still.reduce((sum, { index }) => sum + index, 0) / 200
  t.ok(Math.abs(mean / (still[0]?.ofChance ?? 1) - 1) < 0.2, `${mean} by chance`)
  t.ok(still.filter(({ p }) => p < 0.01).length <= 7, 'the test at 1 % calls out about two in 200')
  const moved = [0.25, 0.25, 0.3, 0.2]
  const truth = moved.reduce((sum, share, index) => sum + (share - (before[index] ?? 0)) * Math.log(share / (before[index] ?? 1)), 0)
  const drifted = Array.from({ length: 200 }, () => populationStability(pairs(sample(before, 400), sample(moved, 400)), 5) as Stability)
  const held = drifted.filter(({ lower, upper }) => lower <= truth && truth <= upper).length
  t.ok(held >= 180 && held <= 199, `${held} of 200 intervals hold it`)
  t.end()
})
