import { binomialAtMost, normalQuantile } from './quantiles.ts'

/** Two judgements of the same items. Pure. */

export interface PairedDifference {
  /** Share right by the first, less that by the second. */
  readonly difference: number
  readonly lower: number
  readonly upper: number
  /** McNemar's exact test, two-sided: only items on which the two differ say anything. */
  readonly p: number
}

/**
 * @param first items that the first alone had right. @param second items that the second alone had right. @param items all of them.
 * @returns null when there is none.
 */
export function pairedDifference (first: number, second: number, items: number, level = 0.95): PairedDifference | null {
  if (!(first >= 0 && second >= 0 && first + second <= items)) throw new Error(`${first} and ${second} of ${items} are no pairs`)
  if (items === 0) return null
  const difference = (first - second) / items
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(Math.max(0, first + second - (first - second) ** 2 / items)) / items
  return { difference, lower: Math.max(-1, difference - reach), upper: Math.min(1, difference + reach), p: mcNemar(first, second) }
}

/** McNemar's exact test, two-sided; 1 where the two never differ. */
export const mcNemar = (first: number, second: number): number =>
  first + second === 0 ? 1 : Math.min(1, 2 * binomialAtMost(Math.min(first, second), first + second, 0.5))

export interface Agreement {
  /** Cohen's kappa: agreement beyond what the two would have by chance; 1 is full, 0 none beyond chance. */
  readonly kappa: number
  readonly lower: number
  readonly upper: number
}

/**
 * @param same items on which both chose the same category. @param items all. @param margins of each category, how often either chose it.
 * @returns null when there is no item, or both always chose one and the same category: agreement by chance is then full already.
 */
export function cohensKappa (same: number, items: number, margins: readonly (readonly [first: number, second: number])[], level = 0.95): Agreement | null {
  if (items === 0) return null
  const observed = same / items
  const byChance = margins.reduce((sum, [first, second]) => sum + first * second, 0) / items ** 2
  if (byChance >= 1) return null
  const kappa = (observed - byChance) / (1 - byChance)
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(observed * (1 - observed) / items) / (1 - byChance)
  return { kappa, lower: Math.max(-1, kappa - reach), upper: Math.min(1, kappa + reach) }
}
