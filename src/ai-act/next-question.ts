import type { ClassFunction, ClassOutlook } from './class-function.ts'
import { classify } from './classify.ts'
import type { Condition } from './condition.ts'
import { inOrder, Judgement } from './judgement.ts'
import type { AiActClass, Answer, Answers, Question, RuleSet } from './rule-set.ts'

/** Which question to ask next, so that the class is found with few, and no follow-up comes before what it follows. */

export const PURPOSES = ['class', 'obligations'] as const
/** class: the answer can decide the class; obligations: the class stands, and the answer can change rules, obligations or their days. */
export type Purpose = typeof PURPOSES[number]

/** What one answer would leave. */
export interface Prospect {
  readonly answer: Answer
  readonly possibleClasses: readonly AiActClass[]
  /** How many questions the class would still depend on. */
  readonly openQuestions: number
}

export interface NextQuestion {
  readonly question: Question
  readonly purpose: Purpose
  /** First class of precedence that is still possible, which the question helps to find or to exclude; null once the class stands. */
  readonly about: AiActClass | null
  readonly prospects: readonly Prospect[]
}

export interface Progress {
  /** Null when no answer could change anything any more. */
  readonly next: NextQuestion | null
  readonly possibleClasses: readonly AiActClass[]
  /** How many questions the class still depends on. */
  readonly openQuestions: number
}

/** First what decides the class, then what decides the rest. */
export function nextQuestion (set: RuleSet, classes: ClassFunction, answers: Answers): Progress {
  const outlook = classes.outlook(answers)
  return { next: decidingClass(set, classes, answers, outlook) ?? decidingRest(set, classes, answers), possibleClasses: outlook.possible, openQuestions: outlook.open.length }
}

/**
 * Of the questions that can be asked now, those about the first class of precedence still possible, since finding it ends the search;
 * of these the one whose least helpful answer leaves fewest open, and of equals the first.
 */
function decidingClass (set: RuleSet, classes: ClassFunction, answers: Answers, { possible, open }: ClassOutlook): NextQuestion | undefined {
  const [about, ...others] = possible
  if (about === undefined || others.length === 0) return undefined
  const judgement = new Judgement(set, answers)
  const ripe = ripeIn(judgement, set.rules.filter((rule) => rule.class === about).map(({ when }) => when))
  const askable = open.filter((question) => ripe.includes(question))
  const rated = (askable.length > 0 ? askable : open).map((question) => ({ question, prospects: prospectsOf(question, classes, answers) }))
  const best = rated.reduce((least, one) => leftAtWorst(one.prospects) < leftAtWorst(least.prospects) ? one : least)
  return { ...best, purpose: 'class', about }
}

const leftAtWorst = (prospects: readonly Prospect[]): number => Math.max(...prospects.map(({ openQuestions }) => openQuestions))

/** The day does not matter to what is open, so any will do. */
function decidingRest (set: RuleSet, classes: ClassFunction, answers: Answers): NextQuestion | null {
  const { obligations, openObligations } = classify(set, classes, answers, set.asOfLaw)
  const named = new Set([...obligations, ...openObligations].flatMap(({ openQuestions }) => openQuestions))
  const open = inOrder([...set.questions.filter(({ id }) => named.has(id)), ...new Judgement(set, answers).openIn(...set.rules.map(({ when }) => when))])
  const [question] = open
  return question === undefined ? null : { question, purpose: 'obligations', about: null, prospects: prospectsOf(question, classes, answers) }
}

function prospectsOf (question: Question, classes: ClassFunction, answers: Answers): Prospect[] {
  return typicalAnswers(question).map((answer) => {
    const { possible, open } = classes.outlook({ ...answers, [question.id]: answer })
    return { answer, possibleClasses: possible, openQuestions: open.length }
  })
}

/** Of a choice of several none and each alone; of a day that it is not known, as the class ignores days. */
function typicalAnswers ({ type, options }: Question): Answer[] {
  switch (type) {
    case 'boolean': return [true, false]
    case 'enum': return [...options]
    case 'multi': return [[], ...options.map((option) => [option])]
    case 'date': return [null]
  }
}

/** Open questions whose turn it is: of parts that must all hold, a later question waits until the earlier ones leave it a meaning. */
function ripeIn (judgement: Judgement, conditions: readonly Condition[]): Question[] {
  const ripe = new Set<Question>()
  const collect = (condition: Condition): void => {
    if (judgement.of(condition) !== undefined) return
    switch (condition.kind) {
      case 'all': collect(firstOpen(judgement, condition.parts)); break
      case 'any': condition.parts.forEach(collect); break
      case 'not': collect(condition.part); break
      case 'rule': collect(judgement.ruleNamed(condition.rule).when); break
      case 'anyClass': for (const rule of judgement.set.rules) if (rule.class !== null && condition.classes.includes(rule.class)) collect(rule.when); break
      case 'test': ripe.add(condition.question)
    }
  }
  conditions.forEach(collect)
  return inOrder(ripe)
}

/** Of parts that must all hold, the one all of whose questions come first in the questionnaire. */
function firstOpen (judgement: Judgement, parts: readonly Condition[]): Condition {
  const open = parts.filter((part) => judgement.of(part) === undefined)
  const lastQuestion = (part: Condition): number => judgement.openIn(part).at(-1)?.index ?? 0
  return open.reduce((first, part) => lastQuestion(part) < lastQuestion(first) ? part : first)
}
