import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** EORI numbers of the operator's recorded group, beside its own: checks take a party with one of them for the operator (ID-06). */

export interface OwnEori { readonly eori: string, readonly name: string, readonly recordedAt: Date }

/** @returns whether it is new. */
export async function recordEori (tx: OperatorTx, eori: string, name: string): Promise<boolean> {
  const added = await tx.query('insert into aeo.operator_eoris (operator_id, eori, name, recorded_at) values ($1, $2, $3, $4) on conflict do nothing returning eori', [tx.operatorId, eori, name, tx.at])
  if (added.length > 0) await changed(tx, 'operator.eori_recorded', eori)
  return added.length > 0
}

/** @returns whether it was there. */
export async function removeEori (tx: OperatorTx, eori: string): Promise<boolean> {
  const removed = await tx.query('delete from aeo.operator_eoris o where o.operator_id = $1 and o.eori = $2 returning o.eori', [tx.operatorId, eori])
  if (removed.length > 0) await changed(tx, 'operator.eori_removed', eori)
  return removed.length > 0
}

export async function listEoris (tx: OperatorTx): Promise<OwnEori[]> {
  return await tx.query<OwnEori>('select o.eori, o.name, o.recorded_at as "recordedAt" from aeo.operator_eoris o where o.operator_id = $1 order by o.eori', [tx.operatorId])
}

async function changed (tx: OperatorTx, type: string, eori: string): Promise<void> {
  await tx.query('select aeo.move_examination_head($1)', [tx.operatorId])
  tx.log(type, `eori:${eori}`, { eori })
}
