import type { Test } from './condition.ts'
import { isAnswer } from './is-answer.ts'
import type { Answer, Answers, Question } from './rule-set.ts'

/**
 * The answers as variables of few values each, in the order of the questions: a choice has one value per option, a choice of several a
 * variable per option, a date one value per stretch between the days that rules compare it with, and one for a day that is not known.
 */
export interface AnswerSpace {
  readonly questionOf: (variable: number) => Question
  /** By variable, the value that the answers give it; undefined while its question is open, or answered with what is no answer to it. */
  readonly valuesOf: (answers: Answers) => readonly (number | undefined)[]
  /** Whether a test holds, by values of variables of its question alone: each with those of its values that make it true; one suffices. */
  readonly truthOf: (test: Test) => { readonly variable: number, readonly values: readonly boolean[] }[]
}

interface Variable {
  readonly question: Question
  readonly read: (answer: Answer) => number
}

/** @param days by question: those that rules compare its date with. */
export function answerSpace (questions: readonly Question[], days: ReadonlyMap<string, readonly string[]>): AnswerSpace {
  const variables = questions.flatMap((question) => variablesOf(question, days.get(question.id) ?? []))
  const firstOf = new Map(questions.map(({ id }) => [id, variables.findIndex(({ question }) => question.id === id)]))
  const at = (variable: number): Variable => variables[variable] as Variable
  return {
    questionOf: (variable) => at(variable).question,
    valuesOf: (answers) => variables.map(({ question, read }) => {
      const answer = answers[question.id]
      return answer !== undefined && isAnswer(question, answer) ? read(answer) : undefined
    }),
    truthOf: (test) => truthOf(test, firstOf.get(test.question.id) as number, days.get(test.question.id) ?? [])
  }
}

function variablesOf (question: Question, days: readonly string[]): Variable[] {
  switch (question.type) {
    case 'boolean': return [{ question, read: Number }]
    case 'enum': return [{ question, read: (answer) => question.options.indexOf(answer as string) }]
    case 'multi': return question.options.map((option) => ({ question, read: (answer) => Number((answer as readonly string[]).includes(option)) }))
    case 'date': return [{ question, read: (answer) => answer === null ? days.length + 1 : days.filter((day) => day <= (answer as string)).length }]
  }
}

function truthOf ({ question: { type, options }, operator, value }: Test, first: number, days: readonly string[]): { variable: number, values: boolean[] }[] {
  const named = Array.isArray(value) ? value : [value]
  switch (operator) {
    case 'eq': case 'in': case 'ne': {
      const choices = type === 'boolean' ? [false, true] : options
      return [{ variable: first, values: choices.map((choice) => named.includes(choice) !== (operator === 'ne')) }]
    }
    case 'has': case 'hasAny': return named.map((option) => ({ variable: first + options.indexOf(option), values: [false, true] }))
    case 'nonEmpty': return options.map((_, index) => ({ variable: first + index, values: [false, true] }))
    case 'before': return [{ variable: first, values: [...days.map((day) => day <= (value as string)), false, false] }]
  }
}
