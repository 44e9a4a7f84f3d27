/** Legal days and instants: our own check, because the platform's parsers accept days that do not exist. */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/
const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-](\d{2}):(\d{2}))$/
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** Whether the text is a day that exists, YYYY-MM-DD, in the years 1900 to 2100. */
export function isDay (text: string): boolean {
  const match = DAY.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1) return false
  return day <= (month === 2 && isLeap(year) ? 29 : DAYS_IN_MONTH[month - 1] ?? 0)
}

/** Reads an RFC 3339 instant with offset; undefined when it is none, or names a day or time that does not exist (second 60 too). */
export function readInstant (text: string): Date | undefined {
  const match = INSTANT.exec(text)
  if (match === null || !isDay(match[1] ?? '')) return undefined
  if (Number(match[2]) > 23 || Number(match[3]) > 59 || Number(match[4]) > 59) return undefined
  if (Number(match[5] ?? 0) > 14 || Number(match[6] ?? 0) > 59) return undefined
  return new Date(text)
}

/** The UTC day of an instant. */
export const utcDay = (instant: Date): string => instant.toISOString().slice(0, 10)
