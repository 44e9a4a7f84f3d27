import type { Source } from '../definition.ts'
import { POINTS, TAKEN_BACK, totalsBy } from './declaration-sources.ts'

/** Sanctions by the last day of their facts, as IA 24 looks at them; what an appeal annulled is none. They are few: rows are counted. */

const STANDING = 's.operator_id = $1 and s.appeal_status <> \'annulled\''

/** Weights in force of the operator, else 1, 3 and 10. */
const WEIGHT = `coalesce((w.settings -> 'weights' ->> s.severity)::numeric, case s.severity when 'minor' then 1 when 'medium' then 3 else 10 end)`

/** Under each key of a list; where none is known, under a key that no declaration has. */
const listed = (column: string): string => `select l.key from unnest(case when s.${column} = '{}' then array['unknown'] else s.${column} end) as l (key)`

export const SANCTIONS: Source = {
  name: 'sanctions', reads: 'sanctions by the last day of their facts, without those annulled on appeal (sanctions)', period: 'period',
  dimensions: ['unit', 'site', 'procedure', 'representative'], byMonth: true,
  statement: `select p.point::integer as point, k.dimension, k.key, count(*)::text as sanctions, sum(${WEIGHT})::text as weight,
      coalesce(sum(s.amount_penalty_eur), 0)::text as "penaltyEur", coalesce(sum(s.amount_duty_eur), 0)::text as "dutyEur"
    from ${POINTS} join aeo.sanctions s on ${STANDING} and s.facts_to between p.first and p.last
      left join lateral (select c.settings from aeo.sanction_settings c where c.operator_id = $1 order by c.revision desc limit 1) w on true
      cross join lateral (
        select 'all' as dimension, '' as key union all select 'unit', s.org_unit_id union all select 'site', l.key from (${listed('sites')}) l
        union all select 'procedure', l.key from (${listed('procedures')}) l
        union all select 'broker', case l.key when 'self' then '' else l.key end from (${listed('brokers')}) l) as k
    where k.dimension = any($4::text[])
    group by p.point, k.dimension, k.key`
}

/** In the window through the same date three years later, or the last day of a month that has no such date (Reg. 1182/71). */
const inWindow = (day: string): string => `${day} <= p.last and p.last <= (${day} + interval '36 months')::date`

export const SANCTION_WINDOW: Source = {
  name: 'sanction_window', reads: 'sanctions with facts, and findings confirmed as errors, of the last 36 months (sanctions, finding_totals)', period: 'rolling_36_months',
  dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key,
      (select count(*) from aeo.sanctions s where ${STANDING} and s.severity = 'serious' and ${inWindow('s.facts_to')})::text as serious,
      (select count(*) from (
        select e.pillar from (
          select s.pillar, count(*) as sanctions, 0 as errors from aeo.sanctions s where ${STANDING} and ${inWindow('s.facts_to')} group by s.pillar
          union all
          select t.key, 0, sum(t.confirmed) from aeo.finding_totals t where t.operator_id = $1 and t.dimension = 'pillar' and t.severity = 'error'
            and t.day >= (p.last - interval '37 months')::date and ${inWindow('t.day')} group by t.key) e
        group by e.pillar having sum(e.sanctions) >= 2 or sum(e.errors) >= 3) r)::text as repeated,
      (select sum(t.declarations) from aeo.declaration_totals t where t.operator_id = $1 and t.dimension = 'all'
        and t.day >= (p.last - interval '37 months')::date and ${inWindow('t.day')})::text as declarations
    from ${POINTS}`
}

/** Customs duties and import VAT in euro; null while any of it is in another currency, which no rate of the day turns into euro here. */
export const DUTIES_IN_EURO: Source = {
  name: 'duties_in_euro', reads: 'totals of customs duties by direction, and of import VAT (declaration_totals)', period: 'period', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key,
      case when count(*) filter (where ltrim(t.currency, '${TAKEN_BACK}') <> 'EUR' and t.duties <> 0) = 0 then sum(t.duties) filter (where d.dimension = 'direction')::text end as duties,
      case when count(*) filter (where ltrim(t.currency, '${TAKEN_BACK}') <> 'EUR' and t.duties <> 0) = 0 then sum(t.duties)::text end as "dutiesAndVat"
    from ${totalsBy('array[\'direction\', \'import_vat\']')}
    group by p.point`
}
