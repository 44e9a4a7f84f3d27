import { utcDay } from '../../platform/calendar.ts'
import { daysBetween } from '../../platform/calendar.ts'
import { compareLine, UNEXPECTED_STATES } from './compare.ts'
import type { Declared, Difference, EntryKind, ListedKind } from './compare.ts'

/** What became of an entry since it was compared. The entry stays what it was; this is worked out whenever it is read. Pure. */

export const CLOSING_REASONS = ['arrived', 'agrees_now', 'agreed_later', 'reported_later', 'no_longer_accepted'] as const
export type ClosingReason = typeof CLOSING_REASONS[number]

export interface Entry {
  readonly mrn: string
  readonly kind: ListedKind
  readonly day: string
  readonly line: number | null
  readonly type: string | null
  readonly value: string | null
  readonly duty: string | null
  readonly currency: string | null
  readonly differences: readonly Difference[]
  readonly findingId: string | null
  /** What the latest extract after this one found of the MRN. */
  readonly laterKind: EntryKind | null
  readonly laterAt: Date | null
}

/** The declaration of the MRN as it stands here now. */
export interface Current extends Declared {
  readonly declarationId: string
  readonly receivedAt: Date
  readonly statusAt: Date
}

export interface Settlement {
  readonly because: ClosingReason | null
  /** Null while it is open, and where only the present state is known. */
  readonly at: Date | null
  /** Whole days since acceptance, until it closed, else until today; never below zero. */
  readonly ageDays: number
}

/** @param direction of the extract; '' for both. */
export function settlementOf (entry: Entry, current: Current | undefined, direction: string, today: string): Settlement {
  const closed = closingOf(entry, current, direction)
  return {
    because: closed?.because ?? null,
    at: closed?.at ?? null,
    ageDays: ageInDays(entry.day, closed?.at === undefined || closed.at === null ? today : utcDay(closed.at))
  }
}

export const ageInDays = (since: string, until: string): number => Math.max(0, daysBetween(since, until))

type Closing = { readonly because: ClosingReason, readonly at: Date | null }

function closingOf (entry: Entry, current: Current | undefined, direction: string): Closing | undefined {
  switch (entry.kind) {
    case 'missing_here': return current === undefined ? undefined : { because: 'arrived', at: current.receivedAt }
    case 'missing_there': return closingThere(entry, current)
    case 'differing': return closingOfDifference(entry, current, direction)
  }
}

function closingThere ({ laterKind, laterAt }: Entry, current: Current | undefined): Closing | undefined {
  if (laterKind === 'matched' || laterKind === 'differing') return { because: 'reported_later', at: laterAt }
  return current !== undefined && UNEXPECTED_STATES.includes(current.status) ? { because: 'no_longer_accepted', at: current.statusAt } : undefined
}

/** Customs may have corrected its word, or the operator its declaration. */
function closingOfDifference (entry: Entry, current: Current | undefined, direction: string): Closing | undefined {
  if (entry.laterKind === 'matched') return { because: 'agreed_later', at: entry.laterAt }
  if (current === undefined) return undefined
  const line = { ...entry, line: entry.line ?? 0, currency: entry.currency ?? '' }
  return compareLine(line, current, direction).kind === 'matched' ? { because: 'agrees_now', at: null } : undefined
}
