import { addDays, firstOfMonth, lastOfMonth } from '../platform/calendar.ts'

export { firstOfMonth, lastOfMonth } from '../platform/calendar.ts'

/** Sums are kept by day and, under another name, by month: a period is read as its whole months and the days around them. Pure. */

/** Days between the first and the last, under one name. */
export interface NamedRange { readonly name: string, readonly first: string, readonly last: string }

/**
 * The fewest rows that make up a period.
 *
 * @param days name of the rows of days.
 * @param months name of the rows of months; undefined where there are none.
 */
export function rangesIn ({ from, to }: { readonly from: string, readonly to: string }, days: string, months: string | undefined): NamedRange[] {
  const first = from === firstOfMonth(from) ? from : addDays(lastOfMonth(from), 1)
  const last = to === lastOfMonth(to) ? to : addDays(firstOfMonth(to), -1)
  if (months === undefined || first > last) return [{ name: days, first: from, last: to }]
  return [{ name: days, first: from, last: addDays(first, -1) }, { name: months, first, last }, { name: days, first: addDays(last, 1), last: to }]
    .filter((range) => range.first <= range.last)
}

/** Three columns for `unnest`. */
export const rangeColumns = (ranges: readonly NamedRange[]): [names: string[], firsts: string[], lasts: string[]] =>
  [ranges.map(({ name }) => name), ranges.map(({ first }) => first), ranges.map(({ last }) => last)]
