import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Fault } from '../platform/problem.ts'
import { POSITION, refuse, SITE, unknown } from './dated-kinds.ts'
import { knownCodes, recordsByCode } from './dated-store.ts'
import { beyondFullTime } from './model/assignments.ts'
import { missingDay, valuesOn } from './model/dated.ts'
import type { Period } from './model/dated.ts'
import type { PositionValues } from './model/positions.ts'
import { workChangedByAssignment } from './model/work-change.ts'
import type { Assigned, WorkChange } from './model/work-change.ts'
import * as problems from './problems.ts'
import type { KeptProblems } from './problems.ts'
import type { Row, RowTable } from './row-store.ts'

/** The kinds of records that hold for one period, and the rules that a change of each must keep. */

export type RowValues = Readonly<Record<string, unknown>> & { readonly id: string }

/** What a rule needs of the rest of the service. */
export interface RowDeps {
  /** Makes the number one by which checks know the operator. */
  readonly recordEori: (tx: OperatorTx, eori: string, name: string) => Promise<unknown>
  readonly removeEori: (tx: OperatorTx, eori: string) => Promise<unknown>
}

export interface RowEvent { readonly type: string, readonly data: Readonly<Record<string, unknown>> }

export interface RowKind extends RowTable {
  readonly thing: string
  readonly problems: KeptProblems
  /** What a value is when it is not stated at first; a value that is not here must be stated. */
  readonly absent: Readonly<Record<string, unknown>>
  /** Values of which the log says only that they changed. */
  readonly unlogged: readonly string[]
  readonly examined: boolean
  /** Checks, and does what belongs to the change. @returns the events of the change beside the change itself. @throws invalid-request, and the problems of its rules. */
  readonly check: (tx: OperatorTx, after: RowValues, before: Row | undefined, deps: RowDeps) => Promise<RowEvent[]>
  /** Whose work it changes; absent: nobody's. */
  readonly workChanged?: (before: Row | undefined, after: RowValues) => WorkChange[]
  /** What the log calls a change that no rule names. */
  readonly changed: string
}

const PERIOD = { validFrom: 'valid_from', validTo: 'valid_to' }
const ON = 'r.valid_from <= ?::date and (r.valid_to is null or r.valid_to >= ?::date)'
const keep = async (): Promise<RowEvent[]> => []
const periodOf = (values: RowValues): Period => values as unknown as Period

export const PERSON: RowKind = {
  table: 'aeo.people', columns: { pseudonym: 'pseudonym', employmentKind: 'employment_kind', customsExperienceSince: 'customs_experience_since', erasedOn: 'erased_on' }, key: 'pseudonym', filters: {},
  thing: 'person', problems: problems.PERSON, absent: { customsExperienceSince: null, erasedOn: null }, unlogged: ['pseudonym'], examined: true, changed: 'person.changed',
  check: async (_tx, _after, before) => before === undefined ? [{ type: 'person.recorded', data: {} }] : []
}

export const ASSIGNMENT: RowKind = {
  table: 'aeo.assignments', columns: { person: 'person', position: 'position', ...PERIOD, ftePercent: 'fte_percent' }, filters: { person: 'r.person = ?', position: 'r.position = ?', on: ON }, says: ['validFrom'],
  thing: 'assignment', problems: problems.ASSIGNMENT, absent: { validTo: null, ftePercent: 100 }, unlogged: ['person'], examined: true, changed: 'assignment.changed',
  workChanged: (before, after) => workChangedByAssignment(before as Assigned | undefined, after as unknown as Assigned),
  check: async (tx, after, before) => {
    const { id, person, personId, facts } = await held(tx, after)
    const others = await tx.query<Period & { ftePercent: number }>(`select a.valid_from as "validFrom", a.valid_to as "validTo", a.fte_percent as "ftePercent" from aeo.assignments a
      where a.operator_id = $1 and a.person = $2 and a.id <> $3`, [tx.operatorId, person, id])
    const most = beyondFullTime([...others, { ...periodOf(after), ftePercent: Number(after['ftePercent']) }])
    if (most !== undefined) {
      throw problems.beyondFullTimeRefused(`With this assignment the shares of the person would add up to ${most.percent} % on ${most.day}. End or lower another one first.`, { day: most.day, percent: most.percent })
    }
    const { validFrom, validTo } = periodOf(after)
    const data = { ...facts, person: personId, ftePercent: after['ftePercent'] }
    const started: RowEvent[] = before === undefined ? [{ type: 'assignment.started', data: { ...data, on: validFrom } }] : []
    const ended: RowEvent[] = validTo !== null && before?.['validTo'] !== validTo ? [{ type: 'assignment.ended', data: { ...data, on: validTo } }] : []
    return [...started, ...ended]
  }
}

export const DEPUTY: RowKind = {
  table: 'aeo.deputies', columns: { position: 'position', person: 'person', ...PERIOD }, filters: { person: 'r.person = ?', position: 'r.position = ?', on: ON }, says: ['validFrom'],
  thing: 'deputy', problems: problems.DEPUTY, absent: { validTo: null }, unlogged: ['person'], examined: false, changed: 'deputy.changed',
  check: async (tx, after, before) => {
    const { personId, facts } = await held(tx, after)
    const { validFrom, validTo } = periodOf(after)
    return before === undefined ? [{ type: 'deputy.named', data: { ...facts, person: personId, on: validFrom, until: validTo } }] : []
  }
}

/** The person and the position exist, the position on every day of the period. */
async function held (tx: OperatorTx, after: RowValues): Promise<{ id: string, person: string, personId: string, facts: Record<string, unknown> }> {
  const { id, person, position } = after as unknown as { id: string, person: string, position: string }
  const [known] = await tx.query<{ id: string }>('select p.id from aeo.people p where p.operator_id = $1 and p.pseudonym = $2', [tx.operatorId, person])
  const states = (await recordsByCode<PositionValues>(tx, POSITION, [position])).get(position)
  const faults: Fault[] = [...known === undefined ? [unknown('/person', 'person')] : [], ...states === undefined ? [unknown('/position', 'position')] : []]
  refuse(faults)
  if (known === undefined || states === undefined) throw new Error('Faults were found and not refused')
  const period = periodOf(after)
  const day = missingDay(states, period)
  if (day !== undefined) throw problems.organisationConflict(`Position ${position} does not exist on ${day}.`, { because: 'position_not_open', position, day })
  const values = valuesOn(states, period.validFrom)
  return { id, person, personId: known.id, facts: { position, unit: values?.unit ?? null, responsibilities: values?.responsibilities ?? [], circle: values?.circle ?? [] } }
}

export const LEGAL_ENTITY: RowKind = {
  table: 'aeo.legal_entities', columns: { eori: 'eori', name: 'name', country: 'country', relation: 'relation', ...PERIOD }, key: 'eori', filters: { on: ON }, says: ['name', 'country', 'relation', 'validFrom'],
  thing: 'legal_entity', problems: problems.LEGAL_ENTITY, absent: { country: null, validTo: null }, unlogged: ['name'], examined: false, changed: 'organisation.entity_changed',
  check: async (tx, after, before, { recordEori, removeEori }) => {
    const { eori, name, validTo } = after as unknown as { eori: string, name: string, validTo: string | null }
    if (before === undefined && eori === tx.principal.eori) refuse([{ pointer: '/eori', detail: 'is the operator itself', hint: 'The EORI of another entity of the group; the operator is known by its token' }])
    const wasOwn = before !== undefined && before['validTo'] === null
    if (validTo === null && !wasOwn) {
      await recordEori(tx, eori, name)
      return [{ type: 'organisation.entity_added', data: { eori, on: after['validFrom'] } }]
    }
    if (validTo !== null && wasOwn) {
      await removeEori(tx, eori)
      return [{ type: 'organisation.entity_removed', data: { eori, on: validTo } }]
    }
    return []
  }
}

export const SOFTWARE: RowKind = {
  table: 'aeo.software_systems', columns: { code: 'code', name: 'name', kind: 'kind', vendor: 'vendor', hosting: 'hosting', ...PERIOD }, key: 'code', filters: { kind: 'r.kind = ?', on: ON }, says: ['name', 'kind', 'vendor', 'hosting', 'validFrom'],
  thing: 'software', problems: problems.SOFTWARE, absent: { vendor: null, validTo: null }, unlogged: [], examined: false, changed: 'software.changed',
  check: async (_tx, after, before) => {
    const { validFrom, validTo } = periodOf(after)
    const data = { software: after['code'], kind: after['kind'] }
    const introduced: RowEvent[] = before === undefined ? [{ type: 'software.introduced', data: { ...data, on: validFrom } }] : []
    const retired: RowEvent[] = validTo !== null && before?.['validTo'] !== validTo ? [{ type: 'software.retired', data: { ...data, on: validTo } }] : []
    return [...introduced, ...retired]
  }
}

export const REPRESENTATIVE: RowKind = {
  table: 'aeo.representatives', columns: { eori: 'eori', name: 'name', kind: 'kind' }, key: 'eori', filters: {},
  thing: 'representative', problems: problems.REPRESENTATIVE, absent: {}, unlogged: ['name'], examined: true, changed: 'representative.changed', check: keep
}

export const MANDATE: RowKind = {
  table: 'aeo.mandates',
  columns: {
    representative: 'representative', representation: 'representation', ...PERIOD, procedures: 'procedures', directions: 'directions', sites: 'sites', documentReference: 'document_reference',
    documentSha256: 'document_sha256', revokedOn: 'revoked_on', revocationReason: 'revocation_reason'
  },
  filters: { representative: 'r.representative = ?', on: `${ON} and (r.revoked_on is null or r.revoked_on > ?::date)` }, says: ['validFrom', 'procedures', 'directions', 'sites'],
  thing: 'mandate', problems: problems.MANDATE,
  absent: { validTo: null, procedures: [], directions: [], sites: [], documentReference: null, documentSha256: null, revokedOn: null, revocationReason: null },
  unlogged: ['revocationReason'], examined: true, changed: 'mandate.changed',
  check: async (tx, after, before) => {
    const { representative, representation, validFrom, validTo, sites, revokedOn } = after as unknown as { representative: string, representation: string, validFrom: string, validTo: string | null, sites: readonly string[], revokedOn: string | null }
    const [known] = await tx.query('select 1 from aeo.representatives r where r.operator_id = $1 and r.eori = $2', [tx.operatorId, representative])
    const knownSites = await knownCodes(tx, SITE, sites)
    refuse([
      ...known === undefined ? [unknown('/representative', 'representative')] : [],
      ...sites.flatMap((code, index) => knownSites.has(code) ? [] : [unknown(`/sites/${index}`, 'site')]),
      ...revokedOn !== null && revokedOn < validFrom ? [{ pointer: '/revokedOn', detail: 'is before the mandate began', hint: 'A revocation takes effect on validFrom at the earliest' }] : []
    ])
    const data = { representative, representation }
    const granted: RowEvent[] = before === undefined ? [{ type: 'mandate.granted', data: { ...data, on: validFrom, until: validTo } }] : []
    const end = revokedOn ?? validTo
    const ended: RowEvent[] = end !== null && before !== undefined && end !== (before['revokedOn'] ?? before['validTo']) ? [{ type: 'mandate.ended', data: { ...data, on: end, revoked: revokedOn !== null } }] : []
    return [...granted, ...ended]
  }
}
