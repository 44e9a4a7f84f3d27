import { Type } from 'typebox'
import { Day, Instant, orNull, Reference, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../platform/http/pages.ts'
import { Version } from '../notices/schemas.ts'
import { closed, Code } from '../register/schemas.ts'
import { FOLLOW_UP_KINDS } from './follow-up.ts'

/** What crosses the wire about follow-ups. */

const Kind = Type.Enum(FOLLOW_UP_KINDS, { description: 'What became of it' })
const Risk = Code('Code of the risk that it follows from')
const Title = Words(200, 'What is to be done')
const REFERENCE = 'What it became: id of a training need or a duty to notify, code of a control, reference of a document, number of a question'

const StatedNeed = Type.Object({
  topic: Reference(64, 'Code of a topic, of the catalogue or the operator\'s own'), level: Type.Integer({ minimum: 1, maximum: 4, description: 'Level to be shown: 1 aware, 2 trained, 3 experienced, 4 expert' }),
  severity: Type.Enum(['critical', 'important', 'advisable'], { description: 'How much hangs on it; says when it is due' }), reason: Words(4000, 'Why'), unit: Type.Optional(Reference(64, 'Code of the unit that it concerns; the whole company if absent')),
  people: Type.Optional(Type.Array(Reference(64, 'Pseudonym of a person'), { minItems: 1, maxItems: 1000, uniqueItems: true, description: 'Whom it concerns; those who must know it if absent' })),
  dueOn: Type.Optional(Day('Last day for the training; by the severity if absent')), ownerPosition: Type.Optional(Reference(64, 'Code of the position that sees to it'))
}, { ...closed, description: 'A training need that is opened with it, as under /v1/training/needs' })

const StatedDuty = Type.Object({
  rule: Type.String({ minLength: 1, maxLength: 50, pattern: '^[a-z_]+$', description: 'Rule of the catalogue of notifications' }), description: Words(2000, 'What changed; no names of people'), occurredOn: Day('Day of the change; it may be still to come'),
  detectedOn: Type.Optional(Day('Day on which it became known; today if absent')),
  authorisationIds: Type.Optional(Type.Array(Uuid('Authorisation'), { minItems: 1, maxItems: 1000, uniqueItems: true, description: 'Authorisations affected; those that the rule concerns if absent' }))
}, { ...closed, description: 'A duty to notify that is opened with it, as under /v1/notification-duties' })

export const NewFollowUpBody = Type.Object({
  kind: Kind, risk: Code('Code of the risk that it follows from: one that stage 2 of the audit looks at'), finding: Type.Optional(Uuid('The finding that it follows from as well')), title: Title, reference: Type.Optional(Reference(200, `${REFERENCE}; absent where one is stated to be opened`)),
  trainingNeed: Type.Optional(StatedNeed), notificationDuty: Type.Optional(StatedDuty)
}, { ...closed, description: 'What becomes of what the audit found' })

export const DoneBody = Type.Object({ doneOn: Day('When it was done; never a day to come'), reference: Reference(200, 'What shows it') }, { ...closed, description: 'That it is done' })

const FollowUpSchema = Type.Object({
  id: Uuid('Identifier'), revision: Type.Integer({ minimum: 1, description: 'Moves with every change' }), kind: Kind, risk: Risk, finding: orNull(Uuid('The finding that it follows from'), 'The finding that it follows from; null: of the risk alone'),
  title: Text(200, 'What is to be done'), reference: Text(200, REFERENCE), href: orNull(Text(300, 'Where that can be read'), 'Where that can be read; null: outside of this service'),
  state: Text(40, 'open or done; of a training need and a duty the state that they have; of an answer of the questionnaire done once it was answered or confirmed since'), doneOn: orNull(Day('When it was done'), 'When it was done; null: it was not, or its own register says'),
  doneReference: orNull(Text(200, 'What shows it'), 'What shows it; null where doneOn is'), recordedAt: Instant('When it was recorded')
}, { $id: 'RiskFollowUp', ...closed, description: 'What became of what an audit found' })

export const FOLLOW_UP_SCHEMAS = [FollowUpSchema, pageOf(Type.Ref('RiskFollowUp'), 'RiskFollowUpPage', 'In the order in which they were recorded')]
export const FollowUpParams = Type.Object({ id: Uuid('The audit'), followUp: Uuid('The follow-up') }, closed)
export const FollowUpQuery = Type.Object({ ...PageQuery, version: Type.Optional(Version) }, closed)
