import { Type } from 'typebox'
import type { Static } from 'typebox'
import { closed, Day, OneOf, orNull, Reference, Text, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { HIGHEST_LEVEL, TOPIC_KINDS } from '../competence/catalogue.ts'

/** What crosses the wire about topics. */


const Code = Reference(64, 'Code of the topic')
const Name = Words(200, 'What it is about')
const Kind = OneOf(TOPIC_KINDS, 'subject: what a course teaches; procedure: an instruction of the operator, shown by having read and understood its version in force')
const RefresherMonths = Type.Integer({ minimum: 1, maximum: 120, description: 'Months after completion through which a record shows it, unless a requirement says otherwise; 29 February and 12 months: through 28 February' })

const TopicRole = Type.Object({
  responsibility: Text(64, 'Responsibility of a position, as under /v1/positions'),
  level: Type.Integer({ minimum: 1, maximum: HIGHEST_LEVEL, description: 'Level asked: 1 aware, 2 trained (works under guidance), 3 experienced (works alone), 4 expert (teaches, decides)' }),
  onlyForPillarReviewed: Type.Boolean({ description: 'Asked only of whoever reviews that pillar; an own requirement of the position says which are not reviewed' }),
  aiUse: Type.Boolean({ description: 'Asked because the role uses or oversees an AI system (AI Act Art. 4)' })
}, closed)

export const TopicSchema = Type.Object({
  code: Code,
  number: orNull(Text(8, 'T1 to T17 in the catalogue; null: the operator\'s own')),
  name: Name,
  kind: Kind,
  refresherMonths: orNull(RefresherMonths, 'Months after completion through which a record shows it, unless a requirement says otherwise; null: as long as the record says'),
  legalSource: orNull(Text(200, 'Law that asks for it; null: an own topic, of which each requirement names its own')),
  requiredFrom: orNull(Day('First day on which the matrix asks for it'), 'First day on which the matrix asks for it, since the law did not before: 2025-02-02 for AI literacy; null: any day. Own requirements have days of their own'),
  requiredFromSource: orNull(Text(200, 'Law that says so'), 'Law that says from which day; null where there is none'),
  own: Type.Boolean({ description: 'Whether the operator recorded it; false: of the catalogue that ships' }),
  roles: Type.Array(TopicRole, { maxItems: 100, description: 'What the matrix of roles asks, by responsibility; none of an own topic' }),
  pillars: Type.Array(Text(64, 'Pillar'), { maxItems: 50, description: 'Pillars of checks, findings and sanctions that it covers: who reviews one needs it, and errors of one ask for it' })
}, { $id: 'TrainingTopic', ...closed, description: 'Something to know or to be able to do' })

export const TOPIC_SCHEMAS = [TopicSchema, pageOf(Type.Ref('TrainingTopic'), 'TrainingTopicPage', 'Topics: those of the catalogue in its order, then own ones by code')]

export const NewTopicBody = Type.Object({ code: Code, name: Name, kind: Kind, refresherMonths: Type.Optional(RefresherMonths) }, closed)
export const ChangeTopicBody = Type.Object({ name: Type.Optional(Name), refresherMonths: Type.Optional(orNull(RefresherMonths)) }, { ...closed, minProperties: 1 })
export const TopicParams = Type.Object({ code: Code }, closed)
export const TopicQuery = Type.Object({ ...LargePageQuery }, closed)

export type TopicWire = Static<typeof TopicSchema>
export type NewTopic = Static<typeof NewTopicBody>
export type TopicChange = Static<typeof ChangeTopicBody>
