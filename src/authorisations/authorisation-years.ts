import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** How long authorisations were in force, as evidence for other features. */

export interface Span { readonly from: string, readonly to: string }

const DAYS_OF_YEAR = 365.25

/** Years of all authorisations together in force on the days of each span, in their order; null before any was recorded. One statement. */
export async function authorisationYears (tx: OperatorTx, spans: readonly Span[]): Promise<(number | null)[]> {
  const rows = await tx.query<{ days: number | null }>(`select case when exists (select from aeo.authorisations a where a.operator_id = $1) then coalesce(
      (select sum(least(coalesce(p.to_day, w.last), w.last) - greatest(p.from_day, w.first) + 1) from aeo.authorisation_periods p
        where p.operator_id = $1 and p.status in ('granted', 'amended') and p.from_day <= w.last and (p.to_day is null or p.to_day >= w.first)), 0)::float8 end as days
    from unnest($2::date[], $3::date[]) with ordinality as w (first, last, n) order by w.n`, [tx.operatorId, spans.map(({ from }) => from), spans.map(({ to }) => to)])
  return rows.map(({ days }) => days === null ? null : days / DAYS_OF_YEAR)
}
