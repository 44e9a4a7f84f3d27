import type { Objection } from '../../risk/acceptable.ts'
import { RATINGS } from '../../risk/method.ts'
import type { Rating } from '../../risk/method.ts'
import { byPriority } from '../../risk/priority.ts'
import type { PriorityBasis } from '../../risk/priority.ts'
import type { RiskInput } from '../../risk/risk-input.ts'
import type { Area } from '../catalogue/areas.ts'
import type { EvidenceScope, EvidenceSettings, EvidenceState } from '../evidence/risk-evidence.ts'
import type { AssessedInputs, AssessedRisk, RiskPortfolio } from './assessed-risks.ts'

/** Assessments as they are kept. Pure. */

export interface KeptAssessment {
  readonly id: string
  readonly reason: string
  /** Last day that evidence was counted to. */
  readonly on: string
  readonly scope: EvidenceScope
  readonly settings: EvidenceSettings
  readonly methodVersion: number
  readonly seed: string
  readonly scored: number
  readonly unscored: number
  /** Scored risks whose score or cost is more than their area takes on. */
  readonly above: number
  readonly portfolio: RiskPortfolio
  /** Hexadecimal. */
  readonly sha256: string
  /** Pseudonym, as in the log. */
  readonly recordedBy: string
  readonly recordedAt: Date
}

/** Of one risk in one assessment. */
export interface KeptFigures {
  readonly assessmentId: string
  readonly riskId: string
  readonly code: string
  readonly title: string
  readonly area: Area
  readonly consequence: number
  /** Number of the statement that held. */
  readonly statement: number
  readonly input: RiskInput
  readonly evidenceState: EvidenceState
  /** Events that unreviewed findings would add. */
  readonly unreviewed: number
  readonly effectiveness: number
  readonly frequency: number
  readonly frequencyLow: number
  readonly frequencyHigh: number
  readonly inherentFrequency: number
  readonly expectedAnnualLoss: number
  readonly inherentExpectedAnnualLoss: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly likelihoodLevel: number
  readonly inherentLikelihoodLevel: number
  readonly impactLevel: number
  readonly residualScore: number
  readonly inherentScore: number
  readonly acceptableScore: number
  readonly appetiteEur: number | null
  readonly objections: readonly Objection[]
  readonly recordedAt: Date
}

/** What alone needs a signature is not above. */
export const isAbove = ({ objections }: Pick<AssessedRisk, 'objections'>): boolean => objections.some((objection) => objection !== 'impact_needs_signature')

export const figuresOf = ({ id: riskId, code, area, statement, input, evidence, tolerance, assessment, objections }: AssessedRisk): Omit<KeptFigures, 'assessmentId' | 'title' | 'recordedAt'> => ({
  riskId, code, area, consequence: statement.consequence, statement: statement.number, input, evidenceState: evidence.state, unreviewed: evidence.expectedUnreviewed,
  effectiveness: assessment.effectiveness, frequency: assessment.frequency, frequencyLow: assessment.frequencyLow, frequencyHigh: assessment.frequencyHigh, inherentFrequency: assessment.inherentFrequency,
  expectedAnnualLoss: assessment.expectedAnnualLoss, inherentExpectedAnnualLoss: assessment.inherentExpectedAnnualLoss, p90: assessment.p90, p95: assessment.p95, p99: assessment.p99,
  likelihoodLevel: assessment.likelihoodLevel, inherentLikelihoodLevel: assessment.inherentLikelihoodLevel, impactLevel: assessment.impactLevel, residualScore: assessment.residualScore, inherentScore: assessment.inherentScore,
  ...tolerance, objections
})

/** All that was made of the facts, without them. */
export const resultOf = ({ methodVersion, seed, risks, portfolio }: AssessedInputs) =>
  ({ methodVersion, seed, risks: risks.map(({ code, assessment, ifReviewed, objections }) => ({ code, assessment, ifReviewed, objections })), portfolio })
export type Result = ReturnType<typeof resultOf>

/** All that was read. */
export const factsRead = ({ scope, settings, on, risks, unscored }: AssessedInputs) =>
  ({ scope, settings, on, risks: risks.map(({ assessment: _assessment, ifReviewed: _ifReviewed, objections: _objections, ...facts }) => facts), unscored })

export interface HeatCell { readonly likelihood: number, readonly impact: number, readonly inherent: readonly string[], readonly residual: readonly string[] }

/** The 5 × 5 matrix with the codes of the risks before controls and with them: a projection of the figures. */
export function heatMapOf (figures: readonly Pick<KeptFigures, 'code' | 'likelihoodLevel' | 'inherentLikelihoodLevel' | 'impactLevel'>[]): HeatCell[] {
  const at = (likelihood: number, impact: number, level: 'likelihoodLevel' | 'inherentLikelihoodLevel'): string[] =>
    figures.filter((each) => each[level] === likelihood && each.impactLevel === impact).map(({ code }) => code).toSorted()
  return RATINGS.flatMap((likelihood) => RATINGS.map((impact) => ({ likelihood, impact, inherent: at(likelihood, impact, 'inherentLikelihoodLevel'), residual: at(likelihood, impact, 'likelihoodLevel') })))
}

/** By the engine's own order (risk-method.md 2). */
export const ranked = (figures: readonly KeptFigures[], basis: PriorityBasis): KeptFigures[] =>
  byPriority(figures.map((each) => ({ code: each.code, consequence: each.consequence as Rating, figures: each })), basis).map(({ figures: each }) => each)
