import { expectedEvents } from '../../statistics/poisson-rate.ts'
import { addMonths, dayNumber, dayOf } from '../../platform/calendar.ts'
import { WINDOW_MONTHS } from './window.ts'

/**
 * When a count over the rolling window would pass a limit at the present rate: what is in the window leaves it on known days, and new
 * sanctions come at the rate of the window itself. Pure.
 *
 * After one window nothing known is left and the expected count stands still, so a limit that was not passed by then is not passed at
 * this rate at all.
 */

export interface Projection {
  readonly state: 'crossed' | 'projected' | 'not_at_present_rate'
  /**
   * First day on which the expected count is above the limit; null where there is none. Of a limit that is crossed, the day of the facts
   * with which those that are in the window now went above it.
   */
  readonly day: string | null
  /** The same at the upper and at the lower end of the rate's exact interval (95 %); null where it is not passed at that rate. */
  readonly earliest: string | null
  readonly latest: string | null
  /** Sanctions a year, with the interval. */
  readonly perYear: { readonly value: number, readonly low: number, readonly high: number }
}

const DAYS_A_YEAR = 365.25

/** A sanction that is in the window: the day that put it there, and the first one outside. */
export interface InWindow { readonly since: string, readonly leaving: string }

/**
 * @param limit the count must come to a whole number above it.
 */
export function projectCrossing (present: readonly InWindow[], limit: number, on: string): Projection {
  const start = dayNumber(on)
  const horizon = dayNumber(addMonths(on, WINDOW_MONTHS)) - start
  const seen = present.length
  const perDay = { value: seen / horizon, low: expectedEvents(seen).lower / horizon, high: expectedEvents(seen).upper / horizon }
  const perYear = { value: perDay.value * DAYS_A_YEAR, low: perDay.low * DAYS_A_YEAR, high: perDay.high * DAYS_A_YEAR }
  const crossing = present.map(({ since }) => since).toSorted()[Math.floor(limit)]
  if (crossing !== undefined) return { state: 'crossed', day: crossing, earliest: crossing, latest: crossing, perYear }
  const offsets = present.map(({ leaving }) => dayNumber(leaving) - start)
  const at = (rate: number): string | null => {
    const days = firstCrossing(offsets, Math.floor(limit) + 1, rate, horizon)
    return days === undefined ? null : dayOf(start + days)
  }
  const day = at(perDay.value)
  return { state: day === null ? 'not_at_present_rate' : 'projected', day, earliest: at(perDay.high), latest: at(perDay.low), perYear }
}

/**
 * First number of days after which what is left and what came reach the count. Between two departures the expected count only grows, so
 * each stretch is solved by itself.
 */
function firstCrossing (leaving: readonly number[], count: number, perDay: number, horizon: number): number | undefined {
  if (perDay === 0) return undefined
  const starts = [...new Set([0, ...leaving.filter((days) => days > 0 && days <= horizon)])].toSorted((a, b) => a - b)
  for (const [place, begin] of starts.entries()) {
    const left = leaving.filter((days) => days > begin).length
    const end = starts[place + 1] ?? horizon + 1
    // What comes short of a whole by rounding alone is there.
    const reached = Math.max(begin, Math.ceil((count - left) / perDay - 1e-9))
    if (reached < end) return reached
  }
  return undefined
}
