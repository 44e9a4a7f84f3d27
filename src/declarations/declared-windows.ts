import { rangesOf } from './totals.ts'
import type { OperatorReader } from './read-totals.ts'

/** How much was declared in spans of days: the exposure that errors of a unit are counted against. */

/** The first and the last day are of it. */
export interface DeclaredWindow {
  /** Code of the unit; '' for declarations that belong to none, null for the whole company. */
  readonly unit: string | null
  readonly from: string
  readonly to: string
}

/** As `denominators` counts: what took effect, each declaration once whatever the currencies of its items. */
const DECLARED = `select coalesce(sum(t.declarations), 0)::float8 as declarations
  from generate_series(1, $2::int) as w (n)
    left join unnest($3::int[], $4::text[], $5::text[], $6::date[], $7::date[]) as r (n, dimension, key, first, last) on r.n = w.n
    left join lateral generate_series(r.first::timestamp, r.last::timestamp, case when r.dimension like '%\\_month' then interval '1 month' else interval '1 day' end) as d (at) on true
    left join lateral (select o.declarations from aeo.declaration_totals o where o.operator_id = $1 and o.dimension = r.dimension and o.day = d.at::date and o.key = r.key offset 0) t on true
  group by w.n order by w.n`

/** Declarations of each window, in their order; with one statement that reads totals by their whole key, whole months as one row. */
export async function declaredInWindows (tx: OperatorReader, windows: readonly DeclaredWindow[]): Promise<number[]> {
  if (windows.length === 0) return []
  const ranges = windows.flatMap(({ unit, ...period }, index) => period.from > period.to
    ? []
    : rangesOf(unit === null ? 'all' : 'unit', period).map((range) => ({ ...range, n: index + 1, key: unit ?? '' })))
  const rows = await tx.query<{ declarations: number }>(DECLARED, [
    tx.operatorId, windows.length, ranges.map(({ n }) => n), ranges.map(({ name }) => name), ranges.map(({ key }) => key), ranges.map(({ first }) => first), ranges.map(({ last }) => last)
  ])
  return rows.map(({ declarations }) => declarations)
}
