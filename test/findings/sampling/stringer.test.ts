import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { stringerBound } from '../../../src/findings/sampling/stringer.ts'
import { decimal } from '../../../src/platform/decimal.ts'

const bound = (interval: string, taintings: readonly string[]): string => stringerBound(decimal(interval), taintings.map(decimal)).toFixed(2)

t.test('worked bounds', (t) => {
  // Factors of the Poisson distribution at 95 %: 2.995732, 4.743865, 6.295794, 7.753657 for 0, 1, 2, 3 errors.
  const cases: [name: string, interval: string, taintings: string[], expected: string][] = [
    ['no error: the basic precision alone', '1000', [], '2995.73'],
    ['one wrong by all of its value', '1000', ['1'], '4743.86'],
    ['one wrong by a half: 2.995732 + 0.5 × 1.748133', '1000', ['0.5'], '3869.80'],
    // A textbook case: interval 26,882; 15,000 booked and 0 right, 6,705 and 4,023, 21,893 and 18,609. By hand:
    // basic precision   26,882 × 2.995732             =  80,531.27
    // tainting 1        26,882 × 1.748133             =  46,993.31
    // tainting 0.4      26,882 × 0.4 × 1.551929       =  16,687.58
    // tainting 0.150002 26,882 × 0.150002 × 1.457863  =   5,878.62   (150,090.78 in all)
    ['the three errors of a textbook', '26882', ['0.15000228383501576760', '1', '0.4'], '150090.78']
  ]
  for (const [name, interval, taintings, expected] of cases) t.equal(bound(interval, taintings), expected, name)
  t.end()
})

t.test('a tainting lies above zero and at most at one', (t) => {
  for (const tainting of ['0', '-0.1', '1.000001', '2']) t.throws(() => bound('1', [tainting]), /tainting/, tainting)
  for (const tainting of ['0.000001', '1']) t.doesNotThrow(() => bound('1', [tainting]), tainting)
  t.end()
})

const taintings = fc.array(fc.integer({ min: 1, max: 1000 }).map((thousandths) => (thousandths / 1000).toFixed(3)), { maxLength: 8 })
const interval = fc.integer({ min: 1, max: 1_000_000 }).map(String)

t.test('the bound does not depend on the order, lies above the projection, and grows with every error', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(interval, taintings, taintings, (interval, some, more) => {
    const value = stringerBound(decimal(interval), some.map(decimal))
    assert.ok(value.eq(stringerBound(decimal(interval), some.toReversed().map(decimal))))
    const projected = some.reduce((sum, tainting) => sum.plus(decimal(tainting).times(interval)), decimal('0'))
    assert.ok(value.gt(projected))
    assert.ok(stringerBound(decimal(interval), [...some, ...more].map(decimal)).gte(value))
  }), { numRuns: 60 }))
  t.end()
})
