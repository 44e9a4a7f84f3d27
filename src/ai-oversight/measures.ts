import { decisionTime, explanationUse, plantedDetection, rationaleRepetition, timeByConfidence } from './attention.ts'
import { brierScore, expectedCalibrationError } from './calibration.ts'
import { decisionRate, nearTotalAcceptance, overAcceptance, reviewCoverage } from './decisions.ts'
import type { Measure } from './measure.ts'
import {
  finalAccuracy, overReliance, overridePrecision, proposalAccuracy, proposalAccuracyAt, relativeAiReliance, relativeSelfReliance, reviewerAgreement, underReliance, uplift
} from './outcomes.ts'
import type { OversightRules } from './rules.ts'
import type { Sums } from './sums.ts'

/** All measures of one group of totals, by name. Drift, the watch of errors and comparisons take more than one group, and stand by themselves. Pure. */

export interface MeasureKind {
  readonly name: string
  /** Of ai.md 4.2; null of what its 4.4 adds. */
  readonly id: string | null
  /** Of how people decide: withheld below five reviewers, and to be cut by `reviewGroups`. Those of the system are for any cut. */
  readonly concerns: 'people' | 'system'
  /** Asked by source of the outcome, never of several together. */
  readonly bySource: boolean
  /** @param source of the outcomes; not looked at unless `bySource`. */
  readonly of: (sums: Sums, source: string, rules: OversightRules) => Measure
}

const people = (id: string | null, name: string, of: (sums: Sums, rules: OversightRules) => Measure): MeasureKind =>
  ({ id, name, concerns: 'people', bySource: false, of: (sums, _source, rules) => of(sums, rules) })
const bySource = (id: string | null, name: string, concerns: MeasureKind['concerns'], of: MeasureKind['of']): MeasureKind => ({ id, name, concerns, bySource: true, of })

export const MEASURES: readonly MeasureKind[] = [
  people('M1', 'acceptance', (sums, rules) => decisionRate(sums, 'accepted', rules)),
  people('M2', 'override', (sums, rules) => decisionRate(sums, 'overridden', rules)),
  people('M2', 'rejection', (sums, rules) => decisionRate(sums, 'rejected', rules)),
  { id: 'M3', name: 'coverage', concerns: 'system', bySource: false, of: (sums, _source, rules) => reviewCoverage(sums, rules) },
  bySource('M4', 'proposal_accuracy', 'system', proposalAccuracy),
  ...[2, 4, 6, 8, 10].map((digits) => bySource('M4', `proposal_accuracy_${digits}`, 'system', (sums, source, rules) => proposalAccuracyAt(digits, sums, source, rules))),
  bySource('M5', 'final_accuracy', 'people', finalAccuracy),
  bySource('M6', 'uplift', 'people', uplift),
  bySource('M7', 'over_reliance', 'people', overReliance),
  bySource('M8', 'under_reliance', 'people', underReliance),
  bySource('M9', 'override_precision', 'people', overridePrecision),
  bySource('M10', 'relative_ai_reliance', 'people', relativeAiReliance),
  bySource('M11', 'relative_self_reliance', 'people', relativeSelfReliance),
  people('M12', 'planted_detection', plantedDetection),
  people('M13', 'decision_time', decisionTime),
  people('M14', 'time_by_confidence', timeByConfidence),
  people('M15', 'explanation_use', explanationUse),
  people('M16', 'rationale_repetition', rationaleRepetition),
  bySource('M17', 'brier', 'system', brierScore),
  bySource('M18', 'calibration_error', 'system', expectedCalibrationError),
  people('M20', 'reviewer_agreement', reviewerAgreement),
  people(null, 'near_total_acceptance', nearTotalAcceptance),
  bySource(null, 'over_acceptance', 'people', overAcceptance)
]
