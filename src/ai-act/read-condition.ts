import { isDay } from '../platform/calendar.ts'
import type { Condition, Operator } from './condition.ts'
import { CLASSES } from './rule-set.ts'
import type { AiActClass, Question, QuestionType, Rule } from './rule-set.ts'

type Json = Readonly<Record<string, unknown>>

/** Which questions an operator can be asked of. */
const ASKED_OF: Readonly<Record<Operator, readonly QuestionType[]>> = {
  eq: ['boolean', 'enum'], ne: ['boolean', 'enum'], in: ['enum'], has: ['multi'], hasAny: ['multi'], nonEmpty: ['multi'], before: ['date']
}
const isOperator = (name: string): name is Operator => Object.hasOwn(ASKED_OF, name)

/** Reads conditions that may ask these questions, and about these rules: the ones before theirs. */
export class ConditionReader {
  readonly #questions: ReadonlyMap<string, Question>
  readonly #rules: readonly Rule[]

  constructor (questions: ReadonlyMap<string, Question>, rules: readonly Rule[]) {
    this.#questions = questions
    this.#rules = rules
  }

  /**
   * @param where whose condition it is, for the message.
   * @throws Error when it is not understood.
   */
  read (data: unknown, where: string): Condition {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new Error(`${where} has a condition that is no object`)
    if ('q' in data) return this.#test(data as Json, where)
    const [[name, value] = ['', undefined], ...more] = Object.entries(data)
    if (more.length > 0) throw new Error(`${where} has a condition of more than one form: ${Object.keys(data).join(', ')}`)
    switch (name) {
      case 'all': case 'any': return { kind: name, parts: this.#parts(value, where) }
      case 'not': return { kind: 'not', part: this.read(value, where) }
      case 'rule': return { kind: 'rule', rule: this.#ruleNamed(value, where) }
      case 'anyClass': return { kind: 'anyClass', classes: classesOf(value, where) }
      default: throw new Error(`${where} has a condition of the unknown form ${JSON.stringify(name)}`)
    }
  }

  #parts (value: unknown, where: string): Condition[] {
    if (!Array.isArray(value) || value.length === 0) throw new Error(`${where} has a condition of no parts`)
    return value.map((part) => this.read(part, where))
  }

  #ruleNamed (value: unknown, where: string): string {
    const rule = this.#rules.find(({ id }) => id === value)
    if (rule === undefined) throw new Error(`${where} asks about the rule ${JSON.stringify(value)}, which does not stand before it`)
    return rule.id
  }

  #test (data: Json, where: string): Condition {
    const question = this.#questions.get(String(data['q']))
    if (question === undefined) throw new Error(`${where} asks the unknown question ${JSON.stringify(data['q'])}`)
    const [operator = '', ...more] = Object.keys(data).filter((name) => name !== 'q')
    if (more.length > 0 || !isOperator(operator)) throw new Error(`${where} asks ${question.id} by an unknown operator: ${[operator, ...more].join(', ')}`)
    if (!ASKED_OF[operator].includes(question.type)) throw new Error(`${where} asks ${question.id}, of type ${question.type}, whether it is ${operator}`)
    const value = data[operator]
    if (!isComparable(operator, value, question)) throw new Error(`${where} compares ${question.id} with what it cannot be: ${JSON.stringify(value)}`)
    return { kind: 'test', question, operator, value }
  }
}

function isComparable (operator: Operator, value: unknown, { type, options }: Question): value is boolean | string | string[] {
  const isOption = (one: unknown): boolean => typeof one === 'string' && options.includes(one)
  switch (operator) {
    case 'eq': case 'ne': return type === 'boolean' ? typeof value === 'boolean' : isOption(value)
    case 'has': return isOption(value)
    case 'in': case 'hasAny': return Array.isArray(value) && value.length > 0 && value.every(isOption)
    case 'nonEmpty': return value === true
    case 'before': return typeof value === 'string' && isDay(value)
  }
}

function classesOf (value: unknown, where: string): AiActClass[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`${where} asks about no class`)
  return value.map((name) => {
    const found = CLASSES.find((one) => one === name)
    if (found === undefined) throw new Error(`${where} asks about the unknown class ${JSON.stringify(name)}`)
    return found
  })
}
