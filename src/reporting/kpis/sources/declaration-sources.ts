import type { Source } from '../definition.ts'

/** What was declared, and what became of it: totals that move with each write of a declaration. */

/** Sums of totals kept by day, dimension and key. `points` are numbered from 1. */
export const POINTS = 'unnest($2::date[], $3::date[]) with ordinality as p (first, last, point)'

/**
 * Rows `t` of the totals of declarations at each point, by `d.dimension`: whole months are read from their sums and the days around them
 * from their own. Fenced, so that each stretch is read by the key.
 *
 * @param dimensions an array of text, in SQL.
 */
export const totalsBy = (dimensions: string): string => `${POINTS}
      cross join lateral (select case when p.first = date_trunc('month', p.first)::date then p.first else (date_trunc('month', p.first) + interval '1 month')::date end as begins,
        case when p.last + 1 = date_trunc('month', p.last + 1)::date then p.last else date_trunc('month', p.last)::date - 1 end as ends) m
      cross join lateral (values ('', p.first, case when m.begins > m.ends then p.last else m.begins - 1 end), ('_month', m.begins, m.ends),
        ('', case when m.begins > m.ends then p.last + 1 else m.ends + 1 end, p.last)) as r (suffix, first, last)
      cross join unnest(${dimensions}) as d (dimension)
      cross join lateral (select * from aeo.declaration_totals o
        where o.operator_id = $1 and o.dimension = d.dimension || r.suffix and o.day between r.first and r.last offset 0) t`

/** Rows whose currency begins so take back what never took effect: the sum of all rows of a key is what counts as declared. */
export const TAKEN_BACK = '-'

export const DECLARED: Source = {
  name: 'declarations', reads: 'totals of declarations by day of acceptance, until then of receipt, without drafts and what was rejected, cancelled or left to expire (declaration_totals)', period: 'period',
  dimensions: ['unit', 'site', 'procedure', 'source_system', 'representative'], byMonth: true,
  statement: `select p.point::integer as point, d.dimension, t.key, nullif(sum(t.declarations), 0)::text as declarations, nullif(sum(t.items), 0)::text as items,
      sum(t.items) filter (where left(t.currency, 1) <> '${TAKEN_BACK}')::text as "examinedItems"
    from ${totalsBy('$4::text[]')}
    group by p.point, d.dimension, t.key`
}

export const DIRECTIONS: Source = {
  name: 'directions', reads: 'totals of declarations by direction (declaration_totals)', period: 'period', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, sum(t.items) filter (where t.key = 'import')::text as "importItems",
      sum(t.items) filter (where t.key = 'export')::text as "exportItems"
    from ${totalsBy('array[\'direction\']')}
    group by p.point`
}

/** What became of declarations; each counts once under each course. */
export const COURSES: Source = {
  name: 'courses', reads: 'totals of declarations by what became of them (declaration_totals)', period: 'period', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, ${['invalidated', 'amended', 'corrected_after_release', 'corrected_by_operator', 'corrected_by_customs', 'controlled', 'control_found_error', 'changed_unmarked']
    .map((course) => `sum(t.declarations) filter (where t.key = '${course}')::text as ${course}`).join(', ')}
    from ${totalsBy('array[\'course\']')}
    group by p.point`
}

export const REPRESENTED: Source = {
  name: 'represented', reads: 'totals of declarations by representative (declaration_totals)', period: 'period', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, sum(t.declarations)::text as represented
    from ${totalsBy('array[\'broker\']')} where t.key <> ''
    group by p.point`
}

/** The hour below which 95 of 100 declarations arrived: counts by hour are added up until they do. */
export const LATENCY: Source = {
  name: 'latency', reads: 'totals of declarations by the hours from the beginning of the day of acceptance to receipt (declaration_totals)', period: 'period', dimensions: [], byMonth: true,
  statement: `select c.point::integer as point, 'all' as dimension, '' as key, max(c.of)::text as received, min(c.hours) filter (where c.up_to >= 0.95 * c.of)::text as p95
    from (
      select h.point, h.hours, sum(h.n) over (partition by h.point order by h.hours) as up_to, sum(h.n) over (partition by h.point) as of from (
        select p.point, t.key::integer as hours, sum(t.declarations) as n
        from ${totalsBy('array[\'latency\']')}
        group by p.point, t.key having sum(t.declarations) > 0) h) c
    group by c.point`
}

/** Shares of value within one currency: sums never mix them, so there is no share while imports are valued in several. */
export const VALUATION: Source = {
  name: 'valuation', reads: 'totals of import items by direction, valuation method and relation of the parties (declaration_totals)', period: 'period', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, sum(t.items) filter (where d.dimension = 'valuation' and t.key = 'other_method')::text as "otherMethod",
      sum(t.items) filter (where d.dimension = 'direction')::text as "importItems",
      case when count(distinct ltrim(t.currency, '${TAKEN_BACK}')) filter (where t.statistical_value <> 0) = 1 then coalesce(sum(t.statistical_value) filter (where d.dimension = 'valuation' and t.key = 'related_parties'), 0)::text end as related,
      case when count(distinct ltrim(t.currency, '${TAKEN_BACK}')) filter (where t.statistical_value <> 0) = 1 then sum(t.statistical_value) filter (where d.dimension = 'direction')::text end as value
    from ${totalsBy('array[\'valuation\', \'direction\']')} where d.dimension = 'valuation' or t.key = 'import'
    group by p.point`
}

export const QUALITY: Source = {
  name: 'quality', reads: 'totals of examined declarations, of those released and right first time, and of their items that a check found in error (quality_totals)', period: 'period',
  dimensions: ['unit', 'representative'], byMonth: true,
  statement: `select p.point::integer as point, t.dimension, t.key, sum(t.declarations)::text as examined, sum(t.released)::text as released,
      sum(t.right_first_time)::text as "rightFirstTime", sum(t.failing_items)::text as "failingItems"
    from ${POINTS} join aeo.quality_totals t on t.operator_id = $1 and t.dimension = any($4::text[]) and t.day between p.first and p.last
    group by p.point, t.dimension, t.key`
}
