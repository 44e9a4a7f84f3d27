import { addDays, addMonths } from '../../platform/calendar.ts'

/**
 * The window of the last three years (IA 24(1)(a)). A period from an event does not count the day of the event and ends with the same
 * date, or with the last day of a month that has no such date (Reg. 1182/71, art. 3): so what happened on 1 March 2023 is in the window
 * through 1 March 2026, and what happened on 29 February 2024 through 28 February 2027. Pure.
 */

export const WINDOW_MONTHS = 36

/** First day on which facts of that day are no longer in the window. */
export const leavesOn = (factsTo: string): string => addDays(addMonths(factsTo, WINDOW_MONTHS), 1)

export const isInWindow = (factsTo: string, on: string): boolean => factsTo <= on && on < leavesOn(factsTo)

/** First day whose facts are in the window. */
export function windowStart (on: string): string {
  const day = addMonths(on, -WINDOW_MONTHS)
  return on < leavesOn(day) ? day : addDays(day, 1)
}
