import t from 'tap'
import fc from 'fast-check'
import { assessRisk } from '../../../src/risk/assess-risk.ts'
import type { RiskInput } from '../../../src/risk/risk-input.ts'
import { movesBetween } from '../../../src/risks/assessments/movement.ts'
import { heatMapOf, isAbove } from '../../../src/risks/assessments/assessment.ts'
import { arbitraryRisk } from '../../risk/arbitrary-risk.ts'

const INPUT: RiskInput = { likelihood: 3, lossLow: 1_000, lossHigh: 10_000, consequence: 2, controls: [{ code: 'C', design: 'good', passed: 4, failed: 0 }], events: 2, windowExposure: 3_000, yearExposure: 1_000, priorStrength: 1 }
const assessed = (input: RiskInput) => ({ input, ...assessRisk(input) })

const cases: [name: string, changes: Partial<RiskInput>, causes: string[]][] = [
  ['nothing changed', {}, []],
  ['another likelihood', { likelihood: 4 }, ['expert_input']],
  ['a control failed', { controls: [{ code: 'C', design: 'good', passed: 4, failed: 3 }] }, ['controls']],
  ['the control went', { controls: [] }, ['controls']],
  ['one event more', { events: 3 }, ['evidence']],
  ['more exposure in the window', { windowExposure: 4_000 }, ['exposure']],
  ['no data any more', { windowExposure: null }, ['exposure']],
  ['the expert weighs more', { priorStrength: 5 }, ['settings']],
  ['all of it', { lossHigh: 20_000, controls: [], events: 0, yearExposure: 2_000, priorStrength: 2 }, ['expert_input', 'controls', 'evidence', 'exposure', 'settings']]
]
for (const [name, changes, causes] of cases) t.strictSame(movesBetween(assessed(INPUT), assessed({ ...INPUT, ...changes })).map(({ cause }) => cause), causes, name)

t.test('what one cause alone moved is the whole move', (t) => {
  const [before, after] = [assessed(INPUT), assessed({ ...INPUT, events: 9 })]
  t.strictSame(movesBetween(before, after), [{ cause: 'evidence', changeEur: after.expectedAnnualLoss - before.expectedAnnualLoss, changeFrequency: after.frequency - before.frequency }])
  t.end()
})

t.test('a figure of another version of the method moved by the method', (t) => {
  const before = { ...assessed(INPUT), expectedAnnualLoss: 1, frequency: 1 }
  t.match(movesBetween(before, assessed(INPUT)), [{ cause: 'method', changeEur: assessRisk(INPUT).expectedAnnualLoss - 1 }])
  t.end()
})

t.test('causes add up to the change', (t) => {
  fc.assert(fc.property(arbitraryRisk, arbitraryRisk, (one, other) => {
    const [before, after] = [assessed(one), assessed(other)]
    const sum = movesBetween(before, after).reduce((total, { changeEur }) => total + changeEur, 0)
    const largest = Math.max(...movesBetween(before, after).map(({ changeEur }) => Math.abs(changeEur)), before.expectedAnnualLoss, after.expectedAnnualLoss)
    return Math.abs(sum - (after.expectedAnnualLoss - before.expectedAnnualLoss)) <= 1e-9 * largest
  }))
  t.end()
})

t.test('the matrix shows each risk once before controls and once with them', (t) => {
  const cells = heatMapOf([{ code: 'B', likelihoodLevel: 1, inherentLikelihoodLevel: 5, impactLevel: 3 }, { code: 'A', likelihoodLevel: 1, inherentLikelihoodLevel: 1, impactLevel: 3 }])
  t.equal(cells.length, 25)
  t.strictSame(cells.filter(({ inherent, residual }) => inherent.length + residual.length > 0), [{ likelihood: 1, impact: 3, inherent: ['A'], residual: ['A', 'B'] }, { likelihood: 5, impact: 3, inherent: ['B'], residual: [] }])
  t.end()
})

t.test('an impact that needs a signature alone is not above what is acceptable', (t) => {
  t.notOk(isAbove({ objections: ['impact_needs_signature'] }))
  t.ok(isAbove({ objections: ['loss_above_appetite'] }))
  t.ok(isAbove({ objections: ['score_above_acceptable', 'impact_needs_signature'] }))
  t.end()
})
