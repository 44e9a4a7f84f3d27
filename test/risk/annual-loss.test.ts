import t from 'tap'
import { EXCEEDANCE, exceedanceOf, quantilesOf } from '../../src/risk/annual-loss.ts'

t.test('a quantile is the least loss that so many years stay within', (t) => {
  const upTo = (years: number): Float64Array => Float64Array.from({ length: years }, (_, year) => year + 1)
  const cases: [years: number, p50: number, p90: number, p95: number, p99: number][] = [[100, 50, 90, 95, 99], [101, 51, 91, 96, 100], [1_000, 500, 900, 950, 990], [1, 1, 1, 1, 1], [10, 5, 9, 10, 10]]
  for (const [years, p50, p90, p95, p99] of cases) {
    const { curve: _, ...quantiles } = quantilesOf(upTo(years).reverse())
    t.strictSame(quantiles, { p50, p90, p95, p99 }, `${years} years`)
  }
  t.end()
})

t.test('years that cost nothing count as years', (t) => {
  const losses = new Float64Array(100)
  for (let year = 0; year < 8; year++) losses[year * 12] = 8 - year
  const { p50, p90, p95, p99 } = quantilesOf(losses)
  t.strictSame([p50, p90, p95, p99], [0, 0, 3, 7])
  t.strictSame(Object.values(quantilesOf(new Float64Array(10))).slice(0, 4), [0, 0, 0, 0])
  t.end()
})

t.test('the curve falls from the most likely loss to the greatest, and holds the quantiles', (t) => {
  const { curve, p50, p90, p95, p99 } = quantilesOf(Float64Array.from({ length: 10_000 }, (_, year) => year + 1))
  t.strictSame(curve.map(({ probability }) => probability), [...EXCEEDANCE])
  t.ok(curve.every(({ loss }, index) => index === 0 || loss >= (curve[index - 1]?.loss ?? 0)))
  t.strictSame([0.5, 0.1, 0.05, 0.01].map((chance) => curve.find(({ probability }) => probability === chance)?.loss), [p50, p90, p95, p99])
  t.equal(curve.at(-1)?.loss, 9_990)
  t.end()
})

t.test('the losses given stay in the order of their years, and no years have no quantile', (t) => {
  const losses = Float64Array.of(3, 0, 2)
  quantilesOf(losses)
  t.strictSame([...losses], [3, 0, 2])
  t.throws(() => quantilesOf(new Float64Array(0)))
  t.end()
})

t.test('curves of portfolios share their losses, ten to a power of ten, and say which share of the years costs more', (t) => {
  const [small, great] = [Float64Array.from({ length: 1_000 }, (_, year) => year + 1), Float64Array.from({ length: 1_000 }, (_, year) => 10 * (year + 1))]
  const points = exceedanceOf([small, great])
  t.ok(points.every(({ loss }, index) => index === 0 || Math.abs(loss / (points[index - 1]?.loss ?? 0) / 10 ** 0.1 - 1) < 1e-12))
  t.ok((points[0]?.loss ?? 99) <= 51 && (points.at(-1)?.loss ?? 0) >= 9_990)
  for (const { loss, chances } of points) t.strictSame(chances, [small, great].map((losses) => losses.filter((one) => one > loss).length / 1_000))
  t.end()
})

t.test('years without a loss have no curve, and beside others they are never above', (t) => {
  const none = new Float64Array(100)
  t.strictSame(exceedanceOf([]), [])
  t.strictSame(exceedanceOf([none]), [])
  const seldom = Float64Array.from({ length: 100 }, (_, year) => year === 50 ? 500 : 0)
  t.ok(exceedanceOf([none, seldom]).every(({ loss, chances }) => chances[0] === 0 && chances[1] === (loss < 500 ? 0.01 : 0)))
  t.end()
})
