import type { Rating } from '../../src/risk/method.ts'
import { PRIOR_RATES } from '../../src/risk/method.ts'
import { assessRisk } from '../../src/risk/assess-risk.ts'
import type { RiskInput } from '../../src/risk/risk-input.ts'

/** 94 risks as an operator has them: 60 below one event a year, 30 at 1 to 8, 4 at 50 to 500. */
export const FREQUENCIES: readonly number[] = [
  ...Array.from({ length: 60 }, (_, index) => 0.02 + index / 62),
  ...Array.from({ length: 30 }, (_, index) => 1 + index * 7 / 29),
  ...Array.from({ length: 4 }, (_, index) => 50 * 10 ** (index / 3))
]

/** An input whose frequency is this one: a year of evidence with as many events as it takes. */
export function inputFor (frequency: number, index: number): RiskInput {
  const likelihood = Math.max(1, Object.values(PRIOR_RATES).filter((rate) => rate <= frequency).length) as Rating
  const base: RiskInput = {
    likelihood, lossLow: 500 * (1 + index % 9), lossHigh: 5_000 * (1 + index % 9), consequence: 1 + index % 5 as Rating, controls: [{ code: null, design: 'good', passed: 9, failed: 1 }],
    events: 0, windowExposure: 12_000, yearExposure: 12_000, priorStrength: 1
  }
  const { shape, rate } = assessRisk(base)
  const events = frequency * rate - shape
  // Below what no event in a year leaves, the window is longer instead.
  return events >= 0 ? { ...base, events } : { ...base, windowExposure: 12_000 * (1 + shape / frequency - rate) }
}

export const WHOLE_ASSESSMENT = FREQUENCIES.map((frequency, index) => ({ code: `R-${String(index).padStart(2, '0')}`, input: inputFor(frequency, index) }))
