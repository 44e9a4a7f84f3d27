import { betaAtMost, betaQuantile, binomialAtMost } from './quantiles.ts'

/** Compares two rates of events: two periods, two units, before and after a training (risk method, section 5). Pure. */

export interface Counted {
  readonly events: number
  /** What the events are counted against, above zero. */
  readonly exposure: number
}

export interface RateRatio {
  /** The first rate divided by the second; null when the second has no event, so that the ratio has no value. */
  readonly ratio: number | null
  readonly lower: number
  /** Null when nothing bounds the ratio from above: the second has no event. */
  readonly upper: number | null
  /** Two-sided: the chance of a difference at least as great to either side, were the two rates the same. */
  readonly p: number
}

/**
 * The ratio of two rates with its exact interval and the exact conditional binomial test: given the sum of both counts, the first
 * follows a binomial distribution. Test and interval take half the error from each side, so the interval leaves out 1 exactly where
 * p is below 1 − `level`.
 *
 * @param dispersion how many times as far as independent events these scatter (`dispersionOf`): both counts tell as much as counts divided
 * by it, for which interval and test are read between those of whole numbers. The ratio stays.
 * @returns null when an exposure is zero: with nothing at stake there is no rate to compare.
 */
export function rateRatio (first: Counted, second: Counted, level = 0.95, dispersion = 1): RateRatio | null {
  for (const { events, exposure } of [first, second]) {
    if (!Number.isSafeInteger(events) || events < 0) throw new Error(`${events} is no count of events`)
    if (!(exposure >= 0 && Number.isFinite(exposure))) throw new Error(`An exposure is a number from zero, not ${exposure}`)
  }
  if (!(dispersion >= 1)) throw new Error(`A dispersion is a number from one, not ${dispersion}`)
  if (first.exposure === 0 || second.exposure === 0) return null
  const [one, other] = [first.events / dispersion, second.events / dispersion]
  const perExposure = second.exposure / first.exposure
  const shareOf = ({ exposure }: Counted): number => exposure / (first.exposure + second.exposure)
  const tail = (1 - level) / 2
  return {
    ratio: second.events === 0 ? null : first.events / second.events * perExposure,
    lower: one === 0 ? 0 : leastOdds(one, other, tail) * perExposure,
    upper: other === 0 ? null : perExposure / leastOdds(other, one, tail),
    p: Math.min(1, 2 * Math.min(chanceOfFewer(one, other, shareOf(first)), chanceOfFewer(other, one, shareOf(second))))
  }
}

/** The exact lower limit of the odds that an event is one of the first kind; share and counter-share apart, to keep the digits. */
const leastOdds = (events: number, others: number, tail: number): number =>
  betaQuantile(tail, events, others + 1) / betaQuantile(1 - tail, others + 1, events)

/** The chance that the first has at most its events, were the rates the same and the sum of events given. A binomial count is a Beta variable's other side, which broken numbers have too. */
function chanceOfFewer (events: number, others: number, share: number): number {
  if (Number.isInteger(events) && Number.isInteger(others)) return binomialAtMost(events, events + others, share)
  return others === 0 ? 1 : betaAtMost(1 - share, others, events + 1)
}
