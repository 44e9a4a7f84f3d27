/** Arithmetic of legal days, YYYY-MM-DD; no time zone, no clock. */

const DAY_MS = 86_400_000
const instantOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

export const addDays = (day: string, days: number): string => dayOf(instantOf(day) + days * DAY_MS)

/** The same day of a later month, or that month's last where it is shorter. */
export function addMonths (day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0))
  return dayOf(Date.UTC(lastOfMonth.getUTCFullYear(), lastOfMonth.getUTCMonth(), Math.min(date, lastOfMonth.getUTCDate())))
}

const SATURDAY = 6
const SUNDAY = 0
const isWorkingDay = (day: string): boolean => ![SATURDAY, SUNDAY].includes(new Date(instantOf(day)).getUTCDay())

/**
 * The last day of a period of working days that begins on the day after (Regulation 1182/71, 3(1)). Weekends are left out; public
 * holidays are not known here, so the day may come out early, never late.
 */
export function addWorkingDays (day: string, workingDays: number): string {
  let last = day
  for (let left = workingDays; left > 0;) {
    last = addDays(last, 1)
    if (isWorkingDay(last)) left--
  }
  return last
}
