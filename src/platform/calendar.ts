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
  return day <= daysIn(year, month - 1)
}

/** Reads an RFC 3339 instant with offset; undefined when it is none, or names a day or time that does not exist (second 60 too). */
export function readInstant (text: string): Date | undefined {
  const written = readUtcInstant(text)
  if (written !== undefined) return written
  const match = INSTANT.exec(text)
  if (match === null || !isDay(match[1] ?? '')) return undefined
  if (Number(match[2]) > 23 || Number(match[3]) > 59 || Number(match[4]) > 59) return undefined
  if (Number(match[5] ?? 0) > 14 || Number(match[6] ?? 0) > 59) return undefined
  return new Date(text)
}

const SECONDS_FORM = 'YYYY-MM-DDTHH:MM:SSZ'.length
const MILLISECONDS_FORM = 'YYYY-MM-DDTHH:MM:SS.mmmZ'.length

/** The two forms that machines write, without a match of each part: files hold several instants a line. Undefined of any other, which may be one all the same. */
function readUtcInstant (text: string): Date | undefined {
  const isShort = text.length === SECONDS_FORM
  if (!isShort && text.length !== MILLISECONDS_FORM) return undefined
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':' || text.at(-1) !== 'Z' || (!isShort && text[19] !== '.')) return undefined
  const [year, month, day] = [numberAt(text, 0) * 100 + numberAt(text, 2), numberAt(text, 5), numberAt(text, 8)]
  const [hour, minute, second] = [numberAt(text, 11), numberAt(text, 14), numberAt(text, 17)]
  const millisecond = isShort ? 0 : numberAt(text, 20) * 10 + digitAt(text, 22)
  // What is no digit makes no number, and no comparison holds of it.
  if (!(year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month - 1) && hour <= 23 && minute <= 59 && second <= 59 && millisecond <= 999)) return undefined
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, millisecond))
}

function digitAt (text: string, at: number): number {
  const digit = text.charCodeAt(at) - 48
  return digit >= 0 && digit <= 9 ? digit : Number.NaN
}
const numberAt = (text: string, at: number): number => digitAt(text, at) * 10 + digitAt(text, at + 1)

const MS_OF_DAY = 86_400_000
/** Files hold many instants of few days, and writing one as text takes longer than reading it here. */
const MOST_DAYS = 2_000
const daysWritten = new Map<number, string>()

/** The UTC day of an instant. */
export function utcDay (instant: Date): string {
  const number = Math.floor(instant.getTime() / MS_OF_DAY)
  const known = daysWritten.get(number)
  if (known !== undefined) return known
  const day = instant.toISOString().slice(0, 10)
  if (daysWritten.size >= MOST_DAYS) daysWritten.clear()
  daysWritten.set(number, day)
  return day
}

/** The calendar of this system ends here: a later day could not be written in ten characters. */
const LAST = Date.parse('9999-12-31T00:00:00Z')
const toTime = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const toDay = (time: number): string => new Date(Math.min(time, LAST)).toISOString().slice(0, 10)

/** Days since 1970-01-01. */
export const dayNumber = (day: string): number => toTime(day) / MS_OF_DAY
export const dayOf = (number: number): string => toDay(number * MS_OF_DAY)

/** Within a month in numbers alone: reports ask for the day after or before of each record and requirement. */
export function addDays (day: string, days: number): string {
  const date = Number(day.slice(8, 10)) + days
  return date >= 1 && date <= SHORTEST_MONTH ? `${day.slice(0, 8)}${twoDigits(date)}` : toDay(toTime(day) + days * MS_OF_DAY)
}
const SHORTEST_MONTH = 28
export const dayBefore = (day: string): string => addDays(day, -1)
export const dayAfter = (day: string): string => addDays(day, 1)
/** Days from the first to the second; negative when it lies before. */
export const daysBetween = (from: string, to: string): number => Math.round((toTime(to) - toTime(from)) / MS_OF_DAY)

/** The same day some months on, or before; the last of a month that has no such day. In numbers, since reports ask it of each record. */
export function addMonths (day: string, months: number): string {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  const year = Math.floor(month / 12)
  if (year > 9999) return LAST_DAY
  const date = Math.min(Number(day.slice(8, 10)), daysIn(year, month - year * 12))
  return `${String(year).padStart(4, '0')}-${twoDigits(month - year * 12 + 1)}-${twoDigits(date)}`
}

const LAST_DAY = '9999-12-31'
/** @param month 0 for January. */
const daysIn = (year: number, month: number): number => month === 1 && isLeap(year) ? 29 : DAYS_IN_MONTH[month] ?? 0
const twoDigits = (number: number): string => number < 10 ? `0${number}` : String(number)

export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`
export const lastOfMonth = (day: string): string => dayBefore(addMonths(firstOfMonth(day), 1))

const SATURDAY = 6
const SUNDAY = 0
const isWorkingDay = (day: string): boolean => ![SATURDAY, SUNDAY].includes(new Date(toTime(day)).getUTCDay())

/**
 * The last day of a period of working days that begins on the day after (Regulation 1182/71, 3(1)). Weekends are left out; public
 * holidays differ by state and are not known here, so the day may come out early, never late.
 */
export function addWorkingDays (day: string, workingDays: number): string {
  let last = day
  for (let left = workingDays; left > 0;) {
    last = dayAfter(last)
    if (isWorkingDay(last)) left--
  }
  return last
}
