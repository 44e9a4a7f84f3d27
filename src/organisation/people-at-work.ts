import type { RegisterQuery } from '../platform/registers.ts'
import type { Assignment } from './model/assignments.ts'
import type { State } from './model/dated.ts'
import type { PositionValues } from './model/positions.ts'
import type { UnitValues } from './model/unit-tree.ts'
import { workforceOf } from './model/workforce.ts'
import type { Workforce } from './model/workforce.ts'

interface AtWork {
  readonly assignments: readonly Assignment[]
  readonly positions: readonly { readonly code: string, readonly states: readonly State<PositionValues>[] }[]
  readonly units: readonly { readonly code: string, readonly states: readonly State<UnitValues>[] }[]
}

/** States in force by code, as JSON. */
const states = (table: string, values: string, condition: string): string => `(select coalesce(json_agg(json_build_object('code', g.code, 'states', g.states)), '[]') from (
    select s.code, json_agg(json_build_object('validFrom', s.valid_from, 'closed', s.closed, 'values', json_build_object(${values})) order by s.valid_from) as states from (
      select distinct on (a.code, a.valid_from) a.* from aeo.${table} a where a.operator_id = $1${condition} order by a.code, a.valid_from, a.revision desc) s
    group by s.code) g)`

const PEOPLE = `with held as materialized (select a.person, a.position, a.fte_percent, a.valid_from, a.valid_to from aeo.assignments a where a.operator_id = $1 and a.person = any($2::text[]))
  select (select coalesce(json_agg(json_build_object('person', h.person, 'position', h.position, 'ftePercent', h.fte_percent, 'validFrom', h.valid_from, 'validTo', h.valid_to)), '[]') from held h) as assignments,
    ${states('position_states', '\'unit\', s.unit, \'responsibilities\', s.responsibilities', ' and a.code = any(array(select h.position from held h))')} as positions,
    ${states('unit_states', '\'name\', s.name, \'parent\', s.parent', ' and exists (select from held h)')} as units`

/** Where these people work on any day and since when, in one statement that is sent before anything is awaited: for whoever examines declarations that name them. */
export async function workforceOfPeople (query: RegisterQuery, operatorId: string, people: readonly string[]): Promise<Workforce> {
  const [row] = await query<AtWork>(PEOPLE, [operatorId, people])
  const { assignments = [], positions = [], units = [] } = row ?? {}
  return workforceOf({ assignments, deputies: [], positions: byCode(positions), units: byCode(units) })
}

const byCode = <Values>(rows: readonly { readonly code: string, readonly states: readonly State<Values>[] }[]) => new Map(rows.map(({ code, states: own }) => [code, own]))
