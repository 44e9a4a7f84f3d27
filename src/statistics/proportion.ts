import { betaQuantile, normalQuantile } from './quantiles.ts'

/** Shares of a number of cases, with the interval that the case count leaves open (risk method, section 5). Pure. */

export interface Proportion {
  /** From 0 to 1, as are the bounds. */
  readonly share: number
  readonly lower: number
  readonly upper: number
}

/**
 * The share of `successes` in `trials` with its Wilson score interval. Both numbers may be broken: a weighted share counts as many
 * trials as a plain sample of the same precision would have.
 *
 * @param level the chance with which such an interval holds the true share.
 * @returns null when there is no trial: no data is not a share of zero.
 */
export function wilson (successes: number, trials: number, level = 0.95): Proportion | null {
  if (!(successes >= 0 && successes <= trials && Number.isFinite(trials))) throw new Error(`${successes} of ${trials} is no share`)
  if (trials === 0) return null
  const share = successes / trials
  const z = normalQuantile((1 + level) / 2)
  const square = z * z / trials
  const middle = (share + square / 2) / (1 + square)
  const reach = z * Math.sqrt(share * (1 - share) / trials + square / (4 * trials)) / (1 + square)
  // At the ends the bound is the end itself; rounding alone would miss it.
  return {
    share,
    lower: successes === 0 ? 0 : Math.max(0, middle - reach),
    upper: successes === trials ? 1 : Math.min(1, middle + reach)
  }
}

/**
 * The share with its exact interval (Clopper and Pearson), never narrower than promised. Whole numbers only.
 *
 * @returns null when there is no trial.
 */
export function clopperPearson (successes: number, trials: number, level = 0.95): Proportion | null {
  const failures = trials - successes
  if (!(Number.isSafeInteger(successes) && Number.isSafeInteger(trials) && successes >= 0 && failures >= 0)) {
    throw new Error(`${successes} of ${trials} is no share`)
  }
  if (trials === 0) return null
  const tail = (1 - level) / 2
  return {
    share: successes / trials,
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    upper: failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures)
  }
}
