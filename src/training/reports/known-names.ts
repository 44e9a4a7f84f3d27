import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { TrainingDeps } from '../deps.ts'
import { namedThings } from '../kept-kinds.ts'

/** What a report is asked for by name. */
export interface Named {
  readonly unit?: string | undefined
  readonly position?: string | undefined
  readonly person?: string | undefined
  readonly topic?: string | undefined
}

export type NamedDeps = Pick<TrainingDeps, 'knownUnits' | 'knownSites' | 'knownPositions' | 'knownPeople'>

/**
 * A misspelt name would find nobody, and a report of nobody reads as if nothing were lacking. A statement for each name that is given.
 *
 * @throws invalid-request for a name that nothing here has.
 */
export async function refuseUnknownNames (tx: OperatorTx, deps: NamedDeps, { unit, position, person, topic }: Named): Promise<void> {
  const things = namedThings(deps)
  const asked = Object.entries({ unit, position, person, topic }).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const errors = []
  for (const [name, code] of asked) {
    const thing = things[name]
    if (thing !== undefined && !(await thing.known(tx, [code])).has(code)) errors.push({ pointer: `/${name}`, detail: thing.detail, hint: thing.hint })
  }
  if (errors.length > 0) throw invalidRequest('The report cannot be narrowed to that.', { errors })
}
