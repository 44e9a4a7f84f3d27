import type { Source } from '../definition.ts'
import { POINTS } from './declaration-sources.ts'

/** Goods by the state of their classification, their suppliers and licences. */

/** Counts of goods are kept as movements by day: how many there are on a day is their sum up to it. */
export const CLASSIFIED_GOODS: Source = {
  name: 'classified_goods', reads: 'movements of counts of goods by the state of their classification (goods_counts)', period: 'as_of_day', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, coalesce(sum(c.delta) filter (where c.measure = 'active'), 0)::text as active,
      coalesce(sum(c.delta) filter (where c.measure = 'without_code'), 0)::text as "withoutCode", coalesce(sum(c.delta) filter (where c.measure = 'stale'), 0)::text as stale,
      coalesce(sum(c.delta) filter (where c.measure = 'code_changed' and c.day >= p.first), 0)::text as "codeChanged"
    from ${POINTS} join aeo.goods_counts c on c.operator_id = $1 and c.day <= p.last
    group by p.point`
}

/** One look for each supplier, not for each of its goods. */
export const PREFERENTIAL_SUPPLIERS: Source = {
  name: 'preferential_suppliers', reads: 'suppliers of goods exported with a preferential origin, and their declarations (goods_spans, supplier_declarations)', period: 'as_of_day',
  dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, n.suppliers::text as suppliers, n.covered::text as covered
    from ${POINTS} cross join lateral (
      with recursive named as (
        (select s.value from aeo.goods_spans s where s.operator_id = $1 and s.measure = 'preferential_export' order by s.value limit 1)
        union all
        select (select s.value from aeo.goods_spans s where s.operator_id = $1 and s.measure = 'preferential_export' and s.value > m.value order by s.value limit 1)
        from named m where m.value is not null
      )
      select count(*) as suppliers, count(*) filter (where exists (select from aeo.supplier_declarations d where d.operator_id = $1 and d.supplier_ref = m.value
        and d.valid_from <= p.last and (d.evidence_until is null or d.evidence_until >= p.last))) as covered
      from named m where m.value is not null and exists (select from aeo.goods_spans s where s.operator_id = $1 and s.measure = 'preferential_export' and s.value = m.value
        and s.from_day <= p.last and (s.until_day is null or s.until_day > p.last))) n`
}

/** Use in another unit or currency than the licence's is not converted and does not count. */
export const LICENCES: Source = {
  name: 'licences', reads: 'licences, and what declarations attributed to them up to the day (licences, reference_use)', period: 'as_of_day', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(*)::text as licences,
      count(*) filter (where (l.record ->> 'attributedBefore')::numeric + u.used > coalesce(l.record ->> 'authorisedQuantity', l.record ->> 'authorisedValue')::numeric)::text as exceeded
    from ${POINTS} join aeo.licences l on l.operator_id = $1 and coalesce((l.record ->> 'validFrom')::date, p.last) <= p.last
      cross join lateral (
        select coalesce(sum(case when l.record ->> 'authorisedQuantity' is not null then case when r.unit = l.record ->> 'unit' then r.quantity end
          when r.currency = l.record ->> 'currency' then r.amount end), 0) as used
        from aeo.reference_use r where r.operator_id = $1 and r.kind = 'document' and r.reference = l.reference and r.day <= p.last) u
    where coalesce(l.record ->> 'authorisedQuantity', l.record ->> 'authorisedValue') is not null
    group by p.point`
}
