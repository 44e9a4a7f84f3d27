import { rangeColumns } from './month-ranges.ts'
import type { OperatorReader, TotalPeriod } from './read-totals.ts'
import { rangesOf } from './totals.ts'

/** How much was declared in spans of days, wholly or in part: what rates of risks are taken of. */

export interface AskedExposure extends TotalPeriod {
  readonly by: 'all' | 'site' | 'procedure'
  /** Codes of sites, or requested procedures (two characters); of all none. */
  readonly keys: readonly string[]
}

export interface DeclaredExposure {
  /** One that has items of several of the procedures asked for counts under each. */
  readonly declarations: number
  readonly items: number
}

/** One for each question, in their order; with one statement, whose cost depends on days and keys, not on the number of declarations. */
export async function declaredExposures ({ operatorId, query }: OperatorReader, asked: readonly AskedExposure[]): Promise<DeclaredExposure[]> {
  const ranges = asked.flatMap((question, number) => rangesOf(question.by, question).map((range) => ({ ...range, number })))
  if (ranges.length === 0) return []
  const rows = await query<DeclaredExposure & { number: number }>(EXPOSURES, [operatorId, ...rangeColumns(ranges), ranges.map(({ number }) => number), ranges.map(({ number }) => JSON.stringify(asked[number]?.keys ?? []))])
  const found = new Map(rows.map(({ number, ...exposure }) => [number, exposure]))
  return asked.map((_, number) => found.get(number) ?? { declarations: 0, items: 0 })
}

/** The keys of the dimension by procedure go on with the previous one. Each declaration once, whatever currencies its items are in. */
const EXPOSURES = `select p.number, sum(t.declarations)::float8 as declarations, sum(t.items)::float8 as items
  from unnest($2::text[], $3::date[], $4::date[], $5::integer[], $6::text[]) as p (dimension, first, last, number, keys)
    cross join lateral (select o.key, o.currency, o.declarations, o.items from aeo.declaration_totals o
      where o.operator_id = $1 and o.dimension = p.dimension and o.day between p.first and p.last offset 0) t
  where p.dimension like 'all%' or exists (select from json_array_elements_text(p.keys::json) k (key) where k.key = case when p.dimension like 'procedure%' then left(t.key, 2) else t.key end)
  group by p.number`

/** The first day on which anything declared counts; null before the first declaration. One statement. */
export async function firstDeclared ({ operatorId, query }: OperatorReader): Promise<string | null> {
  const [row] = await query<{ day: string }>('select o.day from aeo.declaration_totals o where o.operator_id = $1 and o.dimension = \'all\' and o.declarations > 0 order by o.day limit 1', [operatorId])
  return row?.day ?? null
}
