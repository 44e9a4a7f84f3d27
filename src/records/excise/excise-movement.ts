import { Type } from 'typebox'
import type { Fault } from '../../platform/problem.ts'
import { Day, Mrn, OneOf, Reference } from '../../platform/http/fields.ts'
import { ItemNumber, Quantity } from '../../platform/keeping/fields.ts'
import type { Content, RecordKind } from '../../platform/keeping/record-kind.ts'
import type { RecordDoor } from '../../platform/keeping/record-routes.ts'
import { exciseMovementExists, exciseMovementNotFound, exciseMovementState } from '../problems.ts'
import { RECORD_SCOPES } from '../scopes.ts'
import STATES from './movement-states.json' with { type: 'json' }
import { addWorkingDays } from '../../platform/calendar.ts'

export const EXCISE_STATES = Object.keys(STATES.states)
const NOT_UNDER_WAY = new Set(STATES.notUnderWay)

const ExciseNumber = (description: string) => Type.String({ minLength: 13, maxLength: 13, pattern: '^[A-Z]{2}[A-Z0-9]{11}$', description })

/** A movement of excise goods under suspension (Dir. (EU) 2020/262 art. 16 to 28), as far as it is linked to customs. */
export const EXCISE_MOVEMENT: RecordKind = {
  name: 'excise_movement',
  path: '/excise-movements',
  table: 'excise_movements',
  scopes: RECORD_SCOPES,
  fields: [
    { name: 'arc', column: 'arc', sql: 'text', key: true, required: true, schema: Type.String({ minLength: 21, maxLength: 21, pattern: '^[0-9]{2}[A-Z]{2}[A-Z0-9]{16}[0-9]$', description: 'Administrative reference code' }) },
    { name: 'status', column: 'status', sql: 'text', required: true, goesOn: true, schema: OneOf(EXCISE_STATES, 'State of the movement; it goes on and never back') },
    { name: 'statusOn', column: 'status_on', sql: 'date', required: true, happened: true, goesOn: true, schema: Day('Day since when it has been in that state') },
    { name: 'exciseProductCode', column: 'excise_product_code', sql: 'text', required: true, schema: Type.String({ minLength: 4, maxLength: 4, pattern: '^[A-Z][A-Z0-9]{3}$', description: 'Excise product code, for example W200' }) },
    { name: 'commodityCode', column: 'commodity_code', sql: 'text', required: true, schema: Type.String({ minLength: 4, maxLength: 10, pattern: '^[0-9]{4,10}$', description: 'Code of the Combined Nomenclature' }) },
    { name: 'quantity', column: 'quantity', sql: 'numeric', required: true, schema: Quantity('Quantity moved') },
    { name: 'unit', column: 'unit', sql: 'text', required: true, schema: Type.String({ minLength: 2, maxLength: 4, pattern: '^[A-Z0-9]{2,4}$', description: 'Measurement unit, for example LTR, KGM' }) },
    { name: 'dispatchedOn', column: 'dispatched_on', sql: 'date', happened: true, schema: Day('Day of dispatch') },
    { name: 'arrivedOn', column: 'arrived_on', sql: 'date', happened: true, schema: Day('Day on which the goods arrived') },
    { name: 'reportReceivedOn', column: 'report_received_on', sql: 'date', happened: true, schema: Day('Day of the report of receipt (IE818)') },
    { name: 'consignor', column: 'consignor', sql: 'text', personal: true, schema: ExciseNumber('Excise number of the consignor') },
    { name: 'consignee', column: 'consignee', sql: 'text', personal: true, schema: ExciseNumber('Excise number of the consignee') },
    { name: 'mrn', column: 'mrn', sql: 'text', schema: Mrn('MRN of the declaration that it is linked to') },
    { name: 'itemNumber', column: 'item_number', sql: 'integer', schema: ItemNumber('Goods item (D.E. 11 03) of that declaration') },
    { name: 'guaranteeReference', column: 'guarantee_reference', sql: 'text', schema: Reference(35, 'Guarantee that covers it') }
  ],
  day: 'statusOn',
  faultsOf,
  heldBy: ({ mrn, statusOn }) => ({ mrn: mrn as string | null, day: String(statusOn) }),
  refusal: (before, after) => {
    const errors = faultsOfStep(before, after)
    return errors.length > 0 ? exciseMovementState('An excise movement does not go back.', { errors }) : undefined
  },
  exists: exciseMovementExists,
  notFound: exciseMovementNotFound
}

function faultsOf ({ status, dispatchedOn, arrivedOn, reportReceivedOn, mrn, itemNumber }: Content): Fault[] {
  const faults: Fault[] = []
  if (dispatchedOn === null && !NOT_UNDER_WAY.has(String(status))) faults.push({ pointer: '/dispatchedOn', detail: `is missing from a movement that is ${String(status)}`, hint: 'Give the day of dispatch' })
  if (typeof dispatchedOn === 'string' && typeof arrivedOn === 'string' && arrivedOn < dispatchedOn) faults.push({ pointer: '/arrivedOn', detail: 'is before the dispatch', hint: 'Give the day of arrival' })
  if (typeof arrivedOn === 'string' && typeof reportReceivedOn === 'string' && reportReceivedOn < arrivedOn) faults.push({ pointer: '/reportReceivedOn', detail: 'is before the arrival', hint: 'Give the day of the report' })
  if (itemNumber !== null && mrn === null) faults.push({ pointer: '/itemNumber', detail: 'belongs to no declaration', hint: 'Name its declaration in mrn' })
  return faults
}

const FOLLOWING: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(STATES.states).map(([name, { followedBy }]) => [name, followedBy]))

/** What stands against a movement that was in one state being in another; states between may have been missed. */
export function faultsOfStep (before: Content, after: Content): Fault[] {
  const [from, to] = [String(before['status']), String(after['status'])]
  if (from === to) return []
  const following = FOLLOWING.get(from) ?? []
  if (!following.includes(to)) {
    return [{ pointer: '/status', detail: `${to} does not follow ${from}`, hint: following.length === 0 ? `${from} is where a movement ends` : `After ${from} come ${following.join(', ')}` }]
  }
  return String(after['statusOn']) < String(before['statusOn']) ? [{ pointer: '/statusOn', detail: 'is before the state that it follows', hint: `Give a day from ${String(before['statusOn'])} on` }] : []
}

/** Whether a declaration may be compared with it: it has begun and was not taken back. */
export const isUnderWay = (status: string): boolean => !NOT_UNDER_WAY.has(status)

/** When the report of receipt is due; null before arrival. @param workingDays allowed after arrival. */
export const reportDueOn = (arrivedOn: string | null, workingDays: number): string | null => arrivedOn === null ? null : addWorkingDays(arrivedOn, workingDays)

export type ReportState = 'not_arrived' | 'reported_in_time' | 'reported_late' | 'due' | 'overdue'

export function reportState ({ arrivedOn, reportReceivedOn }: { readonly arrivedOn: string | null, readonly reportReceivedOn: string | null }, workingDays: number, today: string): ReportState {
  const due = reportDueOn(arrivedOn, workingDays)
  if (due === null) return 'not_arrived'
  if (reportReceivedOn !== null) return reportReceivedOn <= due ? 'reported_in_time' : 'reported_late'
  return today <= due ? 'due' : 'overdue'
}

export const EXCISE_DOOR: RecordDoor = {
  kind: EXCISE_MOVEMENT,
  tags: ['records'],
  words: {
    component: 'ExciseMovement', components: 'ExciseMovements', one: 'The excise movement', many: 'Excise movements', summaryOfOne: 'an excise movement',
    description: 'A movement of excise goods under suspension by its administrative reference code, with its state and its link to a declaration.'
  },
  filters: ['arc', 'status', 'mrn'],
  reference: ['arc']
}
