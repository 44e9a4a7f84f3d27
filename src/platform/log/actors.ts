import { v7 as uuidV7 } from 'uuid'
import { LruMap } from '../lru-map.ts'

/** Runs one statement inside a transaction that has its operator set. */
export type Query = (text: string, values: readonly unknown[]) => Promise<Record<string, unknown>[]>

/** Pseudonyms seen lately, each until when it is remembered. */
const known = new LruMap<string, { readonly actorId: string, readonly untilMs: number }>(10_000)
/** A pseudonym never changes but by an erasure, of which another process hears nothing. */
const REMEMBERED_MS = 60_000

const cacheKey = (operatorId: string, subject: string): string => `${operatorId} ${subject}`

export function knownActor (operatorId: string, subject: string, nowMs = performance.now()): string | undefined {
  const found = known.get(cacheKey(operatorId, subject))
  return found !== undefined && nowMs < found.untilMs ? found.actorId : undefined
}

/**
 * The random pseudonym under which the log names this subject; made at its first act. One that is there is read and not locked: whatever
 * else the subject does at the same time need not wait for this transaction.
 * It is remembered only by `rememberActor`, after the transaction that made it has committed.
 */
export async function resolveActor (query: Query, operatorId: string, subject: string): Promise<string> {
  const cached = knownActor(operatorId, subject)
  if (cached !== undefined) return cached
  const [found] = await query(`with kept as (select k.actor_id from aeo.actors k where k.operator_id = $1 and k.subject = $3),
      made as (insert into aeo.actors as a (operator_id, actor_id, subject) select $1, $2, $3 where not exists (select from kept)
        on conflict (operator_id, subject) do update set subject = a.subject returning a.actor_id)
    select k.actor_id from kept k union all select m.actor_id from made m`, [operatorId, uuidV7(), subject])
  return String(found?.['actor_id'])
}

export function rememberActor (operatorId: string, subject: string, actorId: string, nowMs = performance.now()): void {
  known.set(cacheKey(operatorId, subject), { actorId, untilMs: nowMs + REMEMBERED_MS })
}

/** Erases who an actor is: the log keeps the pseudonym alone, and a later act of the same subject is that of somebody new. */
export async function forgetSubject (query: Query, operatorId: string, subject: string): Promise<void> {
  known.delete(cacheKey(operatorId, subject))
  await query('update aeo.actors a set subject = null where a.operator_id = $1 and a.subject = $2', [operatorId, subject])
}
