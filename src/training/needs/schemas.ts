import { Type } from 'typebox'
import { closed, Day, Instant, OneOf, orNull, Reference, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { REQUIREMENT_SEVERITIES } from '../competence/catalogue.ts'
import { AGAINST, EVIDENCE_KINDS } from './cuts.ts'
import { CLOSINGS, DERIVED_SOURCES, NEED_STATES, STATED_SOURCES } from './model.ts'

/** What crosses the wire about needs. */

/** Needs that are gaps are computed and stand nowhere. */
const KEPT_SOURCES = [...DERIVED_SOURCES.filter((source) => source !== 'gap'), ...STATED_SOURCES]

const Topic = Reference(64, 'Code of a topic, of the catalogue or the operator\'s own')
const Level = Type.Integer({ minimum: 1, maximum: 4, description: 'Level to be shown: 1 aware, 2 trained, 3 experienced, 4 expert (EU Customs Competency Framework)' })
const Severity = OneOf(REQUIREMENT_SEVERITIES, 'How much hangs on it; says when it is due: 30, 60 or 90 days')
const Owner = Reference(64, 'Code of the position that sees to it')
const Due = Day('Last day for the training')
const Numeral = (description: string) => Type.Number({ description })
const Count = (description: string) => Type.Integer({ minimum: 0, description })

const Comparison = Type.Object({
  against: OneOf(AGAINST, 'own_past: the unit\'s own 365 days before; rest_of_company: everybody else in the same days'),
  events: Count('Declarations with an error there'), exposure: Numeral('Declarations there, in the share of raised findings that people decided'),
  ratio: orNull(Numeral('Rate of the unit divided by that rate; null where that had no event')), lower: Numeral('Lower bound of its exact 95 % interval'),
  upper: orNull(Numeral('Upper bound; null: nothing bounds it')), p: Numeral('Two-sided p of the exact conditional binomial test'),
  adjustedP: Numeral('The least favourable p, whether open findings are as those decided or none of them is an error, corrected for all that was compared at once (Benjamini and Hochberg)')
}, { ...closed, description: 'A rate that the unit\'s is above' })

const Figure = Type.Object({
  pillar: Text(64, 'What the errors are of'), cause: Text(64, 'Root cause that people stated'), from: Day('First day that was looked at'), to: Day('Last day'),
  pastFrom: Day('First day of the past that it was compared with'), pastTo: Day('Last day of that past'),
  events: Count('Declarations with a confirmed error, and sanctions about none that stands here'), exposure: Numeral('Declarations of the unit, in the share of raised findings that people decided'),
  comparisons: Type.Array(Comparison, { maxItems: 2, description: 'Only those that the interval and the corrected p carry' })
}, { ...closed, description: 'A rate of errors that lies above another' })

const PlannedSession = Type.Object({
  code: Text(64, 'Code of the session'), startsOn: Day('First day'), endsOn: Day('Last day')
}, { ...closed, description: 'A session that is planned' })

const SuggestedCourse = Type.Object({
  code: Text(64, 'Code of the course'), version: Type.Integer({ description: 'Version in force' }), title: Text(500, 'Title'), provider: Text(200, 'Who gives it'),
  hours: Text(24, 'Hours; decimal text'), level: Type.Integer({ description: 'Level that it reaches in the topic' }),
  session: orNull(PlannedSession, 'Its next session that is planned, today or later, for all units or for that of the need, whose version teaches the topic at the level; null: none')
}, { ...closed, description: 'A course that teaches the topic at the level and is in force: the one with the fewest other topics, then internal ones first' })

const NeedSchema = Type.Object({
  id: Uuid('Identifier'), source: OneOf(KEPT_SOURCES, 'What it came from: finding and sanction were derived, the others stated'), topic: Topic, level: Level,
  unit: orNull(Text(64, 'Code of the unit'), 'Code of the unit that it concerns, with those below it; null: the whole company'), severity: Severity,
  reason: orNull(Text(4000, 'Why'), 'Why: words of the person who stated it, or what follows from the figures; null once erased'),
  openedOn: Day('Day on which it was opened'), dueOn: Due, overdue: Type.Boolean({ description: 'Open after its day' }), ageDays: Type.Integer({ description: 'Days since it was opened, until today or its closing' }),
  ownerPosition: orNull(Owner, 'Code of the position that sees to it; null: the head of customs'), state: OneOf(NEED_STATES, 'open or closed'),
  closedOn: orNull(Day('Day of closing')), closedBecause: orNull(OneOf(CLOSINGS, 'records: everybody concerned has shown it; stated_reason: somebody said why it is none any more')),
  closingReason: orNull(Text(2000, 'Why it was closed without records'), 'Why it was closed without records, last; null where nobody said so, or once erased'),
  reopeningReason: orNull(Text(2000, 'Why it was opened again by hand'), 'Why it was opened again by hand, last; null where it was not, or once erased'),
  effectCheckOn: orNull(Day('Day from which the effect of the training can be looked at')), rulesRelease: orNull(Text(64, 'Release of the rules that it was derived by'), 'Release of the rules that it was derived by; null: stated by a person'),
  evidenceFrom: orNull(Day('First day of the evidence')), evidenceTo: orNull(Day('Last day of the evidence')),
  figures: orNull(Type.Array(Figure, { maxItems: 1000 }), 'Rates that it was derived from; null below training:personal where the unit has fewer than five people'),
  roles: orNull(Type.Array(Type.Object({ role: orNull(Text(64, 'Responsibility'), 'Responsibility of who handled it; null: roles with fewer than five findings or holders together'), findings: Count('Findings') }, { ...closed, description: 'Findings of a role' }), { maxItems: 20 }),
    'Findings by role of who handled the declaration; null as figures are'),
  references: Type.Array(Text(200, 'A reference'), { maxItems: 20, description: 'What the person named as its ground' }),
  evidence: orNull(Type.Array(Type.Object({ kind: OneOf(EVIDENCE_KINDS, 'finding or sanction'), id: Uuid('Its id'), on: Day('Day on which it counts'), href: Text(100, 'Where it can be read') }, { ...closed, description: 'A finding or sanction behind it' }), { maxItems: 100 }),
    'Findings and sanctions behind it, oldest first, at most 100; null as figures are'),
  evidenceCount: orNull(Count('How many there are'), 'How many findings and sanctions are behind it; null as figures are'), suggestedCourse: orNull(SuggestedCourse, 'While it is open; null where no course teaches it'),
  peopleCount: orNull(Count('How many people it concerns'), 'How many people it concerns; null below training:personal where these are fewer than five'),
  people: orNull(Type.Array(Type.Object({ person: Text(64, 'Pseudonym'), level: Level }, { ...closed, description: 'A person concerned' }), { maxItems: 10_000 }), 'Whom it concerns, each with the level to be shown, by pseudonym; lists show the first 100 of each need; null without training:personal'),
  closingRecords: orNull(Type.Array(Type.Object({ person: Text(64, 'Pseudonym'), recordId: Uuid('The record') }, { ...closed, description: 'A record that closed it' }), { maxItems: 10_000 }), 'Records of these people that closed it; null without training:personal'),
  recordedAt: Instant('When it was recorded')
}, { $id: 'TrainingNeed', ...closed, description: 'That somebody must learn something: why, by when, and what answered it' })

export const NewNeedBody = Type.Object({
  source: OneOf(STATED_SOURCES, 'What it comes from'), topic: Topic, level: Level, severity: Severity,
  reason: Words(2000, 'Why; kept apart from the log, so that it can be erased'),
  unit: Type.Optional(Reference(64, 'Code of the unit that it concerns, with those below it; the whole company if absent')),
  people: Type.Optional(Type.Array(Reference(64, 'Pseudonym'), { minItems: 1, maxItems: 1000, uniqueItems: true, description: 'Whom it concerns; if absent whoever is there and must know the topic, and where nobody must, everybody of the unit' })),
  dueOn: Type.Optional(Due), ownerPosition: Type.Optional(Owner),
  references: Type.Optional(Type.Array(Reference(200, 'Number of a law, key figure, question, document'), { maxItems: 20, uniqueItems: true, description: 'What it rests on' })),
  findingIds: Type.Optional(Type.Array(Uuid('A finding'), { maxItems: 100, uniqueItems: true, description: 'Findings that it rests on; of a topic each can be behind one need only' }))
}, closed)

export const ChangeNeedBody = Type.Object({
  ownerPosition: Type.Optional(orNull(Owner, 'Null: the head of customs')), dueOn: Type.Optional(Due), severity: Type.Optional(Severity)
}, { ...closed, minProperties: 1 })

export const CloseNeedBody = Type.Object({ reason: Words(2000, 'Why it is none any more although nobody has shown it') }, closed)
export const ReopenNeedBody = Type.Object({ reason: Words(2000, 'Why it is one after all') }, closed)
export const NeedParams = Type.Object({ id: Uuid('Id of the need') }, closed)
export const NeedQuerySchema = Type.Object({
  ...LargePageQuery, state: Type.Optional(OneOf(NEED_STATES, 'Only open or closed ones')), source: Type.Optional(OneOf(KEPT_SOURCES, 'What it came from')),
  topic: Type.Optional(Reference(64, 'Code of the topic')), unit: Type.Optional(Reference(64, 'Code of the unit itself')), dueTo: Type.Optional(Day('Only open ones that are due by that day'))
}, closed)

const DerivedSchema = Type.Object({
  opened: Count('Needs that evidence opened'), extended: Count('Open needs that more evidence joined'), closed: Count('Needs that records answer'), reopened: Count('Needs whose records were revoked')
}, { $id: 'DerivedTrainingNeeds', ...closed, description: 'What deriving changed' })

export const NEED_SCHEMAS = [NeedSchema, pageOf(Type.Ref('TrainingNeed'), 'TrainingNeedPage', 'Training needs, opened last first'), DerivedSchema]
