import t from 'tap'
import { canonicalJson } from '../../../src/platform/log/canonical-json.ts'
import { assessRisk } from '../../../src/risk/assess-risk.ts'
import { assessInputs } from '../../../src/risks/assessments/assess-inputs.ts'
import { riskInputs } from '../../support/risk-inputs.ts'

const SETTINGS = { seed: 'S', operatorId: 'O' }

t.test('the same inputs and seed give the same bytes, also from inputs that were kept as text', async (t) => {
  const inputs = riskInputs(['A', 'B', 'C'])
  const first = canonicalJson(await assessInputs(inputs, SETTINGS))
  t.equal(canonicalJson(await assessInputs(JSON.parse(canonicalJson(inputs)) as typeof inputs, SETTINGS)), first)
  t.not(canonicalJson(await assessInputs(inputs, { ...SETTINGS, seed: 'T' })), first)
})

t.test('figures are those of the engine, and the portfolio is all risks in the same years', async (t) => {
  const inputs = riskInputs(['A', 'B'])
  const { risks, portfolio, methodVersion } = await assessInputs(inputs, SETTINGS)
  const figures = inputs.risks.map(({ input }) => assessRisk(input))
  t.strictSame(risks.map(({ assessment: { frequency, expectedAnnualLoss, residualScore } }) => [frequency, expectedAnnualLoss, residualScore]), figures.map(({ frequency, expectedAnnualLoss, residualScore }) => [frequency, expectedAnnualLoss, residualScore]))
  t.equal(portfolio.residual.expectedAnnualLoss, figures.reduce((sum, { expectedAnnualLoss }) => sum + expectedAnnualLoss, 0))
  t.ok(portfolio.inherent.p95 > portfolio.residual.p95, 'controls take something away')
  t.ok(portfolio.exceedance.every(({ chances: [inherent = 0, residual = 0] }) => inherent >= residual), 'with the same luck')
  t.equal(methodVersion, 1)
  const alone = await assessInputs(riskInputs(['B']), SETTINGS)
  t.strictSame(alone.risks[0]?.assessment, risks[1]?.assessment, 'a risk keeps its years whatever others there are')
})

t.test('what is unreviewed stands beside the figure, and nobody is above an appetite that nobody set', async (t) => {
  const [risk] = riskInputs(['A']).risks
  const open = { ...risk!, inputIfReviewed: { ...risk!.input, events: 9 } }
  const of = async (tolerance: { acceptableScore: number, appetiteEur: number | null }) => (await assessInputs({ ...riskInputs([]), risks: [{ ...open, tolerance }] }, SETTINGS)).risks[0]!
  const loose = await of({ acceptableScore: 25, appetiteEur: null })
  t.strictSame(loose.objections, [])
  t.equal(loose.ifReviewed?.frequency, assessRisk(open.inputIfReviewed).frequency)
  t.ok(loose.ifReviewed!.frequency > loose.assessment.frequency)
  t.strictSame((await of({ acceptableScore: 1, appetiteEur: 1 })).objections, ['score_above_acceptable', 'loss_above_appetite'])
})

t.test('no risk at all has an empty portfolio', async (t) => {
  t.match(await assessInputs(riskInputs([]), SETTINGS), { risks: [], portfolio: { residual: { expectedAnnualLoss: 0, p99: 0 }, exceedance: [] } })
})
