import { createHash } from 'node:crypto'
import t from 'tap'
import { quantilesOf } from '../../src/risk/annual-loss.ts'
import { assessRisk } from '../../src/risk/assess-risk.ts'
import { annualLosses, inherentModel, residualModel, seedOf, simulate } from '../../src/risk/simulate.ts'
import type { SimulatedPortfolio } from '../../src/risk/simulate.ts'
import { exactLosses } from './exact-losses.ts'
import { control, plainRisk, WORKED_CASES } from './worked-cases.ts'

const YEARS = 400_000
const moments = (losses: Float64Array): { mean: number, deviation: number } => {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  return { mean, deviation: Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length) }
}
const isWithin = (found: number, expected: number, share: number): boolean => Math.abs(found / expected - 1) <= share

for (const [name, { input, quantiles }] of Object.entries(WORKED_CASES)) {
  t.test(`case ${name} of the method comes out at P90 and P95, and with the mean and deviation of the closed forms`, (t) => {
    const figures = assessRisk(input)
    const losses = annualLosses(residualModel(figures), YEARS, name)
    const { p90, p95 } = quantilesOf(losses)
    t.ok(isWithin(p90, quantiles[0], 0.02), `P90 ${p90}`)
    t.ok(isWithin(p95, quantiles[1], 0.02), `P95 ${p95}`)
    const { mean, deviation } = moments(losses)
    t.ok(isWithin(mean, figures.expectedAnnualLoss, 0.02), `mean ${mean}`)
    t.ok(isWithin(deviation, figures.standardDeviation, 0.04), `standard deviation ${deviation}`)
    t.end()
  })
}

t.test('simulated years are spread as the exact distribution is', (t) => {
  const cases: [name: string, input: typeof plainRisk, step: number][] = [...Object.entries(WORKED_CASES).map(([name, { input, quantiles }]) => [name, input, quantiles[1] / 1_000] as [string, typeof plainRisk, number]), ['often', { ...plainRisk, events: 30 }, 100]]
  for (const [name, input, step] of cases) {
    const model = residualModel(assessRisk(input))
    const share = exactLosses(model, step, 3_000)
    const { curve } = quantilesOf(annualLosses(model, YEARS, `exact ${name}`))
    for (const { probability, loss } of curve) {
      // A fixed seed: four standard errors, and what rounding losses to steps may move.
      if (probability >= 0.01 && probability <= 0.9 && loss > 0) t.ok(Math.abs(1 - share(loss) - probability) < 4 * Math.sqrt(probability * (1 - probability) / YEARS) + 1e-3 * (1 - probability), `${name}: ${probability}`)
    }
  }
  t.end()
})

t.test('the same seed gives the same bytes: those that it gave on other machines', (t) => {
  const bytes = (input: typeof plainRisk): string => createHash('sha256').update(new Uint8Array(annualLosses(residualModel(assessRisk(input)), 50_000, '1').buffer)).digest('hex')
  t.equal(bytes(WORKED_CASES.A.input), 'f6e4db797cd3350a63173975c8dc3b9c1c15541b737c0a793012108380b57e51')
  t.equal(bytes(WORKED_CASES.B.input), 'a0a626c278340854bd16020d7a85852c3a03f35c84e6d5cbd59b31cbf35279e1')
  t.equal(bytes(WORKED_CASES.C.input), '6ed572465ccd228872c9f93b9a4cf4e0f04b4fc458dbe5afce6ef3f96bd72b8d')
  t.equal(bytes(WORKED_CASES.D.input), 'b36b726f0a752b8e52994155f21fb7b63a805301996e3c1b6f95f6bc6dfdd705')
  t.equal(bytes({ ...plainRisk, events: 300 }), '2a02343ec0305ae422ff7e56f960eae6636b0a9f07be19c8bee1e8ec2eacbff0', 'many events a year')
  t.end()
})

t.test('where every event costs the same, a year costs so many times it', (t) => {
  const model = residualModel(assessRisk({ ...plainRisk, lossLow: 5_000, lossHigh: 5_000, events: 60, windowExposure: 12_000 }))
  const losses = annualLosses(model, 20_000, 'equal')
  t.ok(losses.every((loss) => Math.abs(loss / 5_000 - Math.round(loss / 5_000)) < 1e-8))
  t.ok(losses.some((loss) => loss > 51 * 5_000) && losses.some((loss) => loss < 30 * 5_000), 'on both sides of 50 events')
  t.end()
})

t.test('many events in a year are summed as one, with the mean and deviation of their sum', (t) => {
  const figures = assessRisk({ ...plainRisk, lossLow: 100, lossHigh: 10_000, events: 300 })
  t.ok(figures.frequency > 100)
  const { mean, deviation } = moments(annualLosses(residualModel(figures), 200_000, 'many'))
  t.ok(isWithin(mean, figures.expectedAnnualLoss, 0.003), `mean ${mean}`)
  t.ok(isWithin(deviation, figures.standardDeviation, 0.01), `standard deviation ${deviation}`)
  t.end()
})

t.test('before controls, years cost what the inherent figures say', (t) => {
  const figures = assessRisk({ ...plainRisk, controls: [control('good', 9, 1)], events: 2 })
  t.ok(isWithin(moments(annualLosses(inherentModel(figures), 200_000, 'before')).mean, figures.inherentExpectedAnnualLoss, 0.01))
  t.end()
})

const years = 50_000
const risksBy = (seed: string) => (['B', 'A', 'C'] as const).map((code) => ({ code, model: residualModel(assessRisk(WORKED_CASES[code].input)), seed: seedOf(seed, code) }))
const risks = risksBy('portfolio')
const simulateOne = (portfolio: typeof risks) => simulate({ portfolios: [portfolio], years }).portfolios[0] as SimulatedPortfolio

t.test('portfolios beside each other have the same luck, and are compared over the same losses', (t) => {
  const safer = risks.map(({ model, ...risk }) => ({ ...risk, model: { ...model, rate: model.rate * 2 } }))
  const { portfolios, exceedance } = simulate({ portfolios: [risks, safer], years })
  t.strictSame(portfolios, [simulateOne(risks), simulateOne(safer)])
  t.ok(exceedance.length > 10 && exceedance.every(({ chances: [one = 0, other = 1] }) => other <= one + 0.003))
  t.end()
})

t.test('a risk has the years of its seed, whatever other risks there are', (t) => {
  const together = simulateOne(risks)
  t.strictSame(together.risks.map(({ code }) => code), ['B', 'A', 'C'])
  for (const [index, risk] of risks.entries()) {
    t.strictSame(simulateOne([risk]).risks[0], together.risks[index])
    t.strictSame({ code: risk.code, ...quantilesOf(annualLosses(risk.model, years, `portfolio/${risk.code}`)) }, together.risks[index])
  }
  t.notSame(simulateOne(risksBy('another')).risks, together.risks)
  t.end()
})

t.test('all together cost what their years add up to, in whatever order they come', (t) => {
  const together = simulateOne(risks)
  t.strictSame(simulateOne(risks.toReversed()).total, together.total)
  const sum = new Float64Array(years)
  for (const { model, seed } of risks.toSorted((one, other) => one.code < other.code ? -1 : 1)) annualLosses(model, years, seed).forEach((loss, year) => { sum[year] = (sum[year] as number) + loss })
  t.strictSame(quantilesOf(sum), together.total)
  t.ok(together.total.p95 < together.risks.reduce((total, { p95 }) => total + p95, 0), 'bad years of independent risks seldom meet')
  t.end()
})

t.test('no two risks have the same years', (t) => {
  const [one, other] = risks as [typeof risks[0], typeof risks[0]]
  t.throws(() => simulateOne([one, { ...other, code: one.code }]))
  t.throws(() => simulateOne([one, { ...other, seed: one.seed }]))
  t.equal(simulateOne([]).total.p99, 0)
  t.end()
})
