import type { AnnualLoss } from './annual-loss.ts'
import type { RiskFigures } from './assess-risk.ts'
import type { Explanation } from './explanation.ts'

/** The whole result for one risk: closed forms, and the quantiles that years were simulated for. Pure. */

/** How the quantiles came about: with these, they come about again. */
export interface SimulationPart {
  readonly years: number
  readonly seed: string
}

export interface RiskAssessment extends Omit<RiskFigures, 'explanation'>, Omit<AnnualLoss, 'curve'> {
  readonly explanation: Explanation & { readonly simulation: SimulationPart }
}

/** In the order in which they are shown. */
export function assessmentOf (figures: RiskFigures, { p50, p90, p95, p99 }: Omit<AnnualLoss, 'curve'>, simulation: SimulationPart): RiskAssessment {
  const { effectiveness, shape, rate, frequency, frequencyLow, frequencyHigh, inherentFrequency, severityMean, expectedAnnualLoss, inherentExpectedAnnualLoss, standardDeviation, explanation, methodVersion, ...levels } = figures
  return {
    effectiveness, shape, rate, frequency, frequencyLow, frequencyHigh, inherentFrequency, severityMean, expectedAnnualLoss, inherentExpectedAnnualLoss, standardDeviation,
    p50, p90, p95, p99, ...levels, explanation: { ...explanation, simulation }, methodVersion
  }
}
