import type { AnnualLoss, ExceedancePoint } from '../../risk/annual-loss.ts'
import type { Objection } from '../../risk/acceptable.ts'
import type { RiskAssessment } from '../../risk/assessment.ts'
import type { RiskFigures } from '../../risk/assess-risk.ts'
import type { RiskFacts, RiskInputs } from '../evidence/risk-evidence.ts'

/** What the engine made of the facts of all risks in scope. Pure. */

/** With the unreviewed findings at their confirmed share: shown beside the figures, never instead of them. */
export type FiguresIfReviewed = Pick<RiskFigures, 'frequency' | 'frequencyLow' | 'frequencyHigh' | 'expectedAnnualLoss' | 'likelihoodLevel' | 'residualScore'>

export interface AssessedRisk extends RiskFacts {
  readonly assessment: RiskAssessment
  /** Null where nothing is unreviewed. */
  readonly ifReviewed: FiguresIfReviewed | null
  /** All that stands against it as it is; none: acceptable without a signature. */
  readonly objections: readonly Objection[]
}

/** All scored risks in the same years, before controls and with them. */
export interface RiskPortfolio {
  readonly inherent: AnnualLoss & { readonly expectedAnnualLoss: number }
  readonly residual: AnnualLoss & { readonly expectedAnnualLoss: number }
  /** `chances` are of the inherent and of the residual losses, in that order. */
  readonly exceedance: readonly ExceedancePoint[]
}

export interface AssessedInputs extends Omit<RiskInputs, 'risks'> {
  readonly methodVersion: number
  /** Years come out again with it. */
  readonly seed: string
  /** By code. */
  readonly risks: readonly AssessedRisk[]
  readonly portfolio: RiskPortfolio
}
