import { type Decimal, ZERO, decimal } from '../../platform/decimal.ts'
import { upperEvents } from '../../statistics/poisson-rate.ts'

/** Chance with which the bound covers the true error. */
export const BOUND_LEVEL = 0.95

/** More digits than any amount needs, and fewer than a double has. */
const FACTOR_DIGITS = 12

/** The upper limit of Poisson events for so many seen, as a decimal: 2.9957 for none, 4.7439 for one. */
const factor = (events: number): Decimal => decimal(upperEvents(events, BOUND_LEVEL).toFixed(FACTOR_DIGITS))

/**
 * The Stringer bound: with 95 % confidence the error in the money that a monetary-unit sample was drawn from is no more.
 *
 * It is the basic precision, one interval times the factor for no error, and for each tainting, greatest first, the interval times the
 * tainting times what one more error adds to the factor.
 *
 * @param taintings errors of the sampled entries as a share of their value, above 0 and at most 1: the bound rests on no entry being
 * wrong by more than its value.
 */
export function stringerBound (interval: Decimal, taintings: readonly Decimal[]): Decimal {
  if (taintings.some((tainting) => tainting.lte(0) || tainting.gt(1))) throw new Error('A tainting lies above 0 and at most at 1')
  const falling = taintings.toSorted((a, b) => b.cmp(a))
  const added = falling.reduce((sum, tainting, index) => sum.plus(tainting.times(factor(index + 1).minus(factor(index)))), ZERO)
  return interval.times(factor(0).plus(added))
}
