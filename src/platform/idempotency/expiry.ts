import type pg from 'pg'
import { beginStatement, onConnection } from '../db/operator-tx.ts'
import type { OperatorTx } from '../db/operator-tx.ts'
import { listOperators } from '../operators.ts'

/** Answers to Idempotency-Keys are kept for 30 days; later the key is free again. */
export const KEPT_DAYS = 30

const DAY_MS = 24 * 60 * 60_000
const beginOfKeeping = (now: Date): Date => new Date(now.getTime() - KEPT_DAYS * DAY_MS)

/** Removes answers that have expired, operator by operator. @returns how many went. */
export async function expireAnswers (pool: pg.Pool, now: Date): Promise<number> {
  let removed = 0
  for (const { operatorId } of await listOperators(pool)) removed += await expireAnswersOf(pool, operatorId, now)
  return removed
}

/** The same for one operator. */
export async function expireAnswersOf (pool: pg.Pool, operatorId: string, now: Date): Promise<number> {
  return await onConnection(pool, async (client) => {
    await client.query(beginStatement(operatorId))
    const { rowCount } = await client.query('delete from aeo.idempotency_answers a where a.operator_id = $1 and a.created_at < $2', [operatorId, beginOfKeeping(now)])
    await client.query('commit')
    return rowCount ?? 0
  })
}

/** How many of the operator's answers have expired and are still here. */
export async function expiredAnswers (pool: pg.Pool, operatorId: string, now: Date): Promise<number> {
  return await onConnection(pool, async (client) => {
    await client.query(beginStatement(operatorId, true))
    const { rows: [row] } = await client.query<{ count: string }>('select count(*) from aeo.idempotency_answers a where a.operator_id = $1 and a.created_at < $2', [operatorId, beginOfKeeping(now)])
    await client.query('commit')
    return Number(row?.count ?? 0)
  })
}

/** Stored answers, JSON, that show a thing whose words were erased, by its id, go: whoever sends the request again is judged anew. */
export async function forgetAnswers (tx: OperatorTx, routes: readonly string[], ...ids: readonly string[]): Promise<void> {
  await tx.query(`delete from aeo.idempotency_answers a where a.operator_id = $1 and a.route = any($2::text[])
    and case when a.route = any($2::text[]) and a.status < 300 then a.body::json ->> 'id' = any($3::text[]) else false end`, [tx.operatorId, routes, ids])
}

/** The same of routes whose answers do not name what they show. */
export async function forgetAllAnswers (tx: OperatorTx, routes: readonly string[]): Promise<void> {
  await tx.query('delete from aeo.idempotency_answers a where a.operator_id = $1 and a.route = any($2::text[])', [tx.operatorId, routes])
}
