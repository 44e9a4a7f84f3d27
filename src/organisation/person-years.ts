import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** How long people worked here, as evidence for other features: how many in all, and never who. */

export interface Span { readonly from: string, readonly to: string }

const DAYS_OF_YEAR = 365.25

/** Years of all people together who held a position on the days of each span, in their order; null before any position was held. One statement. */
export async function personYears (tx: OperatorTx, spans: readonly Span[]): Promise<(number | null)[]> {
  const rows = await tx.query<{ days: number | null }>(`with held as materialized (
      select a.person, range_agg(daterange(a.valid_from, a.valid_to, '[]')) as days from aeo.assignments a where a.operator_id = $1 group by a.person)
    select case when exists (select from held) then coalesce(
      (select sum(upper(d.days) - lower(d.days)) from held h cross join lateral unnest(h.days * datemultirange(daterange(w.first, w.last, '[]'))) as d (days)), 0)::float8 end as days
    from unnest($2::date[], $3::date[]) with ordinality as w (first, last, n) order by w.n`, [tx.operatorId, spans.map(({ from }) => from), spans.map(({ to }) => to)])
  return rows.map(({ days }) => days === null ? null : days / DAYS_OF_YEAR)
}
