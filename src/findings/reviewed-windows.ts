import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { STRETCH_DAYS, stretchesOf } from '../statistics/scatter.ts'

/** What people found of the work of a unit on one pillar in spans of days: what other features compare rates by. */

/** The first and the last day are of it. */
export interface ReviewWindow {
  /** Code of the unit; '' for declarations that belong to none, null for the whole company. */
  readonly unit: string | null
  readonly pillar: string
  readonly from: string
  readonly to: string
}

export interface ReviewedWindow {
  /** Declarations of the window of which people confirmed an error or a warning of the pillar; each once. */
  readonly errors: number
  /** The same by stretches of two weeks from the first day on: whether they come in clusters (`scatterOf`). */
  readonly errorsByStretch: readonly number[]
  /** Findings of severity error or warning that were raised on the window, and those of them that people decided: who reviews less finds less. */
  readonly raised: number
  readonly decided: number
}

/**
 * One row for each window, in their order; with one statement. What it reads depends on the windows and on what people confirmed in
 * them, not on the number of declarations. A finding counts on the day of its declaration, so a late review counts where the error was made.
 */
export async function reviewedInWindows (tx: OperatorTx, windows: readonly ReviewWindow[]): Promise<ReviewedWindow[]> {
  if (windows.length === 0) return []
  const rows = await tx.query<Omit<ReviewedWindow, 'errorsByStretch'> & { stretches: Record<string, number> | null }>(WINDOWS, [
    tx.operatorId, windows.map(({ unit }) => unit), windows.map(({ pillar }) => pillar), windows.map(({ from }) => from), windows.map(({ to }) => to)
  ])
  return rows.map(({ stretches, ...row }, index) => ({ ...row, errorsByStretch: stretchesOf(windows[index]!).map((_, number) => stretches?.[number] ?? 0) }))
}

/** Confirmed errors are read once over all windows and hashed; totals are read by their whole key, a day at a time. */
const WINDOWS = `
  with asked as materialized (
    select w.n, w.unit is null as whole, coalesce(w.unit, '') as unit, w.pillar, w.first, w.last
    from unnest($2::text[], $3::text[], $4::date[], $5::date[]) with ordinality as w (unit, pillar, first, last, n)),
  wrong as materialized (
    select distinct f.pillar, coalesce(f.org_unit_id, '') as unit, f.counted_on as day, f.declaration_id
    from (select min(a.first) as first, max(a.last) as last from asked a) span
      cross join lateral (select o.pillar, o.org_unit_id, o.counted_on, o.declaration_id, o.severity from aeo.findings o where o.operator_id = $1 and o.decision = 'confirmed' and o.counted_on between span.first and span.last offset 0) f
    where f.pillar = any($3) and f.severity in ('error', 'warning') and f.declaration_id is not null),
  stretches as (
    select a.n, (w.day - a.first) / ${STRETCH_DAYS} as number, count(distinct w.declaration_id) as errors from asked a
      join (select false as whole, r.* from wrong r union all select true, r.pillar, '', r.day, r.declaration_id from wrong r) w
        on w.whole = a.whole and w.unit = a.unit and w.pillar = a.pillar and w.day between a.first and a.last
    group by a.n, 2),
  errors as (select s.n, sum(s.errors) as errors, json_object_agg(s.number, s.errors) as stretches from stretches s group by s.n),
  reviews as (
    select a.n, sum(t.opened) as raised, sum(t.confirmed + t.dismissed) as decided from asked a
      cross join lateral generate_series(a.first::timestamp, a.last::timestamp, interval '1 day') as d (at)
      cross join lateral (select o.opened, o.confirmed, o.dismissed from aeo.finding_totals o
        where o.operator_id = $1 and o.dimension = case when a.whole then 'pillar' else 'unit_pillar' end and o.day = d.at::date
          and o.key = case when a.whole then a.pillar else a.unit || ' ' || a.pillar end and o.severity in ('error', 'warning') offset 0) t
    group by a.n)
  select coalesce(e.errors, 0)::float8 as errors, e.stretches, coalesce(r.raised, 0)::float8 as raised, coalesce(r.decided, 0)::float8 as decided
  from asked a left join errors e on e.n = a.n left join reviews r on r.n = a.n order by a.n`
