import fc from 'fast-check'
import t from 'tap'
import { frequencyBound, isAcceptable, isWithin } from '../../src/risk/acceptable.ts'
import { likelihoodLevel, scoreOf } from '../../src/risk/levels.ts'
import type { Rating } from '../../src/risk/method.ts'
import { cheapestPlan, frequencyAfter } from '../../src/risk/plan.ts'
import type { PlanRisk, PlanTreatment } from '../../src/risk/plan.ts'
import { highsSolver } from '../../src/risks/treatments/highs-solver.ts'

const solve = await highsSolver()

const risk = (code: string, frequency: number, severityMean: number, impactLevel: Rating, limits: Partial<PlanRisk> = {}): PlanRisk =>
  ({ code, figures: { frequency, severityMean, impactLevel }, acceptableScore: 5, appetiteEur: 1e9, ...limits })
const treatment = (code: string, annualCostCents: number, effects: Record<string, number>, choice: PlanTreatment['choice'] = 'open'): PlanTreatment =>
  ({ code, annualCostCents, effects: Object.entries(effects).map(([risk, share]) => ({ risk, share })), choice })

t.test('two cheap treatments that multiply beat one dear one', (t) => {
  const plan = cheapestPlan([risk('R1', 4, 1000, 2)], [treatment('A', 100_000, { R1: 0.9 }), treatment('B', 30_000, { R1: 0.5 }), treatment('C', 40_000, { R1: 0.5 })], solve)
  // Impact 2: levels up to 2 are acceptable, so the frequency has to fall below 0.5: 4 · 0.1 = 0.4; 4 · 0.25 = 1 is not enough.
  t.strictSame([plan.treatments, plan.annualCostCents], [['A'], 100_000])
  const milder = cheapestPlan([risk('R1', 1.9, 1000, 2)], [treatment('A', 100_000, { R1: 0.9 }), treatment('B', 30_000, { R1: 0.5 }), treatment('C', 40_000, { R1: 0.5 })], solve)
  t.strictSame([milder.treatments, milder.annualCostCents], [['B', 'C'], 70_000])
  t.strictSame(milder.secondBest, { treatments: ['A'], annualCostCents: 100_000 }, 'what it costs to do without one of them')
  t.strictSame(milder.risks.map(({ scoreBefore, scoreAfter, acceptableBefore, acceptableAfter }) => [scoreBefore, scoreAfter, acceptableBefore, acceptableAfter]), [[6, 4, false, true]])
  t.end()
})

t.test('the edge of a level is not reached, the appetite is', (t) => {
  const onEdge = [risk('R1', 1, 1000, 2)]
  t.strictSame(cheapestPlan(onEdge, [treatment('HALF', 1, { R1: 0.5 })], solve).infeasible.map(({ because }) => because), ['treatments_not_enough'], 'exactly 0.5 is level 3')
  t.strictSame(cheapestPlan(onEdge, [treatment('MORE', 1, { R1: 0.500002 })], solve).treatments, ['MORE'])
  const appetite = [risk('R1', 1, 1000, 1, { appetiteEur: 500 })]
  t.strictSame(cheapestPlan(appetite, [treatment('HALF', 1, { R1: 0.5 })], solve).treatments, ['HALF'], 'exactly EUR 500 a year is within an appetite of 500')
  t.strictSame(cheapestPlan(appetite, [treatment('LESS', 1, { R1: 0.4999999 })], solve).infeasible.map(({ code }) => code), ['R1'])
  // The solver works to a tolerance of 1e-7; the exact check does not.
  t.strictSame(cheapestPlan(appetite, [treatment('HAIR', 1, { R1: 0.49999999999 }), treatment('HALF', 9, { R1: 0.5 })], solve).treatments, ['HALF'])
  t.end()
})

t.test('what no plan can bring down is named, and the rest is solved', (t) => {
  const plan = cheapestPlan([risk('R1', 4, 1000, 2), risk('R2', 1, 1000, 4, { acceptableScore: 3 }), risk('R3', 1.9, 1000, 2)], [treatment('A', 500, { R1: 0.3, R3: 0.8 }), treatment('B', 700, { R3: 0.9, R2: 0.9 })], solve)
  t.strictSame(plan.infeasible, [{ code: 'R1', because: 'treatments_not_enough', bestFrequency: 2.8 }, { code: 'R2', because: 'no_level_is_acceptable', bestFrequency: 0.09999999999999998 }])
  t.strictSame([plan.treatments, plan.annualCostCents], [['A'], 500])
  t.strictSame(plan.risks.map(({ code, needsSignature, frequencyBound }) => [code, needsSignature, frequencyBound]), [['R1', false, 0.5], ['R2', true, null], ['R3', false, 0.5]])
  t.end()
})

t.test('an impact of 5 is brought down as far as its level goes and needs a signature all the same', (t) => {
  const plan = cheapestPlan([risk('R1', 0.9, 1000, 5)], [treatment('A', 500, { R1: 0.8 }), treatment('B', 200, { R1: 0.7 })], solve)
  t.strictSame(plan.treatments, ['A'], 'below 0.2')
  t.strictSame(plan.risks.map(({ scoreAfter, acceptableAfter, needsSignature }) => [scoreAfter, acceptableAfter, needsSignature]), [[5, true, true]])
  t.strictSame(cheapestPlan([risk('R1', 0.9, 1000, 5, { acceptableScore: 4 })], [treatment('A', 500, { R1: 0.8 })], solve).infeasible.map(({ because }) => because), ['no_level_is_acceptable'], 'of criterion 39(a)')
  t.end()
})

t.test('level 5 has no edge: then the appetite alone bounds the frequency', (t) => {
  const plan = cheapestPlan([risk('R1', 50, 100, 1, { appetiteEur: 1000 })], [treatment('A', 500, { R1: 0.8 })], solve)
  t.strictSame([plan.treatments, plan.risks[0]?.frequencyBound, plan.risks[0]?.scoreAfter], [['A'], 10, 5])
  t.end()
})

t.test('what is decided stays in, what is excluded stays out, and nothing needless is bought', (t) => {
  const risks = [risk('R1', 1.9, 1000, 2)]
  const offered = [treatment('A', 100, { R1: 0.8 }), treatment('B', 300, { R1: 0.8 }), treatment('FREE', 0, { R9: 0.5 })]
  t.strictSame(cheapestPlan(risks, offered, solve).treatments, ['A'])
  t.strictSame(cheapestPlan(risks, offered.map((one) => one.code === 'B' ? { ...one, choice: 'required' as const } : one), solve).treatments, ['B'])
  const without = cheapestPlan(risks, offered.map((one) => one.code === 'A' ? { ...one, choice: 'excluded' as const } : one), solve)
  t.strictSame([without.treatments, without.secondBest], [['B'], null])
  t.strictSame(cheapestPlan(risks, [], solve), { treatments: [], annualCostCents: 0, secondBest: null, risks: without.risks.map((row) => ({ ...row, frequencyAfter: 1.9, scoreAfter: 6, expectedAnnualLossAfter: 1900, acceptableAfter: false })), infeasible: [{ code: 'R1', because: 'treatments_not_enough', bestFrequency: 1.9 }] })
  t.strictSame(cheapestPlan([risk('R1', 0.1, 1000, 1)], offered, solve).annualCostCents, 0, 'acceptable risks cost nothing')
  t.end()
})

t.test('nothing needless is bought in the next best plan either, also where it costs nothing', (t) => {
  const free = ['Z1', 'Z2', 'Z3'].map((code, index) => treatment(code, 0, { R1: index / 10 }))
  const plan = cheapestPlan([risk('R1', 1, 1000, 2)], [treatment('A', 100, { R1: 0.9 }), treatment('B', 200, { R1: 0.9 }), ...free], solve)
  t.strictSame([plan.treatments, plan.secondBest], [['A'], { treatments: ['B'], annualCostCents: 200 }])
  t.end()
})

t.test('a cent of difference decides, whatever the sums', (t) => {
  const dear = cheapestPlan([risk('R1', 1.9, 1000, 2), risk('R2', 1.9, 1000, 2)], [
    treatment('A', 90_000_000_000_01, { R1: 0.8 }), treatment('B', 90_000_000_000_00, { R2: 0.8 }), treatment('C', 180_000_000_000_00, { R1: 0.8, R2: 0.8 })
  ], solve)
  t.strictSame([dear.treatments, dear.secondBest], [['C'], { treatments: ['A', 'B'], annualCostCents: 180_000_000_000_01 }])
  t.end()
})

const sufficient = (one: PlanRisk, chosen: readonly PlanTreatment[]): boolean => {
  const bound = frequencyBound(one.figures, one)
  if (bound === null) return false
  const frequency = frequencyAfter(one, chosen)
  const limit = bound.below <= bound.atMost ? bound.below * (1 - 1e-6) : Number.POSITIVE_INFINITY
  const figures = { residualScore: scoreOf(likelihoodLevel(frequency), one.figures.impactLevel), expectedAnnualLoss: frequency * one.figures.severityMean, impactLevel: one.figures.impactLevel }
  return isWithin(frequency, bound) && frequency <= limit && isAcceptable(figures, one)
}

/** Every subset, one by one. */
function bruteForce (risks: readonly PlanRisk[], treatments: readonly PlanTreatment[]): { cost: number | null, second: (than: readonly string[]) => number | null, beyond: string[] } {
  const byCode = treatments.toSorted((one, other) => one.code < other.code ? -1 : 1)
  const isFine = (one: PlanRisk): boolean => isWithin(one.figures.frequency, frequencyBound(one.figures, one) ?? { atMost: 0, below: 0 }) && one.figures.frequency * one.figures.severityMean <= one.appetiteEur
  const beyond = risks.filter((one) => !isFine(one) && !sufficient(one, byCode)).map(({ code }) => code)
  const goals = risks.filter((one) => !isFine(one) && !beyond.includes(one.code))
  const plans = Array.from({ length: 2 ** byCode.length }, (_value, set) => byCode.filter((_one, index) => (set >> index & 1) === 1)).filter((chosen) => goals.every((one) => sufficient(one, chosen)))
  const cheapest = (some: readonly PlanTreatment[][]): number | null => some.length === 0 ? null : Math.min(...some.map((chosen) => chosen.reduce((sum, { annualCostCents }) => sum + annualCostCents, 0)))
  return { cost: cheapest(plans), second: (than) => cheapest(plans.filter((chosen) => than.some((code) => !chosen.some((one) => one.code === code)))), beyond: beyond.toSorted() }
}

t.test('no subset is cheaper: every plan against all subsets of up to 12 treatments', (t) => {
  const share = fc.oneof(fc.constantFrom(0, 0.25, 0.5, 0.75, 0.9, 0.99), fc.double({ min: 0, max: 0.99, noNaN: true }))
  const money = fc.oneof(fc.constantFrom(0, 1, 100_000), fc.integer({ min: 0, max: 5_000_000 }))
  const problem = fc.integer({ min: 1, max: 6 }).chain((count) => fc.record({
    risks: fc.tuple(...Array.from({ length: count }, (_value, index) => fc.record({
      frequency: fc.oneof(fc.constantFrom(0.2, 0.4, 0.5, 1, 2, 4, 8, 16), fc.double({ min: 0.05, max: 40, noNaN: true })), severityMean: fc.double({ min: 10, max: 2e6, noNaN: true }),
      impactLevel: fc.constantFrom<Rating>(1, 2, 3, 4, 5), acceptableScore: fc.constantFrom(4, 5, 8, 12), appetiteEur: fc.oneof(fc.constant(1e9), fc.double({ min: 100, max: 1e5, noNaN: true }))
    }).map(({ frequency, severityMean, impactLevel, ...limits }) => risk(`R${index}`, frequency, severityMean, impactLevel, limits)))),
    treatments: fc.array(fc.tuple(money, fc.array(fc.tuple(fc.nat({ max: count - 1 }), share), { minLength: 1, maxLength: 4 })), { maxLength: 9 })
      .map((all) => all.map(([cost, effects], index) => treatment(`T${index}`, cost, Object.fromEntries(effects.map(([one, part]) => [`R${one}`, part])))))
  }))
  let planned = 0
  fc.assert(fc.property(problem, ({ risks, treatments }) => {
    const plan = cheapestPlan(risks, treatments, solve)
    const all = bruteForce(risks, treatments)
    if (plan.treatments.length > 0) planned++
    return plan.annualCostCents === all.cost && (plan.secondBest?.annualCostCents ?? null) === all.second(plan.treatments) &&
      JSON.stringify(plan.infeasible.map(({ code }) => code)) === JSON.stringify(all.beyond)
  }), { seed: 7, numRuns: 400 })
  t.ok(planned > 100, `${planned} of the plans choose something`)
  const twelve = Array.from({ length: 12 }, (_value, index) => treatment(`T${String(index).padStart(2, '0')}`, 1000 + 37 * index * index, { R0: 0.2 + 0.05 * index, R1: index % 3 === 0 ? 0.6 : 0, R2: index % 4 === 1 ? 0.7 : 0.1, R3: 0.3, R4: index % 2 === 0 ? 0.45 : 0, R5: 0.15 }))
  const six = Array.from({ length: 6 }, (_value, index) => risk(`R${index}`, 1 + index * 0.4, 1000, 2))
  t.equal(cheapestPlan(six, twelve, solve).annualCostCents, bruteForce(six, twelve).cost, 'twelve treatments and six risks')
  t.end()
})

t.test('the order in which risks and treatments are told changes nothing', (t) => {
  const risks = [risk('R1', 1.9, 1000, 2), risk('R2', 3, 1000, 2)]
  const treatments = [treatment('A', 100, { R1: 0.8 }), treatment('B', 100, { R1: 0.8, R2: 0.4 }), treatment('C', 100, { R2: 0.9 }), treatment('D', 100, { R1: 0.75, R2: 0.84 })]
  t.strictSame(cheapestPlan(risks.toReversed(), treatments.toReversed(), solve), cheapestPlan(risks, treatments, solve))
  t.end()
})
