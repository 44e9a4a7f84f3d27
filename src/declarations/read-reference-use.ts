import { refuseImpossibleDays } from '../platform/period.ts'
import { rangeColumns, rangesIn } from './month-ranges.ts'
import type { OperatorReader, TotalPeriod } from './read-totals.ts'
import { monthsOfKind } from './reference-use.ts'
import type { ReferenceKind } from './reference-use.ts'

/** Reading how declarations used authorisations, documents and guarantees: one statement each, whatever the number of declarations. */

/** Whole months where they are kept, days before and after. */
const USES = `unnest($2::text[], $3::date[], $4::date[]) as p (kind, first, last)
      join aeo.reference_use u on u.operator_id = $1 and u.kind = p.kind and u.day between p.first and p.last`

/** The first parameters of a statement over USES. */
const usesIn = ({ operatorId }: OperatorReader, kind: ReferenceKind, period: TotalPeriod): unknown[] =>
  [operatorId, ...rangeColumns(rangesIn(period, kind, monthsOfKind(kind)))]

/** Before any declaration. */
const BEGINNING = '1900-01-01'

export interface ReferenceUseQuery extends TotalPeriod {
  readonly kind: ReferenceKind
  /** All of the kind when left out. */
  readonly references?: readonly string[]
  /** A row for each calendar month instead of one for the period. */
  readonly months?: boolean
}

export interface UsedReference {
  readonly reference: string
  /** Type of authorisation, of document, or of guarantee; a document code that stands for an authorisation is its type. */
  readonly type: string
  /** YYYY-MM; null when the period is one. */
  readonly month: string | null
  readonly declarations: number
  /** Items that the reference speaks for. */
  readonly items: number
  /** Quantities written off, decimal text by measurement unit; '' where none was named. Of goods placed under an authorisation that states none, the net mass. */
  readonly quantity: Readonly<Record<string, string>>
  /** Items placed under an authorisation of which neither a quantity nor a net mass is stated. */
  readonly unmeasured: number
  /** Amounts written off or covered, decimal text by currency; '' where none was named. */
  readonly amount: Readonly<Record<string, string>>
}

/**
 * Use by declarations accepted (until then received) in the period, but for those that were rejected, invalidated or never lodged.
 *
 * @throws invalid-request for days that do not exist.
 */
export async function referenceUse (tx: OperatorReader, { kind, references, from, to, months = false }: ReferenceUseQuery): Promise<UsedReference[]> {
  refuseImpossibleDays({ from, to })
  return await tx.query<UsedReference>(`
    with used as (
      select u.reference, u.type, case when $6 then to_char(u.day, 'YYYY-MM') end as month, u.unit, u.currency,
        sum(u.declarations) as declarations, sum(u.items) as items, sum(u.quantity) as quantity, sum(u.amount) as amount, sum(u.unmeasured) as unmeasured
      from ${USES} where ($5::text[] is null or u.reference = any($5))
      group by 1, 2, 3, grouping sets ((), (4), (5))
    )
    select r.reference, r.type, r.month, max(r.declarations) filter (where r.unit is null and r.currency is null)::float8 as declarations,
      max(r.items) filter (where r.unit is null and r.currency is null)::float8 as items,
      max(r.unmeasured) filter (where r.unit is null and r.currency is null)::float8 as unmeasured,
      coalesce(json_object_agg(r.unit, trim_scale(r.quantity)::text order by r.unit) filter (where r.unit is not null and r.quantity <> 0), '{}') as quantity,
      coalesce(json_object_agg(r.currency, trim_scale(r.amount)::text order by r.currency) filter (where r.currency is not null and r.amount <> 0), '{}') as amount
    from used r group by r.reference, r.type, r.month having bool_or(r.declarations <> 0 or r.items <> 0 or r.quantity <> 0 or r.amount <> 0 or r.unmeasured <> 0)
    order by r.month, r.reference, r.type`, [...usesIn(tx, kind, { from, to }), references ?? null, months])
}

export interface OpenGuarantee {
  readonly reference: string
  /** '' where no currency was named. */
  readonly currency: string
  /** Declarations that burden it. */
  readonly declarations: number
  /** With how much, decimal text. */
  readonly amount: string
}

/**
 * What burdens guarantees at the end of a day: covered by declarations accepted up to it whose goods were neither released nor, under a
 * special procedure, discharged by then. Payment of a debt that arose with the release is not known here.
 *
 * @param references of the guarantees; all when left out.
 * @throws invalid-request for a day that does not exist.
 */
export async function openGuarantees (tx: OperatorReader, day: string, references?: readonly string[]): Promise<OpenGuarantee[]> {
  refuseImpossibleDays({ to: day })
  return await tx.query<OpenGuarantee>(`
    select u.reference, u.currency, sum(u.declarations - u.ended)::float8 as declarations, trim_scale(sum(u.amount - u.ended_amount))::text as amount
    from ${USES} where ($5::text[] is null or u.reference = any($5))
    group by u.reference, u.currency having sum(u.declarations - u.ended) <> 0 or sum(u.amount - u.ended_amount) <> 0
    order by u.reference, u.currency`, [...usesIn(tx, 'guarantee', { from: BEGINNING, to: day }), references ?? null])
}

/** What was written off of a document in one unit of measure, or in one currency. */
export interface DocumentUse {
  readonly reference: string
  /** The day, where days were asked for: the one before the first stands for all before. */
  readonly day?: string | null
  readonly unit: string
  readonly quantity: string | null
  readonly amount: string | null
}

/** What was written off of documents: of quantities in a unit, of amounts in a currency. @param days by day, and nothing after the last; ever if absent. */
export async function documentUse ({ query, operatorId }: OperatorReader, references: readonly string[], days?: { readonly firstDay: string, readonly lastDay: string }): Promise<DocumentUse[]> {
  return await query(`with used as (
      select u.reference, case when $3::date is not null then greatest(u.day, $3::date - 1) end as day, u.unit, u.currency, sum(u.quantity) as quantity, sum(u.amount) as amount
      from aeo.reference_use u where u.operator_id = $1 and u.kind = 'document' and u.reference = any($2::text[]) and u.day <= coalesce($4::date, u.day)
      group by 1, 2, 3, 4)
    select u.reference, u.day, x.unit, trim_scale(x.quantity)::text as quantity, trim_scale(x.amount)::text as amount
    from used u cross join lateral (values (u.unit, u.quantity, null::numeric, u.quantity <> 0), (u.currency, null, u.amount, u.currency <> '')) as x (unit, quantity, amount, is_stated)
    where x.is_stated order by u.reference, u.day, x.unit`, [operatorId, references, days?.firstDay ?? null, days?.lastDay ?? null])
}

/** What guarantees cover and no longer cover, by day: for a statement of another feature, as operator `$1`. */
export const GUARANTEE_USE = "select u.reference, u.day, u.currency, u.amount, u.ended_amount from aeo.reference_use u where u.operator_id = $1 and u.kind = 'guarantee'"
