import { addDays, addMonths, dayBefore } from '../../platform/calendar.ts'

/** What a record shows, and through which day. Pure. */

/** That a person has shown a topic at a level, from the day of completion through its last day. */
export interface Shown {
  readonly recordId: string
  readonly person: string
  readonly topic: string
  /** 1 to 4. */
  readonly level: number
  /** First day on which it shows the topic. */
  readonly completedOn: string
  /** Last day on which it does, all its own ends and a revocation applied; before `completedOn`: it never did. Null: it does not end by itself. */
  readonly endsOn: string | null
}

export const RESULTS = ['passed', 'failed', 'attended'] as const
export type Result = typeof RESULTS[number]

/** Whether a record shows what its course teaches: passed, or attended where there was nothing to pass. */
export const counts = (result: Result, passMark: number | null): boolean => result === 'passed' || (result === 'attended' && passMark === null)

/** The last day as certificate or course say, a revocation aside; null: open. The certificate goes before the course. */
export function ownEnd (completedOn: string, validUntil: string | null, validityMonths: number | null): string | null {
  if (validUntil !== null) return validUntil
  return validityMonths === null ? null : addMonths(completedOn, validityMonths)
}

/** What ends a record before its own end. */
export interface Endings {
  readonly ownEnd: string | null
  /** First day on which it shows nothing any more. */
  readonly revokedFrom: string | null
  /** Of read and understood: the first day of the next version of the procedure, and the days that readers of this one have to read it. */
  readonly nextVersion: { readonly validFrom: string, readonly acknowledgeWithinDays: number } | null
}

/** The last day on which a record shows anything. A version's last day is the one before its readers must know the next. */
export function lastDay ({ ownEnd: own, revokedFrom, nextVersion }: Endings): string | null {
  const ends = [
    own,
    revokedFrom === null ? null : dayBefore(revokedFrom),
    nextVersion === null ? null : dayBefore(addDays(nextVersion.validFrom, nextVersion.acknowledgeWithinDays))
  ]
  return ends.reduce(earlier, null)
}

/** The earlier of two last days; null lies after every day. */
export const earlier = (a: string | null, b: string | null): string | null => a === null ? b : b === null || a < b ? a : b
