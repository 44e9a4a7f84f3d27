import { addDays, addMonths, dayBefore, firstOfMonth, lastOfMonth } from '../../platform/calendar.ts'
import type { ExposureBasis } from '../catalogue/statement.ts'

/** On which days events of a risk are counted, and against which exposure (risk-method.md 1). Pure; days are YYYY-MM-DD, both ends included. */

export interface Days { readonly from: string, readonly to: string }

export interface Windows {
  /** Of the events, and of W. */
  readonly window: Days
  /** Of Y: twelve months that end on the same day. */
  readonly year: Days
}

export interface WindowQuestion {
  readonly basis: ExposureBasis
  /** Last day that there can be evidence of. */
  readonly on: string
  readonly months: number
  /** The risk's own period; null where it has no such end. */
  readonly period: { readonly from: string | null, readonly to: string | null }
  /** First day that anything declared counts on; null: nothing was. */
  readonly observedFrom: string | null
}

const MONTHS_OF_YEAR = 12

/**
 * Outputs of AI systems are counted by month, so that theirs are whole months.
 *
 * Authorisations and people may stand in the registers for longer than anything was declared here. Days on which nothing could have been
 * seen are no evidence that nothing happened: the window begins where declarations begin.
 *
 * @returns null where no day is left.
 */
export function windowsOf ({ basis, on, months, period, observedFrom }: WindowQuestion): Windows | null {
  const byMonth = basis === 'ai_outputs'
  if (!byMonth && observedFrom === null) return null
  const last = period.to !== null && period.to < on ? period.to : on
  const to = byMonth && last !== lastOfMonth(last) ? dayBefore(firstOfMonth(last)) : last
  const first = [monthsBack(to, months), period.from ?? '', byMonth ? '' : observedFrom ?? ''].toSorted().at(-1) as string
  const from = byMonth && first !== firstOfMonth(first) ? addDays(lastOfMonth(first), 1) : first
  return from > to ? null : { window: { from, to }, year: { from: monthsBack(to, MONTHS_OF_YEAR), to } }
}

/** The first of so many months of days that end on this one. */
const monthsBack = (to: string, months: number): string =>
  to === lastOfMonth(to) ? addMonths(firstOfMonth(to), 1 - months) : addDays(addMonths(to, -months), 1)
