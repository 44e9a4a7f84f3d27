import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { type Counted, type RateRatio, rateRatio } from '../../src/statistics/rate-ratio.ts'

const close = (value: number | null | undefined, expected: number | null): boolean =>
  typeof value === 'number' && expected !== null ? Math.abs(value - expected) <= 1e-9 * Math.abs(expected) : value === expected
const of = (events: number, exposure: number): Counted => ({ events, exposure })

t.test('ratios agree with an independent library', (t) => {
  const cases: [first: Counted, second: Counted, ratio: number | null, lower: number, upper: number | null, p: number][] = [
    [of(17, 40_211), of(9, 12_000), 0.5636931851151841, 0.23766338963049524, 1.4351551785517667, 0.2435750414048528],
    [of(30, 10_000), of(10, 10_000), 3, 1.4274084701515852, 6.8793017710183255, 0.0022214337732293643],
    [of(3, 100.5), of(3, 100.5), 1, 0.13393758817773016, 7.466164006724067, 1],
    [of(0, 3000), of(5, 4000), 0, 0, 1.4550388069100613, 0.12185398940917476],
    [of(5, 4000), of(0, 3000), null, 0.6872668929865947, null, 0.12185398940917472],
    [of(0, 10), of(0, 10), null, 0, null, 1]
  ]
  for (const [first, second, ratio, lower, upper, p] of cases) {
    const found = rateRatio(first, second)
    t.ok(close(found?.ratio, ratio) && close(found?.lower, lower) && close(found?.upper, upper) && close(found?.p, p), JSON.stringify([first, second]))
  }
  t.end()
})

t.test('no exposure is no data, and counts are whole', (t) => {
  t.equal(rateRatio(of(0, 0), of(1, 10)), null)
  t.equal(rateRatio(of(1, 10), of(0, 0)), null)
  t.throws(() => rateRatio(of(1.5, 10), of(1, 10)), /no count/)
  t.throws(() => rateRatio(of(1, 10), of(-1, 10)), /no count/)
  t.throws(() => rateRatio(of(1, -10), of(1, 10)), /exposure/)
  t.throws(() => rateRatio(of(1, 10), of(1, Number.NaN)), /exposure/)
  t.end()
})

const counted: fc.Arbitrary<Counted> = fc.record({ events: fc.integer({ min: 0, max: 200 }), exposure: fc.integer({ min: 1, max: 100_000 }) })

t.test('swapping the two turns the ratio over and keeps p', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(counted, counted, (first, second) => {
    const found = rateRatio(first, second) as RateRatio
    const swapped = rateRatio(second, first) as RateRatio
    const turned = (value: number | null): number | null => value === null ? 0 : value === 0 ? null : 1 / value
    assert.equal(found.p, swapped.p)
    if (first.events > 0 && second.events > 0) assert.ok(close(found.ratio, turned(swapped.ratio)))
    assert.ok(close(found.lower, turned(swapped.upper)))
    assert.ok(close(found.upper, turned(swapped.lower)))
  }), { numRuns: 300 }))
  t.end()
})

t.test('the interval leaves out one exactly where p is below one in twenty', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(counted, counted, (first, second) => {
    const { lower, upper, p } = rateRatio(first, second) as RateRatio
    fc.pre(Math.abs(p - 0.05) > 1e-9)
    assert.equal(lower > 1 || (upper !== null && upper < 1), p < 0.05)
  }), { numRuns: 300 }))
  t.end()
})
