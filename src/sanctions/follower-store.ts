import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** How far the operator's log was read, and which sanctions what happened in it concerns. */

export interface Position {
  readonly epoch: number
  readonly seq: string
  /** Sanctions after this one are still to be derived as they stand; null once all are. */
  readonly derivesAfter: string | null
}

/** False when another replica works for the operator. Held until the transaction ends. */
export async function takeTurn (tx: OperatorTx): Promise<boolean> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(\'sanction follower \' || $1, 0)) as taken', [tx.operatorId])
  return lock?.taken === true
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** At first the end of the log, with every sanction still to be derived: what lies behind it need not be read. */
export async function findPosition (tx: OperatorTx): Promise<Position> {
  await tx.query(`insert into aeo.sanction_followers as f (operator_id, epoch, seq, derives_after) select $1, coalesce(max(h.epoch), 0), coalesce(max(h.seq), 0), $2 from aeo.log_heads h where h.operator_id = $1
    on conflict (operator_id) do nothing`, [tx.operatorId, FIRST_ID])
  const [row] = await tx.query<Position>('select f.epoch, f.seq, f.derives_after as "derivesAfter" from aeo.sanction_followers f where f.operator_id = $1', [tx.operatorId])
  if (row === undefined) throw new Error('A follower without its position')
  return row
}

export async function movePosition (tx: OperatorTx, { epoch, seq, derivesAfter }: Position): Promise<void> {
  await tx.query('update aeo.sanction_followers f set epoch = $2, seq = $3, derives_after = $4 where f.operator_id = $1', [tx.operatorId, epoch, seq, derivesAfter])
}

export async function sanctionsAfter (tx: OperatorTx, id: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`select s.id from aeo.sanctions s where s.operator_id = $1 and s.id > $2 order by s.id limit ${limit}`, [tx.operatorId, id])
  return rows.map((row) => row.id)
}

export interface FollowedEvent { readonly epoch: number, readonly seq: string, readonly type: string, readonly subject: string, readonly data: string | null }

/** What lies behind the position, with the data of those events alone that name a second declaration. */
export async function eventsBehind (tx: OperatorTx, { epoch, seq }: Position, limit: number): Promise<FollowedEvent[]> {
  return await tx.query<FollowedEvent>(`select l.epoch, l.seq, l.type, l.subject, case when l.type = 'declaration.joined' then l.data end as data from aeo.operator_log l
    where l.operator_id = $1 and (l.epoch, l.seq) > ($2, $3) order by l.epoch, l.seq limit ${limit}`, [tx.operatorId, epoch, seq])
}

/** MRNs that any sanction names without a declaration. */
export async function unlinkedMrns (tx: OperatorTx): Promise<string[]> {
  const rows = await tx.query<{ mrn: string }>('select distinct n.mrn from aeo.sanctions s cross join lateral unnest(s.unlinked) as n (mrn) where s.operator_id = $1 and s.unlinked <> \'{}\'', [tx.operatorId])
  return rows.map(({ mrn }) => mrn)
}

/** Those that one of the declarations is linked to, or that name one of the MRNs without a link. In order, so that no two lock each other out. */
export async function sanctionsOf (tx: OperatorTx, declarationIds: readonly string[], mrns: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`
    select s.id from aeo.sanctions s cross join lateral unnest(s.declaration_ids) as d (id) where s.operator_id = $1 and d.id = any($2::uuid[])
    union select s.id from aeo.sanctions s cross join lateral unnest(s.unlinked) as n (mrn) where s.operator_id = $1 and s.unlinked <> '{}' and n.mrn = any($3::text[])
    order by id`, [tx.operatorId, declarationIds, mrns])
  return rows.map(({ id }) => id)
}
