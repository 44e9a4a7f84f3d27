import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { ErrorKind } from './courier.ts'
import type { SentEvent } from './message.ts'
import type { Position } from './webhook-store.ts'

/** Deliveries in the database: a queue for each webhook, and what became of what was in it. */

export const DELIVERY_STATES = ['pending', 'delivered', 'given_up', 'dropped'] as const
export type DeliveryState = typeof DELIVERY_STATES[number]

export interface Delivery extends SentEvent {
  readonly id: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly queuedAt: Date
  readonly lastAttemptAt: Date | null
  readonly dueAt: Date | null
  readonly status: number | null
  readonly error: ErrorKind | null
}

const FIELDS = `d.id, d.type, d.subject, d.epoch, d.seq, d.at, d.state, d.attempts, d.queued_at as "queuedAt", d.last_attempt_at as "lastAttemptAt", d.due_at as "dueAt", d.status, d.error`

export async function findDelivery (tx: OperatorTx, webhook: string, id: string): Promise<Delivery | undefined> {
  const [row] = await tx.query<Delivery>(`select ${FIELDS} from aeo.webhook_deliveries d where d.operator_id = $1 and d.webhook_id = $2::uuid and d.id = $3::uuid`, [tx.operatorId, webhook, id])
  return row
}

/** Queued last first. */
export async function listDeliveries (tx: OperatorTx, webhook: string, state: string | undefined, limit: number, after?: { readonly queuedAt: string, readonly id: string }): Promise<Delivery[]> {
  return await tx.query<Delivery>(`select ${FIELDS} from aeo.webhook_deliveries d where d.operator_id = $1 and d.webhook_id = $2::uuid and ($6::text is null or d.state = $6)
    and ($4::timestamptz is null or (d.queued_at, d.id) < ($4::timestamptz, $5::uuid)) order by d.queued_at desc, d.id desc limit $3`, [tx.operatorId, webhook, limit, after?.queuedAt ?? null, after?.id ?? null, state ?? null])
}

export interface Queued extends SentEvent { readonly webhook: string, readonly id: string }

/** What was queued before and is no more is queued again, under the same id: it was asked for. */
export async function queue (tx: OperatorTx, deliveries: readonly Queued[]): Promise<void> {
  await tx.query(`insert into aeo.webhook_deliveries as d (operator_id, webhook_id, id, type, subject, epoch, seq, at, queued_at, due_at)
    select $1, n.webhook, n.id, n.type, n.subject, n.epoch, n.seq, n.at, $9, $9 from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::integer[], $7::bigint[], $8::timestamptz[]) as n (webhook, id, type, subject, epoch, seq, at)
    on conflict (operator_id, webhook_id, id) do update set state = 'pending', attempts = 0, queued_at = excluded.queued_at, first_attempt_at = null, due_at = excluded.due_at, status = null, error = null where d.state <> 'pending'`, [
    tx.operatorId, deliveries.map(({ webhook }) => webhook), deliveries.map(({ id }) => id), deliveries.map(({ type }) => type), deliveries.map(({ subject }) => subject), deliveries.map(({ epoch }) => epoch),
    deliveries.map(({ seq }) => seq), deliveries.map(({ at }) => at), tx.at
  ])
}

export async function queueAgain (tx: OperatorTx, webhook: string, id: string): Promise<void> {
  await tx.query(`update aeo.webhook_deliveries d set state = 'pending', attempts = 0, queued_at = $4, first_attempt_at = null, due_at = $4, status = null, error = null
    where d.operator_id = $1 and d.webhook_id = $2 and d.id = $3 and d.state <> 'pending'`, [tx.operatorId, webhook, id, tx.at])
}

/** Tests that wait, counted no further than the limit. */
export async function countWaitingTests (tx: OperatorTx, webhook: string, limit: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(`select count(*)::integer as count from (select from aeo.webhook_deliveries d
    where d.operator_id = $1 and d.webhook_id = $2 and d.state = 'pending' and d.epoch is null limit $3) n`, [tx.operatorId, webhook, limit])
  return row?.count ?? 0
}

/** Types of events that wait. */
export async function waitingTypes (tx: OperatorTx, webhook: string): Promise<string[]> {
  const rows = await tx.query<{ type: string }>('select distinct d.type from aeo.webhook_deliveries d where d.operator_id = $1 and d.webhook_id = $2 and d.state = \'pending\' and d.epoch is not null', [tx.operatorId, webhook])
  return rows.map(({ type }) => type)
}

/** What waits and is not asked for any more is not sent. */
export async function drop (tx: OperatorTx, webhook: string, types: readonly string[]): Promise<void> {
  await tx.query(`update aeo.webhook_deliveries d set state = 'dropped', due_at = null where d.operator_id = $1 and d.webhook_id = $2 and d.state = 'pending' and d.epoch is not null and d.type = any($3::text[])`,
    [tx.operatorId, webhook, types])
}

/** What is sent now. */
export interface Taken extends SentEvent {
  readonly id: string
  /** This one included; what came of another attempt than the last counts for nothing. */
  readonly attempts: number
  readonly firstAt: Date
}

/**
 * Takes the first that are due, and counts the attempt before it is made: whoever dies while sending leaves it to be sent again.
 * Which they are is found first, and looked up by their keys then: a join would read all that was ever sent where nothing is known of the table yet.
 * @param events how many events. Tests are taken beside them, and alone where nothing else is to be sent.
 * @param freshFirst while nobody knows whether the receiver lives: what it did not refuse yet tells more than what it did.
 */
export async function take (tx: OperatorTx, webhook: string, events: number, freshFirst: boolean): Promise<Taken[]> {
  const rows = await tx.query<Taken>(`update aeo.webhook_deliveries d set attempts = d.attempts + 1, first_attempt_at = coalesce(d.first_attempt_at, $3), last_attempt_at = $3
    where d.operator_id = $1 and d.webhook_id = $2 and d.id = any(array(
      (select c.id from aeo.webhook_deliveries c where c.operator_id = $1 and c.webhook_id = $2 and c.state = 'pending' and c.due_at <= $3 and c.epoch is not null
        order by case when $5 then c.attempts end, c.due_at, c.epoch, c.seq limit $4)
      union all (select c.id from aeo.webhook_deliveries c where c.operator_id = $1 and c.webhook_id = $2 and c.state = 'pending' and c.due_at <= $3 and c.epoch is null order by c.due_at limit 1)))
    returning d.id, d.type, d.subject, d.epoch, d.seq, d.at, d.attempts, d.first_attempt_at as "firstAt"`, [tx.operatorId, webhook, tx.at, events, freshFirst])
  return rows.toSorted((a, b) => Number(a.seq ?? 0) - Number(b.seq ?? 0))
}

export interface Settled {
  readonly id: string
  readonly attempts: number
  readonly state: DeliveryState
  readonly dueAt: Date | null
  readonly status: number | null
  readonly error: ErrorKind | null
}

export async function settle (tx: OperatorTx, webhook: string, settled: readonly Settled[]): Promise<void> {
  await tx.query(`update aeo.webhook_deliveries d set state = n.state, due_at = n.due_at, status = n.status, error = n.error,
      first_attempt_at = case when n.error <> 'secret_unreadable' or n.error is null then d.first_attempt_at end
    from unnest($3::uuid[], $4::integer[], $5::text[], $6::timestamptz[], $7::integer[], $8::text[]) as n (id, attempts, state, due_at, status, error)
    where d.operator_id = $1 and d.webhook_id = $2 and d.id = any($3::uuid[]) and d.id = n.id and d.attempts = n.attempts and d.state = 'pending'`, [
    tx.operatorId, webhook, settled.map(({ id }) => id), settled.map(({ attempts }) => attempts), settled.map(({ state }) => state), settled.map(({ dueAt }) => dueAt),
    settled.map(({ status }) => status), settled.map(({ error }) => error)
  ])
}

/** The receiver lives again: what failed before need not wait out its pause. */
export async function hurry (tx: OperatorTx, webhook: string): Promise<void> {
  await tx.query('update aeo.webhook_deliveries d set due_at = $3 where d.operator_id = $1 and d.webhook_id = $2 and d.state = \'pending\' and d.attempts > 0', [tx.operatorId, webhook, tx.at])
}

/** A webhook that is told of events, and whether as many of its deliveries wait as may. */
export interface Follower extends Position {
  readonly id: string
  readonly eventTypes: readonly string[]
  readonly scopes: readonly string[]
  readonly isFull: boolean
}

/** Held until the transaction ends. @param unsent as many may wait that were not sent yet. @param all as many may wait, those among them that a receiver refused. */
export async function lockFollowers (tx: OperatorTx, unsent: number, all: number): Promise<Follower[]> {
  return await tx.query<Follower>(`select w.id, w.epoch, w.seq, w.event_types as "eventTypes", w.scopes,
      (select count(*) >= $3 or count(*) filter (where n.attempts = 0) >= $2 from (select d.attempts from aeo.webhook_deliveries d where d.operator_id = w.operator_id and d.webhook_id = w.id and d.state = 'pending' limit $3) n) as "isFull"
    from aeo.webhooks w where w.operator_id = $1 and w.state = 'active' order by w.id for update of w`, [tx.operatorId, unsent, all])
}

export interface LoggedEvent { readonly from: string, readonly epoch: number, readonly seq: string, readonly at: Date, readonly type: string, readonly subject: string }

/** The next events behind each of the positions, named `epoch:seq`; all in one statement. */
export async function eventsBehind (tx: OperatorTx, positions: readonly Position[], limit: number): Promise<LoggedEvent[]> {
  return await tx.query<LoggedEvent>(`select p.epoch || ':' || p.seq as from, l.epoch, l.seq, l.at, l.type, l.subject from unnest($2::integer[], $3::bigint[]) as p (epoch, seq)
    cross join lateral (select e.epoch, e.seq, e.at, e.type, e.subject from aeo.operator_log e where e.operator_id = $1 and (e.epoch, e.seq) > (p.epoch, p.seq) order by e.epoch, e.seq limit $4) l
    order by p.epoch, p.seq, l.epoch, l.seq`, [tx.operatorId, positions.map(({ epoch }) => epoch), positions.map(({ seq }) => seq), limit])
}

export async function moveFollowers (tx: OperatorTx, moved: readonly (Position & { readonly id: string })[]): Promise<void> {
  await tx.query('update aeo.webhooks w set epoch = n.epoch, seq = n.seq from unnest($2::uuid[], $3::integer[], $4::bigint[]) as n (id, epoch, seq) where w.operator_id = $1 and w.id = n.id',
    [tx.operatorId, moved.map(({ id }) => id), moved.map(({ epoch }) => epoch), moved.map(({ seq }) => seq)])
}
