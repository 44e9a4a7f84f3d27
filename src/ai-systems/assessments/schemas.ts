import { Type } from 'typebox'
import { CLASSES } from '../../ai-act/rule-set.ts'
import { closed, Day, OneOf, orNull, Text, Uuid } from '../../platform/http/fields.ts'
import { pageOf } from '../../platform/http/pages.ts'
import { SUMMARY } from '../register/schemas.ts'

/** What crosses the wire about assessments. */

const AsOf = Day('Day of the law: by it provisions apply and obligations are due; today if absent')
export const AssessBody = Type.Object({ answers: Type.Ref('AiActAnswers'), asOf: Type.Optional(AsOf) }, { ...closed, description: 'Answers about a system as it is now. What is left out is unknown' })
export const ReassessBody = Type.Object({ asOf: Type.Optional(AsOf) }, { ...closed, description: 'By which day of the law' })

const Answer = Type.Union([Type.Boolean(), Text(100, 'One choice, or a day'), Type.Array(Text(100, 'A choice'), { maxItems: 20 }), Type.Null()], { description: 'The answer' })
const Given = (description: string) => Type.Array(Type.Object({ question: Text(60, 'Question'), answer: Answer }, { ...closed, description: 'An answer' }), { maxItems: 300, description })
const NotTaken = Given('Answers that the rules do not take any more: questions that they do not ask, choices that are none. They decide nothing')

const LISTED = {
  ...SUMMARY, origin: OneOf(['stated', 'rerun'], 'stated: a person answered; rerun: earlier answers under other rules'), answersNotTaken: NotTaken,
  answeredBy: Uuid('Pseudonym of who gave the answers, as in the log'), assessedBy: Uuid('Pseudonym of who had them judged')
}
const ListedSchema = Type.Object(LISTED, { $id: 'AiAssessmentListed', ...closed, description: 'An assessment, without answers and result' })
const AssessmentSchema = Type.Object({ ...LISTED, answers: Given('What was answered'), result: Type.Ref('AiActClassification') }, { $id: 'AiAssessment', ...closed, description: 'Answers about a system, and what the rules of then made of them' })

const Ids = (description: string) => Type.Array(Text(60, 'Id'), { maxItems: 300, description })
const ClassOrNull = (description: string) => orNull(Type.Enum(CLASSES, { description: 'Class' }), description)
const ReassessedSchema = Type.Object({
  systemId: Uuid('The system'), code: Text(64, 'Its code'), assessment: Type.Integer({ minimum: 1, description: 'Number of the new assessment' }), ruleSetBefore: Text(40, 'Rules that it was judged by before'),
  classBefore: ClassOrNull('Class before'), classAfter: ClassOrNull('Class now'), classChanged: Type.Boolean({ description: 'Whether the class, or that it is settled, changed' }),
  rulesAdded: Ids('Rules that fire now'), rulesRemoved: Ids('Rules that fire no more'), obligationsAdded: Ids('Owed now'), obligationsRemoved: Ids('Owed no more'), obligationsMoved: Ids('Owed from another day'),
  changed: Type.Boolean({ description: 'Whether anything came out otherwise' }), suspended: Type.Boolean({ description: 'Whether it was taken out of use, as Art. 5 forbids it' }), answersNotTaken: NotTaken, openQuestions: Ids('Questions on which the class depends')
}, { ...closed, description: 'A system judged anew' })
const RunSchema = Type.Object({
  ruleSetVersion: Text(40, 'Rules that hold now'), reassessed: Type.Integer({ minimum: 0, description: 'Systems judged anew' }), changed: Type.Integer({ minimum: 0, description: 'Of these, those of which anything came out otherwise' }),
  remaining: Type.Integer({ minimum: 0, description: 'Systems still judged by other rules: send it again' }), items: Type.Array(ReassessedSchema, { maxItems: 500, description: 'Each, in the order of codes' })
}, { $id: 'AiReassessment', ...closed, description: 'What other rules make of the answers' })

export const ASSESSMENT_SCHEMAS = [ListedSchema, AssessmentSchema, RunSchema, pageOf(Type.Ref('AiAssessmentListed'), 'AiAssessmentPage', 'Assessments, last first')]
export const AssessmentParams = Type.Object({ id: Uuid('The system'), number: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Number of the assessment' }) }, closed)
