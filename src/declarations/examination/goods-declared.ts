import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** Items of goods that were declared with a code of eight digits, by calendar month; `to` null: up to now. Costs the same at any number of declarations. */
export async function itemsOfGoods (tx: OperatorTx, goodsRef: string, from: string, to: string | null): Promise<{ month: string, items: number }[]> {
  const rows = await tx.query<{ month: string, items: string }>(`select o.month, sum(o.count) as items from aeo.goods_observations o
    where o.operator_id = $1 and o.goods_ref = $2 and o.kind = 'code' and o.month >= $3 and ($4::text is null or o.month <= $4) group by o.month having sum(o.count) > 0 order by o.month`,
  [tx.operatorId, goodsRef, from.slice(0, 7), to?.slice(0, 7) ?? null])
  return rows.map(({ month, items }) => ({ month, items: Number(items) }))
}
