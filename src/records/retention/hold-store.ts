import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Holds } from '../../platform/keeping/keep-records.ts'
import type { HoldInForce, HoldScope } from '../../platform/keeping/legal-holds.ts'

export interface HoldRow extends HoldScope {
  readonly id: string
  readonly reason: string
  readonly setAt: Date
  readonly setBy: string
  readonly liftedAt: Date | null
  readonly liftedBy: string | null
  readonly liftReason: string | null
  readonly revision: number
}

const COLUMNS = `h.id, h.class, h.mrn, h.from_day as "from", h.to_day as "to", h.reason, h.set_at as "setAt", h.set_by as "setBy", h.lifted_at as "liftedAt", h.lifted_by as "liftedBy",
  h.lift_reason as "liftReason", h.revision`

/** Setting a hold and erasing run one after the other: what is held when this returns is not erased any more. */
export async function lockRetention (tx: OperatorTx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended(\'retention \' || $1, 0))', [tx.operatorId])
}

/** No hold is set and nothing is erased until the transaction ends; many who change records hold it at once. */
export async function shareRetention (tx: OperatorTx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared(hashtextextended(\'retention \' || $1, 0))', [tx.operatorId])
}

export async function holdsInForce (tx: OperatorTx): Promise<HoldInForce[]> {
  return await tx.query<HoldInForce>('select h.id, h.class, h.mrn, h.from_day as "from", h.to_day as "to" from aeo.legal_holds h where h.operator_id = $1 and h.lifted_at is null order by h.id', [tx.operatorId])
}

/** Legal holds, as whoever keeps records of any kind asks for them. */
export const HOLDS: Holds = { share: shareRetention, inForce: holdsInForce }

export async function insertHold (tx: OperatorTx, hold: Pick<HoldRow, 'id' | 'class' | 'mrn' | 'from' | 'to' | 'reason' | 'setBy'>): Promise<HoldRow | undefined> {
  const [row] = await tx.query<HoldRow>(`insert into aeo.legal_holds as h (operator_id, id, class, mrn, from_day, to_day, reason, set_at, set_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${COLUMNS}`, [tx.operatorId, hold.id, hold.class, hold.mrn, hold.from, hold.to, hold.reason, tx.at, hold.setBy])
  return row
}

export async function findHold (tx: OperatorTx, id: string): Promise<HoldRow | undefined> {
  const [row] = await tx.query<HoldRow>(`select ${COLUMNS} from aeo.legal_holds h where h.operator_id = $1 and h.id = $2::uuid`, [tx.operatorId, id])
  return row
}

export async function liftHold (tx: OperatorTx, id: string, reason: string, liftedBy: string): Promise<HoldRow | undefined> {
  const [row] = await tx.query<HoldRow>(`update aeo.legal_holds as h set lifted_at = $3, lifted_by = $4, lift_reason = $5, revision = h.revision + 1
    where h.operator_id = $1 and h.id = $2 returning ${COLUMNS}`, [tx.operatorId, id, tx.at, liftedBy, reason])
  return row
}

/** Set last first. */
export async function listHolds (tx: OperatorTx, inForce: boolean | undefined, limit: number, after: string | undefined): Promise<HoldRow[]> {
  return await tx.query<HoldRow>(`select ${COLUMNS} from aeo.legal_holds h where h.operator_id = $1 and ($2::uuid is null or h.id < $2::uuid)
      and ($4::boolean is null or (h.lifted_at is null) = $4::boolean) order by h.id desc limit $3`, [tx.operatorId, after ?? null, limit, inForce ?? null])
}
