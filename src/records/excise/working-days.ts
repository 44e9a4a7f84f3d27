import { utcDay } from '../../platform/calendar.ts'

/** Working days from Monday to Friday; public holidays differ by state and are not known here. Pure. */

const DAY_MS = 86_400_000
const SATURDAY = 6
const SUNDAY = 0

/** The last day of a period of so many working days after the day. */
export function addWorkingDays (day: string, count: number): string {
  let at = Date.parse(`${day}T00:00:00Z`)
  for (let left = count; left > 0;) {
    at += DAY_MS
    const weekday = new Date(at).getUTCDay()
    if (weekday !== SATURDAY && weekday !== SUNDAY) left--
  }
  return utcDay(new Date(at))
}
