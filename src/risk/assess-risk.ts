import { chiSquareQuantile, exp, ln } from '../statistics/quantiles.ts'
import type { CombinedPart, ControlPart, EvidencePart, EvidenceState, Explanation, ImpactSource, PriorPart, SeverityPart } from './explanation.ts'
import { impactLevel, likelihoodLevel, moneyBand, scoreOf } from './levels.ts'
import { DESIGN_SHARES, LOWER_TAIL, METHOD_VERSION, MOST_EFFECTIVENESS, PRIOR_RATES, UPPER_TAIL, Z95 } from './method.ts'
import type { Rating } from './method.ts'
import { unusableFields } from './risk-input.ts'
import type { ControlInput, RiskInput } from './risk-input.ts'

/** The figures of one risk in closed form (risk method, section 2): computed here and nowhere else. Pure; same input, same digits. */

export interface RiskFigures {
  /** E: share of events that the linked controls prevent, at most 0.9. */
  readonly effectiveness: number
  /** a and b of the Gamma distribution of the residual rate: events, and years. */
  readonly shape: number
  readonly rate: number
  /** f: residual events a year, and its 90 % interval. */
  readonly frequency: number
  readonly frequencyLow: number
  readonly frequencyHigh: number
  /** Events a year that the evidence implies without the controls. */
  readonly inherentFrequency: number
  /** ES: mean loss of one event, EUR. */
  readonly severityMean: number
  /** EUR a year. */
  readonly expectedAnnualLoss: number
  readonly inherentExpectedAnnualLoss: number
  /** Of the loss of a year, EUR. */
  readonly standardDeviation: number
  readonly likelihoodLevel: Rating
  readonly inherentLikelihoodLevel: Rating
  readonly impactLevel: Rating
  readonly residualScore: number
  readonly inherentScore: number
  readonly explanation: Explanation
  readonly methodVersion: number
}

/** @throws Error of an input that no figure can be made of: what people state is checked before. */
export function assessRisk (input: RiskInput): RiskFigures {
  const unusable = unusableFields(input)
  if (unusable.length > 0) throw new Error(`No risk can be assessed by this ${unusable.join(', ')}`)
  const controls = input.controls.map(controlPart)
  const combined = combinedPart(controls)
  const effectiveness = Math.min(MOST_EFFECTIVENESS, 1 - combined.factor)
  const prior = priorPart(input, effectiveness)
  const { shape, rate, evidence } = posterior(input, prior)
  const severity = severityPart(input)
  return figuresOf({ effectiveness, shape, rate, severity, explanation: { prior, controls, combined, evidence, severity, eventVariance: evidence.frequencyWith + shape / (rate * rate) } })
}

/** The mean of a Beta distribution of how often it works, from one case each way and the tests, times its design. */
export function controlPart ({ code, design, passed, failed }: ControlInput): ControlPart {
  const designShare = DESIGN_SHARES[design]
  const effectiveness = designShare * (1 + passed) / (2 + passed + failed)
  return { code, design, designShare, passed, failed, effectiveness, factor: 1 - effectiveness }
}

function combinedPart (controls: readonly ControlPart[]): CombinedPart {
  const factor = controls.reduce((product, { factor }) => product * factor, 1)
  return { factor, capped: 1 - factor > MOST_EFFECTIVENESS }
}

function priorPart ({ likelihood, priorStrength }: RiskInput, effectiveness: number): PriorPart {
  const rate = PRIOR_RATES[likelihood]
  return { likelihood, rate, strength: priorStrength, residualRate: rate * (1 - effectiveness) }
}

/** Events without an exposure that they could have happened in say nothing of a rate. */
function posterior ({ events: stated, windowExposure, yearExposure }: RiskInput, { strength, residualRate }: PriorPart): { shape: number, rate: number, evidence: EvidencePart } {
  const state: EvidenceState = windowExposure === null || yearExposure === null ? 'no_data' : yearExposure === 0 ? 'no_current_exposure' : 'counted'
  const [events, exposureYears] = state === 'counted' ? [stated, (windowExposure ?? 0) / (yearExposure ?? 1)] : [0, 0]
  const [shape, rate] = [strength + events, strength / residualRate + exposureYears]
  return { shape, rate, evidence: { state, events, exposureYears, weight: exposureYears / rate, frequencyWithout: residualRate, frequencyWith: shape / rate } }
}

function severityPart ({ lossLow, lossHigh, consequence }: RiskInput): SeverityPart {
  const [low, high] = [ln(lossLow), ln(lossHigh)]
  const [mu, sigma] = [(low + high) / 2, (high - low) / (2 * Z95)]
  const spread = sigma * sigma
  const money = moneyBand(exp(mu + spread / 2))
  const impactFrom: ImpactSource = money === consequence ? 'both' : money > consequence ? 'money' : 'consequence'
  return { mu, sigma, variance: exp(2 * mu + spread) * (exp(spread) - 1), moneyBand: money, consequence, impactFrom }
}

interface Parts { readonly effectiveness: number, readonly shape: number, readonly rate: number, readonly severity: SeverityPart, readonly explanation: Explanation }

function figuresOf ({ effectiveness, shape, rate, severity, explanation }: Parts): RiskFigures {
  const frequency = shape / rate
  const inherentFrequency = frequency / (1 - effectiveness)
  const severityMean = exp(severity.mu + severity.sigma * severity.sigma / 2)
  const impact = impactLevel(severity.consequence, severityMean)
  const [likelihood, inherentLikelihood] = [likelihoodLevel(frequency), likelihoodLevel(inherentFrequency)]
  return {
    effectiveness, shape, rate, frequency,
    frequencyLow: gammaQuantile(LOWER_TAIL, shape, rate), frequencyHigh: gammaQuantile(UPPER_TAIL, shape, rate),
    inherentFrequency, severityMean,
    expectedAnnualLoss: frequency * severityMean, inherentExpectedAnnualLoss: inherentFrequency * severityMean,
    standardDeviation: Math.sqrt(frequency * severity.variance + explanation.eventVariance * severityMean * severityMean),
    likelihoodLevel: likelihood, inherentLikelihoodLevel: inherentLikelihood, impactLevel: impact,
    residualScore: scoreOf(likelihood, impact), inherentScore: scoreOf(inherentLikelihood, impact),
    explanation, methodVersion: METHOD_VERSION
  }
}

/** Of a Gamma variable with a rate: half a chi-square of twice the shape, divided by it. */
const gammaQuantile = (probability: number, shape: number, rate: number): number => chiSquareQuantile(probability, 2 * shape) / 2 / rate
