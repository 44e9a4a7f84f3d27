import { Type } from 'typebox'
import { Day, Mrn, OneOf, Reference } from '../../platform/http/fields.ts'
import { ItemNumber, Quantity } from '../../platform/keeping/fields.ts'
import type { RecordKind } from '../../platform/keeping/record-kind.ts'
import type { RecordDoor } from '../../platform/keeping/record-routes.ts'
import { movementExists, movementNotFound } from '../problems.ts'
import { RECORD_SCOPES } from '../scopes.ts'

export const MOVEMENT_KINDS = ['receipt', 'dispatch'] as const
export type MovementKind = typeof MOVEMENT_KINDS[number]
export const MOVEMENT_STATES = ['posted', 'cancelled'] as const

/** A receipt or dispatch of goods as the stock records have it (IA 25(1)(b), (e)). */
export const GOODS_MOVEMENT: RecordKind = {
  name: 'goods_movement',
  path: '/goods-movements',
  table: 'goods_movements',
  scopes: RECORD_SCOPES,
  fields: [
    { name: 'movementNumber', column: 'movement_number', sql: 'text', key: true, required: true, schema: Reference(64, 'Number of the movement in the stock records') },
    { name: 'line', column: 'line', sql: 'integer', key: true, otherwise: 1, schema: Type.Integer({ minimum: 1, maximum: 99_999, description: 'Its line; 1 if absent' }) },
    { name: 'kind', column: 'kind', sql: 'text', required: true, schema: OneOf(MOVEMENT_KINDS, 'receipt or dispatch') },
    { name: 'state', column: 'state', sql: 'text', otherwise: 'posted', schema: OneOf(MOVEMENT_STATES, 'posted if absent; a cancelled one counts nowhere') },
    { name: 'movedOn', column: 'moved_on', sql: 'date', required: true, happened: true, schema: Day('Day of the movement; it has come') },
    { name: 'goodsRef', column: 'goods_ref', sql: 'text', schema: Reference(64, 'Material number, as declarations carry it') },
    { name: 'siteId', column: 'site_id', sql: 'text', names: 'site', schema: Reference(64, 'Code of the site, as under /v1/sites; any code while no site is recorded') },
    { name: 'mrn', column: 'mrn', sql: 'text', schema: Mrn('MRN of the declaration under which the goods moved') },
    { name: 'itemNumber', column: 'item_number', sql: 'integer', schema: ItemNumber('Goods item (D.E. 11 03) of that declaration') },
    { name: 'quantity', column: 'quantity', sql: 'numeric', required: true, schema: Quantity('Quantity moved') },
    { name: 'unit', column: 'unit', sql: 'text', required: true, schema: Type.String({ minLength: 2, maxLength: 4, pattern: '^[A-Z0-9]{2,4}$', description: 'Measurement unit of the tariff, for example KGM, NAR, LTR' }) },
    { name: 'netMass', column: 'net_mass', sql: 'numeric', schema: Quantity('Net mass, kilograms') },
    { name: 'sourceSystem', column: 'source_system', sql: 'text', schema: Reference(64, 'System that sent it') }
  ],
  day: 'movedOn',
  faultsOf: ({ mrn, itemNumber }) => itemNumber !== null && mrn === null ? [{ pointer: '/itemNumber', detail: 'belongs to no declaration', hint: 'Name its declaration in mrn' }] : [],
  heldBy: ({ mrn, movedOn }) => ({ mrn: mrn as string | null, day: String(movedOn) }),
  exists: movementExists,
  notFound: movementNotFound
}

export const MOVEMENT_DOOR: RecordDoor = {
  kind: GOODS_MOVEMENT,
  tags: ['records'],
  words: {
    component: 'GoodsMovement', components: 'GoodsMovements', one: 'The movement', many: 'Movements of goods', summaryOfOne: 'a receipt or dispatch of goods',
    description: 'A receipt or dispatch as the stock records have it. Several of one declaration item add up; a cancelled one counts nowhere.'
  },
  filters: ['mrn', 'goodsRef'],
  reference: ['movementNumber', 'line']
}
