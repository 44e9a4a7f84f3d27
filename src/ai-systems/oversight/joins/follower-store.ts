import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { LOOK_KINDS } from './event-concerns.ts'
import type { FollowedEvent } from './event-concerns.ts'
import { kindOf } from './look-store.ts'
import type { LookStart } from './look-store.ts'

/** How far the operator's log was read for its outputs. */

export interface Position {
  /** Of the last event of which everything was looked at. */
  readonly epoch: number
  readonly seq: string
  /** Where looking stopped within the event after it; null: before it. */
  readonly within: LookStart | null
}

/** False when another replica works for the operator. Held until the transaction ends. */
export async function takeTurn (tx: OperatorTx): Promise<boolean> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(\'ai oversight follower \' || $1, 0)) as taken', [tx.operatorId])
  return lock?.taken === true
}

/** At first the beginning of the log: items may have carried proposals for long. */
export async function findPosition (tx: OperatorTx): Promise<Position> {
  const [row] = await tx.query<{ epoch: number, seq: string, kind: number | null, id: string | null }>('select f.epoch, f.seq, f.after_kind as kind, f.after_id as id from aeo.ai_oversight_followers f where f.operator_id = $1', [tx.operatorId])
  if (row === undefined) return { epoch: 0, seq: '0', within: null }
  const { epoch, seq, kind, id } = row
  return { epoch, seq, within: kind === null || id === null ? null : { kind: kindOf(kind), id } }
}

export async function movePosition (tx: OperatorTx, { epoch, seq, within }: Position): Promise<void> {
  await tx.query(`insert into aeo.ai_oversight_followers (operator_id, epoch, seq, after_kind, after_id) values ($1, $2, $3, $4, $5)
    on conflict (operator_id) do update set epoch = excluded.epoch, seq = excluded.seq, after_kind = excluded.after_kind, after_id = excluded.after_id`,
  [tx.operatorId, epoch, seq, within === null ? null : LOOK_KINDS.indexOf(within.kind), within?.id ?? null])
}

/** What lies behind the position. Of goods only what touches their rulings, which alone say what is right. */
export async function eventsBehind (tx: OperatorTx, { epoch, seq }: Position, limit: number): Promise<FollowedEvent[]> {
  return await tx.query<FollowedEvent>(`select l.epoch, l.seq, l.type, l.subject,
      case when l.type in ('declaration.joined', 'ai_output.recorded_many', 'ai_output.steps_recorded') or (l.type like 'goods.%' and strpos(l.data, '"rulings"') > 0) then l.data end as data
    from aeo.operator_log l where l.operator_id = $1 and (l.epoch, l.seq) > ($2, $3) order by l.epoch, l.seq limit ${limit}`, [tx.operatorId, epoch, seq])
}

/** Whether any output is logged, or any declaration carries a proposal: without, there is nothing to join. */
export async function isAnythingProposed (tx: OperatorTx): Promise<boolean> {
  const [row] = await tx.query<{ any: boolean }>(`select exists (select from aeo.ai_outputs o where o.operator_id = $1) or
    exists (select from aeo.declaration_totals t where t.operator_id = $1 and t.dimension = 'ai' and t.key = 'yes') as any`, [tx.operatorId])
  return row?.any === true
}
