import { chiSquareAbove } from './chi-square.ts'
import { wilson } from './proportion.ts'
import { exp, lnGamma } from './quantiles.ts'

/** Compares the shares of two independent groups: two units, two months, two versions. Pure. */

export interface Cases {
  readonly cases: number
  readonly of: number
}

export interface ShareDifference {
  /** The first share less the second, with Newcombe's interval (1998, his tenth), made of the two Wilson intervals. */
  readonly difference: number
  readonly lower: number
  readonly upper: number
  /** Two-sided: Fisher's exact test where fewer than five cases are to be expected anywhere, else that of two proportions. */
  readonly p: number
}

const LEAST_EXPECTED = 5

/** @returns null when a group is empty. */
export function shareDifference (first: Cases, second: Cases, level = 0.95): ShareDifference | null {
  const [a, b] = [wilson(first.cases, first.of, level), wilson(second.cases, second.of, level)]
  if (a === null || b === null) return null
  const difference = a.share - b.share
  return {
    difference,
    lower: difference - Math.hypot(a.share - a.lower, b.upper - b.share),
    upper: difference + Math.hypot(a.upper - a.share, b.share - b.lower),
    p: sameShare(first, second)
  }
}

function sameShare (first: Cases, second: Cases): number {
  const [cases, of] = [first.cases + second.cases, first.of + second.of]
  if (cases === 0 || cases === of) return 1
  const fewest = Math.min(first.of, second.of) * Math.min(cases, of - cases) / of
  if (fewest < LEAST_EXPECTED) return fisher(first, second)
  const expected = cases / of
  return chiSquareAbove((first.cases / first.of - second.cases / second.of) ** 2 / (expected * (1 - expected) * (1 / first.of + 1 / second.of)), 1)
}

/** How much likelier a table may be by rounding alone and still count as no likelier. */
const ROUNDING = 1 + 1e-9

/** The chance of a table no likelier than the one seen, the sums being given (Fisher's exact test, two-sided). */
export function fisher (first: Cases, second: Cases): number {
  const cases = first.cases + second.cases
  const chanceOf = (of: number): number => exp(lnChoose(first.of, of) + lnChoose(second.of, cases - of) - lnChoose(first.of + second.of, cases))
  const seen = chanceOf(first.cases) * ROUNDING
  let sum = 0
  for (let of = Math.max(0, cases - second.of); of <= Math.min(first.of, cases); of++) {
    const chance = chanceOf(of)
    if (chance <= seen) sum += chance
  }
  return Math.min(1, sum)
}

const lnChoose = (n: number, of: number): number => lnGamma(n + 1) - lnGamma(of + 1) - lnGamma(n - of + 1)
