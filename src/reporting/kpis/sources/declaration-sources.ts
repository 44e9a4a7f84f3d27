import type { Source } from '../definition.ts'

/** What was declared, and what became of it: totals that move with each write of a declaration. */

/** Sums of totals kept by day, dimension and key. `points` are numbered from 1. */
export const POINTS = 'unnest($2::date[], $3::date[]) with ordinality as p (first, last, point)'

export const DECLARED: Source = {
  name: 'declarations', reads: 'totals of declarations by day of acceptance, until then of first receipt (declaration_totals)', period: 'period',
  dimensions: ['procedure', 'source_system'], byMonth: true,
  statement: `select p.point::integer as point, t.dimension, t.key, sum(t.declarations)::text as declarations, sum(t.items)::text as items
    from ${POINTS} join aeo.declaration_totals t on t.operator_id = $1 and t.dimension = any($4::text[]) and t.day between p.first and p.last
    group by p.point, t.dimension, t.key`
}

export const DIRECTIONS: Source = {
  name: 'directions', reads: 'totals of declarations by direction (declaration_totals)', period: 'period', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, sum(t.items) filter (where t.key = 'import')::text as "importItems",
      sum(t.items) filter (where t.key = 'export')::text as "exportItems"
    from ${POINTS} join aeo.declaration_totals t on t.operator_id = $1 and t.dimension = 'direction' and t.day between p.first and p.last
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
