import type { Source } from '../definition.ts'
import { POINTS } from './declaration-sources.ts'

/** Who does the customs work, and who acts for the operator. */

/** What holds of each position on a day: its last state by then, of several of one day the highest revision. */
const positionsOn = (day: string): string => `select distinct on (x.code) x.code, x.unit, x.closed, x.responsibilities, x.customs_percent
  from aeo.position_states x where x.operator_id = $1 and x.valid_from <= ${day} order by x.code, x.valid_from desc, x.revision desc`
const holds = (record: string, day: string): string => `${record}.valid_from <= ${day} and (${record}.valid_to is null or ${record}.valid_to >= ${day})`

/** A figure of fewer people would be one of persons: such a unit has none of its own. */
const LEAST_PEOPLE = 5

/** The middle of a calendar year is 1 July. */
const MIDDLE = 'p.first + greatest(p.last - p.first - 1, 0) / 2'

export interface StaffSources { readonly staff: Source, readonly positions: Source }

/** @param responsibilities those that make a position one for customs; code of the service, never text of a request. */
export function staffSources (responsibilities: readonly string[]): StaffSources {
  const forCustoms = `not s.closed and s.responsibilities && array[${responsibilities.map((responsibility) => `'${responsibility}'`).join(', ')}]::text[]`
  return { staff: customsStaff(forCustoms), positions: customsPositions(forCustoms) }
}

const customsStaff = (forCustoms: string): Source => ({
  name: 'customs_staff', reads: 'assignments to positions with a customs responsibility, by their share of customs work, in the middle of the period (assignments, position_states)',
  period: 'period', dimensions: ['unit'], byMonth: true,
  statement: `select p.point::integer as point, k.dimension, k.key, (sum(a.fte_percent * s.customs_percent) / 10000.0)::text as fte
    from ${POINTS} cross join lateral (select ${MIDDLE} as day) m
      join lateral (${positionsOn('m.day')}) s on ${forCustoms}
      join aeo.assignments a on a.operator_id = $1 and a.position = s.code and ${holds('a', 'm.day')}
      cross join lateral (values ('all', ''), ('unit', s.unit)) as k (dimension, key)
    where k.dimension = any($4::text[])
    group by p.point, k.dimension, k.key having k.dimension = 'all' or count(distinct a.person) >= ${LEAST_PEOPLE}`
})

const customsPositions = (forCustoms: string): Source => ({
  name: 'customs_positions', reads: 'positions with a customs responsibility, and who holds them (position_states, assignments)', period: 'as_of_day',
  dimensions: ['unit'], byMonth: true,
  statement: `select p.point::integer as point, k.dimension, k.key, count(*)::text as positions,
      count(*) filter (where not exists (select from aeo.assignments a where a.operator_id = $1 and a.position = s.code and ${holds('a', 'p.last')}))::text as vacant
    from ${POINTS}
      join lateral (${positionsOn('p.last')}) s on ${forCustoms}
      cross join lateral (values ('all', ''), ('unit', s.unit)) as k (dimension, key)
    where k.dimension = any($4::text[])
    group by p.point, k.dimension, k.key`
})

/** Representatives that declarations of a day name, with a mandate on that day. Nothing while the operator keeps no representatives. */
export const MANDATES: Source = {
  name: 'mandates', reads: 'representatives by day, and mandates (declaration_totals, mandates)', period: 'period', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(distinct t.key)::text as used,
      count(distinct t.key) filter (where not exists (select from aeo.mandates m where m.operator_id = $1 and m.representative = t.key and ${holds('m', 't.day')}
        and (m.revoked_on is null or m.revoked_on > t.day)))::text as "withoutMandate"
    from ${POINTS} join aeo.declaration_totals t on t.operator_id = $1 and t.dimension = 'broker' and t.key <> '' and t.declarations > 0 and t.day between p.first and p.last
    where exists (select from aeo.representatives r where r.operator_id = $1)
    group by p.point`
}
