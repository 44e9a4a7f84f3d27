import { isAnswer } from '../../ai-act/is-answer.ts'
import type { Answers, RuleSet } from '../../ai-act/rule-set.ts'

/** Earlier answers under other rules: which are still answers, and what comes out otherwise. Pure. */

export interface AnswersUnder {
  readonly answers: Answers
  /** What the rules do not take: questions that they do not ask any more, choices that are none any more. */
  readonly notTaken: Answers
}

/** @param stated answers, with those that rules before did not take: later ones may again. */
export function answersUnder (rules: RuleSet, stated: Answers): AnswersUnder {
  const questions = new Map(rules.questions.map((question) => [question.id, question]))
  const entries = Object.entries(stated).filter(([, answer]) => answer !== undefined)
  const isTaken = ([id, answer]: [string, unknown]): boolean => {
    const question = questions.get(id)
    return question !== undefined && isAnswer(question, answer)
  }
  return { answers: Object.fromEntries(entries.filter(isTaken)), notTaken: Object.fromEntries(entries.filter((entry) => !isTaken(entry))) }
}

/** What of a result is compared. */
export interface Compared {
  readonly class: string | null
  readonly possibleClasses: readonly string[]
  readonly provisional: boolean
  readonly openQuestions: readonly string[]
  readonly requiresLegalReview: boolean
  readonly firedRules: readonly string[]
  readonly obligations: readonly { readonly id: string, readonly dueFrom: string | null }[]
}

export interface Difference {
  readonly classBefore: string | null
  readonly classAfter: string | null
  readonly classChanged: boolean
  readonly rulesAdded: readonly string[]
  readonly rulesRemoved: readonly string[]
  readonly obligationsAdded: readonly string[]
  readonly obligationsRemoved: readonly string[]
  /** Owed before and after, from another day. */
  readonly obligationsMoved: readonly string[]
  /** Whether anything at all came out otherwise. */
  readonly changed: boolean
}

export function differenceOf (before: Compared, after: Compared): Difference {
  const [owedBefore, owedAfter] = [new Map(before.obligations.map(({ id, dueFrom }) => [id, dueFrom])), new Map(after.obligations.map(({ id, dueFrom }) => [id, dueFrom]))]
  const difference = {
    classBefore: before.class, classAfter: after.class, classChanged: before.class !== after.class || before.provisional !== after.provisional,
    rulesAdded: missingIn(before.firedRules, after.firedRules), rulesRemoved: missingIn(after.firedRules, before.firedRules),
    obligationsAdded: missingIn([...owedBefore.keys()], [...owedAfter.keys()]), obligationsRemoved: missingIn([...owedAfter.keys()], [...owedBefore.keys()]),
    obligationsMoved: [...owedAfter].filter(([id, day]) => owedBefore.has(id) && owedBefore.get(id) !== day).map(([id]) => id)
  }
  const lists = [difference.rulesAdded, difference.rulesRemoved, difference.obligationsAdded, difference.obligationsRemoved, difference.obligationsMoved]
  const changed = difference.classChanged || before.requiresLegalReview !== after.requiresLegalReview || before.possibleClasses.join() !== after.possibleClasses.join() || before.openQuestions.join() !== after.openQuestions.join() || lists.some((list) => list.length > 0)
  return { ...difference, changed }
}

const missingIn = (one: readonly string[], other: readonly string[]): string[] => other.filter((id) => !one.includes(id))
