import { isDay } from '../platform/calendar.ts'
import type { Answer, Question } from './rule-set.ts'

/** Whether the value is an answer to the question. */
export function isAnswer ({ type, options }: Pick<Question, 'type' | 'options'>, value: unknown): value is Answer {
  switch (type) {
    case 'boolean': return typeof value === 'boolean'
    case 'enum': return typeof value === 'string' && options.includes(value)
    case 'multi': return Array.isArray(value) && new Set(value).size === value.length && value.every((one) => options.includes(one as string))
    case 'date': return value === null || (typeof value === 'string' && isDay(value))
  }
}
