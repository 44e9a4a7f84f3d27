import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { chiSquareAbove } from '../../src/statistics/chi-square.ts'
import { chiSquareQuantile } from '../../src/statistics/quantiles.ts'

t.test('tails agree with an independent library', (t) => {
  const cases: [value: number, degrees: number, above: number][] = [
    [0.5, 1, 0.47950012218695337], [30, 1, 4.3204630578274955e-8], [50, 3, 7.989179244951495e-11], [18.307, 10, 0.05000058909139812],
    [60, 100, 0.999481108537452], [120, 100, 0.08440668109369177], [12.3, 7, 0.0911148860003131], [1000, 1000, 0.49405285382923964], [2500.5, 2400, 0.07487502698712158]
  ]
  for (const [value, degrees, above] of cases) t.ok(Math.abs(chiSquareAbove(value, degrees) - above) <= 1e-9 * above, `${value} of ${degrees}`)
  t.equal(chiSquareAbove(0, 3), 1)
  t.equal(chiSquareAbove(Number.POSITIVE_INFINITY, 3), 0)
  t.throws(() => chiSquareAbove(-1, 3), /degrees/)
  t.throws(() => chiSquareAbove(1, 0), /degrees/)
  t.throws(() => chiSquareAbove(Number.NaN, 1), /degrees/)
  t.end()
})

t.test('above a quantile lies what it leaves', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 900 }), (probability, degrees) => {
    assert.ok(Math.abs(chiSquareAbove(chiSquareQuantile(probability, degrees), degrees) - (1 - probability)) < 1e-8)
  }), { numRuns: 300 }))
  t.end()
})
