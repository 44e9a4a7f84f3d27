import type { DesignRating, Rating } from './method.ts'

/** Why a risk's figures are what they are: parts that the figures can be put together from again. Stored with every assessment. Pure. */

export interface PriorPart {
  readonly likelihood: Rating
  /** r0: events a year before controls. */
  readonly rate: number
  /** a0, in events. */
  readonly strength: number
  /** m0 = r0 · (1 − E): events a year that controls leave, before any evidence. */
  readonly residualRate: number
}

export interface ControlPart {
  readonly code: string | null
  readonly design: DesignRating
  /** d: the share of events that it prevents if it always works. */
  readonly designShare: number
  readonly passed: number
  readonly failed: number
  /** e = d · (1 + s) ÷ (2 + s + t): half of its design while untested. */
  readonly effectiveness: number
  /** 1 − e: what it lets through; the factors of all multiply. */
  readonly factor: number
}

export interface CombinedPart {
  /** Π (1 − e): what all of them let through. */
  readonly factor: number
  /** Whether more was computed than any set of controls is trusted with. */
  readonly capped: boolean
}

/**
 * counted: the evidence speaks. no_current_exposure: nothing was done in the last 12 months that the risk lies in. no_data: the exposure
 * is not known. In the latter two no event counts, and the frequency is the expert's.
 */
export const EVIDENCE_STATES = ['counted', 'no_current_exposure', 'no_data'] as const
export type EvidenceState = typeof EVIDENCE_STATES[number]

export interface EvidencePart {
  readonly state: EvidenceState
  /** k, as counted; events stated without an exposure to hold them against are not. */
  readonly events: number
  /** W ÷ Y: years of today's exposure in the window. */
  readonly exposureYears: number
  /** Share of the frequency that evidence decides: (W ÷ Y) ÷ b; the rest is the expert's. */
  readonly weight: number
  /** The frequency without evidence (m0) and with it. */
  readonly frequencyWithout: number
  readonly frequencyWith: number
}

export const IMPACT_SOURCES = ['money', 'consequence', 'both'] as const
export type ImpactSource = typeof IMPACT_SOURCES[number]

export interface SeverityPart {
  /** Of the lognormal loss of one event: mean and standard deviation of its logarithm. */
  readonly mu: number
  readonly sigma: number
  /** VS: variance of the loss of one event, in EUR². */
  readonly variance: number
  readonly moneyBand: Rating
  readonly consequence: Rating
  /** Which of them makes the impact level. */
  readonly impactFrom: ImpactSource
}

export interface Explanation {
  readonly prior: PriorPart
  readonly controls: readonly ControlPart[]
  readonly combined: CombinedPart
  readonly evidence: EvidencePart
  readonly severity: SeverityPart
  /** VN: variance of the number of events in a year. */
  readonly eventVariance: number
}
