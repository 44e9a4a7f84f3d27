import { normalQuantile } from './quantiles.ts'

/** Spearman's rank correlation of grouped values. Pure. */

/** So many observations fall into this place of the grid; the places of each axis are in order. */
export interface GridCount {
  readonly x: number
  readonly y: number
  readonly count: number
}

export interface RankCorrelation {
  readonly rho: number
  /** After Bonett and Wright (2000); null below four observations. */
  readonly lower: number | null
  readonly upper: number | null
}

/** Observations of one group share the mean of their ranks. @returns null when either axis has one group only: nothing goes along with anything. */
export function rankCorrelation (grid: readonly GridCount[], level = 0.95): RankCorrelation | null {
  const n = grid.reduce((sum, { count }) => sum + count, 0)
  const [ranksX, ranksY] = [centredRanks(grid.map(({ x, count }) => [x, count]), n), centredRanks(grid.map(({ y, count }) => [y, count]), n)]
  const sumOf = (of: (x: number, y: number) => number): number =>
    grid.reduce((sum, { x, y, count }) => sum + count * of(ranksX.get(x) ?? 0, ranksY.get(y) ?? 0), 0)
  const spread = Math.sqrt(sumOf((x) => x * x) * sumOf((_, y) => y * y))
  if (spread === 0) return null
  const rho = Math.max(-1, Math.min(1, sumOf((x, y) => x * y) / spread))
  if (n < 4) return { rho, lower: null, upper: null }
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt((1 + rho * rho / 2) / (n - 3))
  return { rho, lower: Math.tanh(Math.atanh(rho) - reach), upper: Math.tanh(Math.atanh(rho) + reach) }
}

function centredRanks (counts: readonly (readonly [place: number, count: number])[], n: number): Map<number, number> {
  const totals = new Map<number, number>()
  for (const [place, count] of counts) totals.set(place, (totals.get(place) ?? 0) + count)
  const ranks = new Map<number, number>()
  let below = 0
  for (const [place, count] of [...totals].toSorted(([a], [b]) => a - b)) {
    ranks.set(place, below + (count + 1) / 2 - (n + 1) / 2)
    below += count
  }
  return ranks
}
