import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { MOST_REST_MS } from './patience.ts'
import type { Health } from './patience.ts'

/** Webhooks in the database. */

export const STATES = ['active', 'paused', 'disabled', 'retired'] as const
export type State = typeof STATES[number]
export const REASONS = ['failing', 'gone'] as const
export type Reason = typeof REASONS[number]

export interface Position { readonly epoch: number, readonly seq: string }

export interface Webhook extends Position {
  readonly id: string
  readonly url: string
  readonly description: string | null
  readonly eventTypes: readonly string[]
  readonly scopes: readonly string[]
  readonly state: State
  readonly disabledBecause: Reason | null
  readonly stateSince: Date
  readonly failingSince: Date | null
  readonly previousSecretEndsAt: Date | null
  readonly revision: number
  readonly createdAt: Date
}

const FIELDS = `w.id, w.url, w.description, w.event_types as "eventTypes", w.scopes, w.state, w.disabled_because as "disabledBecause", w.state_since as "stateSince", w.failing_since as "failingSince",
  w.previous_secret_ends_at as "previousSecretEndsAt", w.epoch, w.seq, w.revision, w.created_at as "createdAt"`

/** Whoever makes one, and whoever tells them of events, does so one at a time. */
export async function waitForTurn (tx: OperatorTx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended(\'webhooks \' || $1, 0))', [tx.operatorId])
}

export async function countWebhooks (tx: OperatorTx): Promise<number> {
  const [row] = await tx.query<{ count: number }>('select count(*)::integer as count from aeo.webhooks w where w.operator_id = $1 and w.state in (\'active\', \'paused\', \'disabled\')', [tx.operatorId])
  return row?.count ?? 0
}

/** Where the log ends; before its first event where there is none. */
export async function endOfLog (tx: OperatorTx): Promise<Position> {
  const [row] = await tx.query<Position>('select h.epoch, h.seq from aeo.log_heads h where h.operator_id = $1', [tx.operatorId])
  return row ?? { epoch: 1, seq: '0' }
}

export interface NewWebhook extends Position {
  readonly id: string
  readonly url: string
  readonly description: string | null
  readonly eventTypes: readonly string[]
  readonly scopes: readonly string[]
  /** Sealed. */
  readonly secret: Buffer
  readonly createdBy: string
}

export async function insertWebhook (tx: OperatorTx, { id, url, description, eventTypes, scopes, secret, epoch, seq, createdBy }: NewWebhook): Promise<void> {
  await tx.query(`insert into aeo.webhooks (operator_id, id, url, description, event_types, scopes, state_since, secret, epoch, seq, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6, $11, $7, $8, $9, $10, $11)`, [tx.operatorId, id, url, description, eventTypes, scopes, secret, epoch, seq, createdBy, tx.at])
}

export async function findWebhook (tx: OperatorTx, id: string): Promise<Webhook | undefined> {
  const [row] = await tx.query<Webhook>(`select ${FIELDS} from aeo.webhooks w where w.operator_id = $1 and w.id = $2::uuid`, [tx.operatorId, id])
  return row
}

/** Held until the transaction ends: whoever sends to it waits. */
export async function lockWebhook (tx: OperatorTx, id: string): Promise<Webhook | undefined> {
  const [row] = await tx.query<Webhook>(`select ${FIELDS} from aeo.webhooks w where w.operator_id = $1 and w.id = $2::uuid for update`, [tx.operatorId, id])
  return row
}

/** Made last first. */
export async function listWebhooks (tx: OperatorTx, state: string | undefined, limit: number, after?: string): Promise<Webhook[]> {
  return await tx.query<Webhook>(`select ${FIELDS} from aeo.webhooks w where w.operator_id = $1 and ($4::text is null or w.state = $4) and ($3::uuid is null or w.id < $3::uuid) order by w.id desc limit $2`,
    [tx.operatorId, limit, after ?? null, state ?? null])
}

export interface Content { readonly url: string, readonly description: string | null, readonly eventTypes: readonly string[], readonly scopes: readonly string[] }

export async function saveContent (tx: OperatorTx, id: string, { url, description, eventTypes, scopes }: Content): Promise<void> {
  await tx.query('update aeo.webhooks w set url = $3, description = $4, event_types = $5, scopes = $6, revision = w.revision + 1 where w.operator_id = $1 and w.id = $2', [tx.operatorId, id, url, description, eventTypes, scopes])
}

/** Nothing is sent from now on; whoever sends to it at the moment finds that it has lost its turn. */
export async function stop (tx: OperatorTx, id: string, state: 'paused' | 'disabled', because: Reason | null): Promise<void> {
  await tx.query('update aeo.webhooks w set state = $3, disabled_because = $4, state_since = $5, due_at = null, revision = w.revision + 1 where w.operator_id = $1 and w.id = $2', [tx.operatorId, id, state, because, tx.at])
}

/** What waits is due at once, and given its three days anew. */
async function begin (tx: OperatorTx, id: string): Promise<void> {
  await tx.query('update aeo.webhook_deliveries d set due_at = $3, first_attempt_at = null where d.operator_id = $1 and d.webhook_id = $2 and d.state = \'pending\'', [tx.operatorId, id, tx.at])
}

/** It leads to another receiver, of which nobody knows yet how it answers. */
export async function beginAnew (tx: OperatorTx, id: string): Promise<void> {
  await begin(tx, id)
  await tx.query('update aeo.webhooks w set failures = 0, failing_since = null, rests_until = null, due_at = case when w.state = \'active\' then $3 else w.due_at end where w.operator_id = $1 and w.id = $2', [tx.operatorId, id, tx.at])
}

/** What waits is sent at once. @param from what is told of next; where it stopped if undefined. */
export async function start (tx: OperatorTx, id: string, from: Position | undefined): Promise<void> {
  await begin(tx, id)
  await tx.query(`update aeo.webhooks w set state = 'active', disabled_because = null, state_since = $3, failures = 0, failing_since = null, rests_until = null, due_at = $3,
    epoch = coalesce($4, w.epoch), seq = coalesce($5, w.seq), revision = w.revision + 1 where w.operator_id = $1 and w.id = $2`, [tx.operatorId, id, tx.at, from?.epoch ?? null, from?.seq ?? null])
}

/** Its secrets and its words go, and what waits is not sent. */
export async function retire (tx: OperatorTx, id: string): Promise<void> {
  await tx.query('update aeo.webhook_deliveries d set state = \'dropped\', due_at = null where d.operator_id = $1 and d.webhook_id = $2 and d.state = \'pending\'', [tx.operatorId, id])
  await tx.query(`update aeo.webhooks w set state = 'retired', disabled_because = null, state_since = $3, description = null, secret = null, previous_secret = null, previous_secret_ends_at = null, failing_since = null,
    due_at = null, revision = w.revision + 1 where w.operator_id = $1 and w.id = $2`, [tx.operatorId, id, tx.at])
}

/** The one before is valid until then as well; at most two are. */
export async function saveSecret (tx: OperatorTx, id: string, secret: Buffer, previousEndsAt: Date | null): Promise<void> {
  await tx.query(`update aeo.webhooks w set secret = $3, previous_secret = case when $4::timestamptz is not null then w.secret end, previous_secret_ends_at = $4, revision = w.revision + 1
    where w.operator_id = $1 and w.id = $2`, [tx.operatorId, id, secret, previousEndsAt])
}

/** Told again of what follows. */
export async function moveBack (tx: OperatorTx, id: string, { epoch, seq }: Position): Promise<void> {
  await tx.query('update aeo.webhooks w set epoch = $3, seq = $4, revision = w.revision + 1 where w.operator_id = $1 and w.id = $2', [tx.operatorId, id, epoch, seq])
}

/** Until when it rests, or null; $3 is now, $4 the longest rest there is in milliseconds. */
const RESTS_UNTIL = 'case when w.rests_until <= $3::timestamptz + $4::float8 * interval \'1 millisecond\' then w.rests_until end'

/** Something waits; a receiver that rests is not woken. */
export async function wake (tx: OperatorTx, ids: readonly string[]): Promise<void> {
  await tx.query(`update aeo.webhooks w set due_at = least(w.due_at, greatest($3::timestamptz, ${RESTS_UNTIL})) where w.operator_id = $1 and w.id = any($2::uuid[])`, [tx.operatorId, ids, tx.at, MOST_REST_MS])
}

/** Whether it rests, and whether it is active or not: for a test. */
export async function wakeForTest (tx: OperatorTx, id: string): Promise<void> {
  await tx.query('update aeo.webhooks w set due_at = least(w.due_at, $3::timestamptz) where w.operator_id = $1 and w.id = $2', [tx.operatorId, id, tx.at])
}

export interface Sending extends Health {
  readonly id: string
  readonly url: string
  readonly state: State
  readonly secret: Buffer | null
  readonly previousSecret: Buffer | null
  readonly previousSecretEndsAt: Date | null
}

const SENDING = `select w.id, w.url, w.state, w.secret, w.previous_secret as "previousSecret", w.previous_secret_ends_at as "previousSecretEndsAt", w.failures, w.failing_since as "failingSince", w.rests_until as "restsUntil"
  from aeo.webhooks w where w.operator_id = $1 and w.id = $2`

/** Undefined when another one is at it, or nothing is due. */
export async function lockDue (tx: OperatorTx, id: string): Promise<Sending | undefined> {
  const [row] = await tx.query<Sending>(`${SENDING} and w.due_at <= $3 and (w.leased_until is null or w.leased_until <= clock_timestamp()) for update skip locked`, [tx.operatorId, id, tx.at])
  return row
}

/** Undefined when the turn is another one's by now: it took too long. */
export async function lockLeased (tx: OperatorTx, id: string, lease: string): Promise<Sending | undefined> {
  const [row] = await tx.query<Sending>(`${SENDING} and w.lease = $3 for update`, [tx.operatorId, id, lease])
  return row
}

export async function saveHealth (tx: OperatorTx, id: string, { failures, failingSince, restsUntil }: Health): Promise<void> {
  await tx.query(`update aeo.webhooks w set failures = $3, failing_since = $4, rests_until = $5, revision = w.revision + case when (w.failing_since is null) = ($4::timestamptz is null) then 0 else 1 end
    where w.operator_id = $1 and w.id = $2`, [tx.operatorId, id, failures, failingSince, restsUntil])
}

export async function holdLease (tx: OperatorTx, id: string, lease: string, leaseMs: number): Promise<void> {
  await tx.query('update aeo.webhooks w set lease = $3, leased_until = clock_timestamp() + $4 * interval \'1 millisecond\' where w.operator_id = $1 and w.id = $2', [tx.operatorId, id, lease, leaseMs])
}

/** Next at the first test that waits, or at the first event once the receiver has rested. */
export async function endLease (tx: OperatorTx, id: string): Promise<void> {
  await tx.query(`update aeo.webhooks w set lease = null, leased_until = null, due_at = least(n.test, case when n.event is not null and w.state = 'active' then greatest(n.event, ${RESTS_UNTIL}) end)
    from (select min(d.due_at) filter (where d.epoch is null) as test, min(d.due_at) filter (where d.epoch is not null) as event from aeo.webhook_deliveries d
      where d.operator_id = $1 and d.webhook_id = $2 and d.state = 'pending') n where w.operator_id = $1 and w.id = $2`, [tx.operatorId, id, tx.at, MOST_REST_MS])
}
