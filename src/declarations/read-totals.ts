import type { RegisterQuery } from '../platform/registers.ts'
import { refuseImpossibleDays } from '../platform/period.ts'
import { invalidRequest } from '../platform/problem.ts'
import type { Fault } from '../platform/problem.ts'
import { lastOfMonth, rangeColumns } from './month-ranges.ts'
import { MONTHLY_DIMENSIONS, rangesOf, SEVERAL_CURRENCIES, TAKEN_BACK } from './totals.ts'
import type { TotalDimension } from './totals.ts'

/** Reading the totals: what a report costs depends on its days and keys, never on the number of declarations. */

/** A transaction of the operator, or what a register is loaded with. */
export interface OperatorReader { readonly operatorId: string, readonly query: RegisterQuery }

export interface TotalPeriod { readonly from: string, readonly to: string }

/** More would not be read by a person, and an answer is held in memory. */
export const MAX_TOTALS = 10_000

/** Fenced, so that each range is read by the key: a planner without statistics would rather read all rows of the operator. */
export const TOTALS = `unnest($2::text[], $3::date[], $4::date[]) as p (dimension, first, last)
      cross join lateral (select * from aeo.declaration_totals o
        where o.operator_id = $1 and o.dimension = p.dimension and o.day between p.first and p.last offset 0) t`

/** For some keys alone (`$6`), the whole key of the table for each of their days or months: what is read depends on these alone. */
const KEYED_TOTALS = `unnest($2::text[], $3::date[], $4::date[]) as p (dimension, first, last)
      cross join lateral generate_series(p.first::timestamp, p.last::timestamp, case when p.dimension = any($7) then interval '1 month' else interval '1 day' end) as d (at)
      cross join unnest($6::text[]) as k (key)
      cross join lateral (select * from aeo.declaration_totals o
        where o.operator_id = $1 and o.dimension = p.dimension and o.day = d.at::date and o.key = k.key offset 0) t`

/** Names under which the rows of a dimension are months. */
const monthNames = (dimension: TotalDimension): string[] => [`${dimension}_month`, ...MONTHLY_DIMENSIONS.has(dimension) ? [dimension] : []]

/** The first parameters of a statement over TOTALS. */
const totalsOf = ({ operatorId }: OperatorReader, dimension: TotalDimension, period: TotalPeriod): unknown[] =>
  [operatorId, ...rangeColumns(rangesOf(dimension, period))]

export interface TotalRow { key: string, month: string | null, currency: string, declarations: string, items: string, statisticalValue: string, duties: string }

/**
 * Totals of one dimension over a period of days, optionally by month and for some keys alone.
 *
 * @returns one row more than MAX_TOTALS when there are too many.
 */
export async function totalsBetween (tx: OperatorReader, dimension: TotalDimension, period: TotalPeriod, byMonth: boolean, keys: readonly string[] | null = null): Promise<TotalRow[]> {
  return await tx.query<TotalRow>(`
    select t.key, case when $5 then to_char(t.day, 'YYYY-MM') end as month, t.currency, sum(t.declarations)::text as declarations, sum(t.items)::text as items,
      trim_scale(sum(t.statistical_value))::text as "statisticalValue", trim_scale(sum(t.duties))::text as duties
    from ${TOTALS} where left(t.currency, 1) not in ('${SEVERAL_CURRENCIES}', '${TAKEN_BACK}') and ($6::text[] is null or t.key = any($6))
    group by 1, 2, 3 having sum(t.declarations) <> 0 or sum(t.items) <> 0 or sum(t.statistical_value) <> 0 or sum(t.duties) <> 0
    order by 2, 1, 3 limit ${MAX_TOTALS + 1}`, [...totalsOf(tx, dimension, period), byMonth, keys])
}

export interface DenominatorQuery extends TotalPeriod {
  readonly by: TotalDimension
  /** A row for each calendar month instead of one for the period. */
  readonly months: boolean
  /** Only these; all if left out. */
  readonly keys?: readonly string[] | undefined
}

/** What rates are taken of. */
export interface Denominator {
  /** Value of the dimension; '' where none was stated, and for `all`. */
  readonly key: string
  /** YYYY-MM; null when the period is one. */
  readonly month: string | null
  /** Each counted once, whatever currencies its items are in. */
  readonly declarations: number
  readonly items: number
  /** Decimal text by currency, ISO 4217; '' for amounts whose currency nobody named. Empty for `all`, which has no sums. */
  readonly statisticalValue: Readonly<Record<string, string>>
  readonly duties: Readonly<Record<string, string>>
}

/**
 * Declarations, items and sums of a period by one dimension: accepted in it, until then received, without drafts and what was rejected,
 * cancelled or left to expire. A declaration counts under each key that it has: under one of the dimensions
 * of a declaration, under several of those of items. One statement.
 *
 * @throws invalid-request for days that do not exist, and for a part of a month where the dimension is kept by month.
 */
export async function denominators (tx: OperatorReader, { from, to, by, months, keys }: DenominatorQuery): Promise<Denominator[]> {
  refusePeriod(by, { from, to })
  return await tx.query<Denominator>(`
    select c.key, c.month, sum(c.declarations)::float8 as declarations, sum(c.items)::float8 as items,
      coalesce(json_object_agg(c.currency, trim_scale(c.statistical_value)::text order by c.currency) filter (where c.statistical_value <> 0), '{}') as "statisticalValue",
      coalesce(json_object_agg(c.currency, trim_scale(c.duties)::text order by c.currency) filter (where c.duties <> 0), '{}') as duties
    from (
      select t.key, case when $5 then to_char(t.day, 'YYYY-MM') end as month, ltrim(t.currency, '${TAKEN_BACK}') as currency, sum(t.declarations) as declarations, sum(t.items) as items,
        sum(t.statistical_value) as statistical_value, sum(t.duties) as duties
      from ${keys === undefined ? TOTALS : KEYED_TOTALS}
      group by 1, 2, 3) c
    group by c.key, c.month having bool_or(c.declarations <> 0 or c.items <> 0 or c.statistical_value <> 0 or c.duties <> 0)
    order by c.month, c.key`, [...totalsOf(tx, by, { from, to }), months, ...keys === undefined ? [] : [[...new Set(keys)], monthNames(by)]])
}

/** @throws invalid-request, pointing at the day. */
export function refusePeriod (dimension: string, { from, to }: TotalPeriod): void {
  refuseImpossibleDays({ from, to })
  if (!MONTHLY_DIMENSIONS.has(dimension)) return
  const errors: Fault[] = []
  if (!from.endsWith('-01')) errors.push({ pointer: '/from', detail: 'is not the first day of a month', hint: `Totals by ${dimension} are kept by month: ${from.slice(0, 7)}-01` })
  if (to !== lastOfMonth(to)) errors.push({ pointer: '/to', detail: 'is not the last day of a month', hint: `Totals by ${dimension} are kept by month: ${lastOfMonth(to)}` })
  if (errors.length > 0) throw invalidRequest(`Totals by ${dimension} are kept for whole months.`, { errors })
}
