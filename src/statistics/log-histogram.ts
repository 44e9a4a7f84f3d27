import { midpointOf, RELATIVE_ERROR } from './log-bins.ts'
import { normalQuantile } from './quantiles.ts'

/** What is read from counts by logarithmic bin. Pure. */

export interface Weighted { readonly value: number, readonly count: number }

/** The median, the mean of the two middle ones where the number is even; undefined of nothing. Counts are positive whole numbers. */
export function weightedMedian (values: readonly Weighted[]): number | undefined {
  const sorted = values.toSorted((a, b) => a.value - b.value)
  const total = sorted.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return undefined
  const at = (rank: number): number => {
    let seen = 0
    return sorted.find(({ count }) => (seen += count) > rank)?.value ?? 0
  }
  return (at(Math.floor((total - 1) / 2)) + at(Math.floor(total / 2))) / 2
}

export interface Spread {
  readonly median: number
  /** Median absolute deviation from the median. */
  readonly deviation: number
  readonly count: number
}

/** Median and median absolute deviation of binned values; undefined of nothing. */
export function spreadOf (bins: readonly { readonly bin: number, readonly count: number }[]): Spread | undefined {
  const values = bins.map(({ bin, count }) => ({ value: midpointOf(bin), count }))
  const median = weightedMedian(values)
  if (median === undefined) return undefined
  const deviation = weightedMedian(values.map(({ value, count }) => ({ value: Math.abs(value - median), count }))) ?? 0
  return { median, deviation, count: values.reduce((sum, { count }) => sum + count, 0) }
}

export interface BinnedQuantile {
  readonly value: number
  /** Of the values at the ranks that the number of values leaves open; each is off by the error of the bins at most, as the value is. */
  readonly lower: number
  readonly upper: number
}

/** The least value that a share of the values does not exceed, with an interval read from ranks; undefined of nothing. */
export function quantileOf (bins: readonly { readonly bin: number, readonly count: number }[], share: number, { level = 0.95, error = RELATIVE_ERROR } = {}): BinnedQuantile | undefined {
  const sorted = bins.filter(({ count }) => count > 0).toSorted((a, b) => a.bin - b.bin)
  const total = sorted.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return undefined
  const at = (rank: number): number => {
    let seen = 0
    return midpointOf(sorted.find(({ count }) => (seen += count) >= Math.max(1, Math.min(total, rank)))?.bin ?? 0, error)
  }
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(total * share * (1 - share))
  return { value: at(Math.ceil(share * total)), lower: at(Math.floor(share * total - reach)), upper: at(Math.ceil(share * total + reach) + 1) }
}
