import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { type Proportion, clopperPearson, wilson } from '../../src/statistics/proportion.ts'

const shown = (proportion: Proportion | null): string[] | undefined =>
  proportion === null ? undefined : [proportion.share, proportion.lower, proportion.upper].map((value) => value.toFixed(6))

t.test('Wilson intervals: the worked one of the risk method, and the ends', (t) => {
  const cases: [successes: number, trials: number, expected: string[]][] = [
    [47, 50, ['0.940000', '0.837829', '0.979385']],
    [0, 10, ['0.000000', '0.000000', '0.277533']],
    [10, 10, ['1.000000', '0.722467', '1.000000']],
    [1, 200, ['0.005000', '0.000883', '0.027774']]
  ]
  for (const [successes, trials, expected] of cases) t.strictSame(shown(wilson(successes, trials)), expected, `${successes} of ${trials}`)
  t.end()
})

t.test('exact intervals', (t) => {
  const cases: [successes: number, trials: number, expected: string[]][] = [
    [47, 50, ['0.940000', '0.834518', '0.987451']],
    [0, 10, ['0.000000', '0.000000', '0.308497']],
    [10, 10, ['1.000000', '0.691503', '1.000000']],
    [1, 200, ['0.005000', '0.000127', '0.027542']]
  ]
  for (const [successes, trials, expected] of cases) t.strictSame(shown(clopperPearson(successes, trials)), expected, `${successes} of ${trials}`)
  t.end()
})

t.test('no trial is no data, and a share lies within its trials', (t) => {
  t.equal(wilson(0, 0), null)
  t.equal(clopperPearson(0, 0), null)
  for (const [successes, trials] of [[-1, 5], [6, 5], [Number.NaN, 5], [1, Infinity], [0, Number.NaN]] as const) {
    t.throws(() => wilson(successes, trials), /no share/, `${successes} of ${trials}`)
    t.throws(() => clopperPearson(successes, trials), /no share/, `${successes} of ${trials}`)
  }
  t.throws(() => clopperPearson(0.5, 2), /no share/)
  t.ok(wilson(0.5, 2), 'a weighted share need not be whole')
  t.end()
})

const counts = fc.integer({ min: 1, max: 5000 }).chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)))

t.test('failures mirror successes, the interval holds the share, and a higher level is wider', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(counts, ([successes, trials]) => {
    for (const interval of [wilson, clopperPearson]) {
      const { share, lower, upper } = interval(successes, trials) as Proportion
      const mirror = interval(trials - successes, trials) as Proportion
      const wide = interval(successes, trials, 0.99) as Proportion
      assert.ok(lower >= 0 && lower <= share && share <= upper && upper <= 1)
      assert.ok(Math.abs(lower - (1 - mirror.upper)) < 1e-9 && Math.abs(upper - (1 - mirror.lower)) < 1e-9)
      assert.ok(wide.lower <= lower && wide.upper >= upper)
    }
  }), { numRuns: 200 }))
  t.end()
})

t.test('the exact interval covers every share at least 95 times in 100', (t) => {
  const trials = 30
  for (const share of [0.01, 0.1, 0.37, 0.5, 0.83, 0.99]) {
    let covered = 0
    let chance = (1 - share) ** trials
    for (let successes = 0; successes <= trials; successes++) {
      const { lower, upper } = clopperPearson(successes, trials) as Proportion
      if (lower <= share && share <= upper) covered += chance
      chance *= (trials - successes) / (successes + 1) * share / (1 - share)
    }
    t.ok(covered >= 0.95 && covered < 1 + 1e-9, `covers ${share} with ${covered}`)
  }
  t.end()
})
