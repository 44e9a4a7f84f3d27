import { addMonths } from '../../platform/calendar.ts'
import { earlier } from './shown.ts'
import type { Shown } from './shown.ts'

/**
 * Whether a person can do what a topic asks, on a day: the one answer that reviews, checks, reports and oversight use. Pure.
 */

export interface Demand {
  readonly topic: string
  /** 1 to 4. */
  readonly level: number
  /** A record shows the topic through this many months after completion at most; null: as long as the record itself says. */
  readonly refresherMonths: number | null
}

export const COMPETENCE_STATES = ['valid', 'expired', 'never'] as const
export type CompetenceState = typeof COMPETENCE_STATES[number]

export interface Competence {
  readonly state: CompetenceState
  /** The record that it rests on, or that rested on last; null: never. */
  readonly recordId: string | null
  /** Level of that record. */
  readonly level: number | null
  /** Last day of validity: to come, or past when expired; null: open, or never. */
  readonly validUntil: string | null
  /** Highest level that is valid on the day, also below the one demanded; null: none. */
  readonly heldLevel: number | null
}

/** The last day on which the record meets a demand with that refresher. 29 February and 12 months: through 28 February. */
export const showsThrough = ({ completedOn, endsOn }: Shown, refresherMonths: number | null): string | null =>
  refresherMonths === null ? endsOn : earlier(endsOn, addMonths(completedOn, refresherMonths))

/**
 * @param shown of one person, of any topics; what was completed after the day is not known on it.
 */
export function competenceOn (shown: readonly Shown[], demand: Demand, day: string): Competence {
  let best: { readonly record: Shown, readonly end: string | null } | undefined
  let heldLevel: number | null = null
  for (const record of shown) {
    if (record.topic !== demand.topic || record.completedOn > day) continue
    const end = showsThrough(record, demand.refresherMonths)
    if (end !== null && end < record.completedOn) continue // revoked from the start: it never showed anything
    if ((end === null || end >= day) && record.level > (heldLevel ?? 0)) heldLevel = record.level
    if (record.level >= demand.level && (best === undefined || outdoes(record, end, best))) best = { record, end }
  }
  if (best === undefined) return { state: 'never', recordId: null, level: null, validUntil: null, heldLevel }
  const state = best.end === null || best.end >= day ? 'valid' : 'expired'
  return { state, recordId: best.record.recordId, level: best.record.level, validUntil: best.end, heldLevel }
}

/** The latest end counts, since validity ends with it; of equal ends the higher level, then the later completion, then by id, so that the answer is one. */
function outdoes (record: Shown, end: string | null, best: { readonly record: Shown, readonly end: string | null }): boolean {
  if (end !== best.end) return end === null || (best.end !== null && end > best.end)
  if (record.level !== best.record.level) return record.level > best.record.level
  if (record.completedOn !== best.record.completedOn) return record.completedOn > best.record.completedOn
  return record.recordId < best.record.recordId
}
