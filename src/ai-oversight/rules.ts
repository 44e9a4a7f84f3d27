import type { Rates, SequentialTest } from '../statistics/sequential.ts'
import RULES from './oversight-rules.json' with { type: 'json' }

/** What the measures go by, as versioned data (ai.md 4.4). Defaults of this system, without legal force; each operator may set others. */
export interface OversightRules {
  readonly version: number
  /** Of the intervals. */
  readonly level: number
  /** Of fewer reviewers nothing is told of how they decide. */
  readonly leastReviewers: number
  /** Of fewer cases a measure has no colour. */
  readonly leastForColour: number
  readonly overAcceptance: { readonly leastForRed: number }
  readonly nearTotal: {
    readonly amberAbove: number
    readonly amberLeast: number
    readonly redAbove: number
    readonly redLeast: number
    /** Red only where fewer planted proposals are caught as well: near-total acceptance of a very good system is in order. */
    readonly redPlantedBelow: number
  }
  readonly hasty: {
    /** Share of decisions faster than a reference review. */
    readonly amberAbove: number
    readonly redAbove: number
    /** Red where half the decisions took less than so many times the time to read what was shown. */
    readonly readingTimes: number
    readonly wordsPerMinute: number
  }
  /** Share of planted proposals caught: amber where it is below, red where its interval is. */
  readonly planted: { readonly below: number }
  readonly overridePrecision: { readonly amberBelow: number, readonly redBelow: number }
  readonly stability: { readonly amberFrom: number, readonly redFrom: number, readonly leastExpected: number } & BeyondChance
  readonly calibration: {
    readonly amberAbove: number
    readonly redAbove: number
    readonly leastOutcomes: number
    readonly leastPerBin: number
    readonly mostBins: number
  } & BeyondChance
  /** Error rates to tell apart, days with data until a false alarm, and the share of the limit that is amber. */
  readonly errorWatch: Rates & { readonly runLengthDays: number, readonly amberShare: number }
  /** Of a version before it is used. */
  readonly release: SequentialTest
  readonly proposers: {
    /** With fewer errors to be expected on either side a comparison is flagged. */
    readonly leastExpectedEvents: number
    /** Of the differences called out, the share that may be chance. */
    readonly falseShare: number
    /** Below it the reader is told: what people review first is no sample. */
    readonly halfReviewedShare: number
  }
}

interface BeyondChance {
  /** A size has a colour only where chance alone makes it with a smaller chance: the index of small samples is never zero. */
  readonly chance: number
}

export const OVERSIGHT_RULES: OversightRules = RULES

/** Seconds to read so many words. */
export const readingSeconds = (words: number, { hasty }: Pick<OversightRules, 'hasty'>): number => words / hasty.wordsPerMinute * 60
