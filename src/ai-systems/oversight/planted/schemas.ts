import { Type } from 'typebox'
import type { Static } from 'typebox'
import { closed, Day, Instant, orNull, Reference, Text, Uuid, Words } from '../../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../../platform/http/pages.ts'
import { PILLARS } from '../../register/pillars.ts'
import { Alternatives, Moment, Value } from '../outputs/schemas.ts'

/** What crosses the wire about planted proposals. */

const o = Type.Optional
const MOST = 500

const StatedProposal = Type.Object({
  inputReference: Reference(200, 'The input that it is shown for, one that people may well meet'), proposal: Value('The wrong value that is shown'), rightValue: Value('What is right of it'),
  reference: o(Reference(100, 'Reference of the output, in the style of the others; made here if absent')), dueAt: o(Moment('When it is shown; drawn in the days if absent')), goodsRef: o(Words(64, 'Material number of the goods')),
  confidence: o(Type.Number({ minimum: 0, maximum: 1, description: 'Confidence that is shown, 0 to 1' })), alternatives: o(Alternatives('Other values that are shown, best first, where the system names such')), explanation: o(Words(4000, 'Explanation that is shown')), shownWords: o(Type.Integer({ minimum: 0, maximum: 100_000, description: 'Words that a reviewer is shown' }))
}, { ...closed, description: 'A wrong proposal' })

export const NewPlantedCheckBody = Type.Object({
  system: Reference(64, 'Code or id of the AI system whose proposals they look like'), pillar: Type.Enum(PILLARS, { description: 'Customs pillar' }), unit: o(Reference(64, 'Code of the unit whose people see them; any if absent')),
  from: Day('First day'), to: Day('Last day; at most a year later. A plan for days gone by brings what was shown then'),
  count: o(Type.Integer({ minimum: 1, maximum: MOST, description: 'How many are drawn from what people decided of the system before, each with the likeliest wrong value that the system itself considered; instead of proposals' })),
  proposals: o(Type.Array(StatedProposal, { minItems: 1, maxItems: MOST, description: 'The wrong proposals themselves; instead of count' }))
}, { ...closed, description: 'Wrong proposals to be shown among the others' })

const PlantedProposalSchema = Type.Object({
  number: Type.Integer({ minimum: 1, description: 'Place in the plan' }), dueAt: Instant('When it is shown'), reference: Text(100, 'Reference of its output'), proposal: Value('The wrong value'), rightValue: Value('What is right'),
  outputId: orNull(Uuid('Its output'), 'The output it is shown as; null until then'), cancelled: Type.Boolean({ description: 'Taken back before it was shown' }),
  declaredIn: orNull(Uuid('Id of the declaration'), 'A declaration whose item carries it all the same; null: none'), declaredItem: orNull(Type.Integer({ minimum: 1 }), 'Number of that item')
}, closed)
const PLANTED_FIELDS = {
  id: Uuid('Identifier'), system: Text(64, 'Code of the system'), pillar: Type.Enum(PILLARS, { description: 'Customs pillar' }), unit: orNull(Text(64, 'Code of the unit'), 'Code of the unit; null: any'), from: Day('First day'), to: Day('Last day'),
  planned: Type.Integer({ minimum: 1, description: 'How many' }), shown: Type.Integer({ minimum: 0, description: 'Shown so far' }), declared: Type.Integer({ minimum: 0, description: 'That reached a declaration all the same: each is to be put right at once' }),
  decided: orNull(Type.Integer({ minimum: 0 }), 'Decided; null where fewer than five people did, as it would tell of a person'), caught: orNull(Type.Integer({ minimum: 0 }), 'Overridden or rejected; null likewise'),
  cancelledAt: orNull(Instant('When the rest was taken back'), 'When the rest was taken back; null: it was not'), recordedAt: Instant('When it was planned')
}
const PlantedCheckSchema = Type.Object({ ...PLANTED_FIELDS, proposals: Type.Array(PlantedProposalSchema, { maxItems: MOST, description: 'The wrong proposals, in order' }) }, { $id: 'AiPlantedCheck', ...closed, description: 'Wrong proposals planted to see whether they are caught' })
const PlantedCheckSummary = Type.Object(PLANTED_FIELDS, { $id: 'AiPlantedCheckSummary', ...closed, description: 'A plan of wrong proposals, without them' })

export const PLANTED_SCHEMAS = [PlantedCheckSchema, PlantedCheckSummary, pageOf(Type.Ref('AiPlantedCheckSummary'), 'AiPlantedCheckPage', 'Plans, last first')]
export const PlantedParams = Type.Object({ id: Uuid('Id of the plan') }, { additionalProperties: false })
export const PlantedQuery = Type.Object({ ...PageQuery, system: o(Reference(64, 'Code or id of the system')) }, closed)
export type NewPlantedCheck = Static<typeof NewPlantedCheckBody>
export type PlantedFilter = Static<typeof PlantedQuery>
