import type pg from 'pg'
import { beginStatement, onConnection } from '../db/operator-tx.ts'
import { listOperators } from '../operators.ts'

/** Answers to Idempotency-Keys are kept for 30 days; later the key is free again. */
export const KEPT_DAYS = 30

/** Removes answers that have expired, operator by operator. @returns how many went. */
export async function expireAnswers (pool: pg.Pool, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_DAYS * 24 * 60 * 60_000)
  let removed = 0
  for (const { operatorId } of await listOperators(pool)) {
    removed += await onConnection(pool, async (client) => {
      await client.query(beginStatement(operatorId))
      const { rowCount } = await client.query('delete from aeo.idempotency_answers a where a.operator_id = $1 and a.created_at < $2', [operatorId, before])
      await client.query('commit')
      return rowCount ?? 0
    })
  }
  return removed
}
