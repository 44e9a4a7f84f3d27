import { v7 as uuidV7 } from 'uuid'
import { LruMap } from '../lru-map.ts'

/** Runs one statement inside a transaction that has its operator set. */
export type Query = (text: string, values: readonly unknown[]) => Promise<Record<string, unknown>[]>

/** Pseudonyms seen lately; they never change, so a replica may remember them. */
const known = new LruMap<string, string>(10_000)

const cacheKey = (operatorId: string, subject: string): string => `${operatorId} ${subject}`

export function knownActor (operatorId: string, subject: string): string | undefined {
  return known.get(cacheKey(operatorId, subject))
}

/**
 * The random pseudonym under which the log names this subject; made at its first act.
 * It is remembered only by `rememberActor`, after the transaction that made it has committed.
 */
export async function resolveActor (query: Query, operatorId: string, subject: string): Promise<string> {
  const cached = knownActor(operatorId, subject)
  if (cached !== undefined) return cached
  const [made] = await query(`insert into aeo.actors as a (operator_id, actor_id, subject) values ($1, $2, $3)
    on conflict (operator_id, subject) do update set subject = a.subject returning a.actor_id`, [operatorId, uuidV7(), subject])
  return String(made?.['actor_id'])
}

export function rememberActor (operatorId: string, subject: string, actorId: string): void {
  known.set(cacheKey(operatorId, subject), actorId)
}

/** Erases who an actor is: the log keeps the pseudonym alone, and a later act of the same subject is that of somebody new. */
export async function forgetSubject (query: Query, operatorId: string, subject: string): Promise<void> {
  known.delete(cacheKey(operatorId, subject))
  await query('update aeo.actors a set subject = null where a.operator_id = $1 and a.subject = $2', [operatorId, subject])
}
