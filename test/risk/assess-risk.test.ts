import t from 'tap'
import { assessRisk } from '../../src/risk/assess-risk.ts'
import { METHOD_VERSION, PRIOR_RATES, RATINGS } from '../../src/risk/method.ts'
import type { RiskInput } from '../../src/risk/risk-input.ts'
import { control, plainRisk, WORKED_CASES } from './worked-cases.ts'

const decimals = (digits: string): number => digits.split('.')[1]?.length ?? 0

for (const [name, { input, figures }] of Object.entries(WORKED_CASES)) {
  t.test(`case ${name} of the method comes out to the digits printed`, (t) => {
    const found = assessRisk(input)
    for (const [figure, digits] of Object.entries(figures)) t.equal((found[figure as keyof typeof figures] as number).toFixed(decimals(digits)), digits, figure)
    t.equal(found.methodVersion, METHOD_VERSION)
    t.end()
  })
}

t.test('the interval of a shape of 1 is that of an exponential variable', (t) => {
  const { frequencyLow, frequencyHigh } = assessRisk(WORKED_CASES.C.input)
  t.ok(Math.abs(frequencyLow / (-Math.log(0.95) / 2.625) - 1) < 1e-10)
  t.ok(Math.abs(frequencyHigh / (-Math.log(0.05) / 2.625) - 1) < 1e-10)
  t.end()
})

t.test('the expert alone speaks where there is no exposure or no data, and that is said', (t) => {
  const cases: [name: string, input: Partial<RiskInput>, state: string, shape: number, rate: number][] = [
    ['nothing done in the last 12 months', { yearExposure: 0, windowExposure: 500, events: 3 }, 'no_current_exposure', 1, 1],
    ['exposure of the year unknown', { yearExposure: null, events: 3 }, 'no_data', 1, 1],
    ['exposure of the window unknown', { windowExposure: null, events: 3 }, 'no_data', 1, 1],
    ['nothing in the window yet', { windowExposure: 0, events: 0 }, 'counted', 1, 1],
    ['half a year of the exposure', { windowExposure: 6_000, events: 3 }, 'counted', 4, 1.5]
  ]
  for (const [name, input, state, shape, rate] of cases) {
    const found = assessRisk({ ...plainRisk, ...input })
    t.strictSame([found.explanation.evidence.state, found.shape, found.rate], [state, shape, rate], name)
  }
  t.end()
})

t.test('a control that was never tested counts with half of its design', (t) => {
  for (const [design, share] of [['none', 0], ['weak', 0.25], ['partial', 0.5], ['good', 0.75], ['strong', 0.9]] as const) {
    t.equal(assessRisk({ ...plainRisk, controls: [control(design)] }).effectiveness, 1 - (1 - share / 2), design)
  }
  t.end()
})

t.test('no set of controls is trusted with more than nine tenths', (t) => {
  const of = (count: number) => assessRisk({ ...plainRisk, controls: Array.from({ length: count }, () => control('strong', 1_000)) })
  t.strictSame([of(1).explanation.combined.capped, of(2).explanation.combined.capped], [false, true])
  t.ok(of(1).effectiveness < 0.9)
  t.equal(of(2).effectiveness, 0.9)
  t.end()
})

t.test('every likelihood stands for its events a year', (t) => {
  t.strictSame(RATINGS.map((likelihood) => assessRisk({ ...plainRisk, likelihood, windowExposure: 0 }).frequency), [0.1, 0.3, 1, 4, 16].map((rate) => 1 / (1 / rate)))
  t.strictSame(Object.values(PRIOR_RATES), [0.1, 0.3, 1, 4, 16])
  t.end()
})

t.test('the impact is the graver of money and consequence, and it says which', (t) => {
  const of = (consequence: RiskInput['consequence']) => assessRisk({ ...plainRisk, consequence })
  t.strictSame(([1, 2, 3] as const).map((consequence) => [of(consequence).impactLevel, of(consequence).explanation.severity.impactFrom]), [[2, 'money'], [2, 'both'], [3, 'consequence']])
  t.end()
})

t.test('a loss that is always the same has no spread', (t) => {
  const { severityMean, explanation } = assessRisk({ ...plainRisk, lossLow: 5_000, lossHigh: 5_000 })
  t.ok(Math.abs(severityMean - 5_000) < 1e-8)
  t.strictSame([explanation.severity.sigma, explanation.severity.variance], [0, 0])
  t.end()
})

t.test('what no figure can be made of is a fault of the caller', (t) => {
  const cases: [field: string, input: Partial<RiskInput>][] = [
    ['likelihood', { likelihood: 0 as 1 }], ['likelihood', { likelihood: 6 as 1 }], ['likelihood', { likelihood: 2.5 as 1 }], ['consequence', { consequence: 6 as 1 }],
    ['lossLow', { lossLow: 0 }], ['lossLow', { lossLow: Number.NaN }], ['lossHigh', { lossHigh: 999 }], ['lossHigh', { lossHigh: Number.POSITIVE_INFINITY }],
    ['controls', { controls: [control('good', -1)] }], ['controls', { controls: [control('good', 0, 0.5)] }], ['controls', { controls: [control('perfect' as 'good')] }],
    ['events', { events: -0.5 }], ['windowExposure', { windowExposure: -1 }], ['yearExposure', { yearExposure: Number.NaN }], ['yearExposure', { windowExposure: 1e12, yearExposure: Number.MIN_VALUE }], ['priorStrength', { priorStrength: 0 }]
  ]
  for (const [field, input] of cases) t.throws(() => assessRisk({ ...plainRisk, ...input }), new Error(`No risk can be assessed by this ${field}`))
  t.end()
})
