import { isAnswer } from '../ai-act/is-answer.ts'
import type { Answers } from '../ai-act/rule-set.ts'
import { RULE_SET } from '../ai-act/shipped-rules.ts'
import { isDay } from '../platform/calendar.ts'
import { invalidRequest } from '../platform/problem.ts'
import type { Fault } from '../platform/problem.ts'

const NO_DAY = { detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }

/**
 * The answers of a body that its schema let through.
 * @throws invalid-request where a day does not exist, which a schema cannot tell.
 */
export function statedAnswers ({ answers, asOf }: { readonly answers: unknown, readonly asOf?: string | undefined }): Answers {
  const stated = answers as Answers
  const errors: Fault[] = RULE_SET.questions.filter((question) => stated[question.id] !== undefined && !isAnswer(question, stated[question.id])).map(({ id }) => ({ pointer: `/answers/${id}`, ...NO_DAY }))
  if (asOf !== undefined && !isDay(asOf)) errors.push({ pointer: '/asOf', ...NO_DAY })
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
  return stated
}
