import type { Stated } from '../../platform/keeping/keep-records.ts'
import type { RecordKind } from '../../platform/keeping/record-kind.ts'
import { defineProblem } from '../../platform/problem.ts'
import type { Problem } from '../../platform/problem.ts'

/** What was erased stays erased: a system that sends its records every night would bring it back. Pure. */

export const personErased = defineProblem('training-person-erased', 409, 'What said more of the person was erased', 'Leave it out: who completed what when is kept, by pseudonym')

/** Why what is said of an erased person cannot be kept as stated. What an operation writes, such as why a record is revoked, is said by whoever does that now. */
export function statedAgain ({ fields }: RecordKind, erased: ReadonlySet<string>, { before, after }: Stated): Problem | undefined {
  if (!erased.has(String(after['person']))) return undefined
  const gone = fields.filter(({ erasable, byOperation }) => erasable === true && byOperation !== true)
  return refusalOf(gone.flatMap(({ name }) => after[name] !== null && after[name] !== before?.[name] ? [name] : []))
}

export function refusalOf (names: readonly string[]): Problem | undefined {
  if (names.length === 0) return undefined
  return personErased('Nothing of it is recorded again.', { errors: names.map((name) => ({ pointer: `/${name}`, detail: 'is of a person who was erased', hint: 'Leave it out' })) })
}
