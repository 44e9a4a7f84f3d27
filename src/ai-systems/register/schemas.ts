import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { CLASSES } from '../../ai-act/rule-set.ts'
import { RULE_SET } from '../../ai-act/shipped-rules.ts'
import { closed, Country, Day, Eori, Instant, OneOf, orNull, Reference, Sha256, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { ATTENTION, STATUSES } from './life-cycle.ts'
import { PILLARS } from './pillars.ts'
import { AUTONOMIES, CLAUSES, DATA_CATEGORIES, DEPLOYMENTS, OPERATED_BY, RECIPIENTS, REVIEW_MODES, TECHNIQUES } from './system.ts'

/** What crosses the wire about systems. */

const PROCESSES = RULE_SET.questions.find(({ id }) => id === 'c_domains')?.options ?? []
const someOf = <Value extends string>(values: readonly Value[], of: string, description: string, minItems = 0) => Type.Array(Type.Enum([...values], { description: of }), { minItems, maxItems: values.length, uniqueItems: true, description })
const listed = <T extends TSchema>(schema: T, maxItems: number, description: string, minItems = 0) => Type.Array(schema, { minItems, maxItems, uniqueItems: true, description })

export const Holder = (description: string) => Type.Object({
  kind: Type.Enum(['person', 'position'], { description: 'A person by pseudonym, or a position by code' }), code: Reference(64, 'Pseudonym of the person, or code of the position')
}, { ...closed, description })

const FIELDS = {
  name: Words(200, 'Name; no names of people, since reports of audits keep it'),
  purpose: Words(4000, 'What it is intended for, AI Act Art. 3(12); no names of people, since reports of audits keep it'),
  pillars: someOf(PILLARS, 'Customs pillar', 'Customs pillars that it takes part in; empty where it touches none'),
  processSteps: someOf(PROCESSES, 'Process', 'Customs or company processes that it supports: the options of the question c_domains', 1),
  owner: Holder('Who answers for it'),
  deputy: Holder('Who stands in'),
  users: Type.Object({
    units: listed(Reference(64, 'Code of a unit'), 100, 'Units that work with it'), positions: listed(Reference(64, 'Code of a position'), 100, 'Positions that work with it')
  }, { ...closed, description: 'Who works with it' }),
  provider: Words(200, 'Who provides it, AI Act Art. 3(3); the company itself for what it built'),
  productVersion: Reference(100, 'Version of the product'),
  models: Type.Array(Type.Object({
    name: Words(200, 'Model'), version: Reference(100, 'Its version'), provider: Type.Optional(orNull(Words(200, 'Who provides the model, if another'), 'Who provides the model; null: who provides the system'))
  }, { ...closed, description: 'A model' }), { maxItems: 20, description: 'Models that it runs on, with their versions' }),
  roles: listed(OneOf(RULE_SET.rolesQuestion.options, 'Role of the company for the system, AI Act Art. 3(3) to (8)'), RULE_SET.rolesQuestion.options.length, 'Roles of the company for it', 1),
  technique: Type.Enum(TECHNIQUES, { description: 'How it infers' }),
  deployment: Type.Enum(DEPLOYMENTS, { description: 'own premises, cloud, or both' }),
  processingCountries: listed(Country('ISO 3166-1'), 50, 'Countries in which it processes'),
  subProcessors: Type.Array(Type.Object({ name: Words(200, 'Who'), country: Country('Where, ISO 3166-1'), task: Type.Optional(orNull(Words(500, 'What for'))) }, { ...closed, description: 'Who processes for the provider' }), { maxItems: 50, description: 'Who processes for the provider' }),
  data: Type.Object({
    categories: someOf(DATA_CATEGORIES, 'Category', 'Categories of data that it is given', 1), legalBasis: Type.Optional(orNull(Words(1000, 'On what legal basis, or by what contract'))),
    trainingUseAllowed: Type.Boolean({ description: 'Whether the provider may train with it' })
  }, { ...closed, description: 'Data that it is given' }),
  contractClauses: someOf(CLAUSES, 'Clause', 'What the contract with the provider settles'),
  outputRecipients: someOf(RECIPIENTS, 'Recipient', 'To whom output goes outside the company; empty: it stays inside'),
  autonomy: Type.Enum(AUTONOMIES, { description: 'suggest: shows; prefill: writes where a person confirms; decide: decides; transmit: sends to customs' }),
  operatedBy: Type.Enum(OPERATED_BY, { description: 'own: the company\'s; representative: of a broker, used on the company\'s declarations' }),
  representative: Eori('EORI of the representative whose system it is'),
  review: Type.Object({ mode: Type.Enum(REVIEW_MODES, { description: 'Which outputs a person looks at before they are used' }), rule: Words(2000, 'Who reviews what, and when') }, { ...closed, description: 'Rule of human review' })
}

const Code = Reference(64, 'Code of the system; it never changes')
const ValidFrom = Day('First day of the version; today if absent, never a day to come')

export const NewSystemBody = Type.Object({
  code: Code, validFrom: Type.Optional(ValidFrom), name: FIELDS.name, purpose: FIELDS.purpose, pillars: FIELDS.pillars, processSteps: FIELDS.processSteps, owner: FIELDS.owner, deputy: Type.Optional(FIELDS.deputy),
  users: Type.Optional(FIELDS.users), provider: FIELDS.provider, productVersion: Type.Optional(FIELDS.productVersion), models: Type.Optional(FIELDS.models), roles: FIELDS.roles, technique: FIELDS.technique, deployment: FIELDS.deployment,
  processingCountries: Type.Optional(FIELDS.processingCountries), subProcessors: Type.Optional(FIELDS.subProcessors), data: FIELDS.data, contractClauses: Type.Optional(FIELDS.contractClauses), outputRecipients: Type.Optional(FIELDS.outputRecipients),
  autonomy: FIELDS.autonomy, operatedBy: FIELDS.operatedBy, representative: Type.Optional(FIELDS.representative), review: FIELDS.review
}, { ...closed, description: 'An AI system; it begins as proposed' })

export const SystemPatchBody = Type.Object({
  validFrom: Type.Optional(ValidFrom), name: Type.Optional(FIELDS.name), purpose: Type.Optional(FIELDS.purpose), pillars: Type.Optional(FIELDS.pillars), processSteps: Type.Optional(FIELDS.processSteps), owner: Type.Optional(FIELDS.owner),
  deputy: Type.Optional(orNull(FIELDS.deputy)), users: Type.Optional(FIELDS.users), provider: Type.Optional(FIELDS.provider), productVersion: Type.Optional(orNull(FIELDS.productVersion)), models: Type.Optional(FIELDS.models),
  roles: Type.Optional(FIELDS.roles), technique: Type.Optional(FIELDS.technique), deployment: Type.Optional(FIELDS.deployment), processingCountries: Type.Optional(FIELDS.processingCountries), subProcessors: Type.Optional(FIELDS.subProcessors),
  data: Type.Optional(FIELDS.data), contractClauses: Type.Optional(FIELDS.contractClauses), outputRecipients: Type.Optional(FIELDS.outputRecipients), autonomy: Type.Optional(FIELDS.autonomy), operatedBy: Type.Optional(FIELDS.operatedBy),
  representative: Type.Optional(orNull(FIELDS.representative)), review: Type.Optional(FIELDS.review)
}, { ...closed, minProperties: 1, description: 'What changes; null clears. What is a list or an object is given whole' })

const LegalReview = Type.Object({ reference: Reference(200, 'Where the opinion is kept'), sha256: Sha256('SHA-256 of it; 64 hexadecimal digits') }, { ...closed, description: 'The lawyer\'s opinion' })
export const NewStatusBody = Type.Object({
  status: Type.Enum(STATUSES, { description: 'The next status' }), reason: Words(2000, 'Why'), on: Type.Optional(Day('Day of the step; today if absent, never a day to come')),
  legalReview: Type.Optional(LegalReview)
}, { ...closed, description: 'A step in the life of a system' })

const SystemClass = orNull(Type.Enum(CLASSES, { description: 'Class under the AI Act' }), 'Class under the AI Act; null while the answers leave it open')
const ContradictionSchema = Type.Object({ question: Text(60, 'Question of the classification'), field: Text(60, 'Field of the register'), says: Text(300, 'What the register says') }, { ...closed, description: 'An answer that says otherwise than the register' })
export const Contradictions = Type.Array(ContradictionSchema, { maxItems: 20, description: 'Where the answers say otherwise than the register' })
export const SAQ = Type.Array(Text(10, 'Number of the question'), { maxItems: 50, description: 'Questions of the self-assessment questionnaire (SAQ)' })

export const SUMMARY = {
  number: Type.Integer({ minimum: 1, description: 'Number of the assessment, from 1' }), version: Type.Integer({ minimum: 1, description: 'Version of the system that was answered about' }), class: SystemClass,
  provisional: Type.Boolean({ description: 'Whether an open question could still change the class' }), requiresLegalReview: Type.Boolean({ description: 'Whether a rule that fires needs a lawyer' }),
  ruleSetVersion: Text(40, 'Version of the rules: day of the law and digest of the data'), asOf: Day('Day of the law by which it was judged'), contradictions: Contradictions, recordedAt: Instant('When it was made')
}
const SummarySchema = Type.Object(SUMMARY, { $id: 'AiAssessmentSummary', ...closed, description: 'What an assessment found' })

const CONTENT = {
  name: FIELDS.name, purpose: FIELDS.purpose, pillars: FIELDS.pillars, processSteps: FIELDS.processSteps, owner: FIELDS.owner, deputy: orNull(FIELDS.deputy), users: FIELDS.users, provider: FIELDS.provider,
  productVersion: orNull(FIELDS.productVersion), models: FIELDS.models, roles: FIELDS.roles, technique: FIELDS.technique, deployment: FIELDS.deployment, processingCountries: FIELDS.processingCountries, subProcessors: FIELDS.subProcessors,
  data: FIELDS.data, contractClauses: FIELDS.contractClauses, outputRecipients: FIELDS.outputRecipients, autonomy: FIELDS.autonomy, operatedBy: FIELDS.operatedBy, representative: orNull(FIELDS.representative), review: FIELDS.review
}
const ContentSchema = Type.Object(CONTENT, { $id: 'AiSystemContent', ...closed, description: 'What a version of a system says' })

const SystemSchema = Type.Object({
  id: Uuid('Identifier'), code: Code, status: Type.Enum(STATUSES, { description: 'Where it is in its life' }), statusOn: Day('Since when'), introducedOn: orNull(Day('First day in use; null: never yet')),
  version: Type.Integer({ minimum: 1, description: 'Number of the version, from 1' }), validFrom: Day('First day of the version'), ...CONTENT,
  assessment: orNull(Type.Ref('AiAssessmentSummary'), 'The assessment that holds: the latest; null: none yet'),
  attention: Type.Array(Type.Enum(ATTENTION, { description: 'What' }), { maxItems: ATTENTION.length, description: 'What is to be seen to: without it the system does not come into use' }),
  questions: SAQ, recordedAt: Instant('When it was registered')
}, { $id: 'AiSystem', ...closed, description: 'An AI system that takes part in the company\'s work' })

const VersionSchema = Type.Object({
  version: Type.Integer({ minimum: 1, description: 'Number of the version, from 1' }), validFrom: Day('First day; it holds until the next one begins'), material: Type.Boolean({ description: 'Whether something changed that customs is told of, and that the class rests on' }),
  fields: Type.Array(Text(60, 'Field'), { maxItems: 50, description: 'What changed' }), questions: SAQ, content: Type.Ref('AiSystemContent'), recordedBy: Uuid('Pseudonym of who recorded it, as in the log'), recordedAt: Instant('When')
}, { $id: 'AiSystemVersion', ...closed, description: 'A version of a system' })

const StatusSchema = Type.Object({
  number: Type.Integer({ minimum: 1, description: 'Number of the step, from 1' }), status: Type.Enum(STATUSES, { description: 'The status' }), validFrom: Day('Since when'), reason: orNull(Text(2000, 'Why'), 'Why; null once erased'), legalReview: orNull(LegalReview),
  decidedBy: Uuid('Pseudonym of who decided, as in the log'), recordedAt: Instant('When it was recorded')
}, { $id: 'AiSystemStatus', ...closed, description: 'A step in the life of a system' })

export const REGISTER_SCHEMAS = [
  SummarySchema, ContentSchema, SystemSchema, VersionSchema, StatusSchema, pageOf(Type.Ref('AiSystem'), 'AiSystemPage', 'Systems, in the order of their codes'),
  pageOf(Type.Ref('AiSystemVersion'), 'AiSystemVersionPage', 'Versions, last first'), pageOf(Type.Ref('AiSystemStatus'), 'AiSystemStatusPage', 'Steps, last first')
]

export const SystemParams = Type.Object({ id: Uuid('The system') }, closed)
export const OnQuery = Type.Object({ on: Type.Optional(Day('As it was on this day; as it is now if absent')) }, closed)
export const StepQuery = Type.Object({ ...LargePageQuery }, closed)
export const SystemQuerySchema = Type.Object({
  ...LargePageQuery, on: Type.Optional(Day('As they were on this day; as they are now if absent')), status: Type.Optional(Type.Enum(STATUSES, { description: 'Status' })), class: Type.Optional(Type.Enum(CLASSES, { description: 'Class under the AI Act' })),
  pillar: Type.Optional(Type.Enum(PILLARS, { description: 'Customs pillar' })), provider: Type.Optional(Words(200, 'Who provides it')),
  unclassified: Type.Optional(Type.Boolean({ description: 'Only systems without a class, since they were never assessed or the answers leave it open; or only those with one' }))
}, closed)

export type NewSystem = Static<typeof NewSystemBody>
export type SystemPatch = Static<typeof SystemPatchBody>
export type NewStatus = Static<typeof NewStatusBody>
