import * as calendar from '../platform/calendar.ts'

/** Arithmetic of legal days. Pure. */

/** The last day that a record may name; what lasts beyond it has no end that matters. */
const LAST = '2100-12-31'
const atMost = (day: string): string => day < LAST ? day : LAST

export const addDays = (day: string, days: number): string => atMost(calendar.addDays(day, days))
export const addMonths = (day: string, months: number): string => atMost(calendar.addMonths(day, months))
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
