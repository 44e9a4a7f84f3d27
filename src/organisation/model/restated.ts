import { dayBefore } from '../../platform/calendar.ts'

/** Whether a change of a record that holds for one period says anew what held already, or only when it will end. Pure. */

export type PeriodValues = Readonly<Record<string, unknown>>

/** Last day on which it holds: of what was revoked the day before; null without an end. */
export function lastDayOf (values: PeriodValues): string | null {
  const ends = [values['validTo'], typeof values['revokedOn'] === 'string' ? dayBefore(values['revokedOn']) : null].filter((day) => typeof day === 'string')
  return ends.toSorted()[0] ?? null
}

/** What a change says anew. */
export interface Restated {
  /** First day of what had begun, and is now to begin on a day to come: on no day since then was it so. Null where it is not moved like that. */
  readonly from: string | null
}

/** @returns undefined where it says only when it will end. */
export function restatedBy (before: PeriodValues, after: PeriodValues, says: readonly string[], today: string): Restated | undefined {
  if (!isRestated(before, after, says, today)) return undefined
  const [was, is] = [String(before['validFrom']), String(after['validFrom'])]
  return { from: was <= today && is > today ? was : null }
}

/**
 * An end that is announced, or moved before it comes, leaves what held before as it was known: it counts when it comes. What holds anew, an
 * end that had come and came otherwise, and one that was announced and is not to come, are known from today alone.
 *
 * @param says values that say what holds from the first day on.
 */
export function isRestated (before: PeriodValues, after: PeriodValues, says: readonly string[], today: string): boolean {
  if (says.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))) return true
  const [was, is] = [lastDayOf(before), lastDayOf(after)]
  return was !== null && was !== is && (was < today || is === null)
}
