import { enumOf } from '../platform/graphql/enum-sdl.ts'
import { ANSWER_STATES, REASONS } from './answers/answer-state.ts'
import { OWNER_KINDS } from './answers/kept-answer.ts'
import { CRITERIA, LINK_KINDS, NUMBER_ORIGINS } from './catalogue/question.ts'

/** Names of the graph may not begin with a digit: 39a is criterion_39a there. */
export const CRITERION_NAMES: ReadonlyMap<string, typeof CRITERIA[number]> = new Map(CRITERIA.map((criterion) => [/^[0-9]/.test(criterion) ? `criterion_${criterion}` : criterion, criterion]))
export const criterionName = (criterion: string): string => /^[0-9]/.test(criterion) ? `criterion_${criterion}` : criterion

export const SDL = `
extend type Query {
  "The AEO self-assessment questionnaire: its questions in their order, and where their answers stand on a day; today if none is asked for."
  questionnaire("Day on which the answers are looked at" on: Date, "Number of a section" section: String, "Criterion of UCC 39" criterion: QuestionnaireCriterion, "State of the answer" state: QuestionnaireState): [QuestionnaireQuestion!]!
  "How far it has come on each of the days, at most 36; today if none is asked for. Costs the same however many are asked for."
  questionnaireProgress("Days on which the answers are looked at" on: [Date!]! = []): [QuestionnaireProgress!]!
}

${enumOf('QuestionnaireState', 'Where an answer stands.', ANSWER_STATES)}
${enumOf('QuestionnaireCriterion', 'Criterion of UCC 39; general: about the company as a whole.', [...CRITERION_NAMES.keys()])}
${enumOf('QuestionnaireReasonKind', 'Why an answer is in its state.', REASONS)}
${enumOf('QuestionnaireNumberOrigin', 'Where the number of a question was seen: in a published rendering, nowhere that could be read, or in this project alone.', NUMBER_ORIGINS)}
${enumOf('QuestionnaireLinkKind', 'A key figure, a list, or a query of the graph.', LINK_KINDS)}
${enumOf('QuestionnaireOwnerKind', 'Who answers for an answer.', OWNER_KINDS)}

"A question, and where its answer stands."
type QuestionnaireQuestion {
  "Number" id: String!
  "Section" section: String!
  "Title of the section" sectionTitle: String!
  "What is asked, in our own words" words: String!
  "Criteria that it serves" criteria: [QuestionnaireCriterion!]!
  "Authorisations for which it is asked" appliesTo: [String!]!
  "Whether AI in customs work touches it" ai: Boolean!
  "Where its number was seen" numberOrigin: QuestionnaireNumberOrigin!
  "What an answer may be drawn from, in words; null: nothing that this system knows" prefill: String
  "What this system itself shows of it" shownBy: [QuestionnaireLink!]!
  "Where its answer stands" state: QuestionnaireState!
  "Why; of each kind of event the last" reasons: [QuestionnaireReason!]!
  "Moves with every change of the answer; 0: nobody has answered" revision: Int!
  "Day of the answer" answeredOn: Date
  "Day on which somebody last answered or confirmed it" lookedOn: Date
  "Last day on which it counts as looked at" reviewOn: Date
  "Whether the answer is that the question does not apply; null without one" notApplicable: Boolean
  "Whether a position or a unit answers for it" ownerKind: QuestionnaireOwnerKind
  "Its code" owner: String
  "Where it is read and answered" href: String!
}

"What this system itself shows of a question."
type QuestionnaireLink {
  "What it is" kind: QuestionnaireLinkKind!
  "Its name" name: String!
  "Where it is read" href: String!
}

"Why an answer is in its state."
type QuestionnaireReason {
  "Why" because: QuestionnaireReasonKind!
  "Kind of what happened; null where nothing did" event: String
  "When it took effect, or the day of the review" on: Date
  "When the last of what happened was recorded: it touches what was answered before, whenever it took effect; null where nobody recorded it" recordedAt: DateTime
  "One of what it happened to, kind:id; null where there is none, or the token may not read it" subject: String
  "The same in words" words: String!
}

"How far the questionnaire has come on a day."
type QuestionnaireProgress {
  "The day" on: Date!
  "All questions" whole: QuestionnaireCounts!
  "By section" bySection: [QuestionnaireCounts!]!
  "By criterion: a question of two counts under each" byCriterion: [QuestionnaireCounts!]!
}

"How many answers stand."
type QuestionnaireCounts {
  "Section or criterion; null for all" key: String
  "Its title" title: String!
  "Questions" questions: Int!
  "Answered" answered: Int!
  "Answered, and to be reviewed soon" dueForReview: Int!
  "Stale" stale: Int!
  "Not answered" unanswered: Int!
  "Of the answers, those that say why the question does not apply" notApplicable: Int!
  "Answered or due for review, by questions, 0 to 1; null without questions" standing: Float
}
`
