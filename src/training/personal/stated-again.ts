import type { Stated } from '../../platform/keeping/keep-records.ts'
import { defineProblem } from '../../platform/problem.ts'
import type { Problem } from '../../platform/problem.ts'

/** What was erased stays erased: a system that sends its records every night would bring it back. Pure. */

export const personErased = defineProblem('training-person-erased', 409, 'What said more of the person was erased', 'Leave it out: who completed what when is kept, by pseudonym')

/** What a record may say of the person beside what was completed when. Why it was revoked is said by whoever revokes it now. */
const STATED = ['score', 'archive', 'locator'] as const

/** Why a record of an erased person cannot be kept as stated. */
export function statedAgain (erased: ReadonlySet<string>, { before, after }: Stated): Problem | undefined {
  if (!erased.has(String(after['person']))) return undefined
  return refusalOf(STATED.filter((name) => after[name] !== null && after[name] !== before?.[name]))
}

export function refusalOf (names: readonly string[]): Problem | undefined {
  if (names.length === 0) return undefined
  return personErased('Nothing of it is recorded again.', { errors: names.map((name) => ({ pointer: `/${name}`, detail: 'is of a person who was erased', hint: 'Leave it out' })) })
}
