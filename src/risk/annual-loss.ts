import { exp, ln } from '../statistics/quantiles.ts'

/** What is read off the losses of simulated years. Pure. */

/** Chances that a year costs more: where loss exceedance curves have their points, the most likely first. */
export const EXCEEDANCE = [0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.075, 0.05, 0.04, 0.03, 0.02, 0.015, 0.01, 0.0075, 0.005, 0.0025, 0.001] as const

export interface CurvePoint {
  /** Chance that a year costs more. */
  readonly probability: number
  /** EUR. */
  readonly loss: number
}

export interface AnnualLoss {
  /** EUR that half, a tenth, 5 and 1 in a hundred of the years cost more than. */
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  /** Loss exceedance curve. */
  readonly curve: readonly CurvePoint[]
}

/** @param losses of the years, in any order, none below zero. */
export function quantilesOf (losses: Float64Array): AnnualLoss {
  const quantile = quantileOf(losses)
  return { p50: quantile(0.5), p90: quantile(0.9), p95: quantile(0.95), p99: quantile(0.99), curve: EXCEEDANCE.map((probability) => ({ probability, loss: quantile(1 - probability) })) }
}

/** The least loss that at least this share of the years stays within: one that a year had, never one in between. */
function quantileOf (losses: Float64Array): (share: number) => number {
  if (losses.length === 0) throw new Error('There is no quantile of no years')
  // Most years of most risks cost nothing, and need no sorting.
  const costly = losses.filter((loss) => loss > 0).sort()
  const free = losses.length - costly.length
  // Shares such as 0.9 are a rounding error above or below their tenths.
  return (share) => costly[Math.ceil(share * losses.length - 1e-6) - 1 - free] ?? 0
}

export interface ExceedancePoint {
  /** EUR. */
  readonly loss: number
  /** Chance that a year costs more, for each of the portfolios. */
  readonly chances: readonly number[]
}

const POINTS_PER_DECADE = 10
/** Of the years: where a curve begins, and where it ends. */
const [CURVE_FROM, CURVE_TO] = [0.05, 0.999]

/** Loss exceedance of several portfolios over the same losses, ten to each power of ten; none where no year costs anything. */
export function exceedanceOf (portfolios: readonly Float64Array[]): ExceedancePoint[] {
  const sorted = portfolios.map((losses) => losses.toSorted())
  const costly = sorted.flatMap((losses) => {
    const first = losses.findIndex((loss) => loss > 0)
    return first === -1 ? [] : [[losses[Math.max(first, Math.floor(CURVE_FROM * losses.length))] as number, losses[Math.max(first, Math.ceil(CURVE_TO * losses.length) - 1)] as number] as const]
  })
  if (costly.length === 0) return []
  const from = Math.floor(decades(Math.min(...costly.map(([low]) => low))))
  const to = Math.ceil(decades(Math.max(...costly.map(([, high]) => high))))
  return Array.from({ length: to - from + 1 }, (_, index) => exp((from + index) * PER_POINT)).map((loss) => ({ loss, chances: sorted.map((losses) => shareAbove(losses, loss)) }))
}

/** Of a loss, in points from 1 EUR on. */
const PER_POINT = ln(10) / POINTS_PER_DECADE
const decades = (loss: number): number => ln(loss) / PER_POINT

function shareAbove (sorted: Float64Array, loss: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((sorted[middle] as number) > loss) high = middle
    else low = middle + 1
  }
  return (sorted.length - low) / sorted.length
}
