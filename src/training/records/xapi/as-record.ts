import { Problem } from '../../../platform/problem.ts'
import type { Content } from '../../../platform/keeping/record-kind.ts'

/** A statement beside the record that was made of it. Pure. */

/** What of a record is said by a statement, whatever its course adds. */
const ALWAYS_SAID = ['person', 'course', 'completedOn', 'result', 'validUntil'] as const
/** What goes with a person, or follows from the course where it is not stated. */
const MAYBE_SAID = ['score', 'hours'] as const

/** @param kept what the record said when it was made; what was erased since says nothing against another. */
export function saysTheSame (kept: Content, stated: Content): boolean {
  return ALWAYS_SAID.every((name) => (kept[name] ?? null) === (stated[name] ?? null)) &&
    MAYBE_SAID.every((name) => (kept[name] ?? null) === null || (stated[name] ?? null) === null || kept[name] === stated[name])
}

/** Where in a statement stands what a record has in this field. */
const PLACES: Readonly<Record<string, string>> = {
  '/reference': '/id', '/person': '/actor', '/course': '/object/id', '/version': '/timestamp', '/completedOn': '/timestamp', '/result': '/result', '/score': '/result/score', '/hours': '/result/duration', '/validUntil': '/result/extensions'
}

/** Has whatever is thrown of a record say where it stands in the statement. @param at JSON Pointer of the statement. */
export function statementFaults<T> (at: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { errors, ...members } = error.members
    throw new Problem(error.type.replace('/problems/', ''), error.status, error.title, error.message, {
      ...members, ...(errors === undefined ? {} : { errors: errors.map((fault) => ({ ...fault, pointer: `${at}${PLACES[fault.pointer] ?? ''}` })) })
    }, { cause: error })
  }
}
