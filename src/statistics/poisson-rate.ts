import { chiSquareQuantile, exp, ln, lnGamma } from './quantiles.ts'

/** Rates of rare events, such as sanctions per 1,000 declarations, with exact intervals (risk method, section 5). Pure. */

/** With fewer expected events a rate says little: it is shown, and flagged. */
export const LEAST_EXPECTED_EVENTS = 3

export interface EventRate {
  readonly events: number
  readonly exposure: number
  /** Events per 1,000 of the exposure, as are the bounds. */
  readonly perThousand: number
  readonly lower: number
  readonly upper: number
  /** Fewer than three events were to be expected. */
  readonly lowData: boolean
}

/**
 * Events per 1,000 with the exact Poisson interval (Garwood).
 *
 * @param exposure what the events are counted against: declarations, items, person-years.
 * @param expected how many events the exposure lets expect, for instance at the rate of the whole company; the observed count where
 * nothing else is known.
 * @param level the chance with which such an interval holds the true rate.
 * @returns null when the exposure is zero: no data is not a rate of zero.
 */
export function eventRate (events: number, exposure: number, expected: number = events, level = 0.95): EventRate | null {
  if (!(exposure >= 0 && Number.isFinite(exposure))) throw new Error(`An exposure is a number from zero, not ${exposure}`)
  const { lower, upper } = expectedEvents(events, level)
  if (exposure === 0) return null
  const perThousand = (count: number): number => 1000 * count / exposure
  return {
    events,
    exposure,
    perThousand: perThousand(events),
    lower: perThousand(lower),
    upper: perThousand(upper),
    lowData: expected < LEAST_EXPECTED_EVENTS
  }
}

/** The exact interval (Garwood) of the number of events to be expected, when so many were seen. */
export function expectedEvents (events: number, level = 0.95): { lower: number, upper: number } {
  const tail = (1 - level) / 2
  return {
    lower: counted(events) === 0 ? 0 : chiSquareQuantile(tail, 2 * events) / 2,
    upper: chiSquareQuantile(1 - tail, 2 * events + 2) / 2
  }
}

/**
 * The one-sided upper limit of the number of events to be expected, when so many were seen: at 95 % 2.9957 for none, 4.7439 for one.
 * Auditors know these as the factors of a Poisson sample.
 */
export const upperEvents = (events: number, level = 0.95): number => chiSquareQuantile(level, 2 * counted(events) + 2) / 2

/**
 * The chance of at least so many events where `expected` are the mean: below 5 %, a unit has more sanctions than its share of the
 * company's declarations explains.
 */
export function chanceOfAtLeast (events: number, expected: number): number {
  if (!(expected >= 0 && Number.isFinite(expected))) throw new Error(`An expected number of events is from zero, not ${expected}`)
  if (counted(events) === 0) return 1
  if (expected === 0) return 0
  // Summed from the side where terms fall from the first, so a small chance keeps its digits.
  return events > expected
    ? chanceOf(events, expected) * fallingSum((step) => expected / (events + step))
    : 1 - chanceOf(events - 1, expected) * fallingSum((step) => (events - step) / expected)
}

/** The chance of exactly so many events. */
const chanceOf = (events: number, expected: number): number => exp(events * ln(expected) - expected - lnGamma(events + 1))

/** 1 + r(1) + r(1)·r(2) + …, until a term no longer counts. */
function fallingSum (ratioAt: (step: number) => number): number {
  let sum = 1
  let term = 1
  for (let step = 1; term > sum * Number.EPSILON / 4; step++) {
    term *= ratioAt(step)
    sum += term
  }
  return sum
}

function counted (events: number): number {
  if (!Number.isSafeInteger(events) || events < 0) throw new Error(`${events} is no count of events`)
  return events
}
