import { Type } from 'typebox'
import type { Static } from 'typebox'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { Day, Instant, OneOf, orNull, Reference, Sha256, Uuid, Words } from '../../platform/http/fields.ts'
import { COURSE_KINDS, PROVIDER_TYPES } from './course.ts'
import type { Course } from './course.ts'

/** What crosses the wire about courses. */

export const CourseCode = Reference(64, 'Code of the course')
export const TopicCode = Reference(64, 'Code of the topic, as under /v1/training/topics')
export const Level = Type.Integer({ minimum: 1, maximum: 4, description: 'Level by the EU Customs Competency Framework: 1 aware, 2 trained, 3 experienced, 4 expert' })
/** Not negative, and below ten thousand: a year has fewer. Text, so that no digit is lost. */
export const Hours = (description: string) => Type.String({ minLength: 1, maxLength: 11, pattern: '^[0-9]{1,4}(\\.[0-9]{1,6})?$', description: `${description}; decimal text, below 10000` })
export const ProviderTypeField = OneOf(PROVIDER_TYPES, 'Who provides it: customs, a recognised school or body (UCC-IA 27(1)(b)), the operator itself, a vendor')

const Topics = Type.Array(Type.Object({ topic: TopicCode, level: Level }, { additionalProperties: false, description: 'A topic, and the level that whoever completes the course reaches' }), { minItems: 1, maxItems: 40, description: 'What it teaches' })

const VERSION = {
  validFrom: Day('First day of the version; it holds until the next one begins'),
  hours: Hours('Hours that it takes'),
  validityMonths: Type.Integer({ minimum: 1, maximum: 240, description: 'Months after completion through which it shows what it teaches; absent: no end by itself' }),
  passMark: Type.Integer({ minimum: 1, maximum: 100, description: 'Per cent needed to pass; absent: no test, and attendance is enough' }),
  acknowledgeWithinDays: Type.Integer({ minimum: 0, maximum: 365, description: 'Of read_and_understood: days from the first one in which whoever knew the version before must know this one; 0 if absent' }),
  documentReference: Reference(200, 'Document that is read, or that describes the course'),
  documentSha256: Sha256('SHA-256 of that document; 64 hexadecimal digits'),
  topics: Topics
}

export const NewVersionBody = Type.Object({
  validFrom: VERSION.validFrom, hours: VERSION.hours, validityMonths: Type.Optional(VERSION.validityMonths), passMark: Type.Optional(VERSION.passMark),
  acknowledgeWithinDays: Type.Optional(VERSION.acknowledgeWithinDays), documentReference: Type.Optional(VERSION.documentReference), documentSha256: Type.Optional(VERSION.documentSha256), topics: VERSION.topics
}, { additionalProperties: false, description: 'A version of a course. What it teaches and how long that lasts is never changed: a change is the next version' })

const Title = Words(200, 'Title')
const Provider = Words(200, 'Who holds it: a school, an authority, the own department; never a person')
const Activity = Type.String({ minLength: 3, maxLength: 500, pattern: '^[A-Za-z][A-Za-z0-9+.-]{0,30}:[!-~]+$', description: 'Activity IRI by which a learning system names the course in xAPI statements' })
const ClosedOn = Day('Last day on which it may be held or completed; absent: open')

export const NewCourseBody = Type.Object({
  code: CourseCode, title: Title, kind: OneOf(COURSE_KINDS, 'course, e_learning, certificate, practice, or read_and_understood: a document that is read'), provider: Provider, providerType: ProviderTypeField,
  recognisedForIa27: Type.Optional(Type.Boolean({ description: 'Whether it proves practical competence under UCC-IA 27(1)(b); false if absent' })),
  activity: Type.Optional(Activity), version: NewVersionBody
}, { additionalProperties: false, description: 'A course with its first version' })

export const CourseChangeBody = Type.Object({
  title: Type.Optional(Title), provider: Type.Optional(Provider), activity: Type.Optional(orNull(Activity)), closedOn: Type.Optional(orNull(ClosedOn))
}, { additionalProperties: false, minProperties: 1, description: 'What changes; null clears' })

const CourseVersionSchema = Type.Object({
  version: Type.Integer({ minimum: 1, description: 'Number of the version, from 1' }),
  validFrom: VERSION.validFrom, hours: VERSION.hours, validityMonths: orNull(VERSION.validityMonths), passMark: orNull(VERSION.passMark), acknowledgeWithinDays: VERSION.acknowledgeWithinDays,
  documentReference: orNull(VERSION.documentReference), documentSha256: orNull(VERSION.documentSha256), topics: VERSION.topics, recordedAt: Instant('When it was recorded')
}, { $id: 'TrainingCourseVersion', additionalProperties: false, description: 'A version of a course' })

export const CourseSchema = Type.Object({
  id: Uuid('Identifier'), code: CourseCode, title: Title, kind: NewCourseBody.properties.kind, provider: Provider, providerType: ProviderTypeField,
  recognisedForIa27: Type.Boolean({ description: 'Whether it proves practical competence under UCC-IA 27(1)(b)' }), activity: orNull(Activity), closedOn: orNull(ClosedOn),
  versions: Type.Array(Type.Ref('TrainingCourseVersion'), { maxItems: 1000, description: 'Its versions, first to last' }), recordedAt: Instant('When it was recorded')
}, { $id: 'TrainingCourse', additionalProperties: false, description: 'What is taught or read, by whom, and in which versions' })

export const COURSE_SCHEMAS = [CourseVersionSchema, CourseSchema, pageOf(Type.Ref('TrainingCourse'), 'TrainingCoursePage', 'Courses, in the order of their codes')]

export const CourseParams = Type.Object({ ref: CourseCode }, { additionalProperties: false })
export const CourseQuery = Type.Object({ ...LargePageQuery, topic: Type.Optional(Reference(64, 'Code of a topic that a version of the course teaches')) }, { additionalProperties: false })

export type NewCourse = Static<typeof NewCourseBody>
export type NewVersionInput = Static<typeof NewVersionBody>
export type CourseChange = Static<typeof CourseChangeBody>

export const courseToWire = ({ revision: _revision, recordedAt, versions, ...course }: Course): Static<typeof CourseSchema> => ({
  ...course, recordedAt: recordedAt.toISOString(),
  versions: versions.map((version) => ({ ...version, topics: version.topics.map((taught) => ({ ...taught })), recordedAt: version.recordedAt.toISOString() }))
})
