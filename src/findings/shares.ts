import { wilson } from '../statistics/proportion.ts'

/** A share with its interval (Wilson, 95 %). */
export interface Share {
  /** 0 to 1; null when there is nothing to share in. */
  readonly share: number | null
  readonly lower: number | null
  readonly upper: number | null
}

export function adjustedShare (successes: number, trials: number): Share {
  const found = wilson(successes, trials)
  return { share: found?.share ?? null, lower: found?.lower ?? null, upper: found?.upper ?? null }
}
