import { createHash } from 'node:crypto'
import t from 'tap'
import { chiSquareAbove } from '../../src/statistics/chi-square.ts'
import { normalQuantile } from '../../src/statistics/quantiles.ts'
import { randomOf } from '../../src/statistics/seeded-random.ts'
import { normalsOf } from '../../src/statistics/ziggurat.ts'

const DRAWS = 2_000_000
const normal = normalsOf(randomOf('ziggurat'))
const draws = Float64Array.from({ length: DRAWS }, normal)

/** The chance of counts that differ so much from those expected. */
const chanceOf = (seen: readonly number[], expected: readonly number[]): number =>
  chiSquareAbove(seen.reduce((sum, count, cell) => sum + (count - (expected[cell] ?? 0)) ** 2 / (expected[cell] ?? 1), 0), seen.length - 1)

t.test('draws fall evenly between the quantiles of the normal distribution (chi-square test)', (t) => {
  const cells = 1_000
  const edges = Float64Array.from({ length: cells - 1 }, (_, index) => normalQuantile((index + 1) / cells))
  const sorted = draws.toSorted()
  const seen: number[] = []
  let passed = 0
  for (const edge of [...edges, Number.POSITIVE_INFINITY]) {
    const before = passed
    while (passed < DRAWS && (sorted[passed] as number) < edge) passed++
    seen.push(passed - before)
  }
  t.ok(chanceOf(seen, seen.map(() => DRAWS / cells)) > 0.001)
  t.end()
})

t.test('the tails, drawn in another way, are as heavy as they should be', (t) => {
  // Chances of more than 3.2, 3.6542 (where the tail begins), 4, 4.5 in either direction.
  const chances: [from: number, chance: number][] = [[3.2, 1.374276e-3], [3.6541528853610088, 2.580325e-4], [4, 6.334248e-5], [4.5, 6.795346e-6]]
  for (const [from, chance] of chances) {
    const [above, below] = [draws.filter((draw) => draw > from).length, draws.filter((draw) => draw < -from).length]
    const expected = DRAWS * chance
    t.ok(Math.abs(above + below - expected) < 4 * Math.sqrt(expected), `${above} and ${below} beyond ${from}, ${expected} expected`)
    t.ok(Math.abs(above - below) < 4 * Math.sqrt(expected), 'as many on either side')
  }
  t.end()
})

t.test('mean, variance, skew and kurtosis are those of the normal distribution', (t) => {
  const moment = (power: number): number => draws.reduce((sum, draw) => sum + draw ** power, 0) / DRAWS
  // Each bound is four standard errors.
  for (const [power, expected, variance] of [[1, 0, 1], [2, 1, 2], [3, 0, 15], [4, 3, 96]] as const) t.ok(Math.abs(moment(power) - expected) < 4 * Math.sqrt(variance / DRAWS), `${power}: ${moment(power)}`)
  t.end()
})

t.test('a draw says nothing of the next', (t) => {
  const correlation = draws.reduce((sum, draw, index) => index === 0 ? sum : sum + draw * (draws[index - 1] as number), 0) / DRAWS
  t.ok(Math.abs(correlation) < 4 / Math.sqrt(DRAWS))
  t.end()
})

t.test('the same seed gives the same bytes: those that it gave on other machines', (t) => {
  t.equal(createHash('sha256').update(new Uint8Array(draws.slice(0, 100_000).buffer)).digest('hex'), 'c0e32d0b3b1312330166c06ceec946082707ff2bdba45dff409aa876b2fd5b11')
  t.end()
})
