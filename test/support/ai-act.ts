import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { classify } from '../../src/ai-act/classify.ts'
import type { Classification } from '../../src/ai-act/classify.ts'
import type { AiActClass, Answer, Answers, Question } from '../../src/ai-act/rule-set.ts'
import { CLASS_FUNCTION, RULE_SET } from '../../src/ai-act/shipped-rules.ts'

/** A worked case: what a person who knows the law makes of a system, and why. */
export interface WorkedCase {
  readonly id: string
  readonly name: string
  readonly tags: readonly string[]
  readonly answers: Answers
  readonly expected: {
    readonly class: AiActClass
    readonly firedRules: readonly string[]
    readonly decisiveRules: readonly string[]
    readonly legalRefs: readonly string[]
    readonly obligations: readonly string[]
    readonly saq: readonly string[]
    readonly requiresLegalReview: boolean
  }
  readonly reasoning: string
}

const read = (name: string): readonly WorkedCase[] => (JSON.parse(readFileSync(join(import.meta.dirname, '../ai-act', name), 'utf8')) as { cases: readonly WorkedCase[] }).cases

/** Those that came with the rules. */
export const GIVEN_CASES = read('cases.json')
/** Those that the given ones left out: every rule fires in one, and does not in one beside it. */
export const MORE_CASES = read('more-cases.json')
export const CASES = [...GIVEN_CASES, ...MORE_CASES]

/** Day of the law that the cases are about. */
export const CASE_DAY = '2026-11-22'

/** Cases leave out what a form is prefilled with; the service itself never does. */
export const completed = (answers: Answers): Answers => ({ ...Object.fromEntries(RULE_SET.questions.map(({ id, prefill }) => [id, prefill])), ...answers })

export const judged = (answers: Answers, asOf = CASE_DAY): Classification => classify(RULE_SET, CLASS_FUNCTION, answers, asOf)
/** The same with whatever is not answered prefilled. */
export const judgedWhole = (answers: Answers, asOf = CASE_DAY): Classification => judged(completed(answers), asOf)
export const idsOf = (of: readonly { readonly id: string }[]): string[] => of.map(({ id }) => id)

/** Days on either side of those that any rule compares with. */
const DAYS = ['2024-03-01', '2026-08-01', '2026-08-02', '2027-12-01', '2027-12-02', '2028-08-01', '2028-08-02', '2030-01-01']

function anyAnswer ({ type, options }: Question): fc.Arbitrary<Answer> {
  switch (type) {
    case 'boolean': return fc.boolean()
    case 'enum': return fc.constantFrom(...options)
    case 'multi': return fc.subarray([...options])
    case 'date': return fc.constantFrom(null, ...DAYS)
  }
}

/** Mostly as the form is prefilled, as systems are; else out of scope would be nearly all there is. */
const usualAnswer = (question: Question): fc.Arbitrary<Answer> => fc.oneof({ arbitrary: fc.constant(question.prefill), weight: 9 }, { arbitrary: anyAnswer(question), weight: 1 })

const recordOf = (answer: (question: Question) => fc.Arbitrary<Answer>): fc.Arbitrary<Answers> => fc.record(Object.fromEntries(RULE_SET.questions.map((question) => [question.id, answer(question)])))

/** A whole set of answers: a usual one, any at all, or that of a worked case. */
export const wholeAnswers: fc.Arbitrary<Answers> = fc.oneof(recordOf(usualAnswer), recordOf(anyAnswer), fc.constantFrom(...CASES.map(({ answers }) => completed(answers))))

/** Some questions of the questionnaire, few or nearly all. */
export const someQuestions: fc.Arbitrary<readonly string[]> = fc.oneof(fc.subarray(idsOf(RULE_SET.questions)), fc.subarray(idsOf(RULE_SET.questions), { maxLength: 6 }))

export const without = (answers: Answers, questions: readonly string[]): Answers => Object.fromEntries(Object.entries(answers).filter(([id]) => !questions.includes(id)))
