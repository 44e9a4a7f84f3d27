import { wilson } from '../statistics/proportion.ts'
import type { Proportion } from '../statistics/proportion.ts'
import type { OversightRules } from './rules.ts'
import type { Sums } from './sums.ts'

/** What every measure answers. Pure. */

export const LEVELS = ['green', 'amber', 'red'] as const
export type Level = typeof LEVELS[number]

/** Why a measure has no value. */
export const REASONS = [
  'nothing_made', 'nothing_used', 'no_decisions', 'no_outcomes', 'no_wrong_proposals', 'no_right_proposals', 'no_overrides', 'no_blind_values', 'no_planted_decisions', 'no_confidence', 'no_times',
  'no_explanations', 'too_few_rationales', 'no_second_reviews', 'nothing_to_tell_apart', 'no_baseline', 'no_ai_lines', 'no_human_lines', 'nothing_reviewed', 'nothing_to_compare', 'too_few_people'
] as const
export type Reason = typeof REASONS[number]

export interface Measure {
  readonly value: number | null
  /** Interval of the value, at the level of the rules; null where there is none. */
  readonly lower: number | null
  readonly upper: number | null
  /** Cases it rests on; null where telling would tell of few people. */
  readonly n: number | null
  /** Too few cases to go by. */
  readonly lowData: boolean
  /** By the limits of the rules; null where there are none for it, or too few cases. */
  readonly level: Level | null
  /** Of the rules. */
  readonly version: number
  /** Why `value` is null; null where there is one. */
  readonly because: Reason | null
}

export const without = (because: Reason, { version }: OversightRules, n: number | null = 0): Measure =>
  ({ value: null, lower: null, upper: null, n, lowData: true, level: null, version, because })

/** @param levelOf of enough cases alone. */
export function measured (found: { readonly value: number, readonly lower: number | null, readonly upper: number | null, readonly n: number }, rules: OversightRules, levelOf?: () => Level | null): Measure {
  const { value, lower, upper, n } = found
  const lowData = n < rules.leastForColour
  return { value, lower, upper, n, lowData, level: lowData ? null : levelOf?.() ?? null, version: rules.version, because: null }
}

/** A share of cases with Wilson's interval. */
export function shareOf (cases: number, n: number, because: Reason, rules: OversightRules, levelOf?: (found: Proportion) => Level | null): Measure {
  const found = wilson(cases, n, rules.level)
  return found === null ? without(because, rules) : measured({ value: found.share, lower: found.lower, upper: found.upper, n }, rules, levelOf && (() => levelOf(found)))
}

/**
 * A measure of how people decide: withheld where fewer than five did, since it would be one of a person. Evaluating how a person performs
 * at work is a high-risk use of its own (AI Act Annex III(4)(b)). Where nobody decided there is nobody to protect.
 */
export function ofPeople<Found extends Measure> (sums: Sums, rules: OversightRules, measure: () => Found): Found | Measure {
  return sums.reviewers > 0 && sums.reviewers < rules.leastReviewers ? without('too_few_people', rules, null) : measure()
}
