import { dayBefore } from '../platform/calendar.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { invalidRequest } from '../platform/problem.ts'
import type { Fault } from '../platform/problem.ts'
import { byCode, knownCodes, recordsByCode, recordsOfUnits } from './dated-store.ts'
import type { DatedTables, Values } from './dated-store.ts'
import { danglingOn, holdsOn, missingDay } from './model/dated.ts'
import type { Records, State } from './model/dated.ts'
import type { PositionValues } from './model/positions.ts'
import { cycleOn } from './model/unit-tree.ts'
import type { UnitValues } from './model/unit-tree.ts'
import { workChangedByPosition, workChangedByUnit } from './model/work-change.ts'
import type { WorkChange } from './model/work-change.ts'
import * as problems from './problems.ts'
import type { KeptProblems } from './problems.ts'

/** The kinds of records whose values change by day, and the rules that a change of each must keep. */

export interface Change {
  readonly code: string
  /** First day of the changed state. */
  readonly on: string
  readonly before: State<Values> | undefined
  readonly after: State<Values>
  /** All states as they would then be. */
  readonly states: readonly State<Values>[]
}

export interface DatedKind extends DatedTables {
  /** Prefix of its subjects in the log, and name of its code there. */
  readonly thing: string
  readonly problems: KeptProblems
  /** What a value is when it is not stated at first; a value that is not here must be stated. */
  readonly absent: Values
  /** Values that are days. */
  readonly days: readonly string[]
  /** Values of which the log says only that they changed. */
  readonly unlogged: readonly string[]
  readonly event: (change: 'opened' | 'changed' | 'closed') => string
  /** Whether examinations ask it. */
  readonly examined: boolean
  /** @throws invalid-request for codes that do not exist; organisation-conflict, unit-cycle. */
  readonly check: (tx: OperatorTx, change: Change) => Promise<void>
  /** Whose work it changes; absent: nobody's. */
  readonly workChanged?: (change: Change) => WorkChange[]
}

const dated = (name: string, columns: Readonly<Record<string, string>>, states = `${name.replace(/s$/, '')}_states`): DatedTables => ({ head: `aeo.${name}`, states: `aeo.${states}`, columns })

export const PROFILE: DatedKind = {
  ...dated('organisation_profiles', { name: 'name', legalForm: 'legal_form', foundedOn: 'founded_on', address: 'address', owners: 'owners', supplyChainRoles: 'supply_chain_roles' }),
  thing: 'profile', problems: problems.PROFILE, absent: { foundedOn: null, address: null, owners: [] }, days: ['foundedOn'], unlogged: ['name', 'address', 'owners'],
  event: () => 'organisation.profile_changed', examined: false,
  check: async (tx, { after }) => {
    const owners = after.values['owners'] as readonly { kind: string, reference: string }[]
    const people = await knownPeople(tx, owners.flatMap(({ kind, reference }) => kind === 'person' ? [reference] : []))
    refuse(owners.flatMap(({ kind, reference }, index) => kind === 'person' && !people.has(reference) ? [unknown(`/owners/${index}/reference`, 'person')] : []))
  }
}

export const UNIT: DatedKind = {
  ...dated('units', { name: 'name', parent: 'parent' }),
  thing: 'unit', problems: problems.UNIT, absent: { parent: null }, days: [], unlogged: [], event: () => 'unit.changed', examined: true,
  workChanged: (change) => workChangedByUnit(change as Change & { before: State<UnitValues> | undefined, after: State<UnitValues> }),
  check: async (tx, { code, on, after, states }) => {
    const units = new Map([...await recordsByCode<UnitValues>(tx, UNIT), [code, states as unknown as readonly State<UnitValues>[]]])
    const { parent } = after.values as unknown as UnitValues
    if (parent !== null && !units.has(parent)) throw refused([unknown('/parent', 'unit')])
    const cycle = parent === code ? on : cycleOn(units, code, on)
    if (cycle !== undefined) throw problems.unitCycle(`On ${cycle} unit ${code} would stand under itself.`, { unit: code, day: cycle })
    conflict('unit', 'unit', danglingOn(...familyOf(units, code), on, (values) => values.parent))
    const only = new Map([[code, states]])
    conflict('position', 'unit', danglingOn(byCode<PositionValues>(await recordsOfUnits(tx, POSITION, [code])), only, on, ({ unit }) => unit === code ? unit : null))
    conflict('site', 'unit', danglingOn(byCode<{ unit: string | null }>(await recordsOfUnits(tx, SITE, [code])), only, on, ({ unit }) => unit === code ? unit : null))
  }
}

export const SITE: DatedKind = {
  ...dated('sites', { name: 'name', address: 'address', country: 'country', activities: 'activities', unit: 'unit' }),
  thing: 'site', problems: problems.SITE, absent: { activities: [], unit: null }, days: [], unlogged: [], event: (change) => `site.${change}`, examined: true,
  check: async (tx, change) => { await checkUnit(tx, 'site', change) }
}

export const STEP: DatedKind = {
  ...dated('production_steps', { name: 'name', phase: 'phase', ordinal: 'ordinal', units: 'units', sites: 'sites' }),
  thing: 'production_step', problems: problems.STEP, absent: { units: [], sites: [] }, days: [], unlogged: [], event: () => 'production_step.changed', examined: false,
  check: async (tx, { after }) => {
    const { units, sites } = after.values as unknown as { units: readonly string[], sites: readonly string[] }
    const [knownUnits, knownSites] = [await knownCodes(tx, UNIT, units), await knownCodes(tx, SITE, sites)]
    refuse([
      ...units.flatMap((code, index) => knownUnits.has(code) ? [] : [unknown(`/units/${index}`, 'unit')]),
      ...sites.flatMap((code, index) => knownSites.has(code) ? [] : [unknown(`/sites/${index}`, 'site')])
    ])
  }
}

export const POSITION: DatedKind = {
  ...dated('positions', { title: 'title', unit: 'unit', responsibilities: 'responsibilities', circle: 'circle', customsPercent: 'customs_percent' }),
  thing: 'position', problems: problems.POSITION, absent: { responsibilities: [], circle: [], customsPercent: 100 }, days: [], unlogged: [], event: () => 'position.changed', examined: true,
  workChanged: (change) => workChangedByPosition(change as Change & { before: State<PositionValues> | undefined, after: State<PositionValues> }),
  check: async (tx, change) => {
    await checkUnit(tx, 'position', change)
    const { code, on, states } = change
    const held = await tx.query<{ validFrom: string, validTo: string | null }>(`select a.valid_from as "validFrom", a.valid_to as "validTo" from aeo.assignments a where a.operator_id = $1 and a.position = $2
      union all select d.valid_from, d.valid_to from aeo.deputies d where d.operator_id = $1 and d.position = $2`, [tx.operatorId, code])
    for (const period of held) {
      if (period.validTo !== null && period.validTo < on) continue
      const day = missingDay(states, { ...period, validFrom: holdsOn(period, on) ? on : period.validFrom })
      if (day !== undefined) throw problems.organisationConflict(`Position ${code} is held or deputised on ${day}. End that on ${dayBefore(day)} at the latest.`, { because: 'position_is_held', position: code, day })
    }
  }
}

/** The unit with those that ever stood right under it, and all that these ever stood under: no other can be left without its parent. */
function familyOf (units: Records<UnitValues>, code: string): [children: Records<UnitValues>, parents: Records<UnitValues>] {
  const children = new Map([...units].filter(([unit, states]) => unit === code || states.some(({ values }) => values.parent === code)))
  const named = new Set([...children.values()].flatMap((states) => states.map(({ values }) => values.parent)))
  return [children, new Map([...units].filter(([unit]) => named.has(unit)))]
}

/** The unit that a record names exists, on every day on which the record does. */
async function checkUnit (tx: OperatorTx, thing: string, { code, on, after, states }: Change): Promise<void> {
  const named = states.flatMap(({ values }) => typeof values['unit'] === 'string' ? [values['unit']] : [])
  const units = await recordsByCode(tx, UNIT, [...new Set(named)])
  const unit = after.values['unit'] as string | null
  if (unit !== null && !units.has(unit)) throw refused([unknown('/unit', 'unit')])
  conflict(thing, 'unit', danglingOn(new Map([[code, states]]), units as Records<unknown>, on, (values) => values['unit'] as string | null))
}

function conflict (thing: string, named: string, dangling: ReturnType<typeof danglingOn>): void {
  if (dangling === undefined) return
  const { day, from, to } = dangling
  throw problems.organisationConflict(`On ${day} ${thing} ${from} belongs to ${named} ${to}, which does not exist on that day.`, { because: `${named}_not_open`, [thing]: from, [named === thing ? 'parent' : named]: to, day })
}

export async function knownPeople (tx: OperatorTx, pseudonyms: readonly string[]): Promise<Set<string>> {
  if (pseudonyms.length === 0) return new Set()
  const rows = await tx.query<{ pseudonym: string }>('select p.pseudonym from aeo.people p where p.operator_id = $1 and p.pseudonym = any($2::text[])', [tx.operatorId, pseudonyms])
  return new Set(rows.map(({ pseudonym }) => pseudonym))
}

export const unknown = (pointer: string, thing: string): Fault => ({ pointer, detail: `is no ${thing} of yours`, hint: `Record the ${thing} first` })
export const refused = (errors: Fault[]) => invalidRequest('The content of the request is not valid.', { errors })
export function refuse (errors: Fault[]): void {
  if (errors.length > 0) throw refused(errors)
}
