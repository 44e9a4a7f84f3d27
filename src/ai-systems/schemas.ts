import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { CAUTIONS } from '../ai-act/classify.ts'
import { PURPOSES } from '../ai-act/next-question.ts'
import { DUE_STATES } from '../ai-act/obligations.ts'
import { BASES, BINDINGNESS, CLASSES, EFFECTS, QUESTION_TYPES } from '../ai-act/rule-set.ts'
import type { Question } from '../ai-act/rule-set.ts'
import { RULE_SET } from '../ai-act/shipped-rules.ts'
import { REASONS } from '../ai-act/why-not.ts'
import { closed, Day, OneOf, orNull, Text } from '../platform/http/fields.ts'

/** What crosses the wire about AI systems: answers in, and what the AI Act makes of them out. */


const Class = (description: string) => Type.Enum(CLASSES, { description })
/** Other rules have other names, and that is no change of the contract. */
const QuestionId = (description: string) => Text(60, description)
const RuleId = (description: string) => Text(60, description)
const Role = OneOf(RULE_SET.rolesQuestion.options, 'Role of the company for the system, AI Act Art. 3(3) to (8)')
const listOf = <T extends TSchema>(schema: T, maxItems: number, description: string) => Type.Array(schema, { maxItems, description })
const LegalRef = Text(500, 'Provision, guidelines or case; the AI Act unless another is named')

/** One field per question, so that whoever reads the contract reads the questionnaire. */
const answerField = ({ type, options, text, legalRef }: Question): TSchema => {
  const description = `${text} (${legalRef})`
  switch (type) {
    case 'boolean': return Type.Boolean({ description })
    case 'enum': return OneOf(options, description)
    case 'multi': return Type.Array(OneOf(options, 'One of them'), { maxItems: options.length, uniqueItems: true, description: `${description} An empty list says: none.` })
    case 'date': return orNull(Day(text), `${description} null says: the question was asked, and the day is not known.`)
  }
}

export const AnswersSchema = Type.Object(Object.fromEntries(RULE_SET.questions.map((question) => [question.id, Type.Optional(answerField(question))])),
  { ...closed, $id: 'AiActAnswers', description: 'Answers by question. What is left out is unknown: nothing is assumed for it' })

const AsOf = Day('Day by which provisions apply and obligations are due; today if absent. The class ignores days')
export const ClassifyBody = Type.Object({ answers: Type.Ref('AiActAnswers'), asOf: Type.Optional(AsOf) }, closed)
export const NextQuestionBody = Type.Object({ answers: Type.Ref('AiActAnswers') }, closed)
export const WhyNotBody = Type.Object({ answers: Type.Ref('AiActAnswers'), class: Class('Class to explain') }, closed)

const Version = Text(40, 'Version of the rules: day of the law and digest of the data')
const PossibleClasses = listOf(Class('A class'), CLASSES.length, 'Classes that some way of answering the open questions leads to, exactly those: out_of_scope goes before prohibited, high_risk, transparency, minimal')
const AnswerOut = (description: string) => Type.Union([Type.Boolean(), Text(100, 'One choice, or a day'), listOf(Text(100, 'A choice'), 20, 'Several choices'), Type.Null()], { description })

const RationaleSchema = Type.Object({
  rule: RuleId('The rule'), effect: OneOf(EFFECTS, 'classify: into its class; derogation: an exception, Art. 6(3); note: why something does not apply; role: makes the company the provider, Art. 25; overlay: owed or to be told beside the class'),
  class: orNull(Class('Class of a rule that classifies')), decisive: Type.Boolean({ description: 'Whether it makes the class' }), text: Text(1000, 'Why it fires'), legalRef: LegalRef,
  basis: OneOf(BASES, 'law; guidelines: final, not binding; draft_guidelines: may change; project: a rule of this system, none of the Act'),
  appliesFrom: orNull(Day('First day on which the provision applies; null where it has none of its own')), applies: Type.Boolean({ description: 'Whether it applies on the day asked about' }),
  requiresLegalReview: Type.Boolean({ description: 'Whether it needs a lawyer' })
}, { ...closed, description: 'A rule that fires' })

const ObligationSchema = Type.Object({
  id: Text(40, 'The obligation'), title: Text(300, 'What is owed'), legalRef: LegalRef, roles: orNull(listOf(Role, 10, 'Roles of the company that owe it'), 'Roles of the company that owe it; null: whoever has to do with the system'),
  binding: OneOf(BINDINGNESS, 'law or good_practice'), dueFrom: orNull(Day('First day on which it is owed; the earliest possible while answers leave it open; null while it is deferred')),
  due: OneOf(DUE_STATES, 'in_force: owed on the day asked about; upcoming: from a later day; deferred: put off until the design changes significantly, Art. 111(2)'),
  rules: listOf(RuleId('A rule'), 100, 'Rules that bring it'), notes: listOf(Text(300, 'A note'), 5, 'What to know about it'), openQuestions: listOf(QuestionId('A question'), 100, 'Questions whose answers could still move the day')
}, { ...closed, description: 'An obligation that is owed however the open questions are answered' })

const OpenObligationSchema = Type.Object({
  id: Text(40, 'The obligation'), title: Text(300, 'What may be owed'), legalRef: LegalRef, openQuestions: listOf(QuestionId('A question'), 100, 'Questions that decide it')
}, { ...closed, description: 'An obligation that is owed or not, by open questions' })

const ClassificationSchema = Type.Object({
  class: orNull(Class('Class under the AI Act; null while the answers leave it open')),
  possibleClasses: PossibleClasses, provisional: Type.Boolean({ description: 'Whether an open question could still change the class' }),
  openQuestions: listOf(QuestionId('A question'), 200, 'Questions on which the class still depends, in their order'),
  appliesFrom: orNull(Day('First day on which a provision that makes the class applies; null where one always does, or nothing is decided')),
  summary: Text(1000, 'The result in words'),
  firedRules: listOf(RuleId('A rule'), 200, 'Rules that fire however the open questions are answered, in the order of the rules'), rationale: listOf(RationaleSchema, 200, 'The same rules with their reasons'),
  roles: listOf(Role, 10, 'Roles of the company: those stated, and those the law gives it beside'),
  obligations: listOf(ObligationSchema, 100, 'What is owed, by id'), openObligations: listOf(OpenObligationSchema, 100, 'What may be owed, by id'),
  requiresLegalReview: Type.Boolean({ description: 'Whether a rule that fires needs a lawyer' }), saq: listOf(Text(10, 'Number of the question'), 50, 'Questions of the self-assessment questionnaire (SAQ) whose answers must mention the system'),
  cautions: listOf(OneOf(CAUTIONS, 'Kind'), CAUTIONS.length, 'before_this_law: the law was another on that day; draft_guidelines: a rule that fires rests on guidelines that may change'),
  ruleSetVersion: Version, asOf: Day('Day by which it was judged')
}, { ...closed, $id: 'AiActClassification', description: 'What the AI Act makes of a system. Engineering input, not legal advice' })

const QuestionSchema = Type.Object({
  id: QuestionId('The question'), section: Text(40, 'Block of the questionnaire'), text: Text(1000, 'What is asked'), help: orNull(Text(1000, 'How to read it')), type: OneOf(QUESTION_TYPES, 'multi: several of the options'),
  options: listOf(Text(100, 'A choice'), 20, 'Choices of enum and multi'), legalRef: LegalRef, prefill: AnswerOut('To fill in a form beforehand. The service itself never assumes it')
}, { ...closed, $id: 'AiActQuestion', description: 'A question about a system' })

const AmendmentSchema = Type.Object({ of: Text(100, 'Rule or obligation'), change: Text(300, 'What was changed'), reason: Text(500, 'Why') }, { ...closed, description: 'Where the rules depart from their source' })

const QuestionnaireSchema = Type.Object({
  ruleSetVersion: Version, asOfLaw: Day('Last day on which the rules were compared with the law'), lawFrom: Day('Day from which the law is as the rules have it'),
  sources: listOf(Text(500, 'A source'), 20, 'Law and guidelines that the rules rest on'), amendments: listOf(AmendmentSchema, 50, 'Where the rules depart from their source'),
  items: listOf(Type.Ref('AiActQuestion'), 200, 'The questions, in their order')
}, { ...closed, $id: 'AiActQuestionnaire', description: 'What is asked about a system' })

const ProspectSchema = Type.Object({ answer: AnswerOut('The answer'), possibleClasses: PossibleClasses, openQuestions: Type.Integer({ description: 'On how many questions the class would still depend' }) }, { ...closed, description: 'What one answer would leave' })
const NextSchema = Type.Object({
  question: Type.Ref('AiActQuestion'), purpose: OneOf(PURPOSES, 'class: it can decide the class; obligations: the class stands, and it can change rules, obligations or their days'),
  about: orNull(Class('First class of precedence that is still possible, which it helps to find or to exclude; null once the class stands')),
  prospects: listOf(ProspectSchema, 20, 'What each answer would leave; of several choices none, and each alone')
}, { ...closed, $id: 'AiActNextQuestion', description: 'The question to ask next' })
const ProgressSchema = Type.Object({
  next: orNull(Type.Ref('AiActNextQuestion'), 'The question to ask next; null when no answer could change anything any more'), possibleClasses: PossibleClasses,
  openQuestions: Type.Integer({ description: 'On how many questions the class still depends' }), ruleSetVersion: Version
}, { ...closed, $id: 'AiActProgress', description: 'How far the questions have come' })

const UnmetSchema = Type.Object({
  about: OneOf(['question', 'rule', 'classes'], 'What the rule asks about'), question: orNull(QuestionId('The question; null when another rule or a class is asked about')),
  rules: listOf(RuleId('A rule'), 200, 'The rule asked about; of classes, those of their rules that fire'), text: Text(20_000, 'The question, or what those rules say'), asked: Text(1000, 'What would have to be the case'),
  answer: AnswerOut('The answer; null when there is none'), openQuestions: listOf(QuestionId('A question'), 200, 'Unanswered questions that decide it; none where an answer says otherwise'),
  alternative: Type.Boolean({ description: 'Whether it is one of several of which one would do' })
}, { ...closed, description: 'What a rule asks and does not get' })
const WhyNotSchema = Type.Object({
  class: Class('The class'), holds: orNull(Type.Boolean({ description: 'Whether the system is of the class' }), 'Whether the system is of the class; null while open questions decide'),
  because: OneOf(REASONS, 'holds; open: unanswered questions decide; outranked: a rule of it fires or may, and a class that goes before holds all the same; no_rule_fires: none of its rules can'),
  preceding: listOf(RuleId('A rule'), 100, 'Rules that fire, of classes that go before by precedence'),
  rules: listOf(Type.Object({
    rule: RuleId('The rule'), text: Text(1000, 'What it says'), legalRef: LegalRef, fires: orNull(Type.Boolean({ description: 'Whether it fires' }), 'Whether it fires; null while open questions decide'),
    unmet: listOf(UnmetSchema, 200, 'What it asks and does not get; empty when it fires')
  }, { ...closed, description: 'A rule of the class' }), 100, 'Every rule of the class, the nearest to firing first'),
  ruleSetVersion: Version
}, { ...closed, $id: 'AiActWhyNot', description: 'Why a class does not hold' })

export const AI_ACT_SCHEMAS = [AnswersSchema, ClassificationSchema, QuestionSchema, QuestionnaireSchema, NextSchema, ProgressSchema, WhyNotSchema]
