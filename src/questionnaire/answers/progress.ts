import type { Catalogue, Question } from '../catalogue/question.ts'
import { CRITERIA } from '../catalogue/question.ts'
import type { AnswerState } from './answer-state.ts'

/** How far the questionnaire has come, as a whole, by section and by criterion. Pure. */

export interface StatedQuestion { readonly question: Question, readonly state: AnswerState, readonly notApplicable: boolean }

export interface Progress {
  /** Section or criterion; null: the whole. */
  readonly key: string | null
  readonly title: string
  readonly questions: number
  readonly answered: number
  readonly dueForReview: number
  readonly stale: number
  readonly unanswered: number
  /** Those of the answers that say why the question does not apply. */
  readonly notApplicable: number
  /** Answered or due for review, by questions; null without any. */
  readonly standing: number | null
}

const TITLES: Readonly<Record<typeof CRITERIA[number], string>> = {
  general: 'General', '39a': 'Compliance, UCC 39(a)', '39b': 'Control of operations and records, UCC 39(b)', '39c': 'Financial solvency, UCC 39(c)',
  '39d': 'Competence, UCC 39(d)', '39e': 'Safety and security, UCC 39(e)'
}

export function progressOf (key: string | null, title: string, asked: readonly StatedQuestion[]): Progress {
  const count = (state: AnswerState): number => asked.filter((one) => one.state === state).length
  const [answered, dueForReview] = [count('answered'), count('due_for_review')]
  return {
    key, title, questions: asked.length, answered, dueForReview, stale: count('stale'), unanswered: count('unanswered'),
    notApplicable: asked.filter(({ notApplicable, state }) => notApplicable && state !== 'unanswered').length, standing: asked.length === 0 ? null : (answered + dueForReview) / asked.length
  }
}

export const progressBySection = ({ sections }: Pick<Catalogue, 'sections'>, asked: readonly StatedQuestion[]): Progress[] =>
  sections.map(({ id, title }) => progressOf(id, title, asked.filter(({ question }) => question.section === id)))

/** A question of two criteria counts under each. */
export const progressByCriterion = (asked: readonly StatedQuestion[]): Progress[] =>
  CRITERIA.map((criterion) => progressOf(criterion, TITLES[criterion], asked.filter(({ question }) => question.criteria.includes(criterion))))
