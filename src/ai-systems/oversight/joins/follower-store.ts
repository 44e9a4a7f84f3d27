import type { OperatorTx } from '../../../platform/db/operator-tx.ts'

/** How far the operator's log was read for its outputs, and what of it concerns them. */

export interface Position { readonly epoch: number, readonly seq: string }

/** False when another replica works for the operator. Held until the transaction ends. */
export async function takeTurn (tx: OperatorTx): Promise<boolean> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(\'ai oversight follower \' || $1, 0)) as taken', [tx.operatorId])
  return lock?.taken === true
}

/** At first the beginning of the log: items may have carried proposals for long. */
export async function findPosition (tx: OperatorTx): Promise<Position> {
  const [row] = await tx.query<Position>('select f.epoch, f.seq from aeo.ai_oversight_followers f where f.operator_id = $1', [tx.operatorId])
  return row ?? { epoch: 0, seq: '0' }
}

export async function movePosition (tx: OperatorTx, { epoch, seq }: Position): Promise<void> {
  await tx.query(`insert into aeo.ai_oversight_followers (operator_id, epoch, seq) values ($1, $2, $3)
    on conflict (operator_id) do update set epoch = excluded.epoch, seq = excluded.seq`, [tx.operatorId, epoch, seq])
}

export interface FollowedEvent {
  readonly epoch: number
  readonly seq: string
  readonly type: string
  readonly subject: string
  /** Of those events alone whose data say more than their subject. */
  readonly data: string | null
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

/** Of outputs that came together: those that name a declaration or goods. Ids of others that came meanwhile may lie between, which does no harm. */
export async function joinableOutputs (tx: OperatorTx, ranges: readonly { readonly firstId: string, readonly lastId: string }[]): Promise<string[]> {
  if (ranges.length === 0) return []
  const rows = await tx.query<{ id: string }>(`select o.id from unnest($2::uuid[], $3::uuid[]) as r (first, last) join aeo.ai_outputs o on o.operator_id = $1 and o.id between r.first and r.last
    where o.mrn is not null or o.lrn is not null or o.goods_ref is not null`, [tx.operatorId, ranges.map(({ firstId }) => firstId), ranges.map(({ lastId }) => lastId)])
  return [...new Set(rows.map(({ id }) => id))]
}
