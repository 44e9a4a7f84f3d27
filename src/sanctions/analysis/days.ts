/** Arithmetic of calendar days, YYYY-MM-DD. Pure. */

const DAY_MS = 86_400_000

/** Days since 1970-01-01. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS
export const dayOf = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10)
export const addDays = (day: string, days: number): string => dayOf(dayNumber(day) + days)

const lastDayOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** The same day so many months on, or before; the last day of that month where it has no such day. */
export function addMonths (day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const count = year * 12 + month - 1 + months
  const [inYear, inMonth] = [Math.floor(count / 12), count - Math.floor(count / 12) * 12 + 1]
  return `${String(inYear).padStart(4, '0')}-${String(inMonth).padStart(2, '0')}-${String(Math.min(date, lastDayOf(inYear, inMonth))).padStart(2, '0')}`
}

/** The last day of the month that the day is in. */
export const monthEnd = (day: string): string => addDays(addMonths(`${day.slice(0, 7)}-01`, 1), -1)
