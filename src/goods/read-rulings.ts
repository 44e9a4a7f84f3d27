import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { lastDayOfUse } from './evidence.ts'
import type { Ruling } from './model.ts'

/** Binding tariff information on goods. */

export interface RulingOnGoods {
  readonly goodsRef: string
  readonly reference: string
  readonly code: string
  readonly validFrom: string
  /** Last day on which it may be used; null where its end is not known. */
  readonly lastDay: string | null
  /** Annulled: it never was right (UCC 34(1)). */
  readonly annulled: boolean
}

/** One statement. */
export async function rulingsOnGoods (tx: OperatorTx, goodsRefs: readonly string[]): Promise<RulingOnGoods[]> {
  if (goodsRefs.length === 0) return []
  const rows = await tx.query<{ goodsRef: string, rulings: readonly Ruling[] | null }>('select g.goods_ref as "goodsRef", g.record -> \'rulings\' as rulings from aeo.goods g where g.operator_id = $1 and g.goods_ref = any($2::text[])', [tx.operatorId, goodsRefs])
  return rows.flatMap(({ goodsRef, rulings }) => (rulings ?? []).map((ruling) =>
    ({ goodsRef, reference: ruling.reference, code: ruling.code, validFrom: ruling.validFrom, lastDay: lastDayOfUse(ruling), annulled: ruling.lostBecause === 'annulled' })))
}
