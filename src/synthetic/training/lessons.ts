import { dayAfter, firstDay } from '../seasons.ts'

/**
 * Two trainings of units that make many errors in a pillar: one after which they make fewer, and one after which nothing changes.
 * Whoever measures effects ought to tell them apart. Pure.
 */

export interface Lesson {
  readonly session: string
  readonly course: string
  readonly unit: string
  readonly pillar: string
  /** Errors that it is about: those that make later ones look wrong, because the history of the goods is, are left as they are. */
  readonly kinds: readonly string[]
  /** First and last day, counted from the first of the year. */
  readonly days: readonly [number, number]
  /** Times the usual chance of each of them in the unit before it. */
  readonly before: number
  /** What that is multiplied by from the day after. */
  readonly factor: number
}

export const EFFECTIVE: Lesson = {
  session: 'origin-ports', course: 'origin-agreements', unit: 'import-ports', pillar: 'origin', days: [184, 185], before: 6, factor: 0.2,
  kinds: ['origin_missing', 'proof_missing', 'proof_of_other_agreement', 'status_proof_missing', 'preferential_origin_missing', 'proof_expired', 'statement_above_limit', 'rex_number_missing', 'transport_broken', 'preference_not_claimed']
}
export const USELESS: Lesson = {
  session: 'value-north', course: 'value-workshop', unit: 'operations-north', pillar: 'value', days: [186, 187], before: 3, factor: 1,
  kinds: ['valuation_method_missing', 'free_goods_as_a_sale', 'freight_not_added', 'freight_added_twice', 'duty_paid_price_undivided', 'invoice_total_mistyped', 'exchange_rate_stale', 'relationship_not_stated', 'royalty_not_added']
}
export const LESSONS: readonly Lesson[] = [EFFECTIVE, USELESS]

/** How many times as often as usual the unit makes such an error on the day. */
export function unitCarelessness (unit: string | undefined, kind: string, day: string, until: string): number {
  const lesson = LESSONS.find((one) => one.unit === unit && one.kinds.includes(kind))
  if (lesson === undefined) return 1
  return lesson.before * (day > dayAfter(firstDay(until), lesson.days[1]) ? lesson.factor : 1)
}
