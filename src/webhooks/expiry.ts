import type pg from 'pg'
import { beginStatement, onConnection } from '../platform/db/operator-tx.ts'
import { listOperators } from '../platform/operators.ts'

/** Deliveries that have ended are kept for 30 days, and so is a webhook that was retired. What still waits is kept while it does. */
export const DELIVERIES_KEPT_DAYS = 30

const DAY_MS = 24 * 60 * 60_000
const beginOfKeeping = (now: Date): Date => new Date(now.getTime() - DELIVERIES_KEPT_DAYS * DAY_MS)

/** Operator by operator. @returns how many went. */
export async function expireDeliveries (pool: pg.Pool, now: Date): Promise<number> {
  let removed = 0
  for (const { operatorId } of await listOperators(pool)) removed += await expireDeliveriesOf(pool, operatorId, now)
  return removed
}

/** A statement has fifteen seconds, however many there are. */
const AT_ONCE = 10_000

/** The same for one operator. Old secrets go as well once they have ended. @returns how many deliveries went. */
export async function expireDeliveriesOf (pool: pg.Pool, operatorId: string, now: Date, atOnce = AT_ONCE): Promise<number> {
  let removed = 0
  for (;;) {
    const some = await expireSome(pool, operatorId, now, atOnce)
    removed += some
    if (some < atOnce) return removed
  }
}

async function expireSome (pool: pg.Pool, operatorId: string, now: Date, atOnce: number): Promise<number> {
  return await onConnection(pool, async (client) => {
    const from = beginOfKeeping(now)
    await client.query(beginStatement(operatorId))
    const { rowCount } = await client.query(`delete from aeo.webhook_deliveries d where d.operator_id = $1 and (d.webhook_id, d.id) in (
      select e.webhook_id, e.id from aeo.webhook_deliveries e where e.operator_id = $1 and e.queued_at < $2 and e.state <> 'pending' order by e.queued_at limit $3)`, [operatorId, from, atOnce])
    await client.query(`delete from aeo.webhooks w where w.operator_id = $1 and w.state = 'retired' and w.state_since < $2
      and not exists (select from aeo.webhook_deliveries d where d.operator_id = w.operator_id and d.webhook_id = w.id)`, [operatorId, from])
    await client.query('update aeo.webhooks w set previous_secret = null, previous_secret_ends_at = null, revision = w.revision + 1 where w.operator_id = $1 and w.previous_secret_ends_at <= $2', [operatorId, now])
    await client.query('commit')
    return rowCount ?? 0
  })
}

/** How many deliveries of the operator have been kept long enough and are still here. */
export async function expiredDeliveries (pool: pg.Pool, operatorId: string, now: Date): Promise<number> {
  return await onConnection(pool, async (client) => {
    await client.query(beginStatement(operatorId, true))
    const { rows: [row] } = await client.query<{ count: string }>('select count(*) from aeo.webhook_deliveries d where d.operator_id = $1 and d.queued_at < $2 and d.state <> \'pending\'', [operatorId, beginOfKeeping(now)])
    await client.query('commit')
    return Number(row?.count ?? 0)
  })
}
