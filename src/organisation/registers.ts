import type { Register } from '../platform/registers.ts'
import type { Assignment } from './model/assignments.ts'
import { directoryOf } from './model/directory.ts'
import type { DirectoryRecords, OrganisationDirectory } from './model/directory.ts'
import type { State } from './model/dated.ts'
import { mandateRegisterOf } from './model/mandates.ts'
import type { MandateRegister, MandateTerm } from './model/mandates.ts'

/** What examinations of declarations ask of the organisation. Both are small, and read once until one of their records changes. */

export const mandatesRegister: Register<MandateRegister> = {
  kind: 'whole',
  load: async (query, operatorId) => {
    const [row] = await query<{ kept: boolean, mandates: MandateTerm[] }>(`select exists (select from aeo.representatives r where r.operator_id = $1) as kept,
      (select coalesce(json_agg(json_build_object('representative', m.representative, 'validFrom', m.valid_from, 'validTo', m.valid_to, 'revokedOn', m.revoked_on,
        'representation', m.representation, 'procedures', m.procedures, 'directions', m.directions, 'sites', m.sites) order by m.id), '[]')
        from aeo.mandates m where m.operator_id = $1) as mandates`, [operatorId])
    return row?.kept === true ? mandateRegisterOf(row.mandates) : undefined
  }
}

type Directed = { code: string, states: State<{ unit: string }>[] }[]

/** States in force of a kind that has a unit. */
const statesOf = (kind: 'position' | 'site'): string => `(select coalesce(json_agg(json_build_object('code', g.code, 'states', g.states)), '[]') from (
    select s.code, json_agg(json_build_object('validFrom', s.valid_from, 'closed', s.closed, 'values', json_build_object('unit', s.unit)) order by s.valid_from) as states from (
      select distinct on (a.code, a.valid_from) a.* from aeo.${kind}_states a where a.operator_id = $1 order by a.code, a.valid_from, a.revision desc) s
    group by s.code) g)`

export const directoryRegister: Register<OrganisationDirectory> = {
  kind: 'whole',
  load: async (query, operatorId) => {
    const [row] = await query<{ kept: boolean, assignments: Assignment[], positions: Directed, sites: Directed }>(`select
      exists (select from aeo.people p where p.operator_id = $1) or exists (select from aeo.sites s where s.operator_id = $1) as kept,
      (select coalesce(json_agg(json_build_object('person', a.person, 'position', a.position, 'ftePercent', a.fte_percent, 'validFrom', a.valid_from, 'validTo', a.valid_to)), '[]')
        from aeo.assignments a where a.operator_id = $1) as assignments,
      ${statesOf('position')} as positions, ${statesOf('site')} as sites`, [operatorId])
    if (row?.kept !== true) return undefined
    const records: DirectoryRecords = { assignments: row.assignments, positions: byCode(row.positions), sites: byCode(row.sites) }
    return directoryOf(records)
  }
}

const byCode = (rows: Directed) => new Map(rows.map(({ code, states }) => [code, states]))
