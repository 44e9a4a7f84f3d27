import { addMonths } from '../platform/calendar.ts'

/** What a holder must do by a day, once or again and again. Pure. */

export const OBLIGATION_KINDS = ['report', 'bill_of_discharge', 'stock_record', 'guarantee_review', 'reassessment', 'self_monitoring', 'renewal', 'other'] as const
export type ObligationKind = typeof OBLIGATION_KINDS[number]
/** What came of a reassessment (UCC-DA 15). */
export const OUTCOMES = ['confirmed', 'amended', 'suspended', 'revoked', 'open'] as const
export type Outcome = typeof OUTCOMES[number]

export interface Obligation {
  readonly id: string
  readonly authorisationId: string
  readonly kind: ObligationKind
  readonly description: string
  readonly periodMonths: number | null
  readonly firstDue: string
  readonly done: number
  readonly nextDue: string | null
  readonly endedOn: string | null
  readonly revision: number
}

/** The day after so many were done: counted from the first, so that the 31st stays the last of its month. Null once nothing follows. */
export function nextDueOf ({ firstDue, periodMonths, endedOn }: Pick<Obligation, 'firstDue' | 'periodMonths' | 'endedOn'>, done: number): string | null {
  if (periodMonths === null && done > 0) return null
  const next = periodMonths === null ? firstDue : addMonths(firstDue, periodMonths * done)
  return endedOn !== null && next > endedOn ? null : next
}

export const isOverdue = ({ nextDue }: Pick<Obligation, 'nextDue'>, today: string): boolean => nextDue !== null && nextDue < today
