import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** What rates are taken of, read from the totals alone. */

export interface DenominatorQuery { readonly from: string, readonly to: string, readonly by: string, readonly months: boolean }

export interface Denominator {
  /** Value of the dimension; '' where none was stated. */
  readonly key: string
  /** YYYY-MM; null when the period is one. */
  readonly month: string | null
  readonly declarations: number
  readonly items: number
  /** Decimal text by currency. */
  readonly statisticalValue: Readonly<Record<string, string>>
  readonly duties: Readonly<Record<string, string>>
}

export async function denominators (tx: OperatorTx, { from, to, by, months }: DenominatorQuery): Promise<Denominator[]> {
  return await tx.query<Denominator>(`
    select c.key, c.month, sum(c.declarations)::float8 as declarations, sum(c.items)::float8 as items,
      coalesce(json_object_agg(c.currency, trim_scale(c.statistical_value)::text order by c.currency) filter (where c.statistical_value <> 0), '{}') as "statisticalValue",
      coalesce(json_object_agg(c.currency, trim_scale(c.duties)::text order by c.currency) filter (where c.duties <> 0), '{}') as duties
    from (
      select t.key, case when $5 then to_char(t.day, 'YYYY-MM') end as month, t.currency, sum(t.declarations) as declarations, sum(t.items) as items,
        sum(t.statistical_value) as statistical_value, sum(t.duties) as duties
      from aeo.declaration_totals t where t.operator_id = $1 and t.dimension = $2 and t.day between $3::date and $4::date
      group by 1, 2, 3) c
    group by c.key, c.month order by c.month, c.key`, [tx.operatorId, by, from, to, months])
}
