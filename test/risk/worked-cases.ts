import type { RiskInput } from '../../src/risk/risk-input.ts'
import type { RiskFigures } from '../../src/risk/assess-risk.ts'

/** The worked cases of the risk method, section 4. */

export const control = (design: RiskInput['controls'][number]['design'], passed = 0, failed = 0, code: string | null = null) => ({ code, design, passed, failed })

/** Yearly with moderate losses, nothing known but the expert's words. */
export const plainRisk: RiskInput = { likelihood: 3, lossLow: 1_000, lossHigh: 10_000, consequence: 2, controls: [], events: 0, windowExposure: 12_000, yearExposure: 12_000, priorStrength: 1 }

interface WorkedCase {
  readonly input: RiskInput
  /** Closed forms, as printed. */
  readonly figures: Readonly<Partial<Record<keyof RiskFigures, string>>>
  /** P90 and P95 of 2,000,000 simulated years, right to about 2 %. */
  readonly quantiles: readonly [p90: number, p95: number]
}

export const WORKED_CASES: Readonly<Record<'A' | 'B' | 'C' | 'D', WorkedCase>> = {
  A: {
    input: { likelihood: 4, lossLow: 1_000, lossHigh: 10_000, consequence: 3, controls: [control('good', 9, 1), control('partial')], events: 3, windowExposure: 12_000, yearExposure: 12_000, priorStrength: 1 },
    figures: {
      effectiveness: '0.71875', shape: '4', rate: '1.8888888889', frequency: '2.1176470588', frequencyLow: '0.7233450', frequencyHigh: '4.1048770', inherentFrequency: '7.5294117647', severityMean: '4040.0128269',
      expectedAnnualLoss: '8555.3212806', standardDeviation: '8643.6147960', residualScore: '12', inherentScore: '12'
    },
    quantiles: [20_102, 25_555]
  },
  B: {
    input: { likelihood: 3, lossLow: 10_000, lossHigh: 100_000, consequence: 4, controls: [], events: 0, windowExposure: 0, yearExposure: 12_000, priorStrength: 1 },
    figures: {
      effectiveness: '0', shape: '1', rate: '1', frequency: '1', frequencyLow: '0.0512933', frequencyHigh: '2.9957323', inherentFrequency: '1', severityMean: '40400.1282695',
      expectedAnnualLoss: '40400.1282695', standardDeviation: '65545.0262180', residualScore: '12', inherentScore: '12'
    },
    quantiles: [123_202, 173_963]
  },
  C: {
    input: { likelihood: 5, lossLow: 500, lossHigh: 5_000, consequence: 2, controls: [control('strong', 60), control('strong', 40)], events: 0, windowExposure: 24_000, yearExposure: 12_000, priorStrength: 1 },
    figures: {
      // The method prints 1.1412312 as the upper bound; of an exponential variable it is −ln 0.05 ÷ 2.625 = 1.14123134.
      effectiveness: '0.9', shape: '1', rate: '2.625', frequency: '0.3809523810', frequencyLow: '0.0195403', frequencyHigh: '1.1412313', inherentFrequency: '3.8095238095', severityMean: '2020.0064135',
      expectedAnnualLoss: '769.5262528', standardDeviation: '1768.9812199', residualScore: '4', inherentScore: '8'
    },
    quantiles: [2_764, 4_335]
  },
  D: {
    input: { likelihood: 2, lossLow: 100_000, lossHigh: 1_000_000, consequence: 5, controls: [control('partial', 1, 4)], events: 2.5, windowExposure: 36_000, yearExposure: 15_000, priorStrength: 1 },
    figures: {
      effectiveness: '0.1428571429', shape: '3.5', rate: '6.2888888889', frequency: '0.5565371025', frequencyLow: '0.1723158', frequencyHigh: '1.1184122', inherentFrequency: '0.6492932862', severityMean: '404001.2826946',
      expectedAnnualLoss: '224841.7032664', standardDeviation: '403366.2317306', residualScore: '15', inherentScore: '15'
    },
    quantiles: [725_875, 1_040_499]
  }
}
