import { Type } from 'typebox'
import type { Static } from 'typebox'
import { closed, Day, Instant, OneOf, orNull, Reference, Sha256, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../platform/http/pages.ts'
import { AUTHORISATIONS, CRITERIA, LINK_KINDS, NUMBER_ORIGINS } from '../catalogue/question.ts'
import { CATALOGUE } from '../catalogue/shipped-catalogue.ts'
import { ANSWER_STATES, REASONS } from './answer-state.ts'
import { ENTRY_KINDS, MOST_ENTRIES, OWNER_KINDS } from './kept-answer.ts'

/** What crosses the wire about the questionnaire. */

const MOST_WORDS = 20_000
export const MOST_EVIDENCE = 50
export const QUESTION_PATTERN = '^(AI|[0-9])(\\.[0-9]{1,2}){1,2}$'

const Number = (description: string) => Type.String({ minLength: 3, maxLength: 7, pattern: QUESTION_PATTERN, description })
const Section = (description: string) => OneOf(CATALOGUE.sections.map(({ id }) => id), description)
const Criterion = (description: string) => Type.Enum(CRITERIA, { description })
const State = Type.Enum(ANSWER_STATES, { description: 'unanswered; answered; due_for_review: its review comes near; stale: its review has passed, or something that it speaks of happened since somebody looked at it' })
const OwnerSchema = (description: string) => Type.Object({ kind: Type.Enum(OWNER_KINDS, { description: 'A position or a unit' }), code: Reference(64, 'Its code, as under /v1/positions or /v1/units') }, { ...closed, description })
const AnsweredOn = Day('Day on which it was answered')
const ReviewOn = Day('Last day on which it counts as looked at')
const NotApplicable = Type.Object({ because: Words(2000, 'Why, in words') }, { ...closed, description: 'The question does not apply to the company' })

const NewEvidence = Type.Object({
  title: Words(200, 'What it is'), reference: Reference(200, 'Where it is kept: a document, a page of the procedures, a record of this system'), sha256: Type.Optional(Sha256('SHA-256 of it; 64 hexadecimal digits'))
}, { ...closed, description: 'A document that shows it' })
const EvidenceSchema = Type.Object({
  title: orNull(Text(200, 'What it is; null once erased')), reference: Text(200, 'Where it is kept'), sha256: orNull(Text(64, 'SHA-256 of it; null where none was stated'))
}, { $id: 'QuestionnaireEvidence', ...closed, description: 'A document that shows an answer' })
const evidenceList = Type.Array(Type.Ref('QuestionnaireEvidence'), { maxItems: MOST_EVIDENCE, description: 'What shows it, as stated' })

export const NewAnswerBody = Type.Object({
  text: Type.Optional(Words(MOST_WORDS, 'The answer, in the words of whoever answers; left out where the question does not apply')), notApplicable: Type.Optional(NotApplicable),
  evidence: Type.Optional(Type.Array(NewEvidence, { maxItems: MOST_EVIDENCE, description: 'What shows it; none if absent' })), owner: OwnerSchema('Who answers for it: a position or a unit, never a name'),
  answeredOn: Day('Day on which it was answered: today or before, and not before the answer was last looked at'), reviewBy: Type.Optional(Day('When it is to be looked at again, at most twelve months later; twelve months later if absent'))
}, { ...closed, description: 'An answer, whole: it takes the place of the one before' })
export const ConfirmBody = Type.Object({
  on: Type.Optional(Day('Day on which it was looked at; today if absent, never a day to come')), reviewBy: Type.Optional(Day('When it is to be looked at again, at most twelve months later; twelve months later if absent')),
  person: Type.Optional(Reference(64, 'Pseudonym of whoever looked; needed where nobody who is recorded has the login of the token'))
}, { ...closed, description: 'That an answer was looked at and is still right' })

const ReasonSchema = Type.Object({
  because: Type.Enum(REASONS, { description: 'Why' }), event: orNull(Text(60, 'Kind of what happened; null where nothing did')), on: orNull(Day('When it took effect, or the day of the review; null where there is none')),
  recordedAt: orNull(Instant('When the last of what happened was recorded: it touches what was answered before, whenever it took effect; null where nobody recorded it')),
  subject: orNull(Text(100, 'One of what it happened to, kind:id; null where there is none, or the token may not read it')), words: Text(500, 'The same in words')
}, { $id: 'QuestionnaireReason', ...closed, description: 'Why an answer is in its state' })
const ShownBySchema = Type.Object({ kind: Type.Enum(LINK_KINDS, { description: 'A key figure (query kpis of the graph), a list, or a query of the graph' }), name: Text(100, 'Its name'), href: Text(200, 'Where it is read') }, { $id: 'QuestionnaireLink', ...closed, description: 'What this system itself shows of a question' })

const QUESTION = {
  id: Number('Number of the question'), section: Section('Section'), sectionTitle: Text(200, 'Title of the section'), words: Text(1000, 'What is asked, in our own words: the form that customs hand out counts'),
  criteria: Type.Array(Criterion('Criterion'), { maxItems: CRITERIA.length, description: 'Criteria of UCC 39 that it serves; general: about the company as a whole' }),
  appliesTo: Type.Array(OneOf(AUTHORISATIONS, 'Authorisation'), { maxItems: AUTHORISATIONS.length, description: 'Authorisations for which it is asked' }), ai: Type.Boolean({ description: 'Whether AI in customs work touches it' }),
  numberOrigin: Type.Enum(NUMBER_ORIGINS, { description: 'confirmed: the number was seen in a published rendering; from_memory: compare it with the form; own: a question of this project, no official one' }),
  prefill: orNull(Text(1000, 'What an answer may be drawn from, in words; null: nothing that this system knows')), shownBy: Type.Array(Type.Ref('QuestionnaireLink'), { maxItems: 20, description: 'What this system itself shows of it' }),
  state: State, reasons: Type.Array(Type.Ref('QuestionnaireReason'), { maxItems: 100, description: 'Why it is in this state; of each kind of event the last' }), revision: Type.Integer({ minimum: 0, description: 'Moves with every change of the answer; 0: nobody has answered. Its ETag, which moves with what touches it as well, is needed to answer or confirm it' }),
  answeredOn: orNull(AnsweredOn, 'Day of the answer; null: there is none'), lookedOn: orNull(Day('Day on which somebody last answered or confirmed it')), reviewOn: orNull(ReviewOn), notApplicable: orNull(Type.Boolean({ description: 'Whether the answer is that it does not apply' })),
  owner: orNull(OwnerSchema('Who answers for it')), href: Text(100, 'Where it is read and answered')
}
const QuestionSchema = Type.Object(QUESTION, { $id: 'QuestionnaireQuestion', ...closed, description: 'A question, and where its answer stands' })

const erasable = orNull(Text(MOST_WORDS, 'The answer; null where the question does not apply, and once erased'))
const NotApplicableShown = orNull(Type.Object({ because: orNull(Text(2000, 'Why; null once erased')) }, { ...closed, description: 'The question does not apply' }), 'Why the question does not apply; null: it does')
const ErasedFlag = Type.Boolean({ description: 'Whether its words were erased' })

const AnswerSchema = Type.Object({
  text: erasable, notApplicable: NotApplicableShown, evidence: evidenceList, owner: OwnerSchema('Who answers for it'), answeredOn: AnsweredOn, answeredBy: Uuid('Pseudonym of who recorded it, as in the log'), wordsErased: ErasedFlag,
  confirmedBy: orNull(Text(64, 'Pseudonym of the person who last confirmed it; null: nobody has since it was given')), lookedOn: Day('Day on which somebody last answered or confirmed it'), reviewOn: ReviewOn, recordedAt: Instant('When that was recorded')
}, { $id: 'QuestionnaireAnswer', ...closed, description: 'An answer' })

const EntrySchema = Type.Object({
  number: Type.Integer({ minimum: 1, description: 'Number of the entry' }), kind: Type.Enum(ENTRY_KINDS, { description: 'answered, or confirmed: looked at and still right' }), answer: Type.Integer({ minimum: 1, description: 'Number of the answer that it gave or confirmed' }),
  lookedOn: Day('Day on which somebody looked'), reviewOn: ReviewOn, text: orNull(Text(MOST_WORDS, 'The answer; null of a confirmation, where the question does not apply, and once erased')), notApplicable: NotApplicableShown,
  evidence: orNull(evidenceList, 'What shows it; null of a confirmation'), owner: orNull(OwnerSchema('Who answers for it'), 'Who answers for it; null of a confirmation'), wordsErased: ErasedFlag,
  person: orNull(Text(64, 'Pseudonym of the person who confirmed it; null of an answer')), recordedBy: Uuid('Pseudonym of who recorded it, as in the log'), recordedAt: Instant('When it was recorded')
}, { $id: 'QuestionnaireEntry', ...closed, description: 'An answer as it was given, or that one was confirmed' })

const whole = { ...QUESTION, answer: orNull(Type.Ref('QuestionnaireAnswer'), 'The answer; null: there is none') }
const AnsweredSchema = Type.Object({ ...whole, history: Type.Array(Type.Ref('QuestionnaireEntry'), { maxItems: MOST_ENTRIES, description: `The last ${MOST_ENTRIES} entries, last first; all are under …/revisions` }) }, { $id: 'AnsweredQuestion', ...closed, description: 'A question with its answer' })
const WholeSchema = Type.Object(whole, { $id: 'QuestionnairePage', ...closed, description: 'A question with its answer as it stood on the day' })

const RELEASE = { release: Text(20, 'Release of the questions'), eventsRelease: Text(20, 'Release of the map from events to questions'), on: Day('Day on which the answers are looked at') }
const ListSchema = Type.Object({ ...RELEASE, items: Type.Array(Type.Ref('QuestionnaireQuestion'), { maxItems: CATALOGUE.questions.length, description: 'Questions, in their order' }) }, { $id: 'Questionnaire', ...closed, description: 'The questionnaire, and where its answers stand' })
const Count = (description: string) => Type.Integer({ minimum: 0, description })
const ProgressSchema = Type.Object({
  questions: Count('Questions'), answered: Count('Answered'), dueForReview: Count('Answered, and to be reviewed soon'), stale: Count('Stale'), unanswered: Count('Not answered'), notApplicable: Count('Of the answers, those that say why the question does not apply')
}, { $id: 'QuestionnaireCounts', ...closed, description: 'How far the questionnaire has come' })
const FileSchema = Type.Object({
  operator: Text(17, 'EORI of the operator'), ...RELEASE, source: Text(500, 'Where the questions come from'), remark: Text(500, 'What is to be known of their numbers'), progress: Type.Ref('QuestionnaireCounts'),
  sections: Type.Array(Type.Object({
    section: Section('Section'), title: Text(200, 'Title'), questions: Type.Array(Type.Ref('QuestionnairePage'), { maxItems: CATALOGUE.questions.length, description: 'Its questions, in their order' })
  }, { ...closed, description: 'A section' }), { maxItems: CATALOGUE.sections.length, description: 'Sections, in their order' }),
  sha256: Sha256('SHA-256 of all the rest as canonical JSON (RFC 8785)')
}, { $id: 'QuestionnaireFile', ...closed, description: 'The whole questionnaire as of a day' })

export const QUESTIONNAIRE_SCHEMAS = [EvidenceSchema, ReasonSchema, ShownBySchema, QuestionSchema, AnswerSchema, EntrySchema, AnsweredSchema, WholeSchema, ListSchema, ProgressSchema, FileSchema,
  pageOf(Type.Ref('QuestionnaireEntry'), 'QuestionnaireEntryPage', 'What was answered and confirmed, last first')]

export const QuestionParams = Type.Object({ question: Number('Number of the question') }, closed)
const OnDay = Type.Optional(Day('Day on which the answers are looked at; today if absent. Of a day to come: what will be stale then if nothing happens'))
export const QuestionnaireQuery = Type.Object({
  on: OnDay, section: Type.Optional(Section('Only this section')), criterion: Type.Optional(Criterion('Only questions of this criterion')), state: Type.Optional(Type.Enum(ANSWER_STATES, { description: 'Only answers in this state' }))
}, closed)
export const OnQuery = Type.Object({ on: OnDay }, closed)
export const EntryQuery = Type.Object({
  ...PageQuery, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_ENTRIES, default: MOST_ENTRIES, description: `Entries on the page, each with all its words; ${MOST_ENTRIES} if absent` }))
}, closed)
export type NewAnswerInput = Static<typeof NewAnswerBody>
export type ConfirmInput = Static<typeof ConfirmBody>
