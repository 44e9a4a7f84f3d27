import { isDay } from '../platform/calendar.ts'
import type { Answer, Answers, Question } from './rule-set.ts'

/** Whether the value is an answer to the question. */
export function isAnswer ({ type, options }: Pick<Question, 'type' | 'options'>, value: unknown): value is Answer {
  switch (type) {
    case 'boolean': return typeof value === 'boolean'
    case 'enum': return typeof value === 'string' && options.includes(value)
    case 'multi': return Array.isArray(value) && new Set(value).size === value.length && value.every((one) => options.includes(one as string))
    case 'date': return value === null || (typeof value === 'string' && isDay(value))
  }
}

/**
 * Those of the answers that the questions take. What was an answer under other rules and is none under these says nothing: it counts as
 * open, so that nothing is concluded from it, and no stored answer stops anybody from reading on.
 */
export function takenAnswers (questions: readonly Question[], answers: Answers): Answers {
  return Object.fromEntries(questions.flatMap((question) => {
    const answer = answers[question.id]
    return answer !== undefined && isAnswer(question, answer) ? [[question.id, answer]] : []
  }))
}
