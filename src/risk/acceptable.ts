import type { RiskFigures } from './assess-risk.ts'
import { scoreOf, upperEdge } from './levels.ts'
import { RATINGS } from './method.ts'
import type { Rating } from './method.ts'

/** How far a risk may go without a signature (risk method, section 3). Pure. */

/** What management of an area takes on: both hold. */
export interface Tolerance {
  /** Greatest acceptable score, 1 to 25. */
  readonly acceptableScore: number
  /** Greatest expected loss, EUR a year; above zero. */
  readonly appetiteEur: number
}

/** Bounds on the residual frequency, in events a year. */
export interface FrequencyBound {
  /** appetite ÷ ES: up to it, inclusive, the money is acceptable. */
  readonly atMost: number
  /** Upper edge of the highest likelihood whose score is acceptable: the frequency stays strictly below; infinite where every likelihood is. */
  readonly below: number
}

/** An impact of 5 may cost the authorisation: somebody signs for it, however seldom it is. */
export const SIGNED_IMPACT = 5

/** @returns null when no likelihood makes the score acceptable: frequency alone cannot help. */
export function frequencyBound ({ impactLevel, severityMean }: Pick<RiskFigures, 'impactLevel' | 'severityMean'>, { acceptableScore, appetiteEur }: Tolerance): FrequencyBound | null {
  const highest = RATINGS.findLast((likelihood) => scoreOf(likelihood, impactLevel) <= acceptableScore)
  return highest === undefined ? null : { atMost: appetiteEur / severityMean, below: upperEdge(highest) }
}

/** f_max: the smaller of both bounds; null as above. Whether it may be reached is for `isWithin` to say. */
export function greatestFrequency (figures: Pick<RiskFigures, 'impactLevel' | 'severityMean'>, tolerance: Tolerance): number | null {
  const bound = frequencyBound(figures, tolerance)
  return bound === null ? null : Math.min(bound.atMost, bound.below)
}

export const isWithin = (frequency: number, { atMost, below }: FrequencyBound): boolean => frequency <= atMost && frequency < below

/** Why a residual risk is not accepted as it is. */
export const OBJECTIONS = ['score_above_acceptable', 'loss_above_appetite', 'impact_needs_signature'] as const
export type Objection = typeof OBJECTIONS[number]

type Judged = Pick<RiskFigures, 'residualScore' | 'expectedAnnualLoss' | 'impactLevel'>

/** All that stands against it, in their order; none: it is acceptable without a signature. */
export const objectionsTo = ({ residualScore, expectedAnnualLoss, impactLevel }: Judged, { acceptableScore, appetiteEur }: Tolerance): Objection[] => [
  ...(residualScore > acceptableScore ? ['score_above_acceptable'] as const : []),
  ...(expectedAnnualLoss > appetiteEur ? ['loss_above_appetite'] as const : []),
  ...(impactLevel === SIGNED_IMPACT ? ['impact_needs_signature'] as const : [])
]

/** Whether score and expected loss are within what the area takes on. */
export const isAcceptable = ({ residualScore, expectedAnnualLoss }: Judged, { acceptableScore, appetiteEur }: Tolerance): boolean =>
  residualScore <= acceptableScore && expectedAnnualLoss <= appetiteEur

/** Whether no treatment can spare the signature: the impact is 5, or no likelihood makes the score acceptable. */
export const needsSignature = (impact: Rating, acceptableScore: number): boolean => impact === SIGNED_IMPACT || scoreOf(RATINGS[0], impact) > acceptableScore
