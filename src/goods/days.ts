/** Arithmetic of legal days. Pure. */

/** The last day that a record may name. */
const LAST = Date.UTC(2100, 11, 31)
const toDay = (time: number): string => new Date(Math.min(time, LAST)).toISOString().slice(0, 10)
const partsOf = (day: string): [year: number, month: number, date: number] => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return [year, month, date]
}

export function addDays (day: string, days: number): string {
  const [year, month, date] = partsOf(day)
  return toDay(Date.UTC(year, month - 1, date + days))
}

/** The same date so many months later; the last of a month that is too short for it. */
export function addMonths (day: string, months: number): string {
  const [year, month, date] = partsOf(day)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return toDay(Date.UTC(year, month - 1 + months, Math.min(date, last)))
}

export const dayAfter = (day: string): string => addDays(day, 1)
export const dayBefore = (day: string): string => addDays(day, -1)

export interface Period {
  /** First day. */
  readonly validFrom: string
  /** Last day; null: none is known. */
  readonly validTo: string | null
}

export const holdsOn = ({ validFrom, validTo }: Period, day: string): boolean => validFrom <= day && (validTo === null || day <= validTo)

export const overlap = (one: Period, other: Period): boolean =>
  (other.validTo === null || one.validFrom <= other.validTo) && (one.validTo === null || other.validFrom <= one.validTo)
