import t from 'tap'
import { eventCount } from '../../src/risk/event-count.ts'
import { chiSquareAbove } from '../../src/statistics/chi-square.ts'
import { randomOf } from '../../src/statistics/seeded-random.ts'

const neverAsked = (): number => { throw new Error('No number shares a cell here') }

/** Chances of 0, 1, 2 … by the recursion of the negative binomial: another way than the table is made. */
function* chances (shape: number, rate: number): Generator<number> {
  let chance = Math.exp(shape * Math.log(rate / (1 + rate)))
  for (let count = 0; ; count++) {
    yield chance
    chance *= (count + shape) / (count + 1) / (1 + rate)
  }
}

const CASES: [name: string, shape: number, rate: number][] = [
  ['seldom', 1, 12], ['of the method, A', 4, 1.8888888889], ['of the method, D', 3.5, 6.2888888889], ['an uncertain rate', 0.3, 0.02], ['often and well known', 400, 4], ['often, and hardly known', 2, 0.004]
]

t.test('a draw gives the number whose chances it has just passed', (t) => {
  for (const [name, shape, rate] of CASES) {
    const { at, step } = eventCount(shape, rate)
    t.equal(step, 1, name)
    let passed = 0
    let count = 0
    let worst = 0
    for (const chance of chances(shape, rate)) {
      if (chance > 1e-9) worst = Math.max(worst, Math.abs(at(passed + chance / 2, neverAsked) - count))
      passed += chance
      count++
      if (passed > 1 - 1e-9) break
    }
    t.equal(worst, 0, name)
  }
  t.end()
})

t.test('where nothing is left of a rate there are no events, and no search for them without an end', (t) => {
  const { at } = eventCount(1, Number.POSITIVE_INFINITY)
  t.strictSame([at(0, neverAsked), at(1 - 2 ** -53, neverAsked)], [0, 0])
  t.equal(eventCount(1, Number.MAX_VALUE).at(1 - 2 ** -53, neverAsked), 0)
  t.end()
})

t.test('drawn numbers are spread as the distribution says (chi-square test)', (t) => {
  const draws = 200_000
  for (const [name, shape, rate] of CASES) {
    const { at } = eventCount(shape, rate)
    const random = randomOf(name)
    const seen = new Map<number, number>()
    for (let draw = 0; draw < draws; draw++) {
      const count = at(random.uniform(), neverAsked)
      seen.set(count, (seen.get(count) ?? 0) + 1)
    }
    t.ok(chanceOfSuch(seen, shape, rate, draws) > 0.001, name)
  }
  t.end()
})

/** The chance of a statistic this great, numbers of fewer than 20 expected put together. */
function chanceOfSuch (seen: ReadonlyMap<number, number>, shape: number, rate: number, draws: number): number {
  let [statistic, cells, expected, observed, count, left] = [0, 0, 0, 0, 0, draws]
  for (const chance of chances(shape, rate)) {
    expected += chance * draws
    left -= chance * draws
    observed += seen.get(count) ?? 0
    count++
    if (expected < 20 || left < 20) {
      if (left < 1e-3) break
      continue
    }
    statistic += (observed - expected) ** 2 / expected
    cells++
    expected = observed = 0
  }
  const rest = [...seen].reduce((sum, [number, times]) => number >= count ? sum + times : sum, observed)
  return chiSquareAbove(statistic + (rest - expected) ** 2 / Math.max(expected, 1), cells)
}

t.test('mean and variance are those of the method, also where numbers share a cell', (t) => {
  for (const [shape, rate, shared] of [[4, 1.8888888889, false], [1_000, 0.01, false], [1e6, 0.000625, true]] as const) {
    const { at, step } = eventCount(shape, rate)
    t.equal(step > 1, shared)
    const random = randomOf(`moments of ${shape}`)
    const counts = Float64Array.from({ length: 100_000 }, () => at(random.uniform(), random.uniform))
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length
    const expected = shape / rate + shape / rate ** 2
    t.ok(Math.abs(mean - shape / rate) < 4 * Math.sqrt(expected / counts.length), `mean of ${shape}, ${rate}`)
    t.ok(Math.abs(variance / expected - 1) < 0.03, `variance of ${shape}, ${rate}`)
  }
  t.end()
})

t.test('with the same draw, a lower rate never brings more events', (t) => {
  const random = randomOf('coupled')
  const tables = [0.5, 1, 2, 8, 64].map((rate) => eventCount(2.5, rate))
  for (let draw = 0; draw < 2_000; draw++) {
    const uniform = random.uniform()
    const counts = tables.map(({ at }) => at(uniform, neverAsked))
    if (counts.some((count, index) => index > 0 && count > (counts[index - 1] as number))) t.fail(`${uniform} gives ${counts.join(', ')}`)
  }
  t.pass('every draw')
  t.end()
})

t.test('the least and the greatest draw give a number', (t) => {
  for (const [name, shape, rate] of [...CASES, ['never', 0.01, 1e12] as const, ['vast', 1e6, 0.000625] as const]) {
    const { at } = eventCount(shape, rate)
    for (const draw of [0, 1 - 2 ** -53]) t.ok(Number.isSafeInteger(at(draw, () => 0.5)) && at(draw, () => 0.5) >= 0, name)
  }
  t.end()
})
