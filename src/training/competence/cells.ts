import { addDays, dayAfter, dayBefore } from '../../platform/calendar.ts'
import { competenceOn } from './competence.ts'
import type { LesserDemand, Requirement } from './requirements.ts'
import type { Shown } from './shown.ts'

/** Cells of the matrix of people and topics on a day, those of one person at a time. Pure. */

export const CELL_STATES = ['valid', 'expiring', 'due', 'expired', 'too_low', 'missing', 'not_required'] as const
export type CellState = typeof CELL_STATES[number]

/** Days ahead within which an end of validity is announced, unless the caller says otherwise. */
export const EXPIRING_DAYS = 60

export interface Cell {
  readonly topic: string
  readonly state: CellState
  /** What is required; null: not_required. */
  readonly requirement: Requirement | null
  /** The record that the state rests on: the valid one, or the one that expired; null: none. */
  readonly recordId: string | null
  /** Highest level that is valid on the day; null: none. */
  readonly heldLevel: number | null
  /** Last day of validity, to come or past; null: open, or there is none. */
  readonly validUntil: string | null
  /** Of a gap: the first day from which something of what is not met today was not, its grace over. Null: no gap. */
  readonly since: string | null
  /** While due: the last day of grace. Null otherwise. */
  readonly dueOn: string | null
}

/** expired, too_low or missing: what is required, is not there, and has no grace left. */
export const isGap = ({ state }: Pick<Cell, 'state'>): boolean => state === 'expired' || state === 'too_low' || state === 'missing'

/**
 * One cell for each topic that is required or of which the person has shown anything: the required ones in their order, then the others
 * by topic.
 *
 * @param shown of the same person.
 * @param expiringDays a valid cell is `expiring` when its last day lies no more than these days ahead.
 */
export function cellsOf (requirements: readonly Requirement[], shown: readonly Shown[], day: string, expiringDays: number): Cell[] {
  const byTopic = Map.groupBy(shown, ({ topic }) => topic)
  const announcedTo = addDays(day, expiringDays)
  const required = new Set(requirements.map(({ topic }) => topic))
  return [
    ...requirements.map((requirement) => requiredCell(requirement, byTopic.get(requirement.topic) ?? [], day, announcedTo)),
    ...[...byTopic.keys()].filter((topic) => !required.has(topic)).toSorted().flatMap((topic) => beyondRequired(topic, byTopic.get(topic) ?? [], day))
  ]
}

function requiredCell (requirement: Requirement, shown: readonly Shown[], day: string, announcedTo: string): Cell {
  const { state, recordId, validUntil, heldLevel } = competenceOn(shown, requirement, day)
  const cell = { topic: requirement.topic, requirement, recordId, heldLevel, validUntil, since: null, dueOn: null }
  if (state === 'valid') return { ...cell, state: validUntil !== null && validUntil <= announcedTo ? 'expiring' : 'valid' }
  const [gap, ...lesser] = [requirement, ...requirement.lesser].flatMap((demand) => gapOn(requirement, demand, shown, day) ?? [])
  if (gap !== undefined) return { ...cell, ...gap, since: lesser.reduce((since, other) => other.since < since ? other.since : since, gap.since) }
  return { ...cell, state: 'due', dueOn: dayBefore(addDays(requirement.since, requirement.graceDays)) }
}

/** How the demand, which may be less than is required now, is not met after its grace; undefined while there is grace, and when it is met. */
function gapOn ({ topic, graceDays }: Requirement, { level, refresherMonths, since }: LesserDemand, shown: readonly Shown[], day: string): { readonly state: CellState, readonly since: string } | undefined {
  const graceOver = addDays(since, graceDays)
  if (day < graceOver) return undefined
  const { state, validUntil, heldLevel } = competenceOn(shown, { topic, level, refresherMonths }, day)
  if (state === 'valid') return undefined
  const lapsed = validUntil === null ? graceOver : dayAfter(validUntil)
  return { state: state === 'expired' ? 'expired' : heldLevel === null ? 'missing' : 'too_low', since: lapsed > graceOver ? lapsed : graceOver }
}

/** Level 1 without refresher: anything that was ever shown. */
function beyondRequired (topic: string, shown: readonly Shown[], day: string): Cell[] {
  const { state, recordId, validUntil, heldLevel } = competenceOn(shown, { topic, level: 1, refresherMonths: null }, day)
  return state === 'never' ? [] : [{ topic, state: 'not_required', requirement: null, recordId, heldLevel, validUntil, since: null, dueOn: null }]
}
