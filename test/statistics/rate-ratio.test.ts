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

t.test('events that scatter further leave the ratio and say less of it', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(counted, counted, fc.double({ min: 1, max: 20, noNaN: true }), (first, second, dispersion) => {
    const [plain, scattered] = [rateRatio(first, second) as RateRatio, rateRatio(first, second, 0.95, dispersion) as RateRatio]
    assert.equal(scattered.ratio, plain.ratio)
    assert.ok(scattered.lower <= plain.lower * (1 + 1e-9) && (plain.upper === null ? scattered.upper === null : (scattered.upper ?? Infinity) >= plain.upper * (1 - 1e-9)))
    fc.pre(Math.abs(scattered.p - 0.05) > 1e-9)
    assert.equal(scattered.lower > 1 || (scattered.upper !== null && scattered.upper < 1), scattered.p < 0.05)
  }), { numRuns: 300 }))
  t.throws(() => rateRatio(of(1, 10), of(1, 10), 0.95, 0.9), /dispersion/)
  t.end()
})

t.test('of counts that divide into whole numbers it says what it says of those', (t) => {
  for (const [a, b] of [[17, 9], [0, 5], [30, 10], [5, 0]] as const) {
    const [whole, scattered] = [rateRatio(of(a, 4000), of(b, 3000)), rateRatio(of(2 * a, 4000), of(2 * b, 3000), 0.95, 2)]
    for (const end of ['lower', 'upper', 'p'] as const) t.ok(close(scattered?.[end], whole?.[end] ?? null), `${end} of ${a} and ${b}`)
  }
  const between = rateRatio(of(25, 4000), of(9, 4000), 0.95, 2)
  const [least, most] = [rateRatio(of(13, 4000), of(4, 4000))?.p ?? 1, rateRatio(of(12, 4000), of(5, 4000))?.p ?? 0]
  t.ok((between?.p ?? 0) > least && (between?.p ?? 1) < most, 'and of 12.5 and 4.5 something between 13 and 4, and 12 and 5')
  t.end()
})
