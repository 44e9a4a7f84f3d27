import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** Rates of the list that the operator loaded (docs/reference-data.md), for one amount. */

/** Units of the currency for one euro on the day, decimal text above zero; undefined when no list, or none of this currency and day, is loaded. */
export async function exchangeRateOn (tx: OperatorTx, currency: string, day: string): Promise<string | undefined> {
  if (currency === 'EUR') return '1'
  const [row] = await tx.query<{ rate: string }>(`
    select e.entry->>'units_per_euro' as rate
    from (select r.entries from aeo.reference_lists r where r.operator_id = $1 and r.kind = 'exchange_rates' order by r.revision desc limit 1) l
      cross join lateral json_array_elements(l.entries) with ordinality as e (entry, place)
    where e.entry->>'currency' = $2 and coalesce(e.entry->>'from', '') <= $3 and coalesce(e.entry->>'until', '9999') >= $3 and (e.entry->>'units_per_euro')::numeric > 0
    order by e.place limit 1`, [tx.operatorId, currency, day])
  return row?.rate
}
