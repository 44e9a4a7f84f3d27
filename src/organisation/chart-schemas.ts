import { Type } from 'typebox'
import { Day, OneOf, Words } from '../platform/http/fields.ts'
import { Code, ListOf, Percent } from './field-schemas.ts'
import { CIRCLE, RESPONSIBILITIES } from './model/positions.ts'

/** What crosses the wire of an organisation chart. */

const closed = { additionalProperties: false } as const
const MOST = 100_000

const ChartPosition = Type.Object({
  code: Code('Code of the position'), title: Words(200, 'Title of the position; never the name of a person, since reports of audits keep it'), unit: Code('Code of its unit'),
  responsibilities: ListOf(OneOf(RESPONSIBILITIES, 'A responsibility'), 'What of customs it answers for'),
  circle: ListOf(OneOf(CIRCLE, 'A ground'), 'Why UCC-IA 24(1) looks at its holder'),
  customsPercent: Percent('How much of the work of a full-time holder is customs work'),
  holders: Type.Array(Type.Object({ pseudonym: Code('Pseudonym'), ftePercent: Percent('Share of full time') }, closed), { maxItems: MOST, description: 'Who holds it' }),
  deputies: Type.Array(Code('Pseudonym'), { maxItems: MOST, description: 'Who stands in' }),
  vacant: Type.Boolean({ description: 'Whether nobody holds it' })
}, { $id: 'ChartPosition', additionalProperties: false, description: 'A position on the day of the chart' })

const ChartUnit = Type.Object({
  code: Code('Code of the unit'), name: Words(200, 'Name'), parent: Type.Union([Code('Code'), Type.Null()], { description: 'Code of the unit above it; null for a root' }),
  depth: Type.Integer({ description: '0 for a root' }), positions: Type.Array(Type.Ref('ChartPosition'), { maxItems: MOST, description: 'Its positions, by code' })
}, { $id: 'ChartUnit', additionalProperties: false, description: 'A unit on the day of the chart' })

const Chart = Type.Object({
  on: Day('Day of the chart'), units: Type.Array(Type.Ref('ChartUnit'), { maxItems: MOST, description: 'Each unit before those under it' })
}, { $id: 'OrganisationChart', additionalProperties: false, description: 'The organisation on one day' })

export const CHART_SCHEMAS = [ChartPosition, ChartUnit, Chart]
