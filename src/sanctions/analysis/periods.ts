import { addDays, addMonths, dayNumber, dayOf, lastOfMonth } from '../../platform/calendar.ts'

/** Periods that are reported, and what they are compared with. Pure. */

export interface Period { readonly from: string, readonly to: string }

const isWholeMonths = ({ from, to }: Period): boolean => from.endsWith('-01') && to === lastOfMonth(to)

const monthsIn = ({ from, to }: Period): number => (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7)) + 1

/** The period that ends the day before: as many months where it is of whole months, else as many days. */
export function periodBefore (period: Period): Period {
  const to = addDays(period.from, -1)
  if (isWholeMonths(period)) return { from: addMonths(period.from, -monthsIn(period)), to }
  return { from: addDays(to, dayNumber(period.from) - dayNumber(period.to)), to }
}

/** The day on which staff is counted: 1 July of a year (customs.md 9), else the day halfway, the earlier of two. */
export function middleOf ({ from, to }: Period): string {
  if (from.endsWith('-01-01') && to === `${from.slice(0, 4)}-12-31`) return `${from.slice(0, 4)}-07-01`
  return dayOf(Math.floor((dayNumber(from) + dayNumber(to)) / 2))
}

export type Bucket = 'year' | 'month'
export interface KeyedPeriod extends Period { readonly key: string }

const wholeBucket = (bucket: Bucket, key: string): Period =>
  bucket === 'year' ? { from: `${key}-01-01`, to: `${key}-12-31` } : { from: `${key}-01`, to: lastOfMonth(`${key}-01`) }

export const bucketOf = (bucket: Bucket, day: string): string => day.slice(0, bucket === 'year' ? 4 : 7)

/** The years or months of a period in order, the first and the last one as far as they are in it. */
export function bucketsOf (bucket: Bucket, { from, to }: Period): KeyedPeriod[] {
  const found: KeyedPeriod[] = []
  for (let start = from; start <= to;) {
    const key = bucketOf(bucket, start)
    const end = wholeBucket(bucket, key).to
    found.push({ key, from: start, to: end < to ? end : to })
    start = addDays(end, 1)
  }
  return found
}

/** The whole year or month before the one that the day is in. */
export function bucketBefore (bucket: Bucket, day: string): KeyedPeriod {
  const key = bucketOf(bucket, addDays(wholeBucket(bucket, bucketOf(bucket, day)).from, -1))
  return { key, ...wholeBucket(bucket, key) }
}

/** Days that are reported, the period before included: declarations and decisions have none outside of them. */
export const FIRST_DAY = '1900-01-01'
export const LAST_DAY = '2090-12-31'

/** What is read before the period, to compare it with: the period before, of years and months the two before. */
export function readBefore (group: string, period: Period): Period {
  if (group !== 'year' && group !== 'month') return periodBefore(period)
  const last = bucketBefore(group, period.from)
  return { from: bucketBefore(group, last.from).from, to: last.to }
}
