import { ln } from '../statistics/quantiles.ts'
import { frequencyBound, isAcceptable, isWithin, needsSignature } from './acceptable.ts'
import type { FrequencyBound, Tolerance } from './acceptable.ts'
import type { RiskFigures } from './assess-risk.ts'
import { likelihoodLevel, scoreOf } from './levels.ts'
import type { LinearProgramme, Solve } from './linear-programme.ts'
import { cheapest, fewestAt } from './linear-programme.ts'

/**
 * The cheapest sufficient plan (risk method, section 3): the treatments that together bring every risk below its bound, at the least
 * yearly cost. An exact integer programme; its answer counts only once the chosen effects were multiplied and the risks scored again by
 * the same functions that score everything else. Pure: who solves the programme is handed in.
 */

export interface PlanRisk extends Tolerance {
  readonly code: string
  readonly figures: Pick<RiskFigures, 'frequency' | 'severityMean' | 'impactLevel'>
}

/** required and excluded: what people have decided already, or want to try out. */
export const PLAN_CHOICES = ['open', 'required', 'excluded'] as const
export type PlanChoice = typeof PLAN_CHOICES[number]

export interface PlanTreatment {
  readonly code: string
  /** A year, in cents: a whole number, so that sums are exact. */
  readonly annualCostCents: number
  /** Share of the events of a risk that it prevents, 0 to 0.99. */
  readonly effects: readonly { readonly risk: string, readonly share: number }[]
  readonly choice: PlanChoice
}

/** A set of treatments and what it costs a year. */
export interface Selection { readonly treatments: readonly string[], readonly annualCostCents: number }

export interface PlannedRisk {
  readonly code: string
  readonly frequencyBefore: number
  readonly frequencyAfter: number
  /** f_max; null when no frequency makes it acceptable. */
  readonly frequencyBound: number | null
  readonly scoreBefore: number
  readonly scoreAfter: number
  readonly expectedAnnualLossBefore: number
  readonly expectedAnnualLossAfter: number
  /** Score and loss within what its area takes on, before and after. */
  readonly acceptableBefore: boolean
  readonly acceptableAfter: boolean
  /** No treatment spares the signature: the impact is 5, or no likelihood makes the score acceptable. */
  readonly needsSignature: boolean
}

export const INFEASIBLE_BECAUSE = ['no_level_is_acceptable', 'treatments_not_enough'] as const

export interface InfeasibleRisk {
  readonly code: string
  readonly because: typeof INFEASIBLE_BECAUSE[number]
  /** Events a year with every treatment that is not excluded. */
  readonly bestFrequency: number
}

export interface Plan extends Selection {
  /** The cheapest that does without at least one of the treatments chosen freely; null when there is none. */
  readonly secondBest: Selection | null
  /** All risks, in the order of their codes. */
  readonly risks: readonly PlannedRisk[]
  /** What no plan can bring down; the rest is solved without them. */
  readonly infeasible: readonly InfeasibleRisk[]
}

/** Level edges are strict: the programme keeps this share below them. */
const EDGE_MARGIN = 1e-6
/** A smaller effect is below what the programme can tell from zero. */
const LEAST_SHARE = 1e-6

interface Goal { readonly risk: PlanRisk, readonly bound: FrequencyBound }

/** Exact or not at all: there is no answer that is nearly the cheapest. */
export function cheapestPlan (risks: readonly PlanRisk[], treatments: readonly PlanTreatment[], solve: Solve): Plan {
  const [sortedRisks, sorted] = [byCode(risks), byCode(treatments)]
  const possible = sorted.filter(({ choice }) => choice !== 'excluded')
  const infeasible = sortedRisks.flatMap((risk) => infeasibility(risk, possible))
  const beyond = new Set(infeasible.map(({ code }) => code))
  const goals = goalsOf(sortedRisks.filter(({ code }) => !beyond.has(code)))
  const programme = planProblem(goals, possible)
  const best = fewestAt(programme, cheapest(programme, solve), solve)
  if (best === null) throw new Error('Every goal was found within reach, and no plan reaches them all')
  const chosen = selected(possible, best)
  const otherwise = withoutOne(programme, possible, best)
  const second = fewestAt(otherwise, cheapest(otherwise, solve), solve)
  return {
    ...selectionOf(chosen),
    secondBest: second === null ? null : selectionOf(selected(possible, second)),
    risks: plannedRisks(sortedRisks, chosen), infeasible
  }
}

/** What a choice of treatments does to each risk, in the order of their codes. */
export function plannedRisks (risks: readonly PlanRisk[], chosen: readonly PlanTreatment[]): PlannedRisk[] {
  const inOrder = byCode(chosen)
  return byCode(risks).map((risk) => plannedRisk(risk, inOrder))
}

const byCode = <T extends { readonly code: string }>(entries: readonly T[]): T[] => entries.toSorted((one, other) => one.code < other.code ? -1 : one.code > other.code ? 1 : 0)

/** Those above their bound; of what is acceptable already nothing is asked. */
const goalsOf = (risks: readonly PlanRisk[]): Goal[] => risks.flatMap((risk) => {
  const bound = frequencyBound(risk.figures, risk)
  return bound === null || suffices(risk, bound, risk.figures.frequency, 0) ? [] : [{ risk, bound }]
})

function infeasibility (risk: PlanRisk, possible: readonly PlanTreatment[]): InfeasibleRisk[] {
  const bound = frequencyBound(risk.figures, risk)
  const bestFrequency = frequencyAfter(risk, possible)
  if (bound === null) return [{ code: risk.code, because: 'no_level_is_acceptable', bestFrequency }]
  const within = suffices(risk, bound, risk.figures.frequency, 0) || suffices(risk, bound, bestFrequency, EDGE_MARGIN)
  return within ? [] : [{ code: risk.code, because: 'treatments_not_enough', bestFrequency }]
}

/** f' = f · Π (1 − q), in the order of the treatments' codes, so that the same set gives the same digits. */
export const frequencyAfter = ({ code, figures }: PlanRisk, treatments: readonly PlanTreatment[]): number =>
  treatments.reduce((frequency, treatment) => frequency * (1 - shareOf(treatment, code)), figures.frequency)

/** A treatment that names a risk twice prevents what its greatest share says. */
const shareOf = ({ effects }: PlanTreatment, risk: string): number => {
  const share = effects.reduce((most, effect) => effect.risk === risk ? Math.max(most, effect.share) : most, 0)
  return share < LEAST_SHARE ? 0 : share
}

/** Whether the risk, scored again at this frequency, is acceptable and stays the margin below a level's edge that limits it. */
function suffices (risk: PlanRisk, bound: FrequencyBound, frequency: number, margin: number): boolean {
  const edge = bound.below <= bound.atMost ? bound.below * (1 - margin) : Number.POSITIVE_INFINITY
  return frequency <= edge && isWithin(frequency, bound) && isAcceptable(scoredAgain(risk, frequency), risk)
}

const scoredAgain = ({ figures: { severityMean, impactLevel } }: PlanRisk, frequency: number): Pick<RiskFigures, 'residualScore' | 'expectedAnnualLoss' | 'impactLevel'> =>
  ({ residualScore: scoreOf(likelihoodLevel(frequency), impactLevel), expectedAnnualLoss: frequency * severityMean, impactLevel })

/** One variable a treatment, one row a risk above its bound: Σ x · ln(1 − q) ≤ ln(f_max ÷ f). */
export function planProblem (goals: readonly Goal[], possible: readonly PlanTreatment[]): LinearProgramme {
  const rows = goals.map(({ risk, bound }) => ({
    coefficients: possible.map((treatment) => ln(1 - shareOf(treatment, risk.code))),
    atMost: ln((bound.below <= bound.atMost ? bound.below * (1 - EDGE_MARGIN) : bound.atMost) / risk.figures.frequency)
  }))
  return {
    costs: possible.map(({ annualCostCents }) => annualCostCents), rows,
    atLeast: possible.map(({ choice }) => choice === 'required' ? 1 : 0),
    // A solver works to a tolerance; what it lets through by a hair is told which treatments could mend it.
    shortfall: (chosen) => goals.flatMap(({ risk, bound }) => {
      const taken = selected(possible, chosen)
      if (suffices(risk, bound, frequencyAfter(risk, taken), EDGE_MARGIN)) return []
      return [possible.map((treatment, index) => chosen[index] === 0 && shareOf(treatment, risk.code) > 0 ? 1 : 0)]
    })[0] ?? null
  }
}

/** The same goals by other means: one of the treatments chosen freely has to go. A plan with a needless one more is no other plan. */
const withoutOne = (programme: LinearProgramme, possible: readonly PlanTreatment[], chosen: readonly number[]): LinearProgramme => {
  const free = possible.map(({ choice }, index) => choice === 'open' && chosen[index] === 1 ? 1 : 0)
  return { ...programme, rows: [...programme.rows, { coefficients: free, atMost: free.reduce<number>((sum, one) => sum + one, 0) - 1 }] }
}

const selected = (possible: readonly PlanTreatment[], chosen: readonly number[]): PlanTreatment[] => possible.filter((_treatment, index) => chosen[index] === 1)

const selectionOf = (chosen: readonly PlanTreatment[]): Selection =>
  ({ treatments: chosen.map(({ code }) => code), annualCostCents: chosen.reduce((sum, { annualCostCents }) => sum + annualCostCents, 0) })

function plannedRisk (risk: PlanRisk, chosen: readonly PlanTreatment[]): PlannedRisk {
  const bound = frequencyBound(risk.figures, risk)
  const [before, after] = [risk.figures.frequency, frequencyAfter(risk, chosen)]
  const [scoredBefore, scoredAfter] = [scoredAgain(risk, before), scoredAgain(risk, after)]
  return {
    code: risk.code, frequencyBefore: before, frequencyAfter: after, frequencyBound: bound === null ? null : Math.min(bound.atMost, bound.below),
    scoreBefore: scoredBefore.residualScore, scoreAfter: scoredAfter.residualScore,
    expectedAnnualLossBefore: scoredBefore.expectedAnnualLoss, expectedAnnualLossAfter: scoredAfter.expectedAnnualLoss,
    acceptableBefore: isAcceptable(scoredBefore, risk), acceptableAfter: isAcceptable(scoredAfter, risk),
    needsSignature: needsSignature(risk.figures.impactLevel, risk.acceptableScore)
  }
}
