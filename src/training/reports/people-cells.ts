import { cellsOf, EXPIRING_DAYS } from '../competence/cells.ts'
import type { Cell } from '../competence/cells.ts'
import { requirementsBy } from '../competence/requirements.ts'
import type { PersonOnDay } from '../competence/requirements.ts'
import type { TrainingFacts } from '../loader/read-training.ts'

/** The matrix of people and topics on a day. Pure. */

export interface PersonCells {
  readonly person: PersonOnDay
  /** Of what is required, and of what was shown beyond that. */
  readonly cells: readonly Cell[]
}

export interface CellsAsked {
  /** A valid cell is `expiring` when its last day lies no more than these days ahead. */
  readonly expiringDays?: number
  /** Only these topics; all without. */
  readonly topics?: readonly string[] | undefined
}

/** By pseudonym; with those of whom nothing is required and who have shown nothing. */
export function cellsOfPeople ({ peopleOn, own, uses, shown, catalogue }: TrainingFacts, day: string, { expiringDays = EXPIRING_DAYS, topics }: CellsAsked = {}): PersonCells[] {
  const requiredOf = requirementsBy(own, catalogue, uses)
  const isAsked = ({ topic }: { readonly topic: string }): boolean => topics === undefined || topics.includes(topic)
  return peopleOn(day).map((person) => ({ person, cells: cellsOf(requiredOf(person, day).filter(isAsked), (shown.get(person.person) ?? []).filter(isAsked), day, expiringDays) }))
}
