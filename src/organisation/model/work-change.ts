import { dayAfter } from '../../platform/calendar.ts'
import type { Period, State } from './dated.ts'
import type { PositionValues } from './positions.ts'
import type { UnitValues } from './unit-tree.ts'

/** Who works elsewhere or as something else by a change, and from when: what is asked of people follows from that. Pure. */

export interface WorkChange {
  /** Of whom: the person, whoever holds the position, or whoever works in or under the unit. */
  readonly of: { readonly person: string } | { readonly position: string } | { readonly unit: string }
  /** First day on which anything is otherwise. */
  readonly from: string
}

export interface Assigned extends Period { readonly person: string, readonly position: string }

/** The share of the person's time decides nothing here. @param before undefined: newly recorded. */
export function workChangedByAssignment (before: Assigned | undefined, after: Assigned): WorkChange[] {
  if (before === undefined) return [{ of: { person: after.person }, from: after.validFrom }]
  if (before.person !== after.person || before.position !== after.position || before.validFrom !== after.validFrom) {
    const from = before.validFrom < after.validFrom ? before.validFrom : after.validFrom
    return [...new Set([before.person, after.person])].map((person) => ({ of: { person }, from }))
  }
  const ended = [before.validTo, after.validTo].filter((day) => day !== null).toSorted()[0]
  return before.validTo === after.validTo || ended === undefined ? [] : [{ of: { person: after.person }, from: dayAfter(ended) }]
}

interface Stated<Values> { readonly code: string, readonly on: string, readonly before: State<Values> | undefined, readonly after: State<Values> }

/** Nobody holds a position before it is recorded. */
export function workChangedByPosition ({ code, on, before, after }: Stated<PositionValues>): WorkChange[] {
  const isSame = before === undefined || (before.closed === after.closed && before.values.unit === after.values.unit && before.values.responsibilities.join() === after.values.responsibilities.join())
  return isSame ? [] : [{ of: { position: code }, from: on }]
}

/** Nobody works in or under a unit before it is recorded. */
export const workChangedByUnit = ({ code, on, before, after }: Stated<UnitValues>): WorkChange[] =>
  before === undefined || (before.closed === after.closed && before.values.parent === after.values.parent) ? [] : [{ of: { unit: code }, from: on }]
