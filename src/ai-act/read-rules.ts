import { createHash } from 'node:crypto'
import { isDay } from '../platform/calendar.ts'
import type { Condition } from './condition.ts'
import { isAnswer } from './is-answer.ts'
import { ConditionReader } from './read-condition.ts'
import { BASES, BINDINGNESS, CLASSES, EFFECTS, QUESTION_TYPES } from './rule-set.ts'
import type { AiActClass, Amendment, Answer, Obligation, Question, Rule, RuleSet } from './rule-set.ts'

/** What a file of rules says, refused as a whole where anything of it is not understood: a rule that is skipped is a duty that is missed. */

type Json = Readonly<Record<string, unknown>>

/** @throws Error naming the first place that is not understood: an unknown member, operator, class or effect, or a reference to nothing. */
export function readRules (data: unknown): RuleSet {
  const file = members(data, 'the file', ['schemaVersion', 'asOfLaw', 'lawFrom', 'sources', 'amendments', 'classes', 'precedence', 'evaluation', 'questions', 'rolesQuestion', 'roleEffectGrants', 'rules', 'obligations'])
  const questions = list(file, 'questions').map(readQuestion)
  unique(questions.map(({ id }) => id), 'question')
  const byId = new Map(questions.map((question) => [question.id, question]))
  const rolesQuestion = byId.get(text(file, 'rolesQuestion'))
  if (rolesQuestion?.type !== 'multi') throw new Error('rolesQuestion names no question of type multi')
  const roleEffectGrants = oneOf(file, 'roleEffectGrants', rolesQuestion.options)
  const rules = readInOrder(list(file, 'rules'), byId)
  const obligations = list(file, 'obligations').map((one) => readObligation(one, new ConditionReader(byId, rules), rolesQuestion))
  unique(obligations.map(({ id }) => id), 'obligation')
  const known = new Map(obligations.map((obligation) => [obligation.id, obligation]))
  for (const rule of rules) refuseUnknown(rule.obligations, known, `obligation of ${rule.id}`)
  return {
    version: `${day(file, 'asOfLaw')}-${createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 8)}`,
    asOfLaw: day(file, 'asOfLaw'), lawFrom: day(file, 'lawFrom'), sources: texts(file, 'sources'), amendments: list(file, 'amendments').map(readAmendment),
    precedence: readPrecedence(file), questions, rules, obligations: known, rolesQuestion, roleEffectGrants
  }
}

function readPrecedence (file: Json): readonly AiActClass[] {
  const precedence = texts(file, 'precedence').map((name) => classNamed(name, 'precedence'))
  unique(precedence, 'class of precedence')
  if (precedence.length !== CLASSES.length) throw new Error('precedence does not name every class')
  return precedence
}

function readAmendment (data: unknown): Amendment {
  const one = members(data, 'an amendment', ['of', 'change', 'reason'])
  return { of: text(one, 'of'), change: text(one, 'change'), reason: text(one, 'reason') }
}

function readQuestion (data: unknown, index: number): Question {
  const one = members(data, `question ${index + 1}`, ['id', 'section', 'text', 'type', 'legalRef', 'default', 'options', 'help'])
  const type = oneOf(one, 'type', QUESTION_TYPES)
  const options = one['options'] === undefined ? [] : texts(one, 'options')
  unique(options, `option of ${text(one, 'id')}`)
  if ((type === 'enum' || type === 'multi') !== options.length > 1) throw new Error(`${text(one, 'id')} has options and is no choice, or is one without`)
  const question = { id: text(one, 'id'), index, section: text(one, 'section'), text: text(one, 'text'), help: textOrNull(one, 'help'), type, options, legalRef: text(one, 'legalRef') }
  const prefill = one['default'] as Answer
  if (!isAnswer(question, prefill)) throw new Error(`${question.id} is prefilled with what is no answer to it`)
  return { ...question, prefill }
}

/** A rule may ask about those before it alone, so each is read with what has been read so far. */
function readInOrder (entries: readonly unknown[], questions: ReadonlyMap<string, Question>): Rule[] {
  const rules: Rule[] = []
  for (const entry of entries) {
    const rule = readRule(entry, new ConditionReader(questions, rules))
    if (rules.some(({ id }) => id === rule.id)) throw new Error(`There are two rules ${rule.id}`)
    rules.push(rule)
  }
  return rules
}

function readRule (data: unknown, conditions: ConditionReader): Rule {
  const one = members(data, 'a rule', ['id', 'when', 'effect', 'legalRef', 'obligations', 'rationale', 'basis', 'class', 'appliesFrom', 'requiresLegalReview', 'saq'])
  const id = text(one, 'id')
  const effect = oneOf(one, 'effect', EFFECTS)
  const className = one['class'] === null ? null : classNamed(text(one, 'class'), id)
  if ((effect === 'classify') !== (className !== null)) throw new Error(`${id} has a class and does not classify, or classifies without one`)
  return {
    id, effect, class: className, when: conditions.read(one['when'], id), legalRef: text(one, 'legalRef'), rationale: text(one, 'rationale'), basis: oneOf(one, 'basis', BASES),
    appliesFrom: one['appliesFrom'] === undefined ? null : day(one, 'appliesFrom'), requiresLegalReview: flag(one, 'requiresLegalReview'),
    obligations: texts(one, 'obligations'), saq: one['saq'] === undefined ? [] : texts(one, 'saq')
  }
}

function readObligation (data: unknown, conditions: ConditionReader, { options: roles }: Question): Obligation {
  const one = members(data, 'an obligation', ['id', 'title', 'appliesTo', 'class', 'legalRef', 'dueFrom', 'dueVariants', 'note', 'onlyIf', 'onlyWithRule', 'deferredBy', 'bindingness'])
  const id = text(one, 'id')
  const appliesTo = texts(one, 'appliesTo')
  const isForAny = appliesTo.length === 1 && appliesTo[0] === 'any'
  if (!isForAny) for (const role of appliesTo) if (!roles.includes(role)) throw new Error(`${id} is owed by the unknown role ${role}`)
  const deferredBy = one['deferredBy'] === undefined ? [] : texts(one, 'deferredBy')
  for (const rule of deferredBy) conditions.read({ rule }, id)
  return {
    id, title: text(one, 'title'), legalRef: text(one, 'legalRef'), appliesTo: isForAny ? null : appliesTo, classes: texts(one, 'class').map((name) => classNamed(name, id)), deferredBy,
    dueFrom: day(one, 'dueFrom'), onlyIf: readOnlyIf(one, conditions, id), binding: one['bindingness'] === undefined ? 'law' : oneOf(one, 'bindingness', BINDINGNESS), note: textOrNull(one, 'note'),
    dueVariants: one['dueVariants'] === undefined ? [] : list(one, 'dueVariants').map((data) => {
      const variant = members(data, `a variant of ${id}`, ['when', 'dueFrom', 'note'])
      return { when: conditions.read(variant['when'], id), dueFrom: day(variant, 'dueFrom'), note: textOrNull(variant, 'note') }
    })
  }
}

function readOnlyIf (one: Json, conditions: ConditionReader, id: string): Condition | null {
  const parts = [...one['onlyIf'] === undefined ? [] : [one['onlyIf']], ...one['onlyWithRule'] === undefined ? [] : [{ rule: one['onlyWithRule'] }]].map((data) => conditions.read(data, id))
  return parts.length === 0 ? null : { kind: 'all', parts }
}

function members (data: unknown, what: string, known: readonly string[]): Json {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new Error(`${what} is no object`)
  const strangers = Object.keys(data).filter((name) => !known.includes(name))
  if (strangers.length > 0) throw new Error(`${what} (${JSON.stringify((data as Json)['id'] ?? '')}) has the unknown member ${strangers.join(', ')}`)
  return data as Json
}

function list (of: Json, name: string): readonly unknown[] {
  const value = of[name]
  if (!Array.isArray(value)) throw new Error(`${name} is no list`)
  return value
}

function text (of: Json, name: string): string {
  const value = of[name]
  if (typeof value !== 'string' || value === '') throw new Error(`${name} of ${JSON.stringify(of['id'] ?? '')} is no text`)
  return value
}

const textOrNull = (of: Json, name: string): string | null => of[name] === undefined ? null : text(of, name)
const texts = (of: Json, name: string): string[] => list(of, name).map((_, index, all) => text(all as unknown as Json, String(index)))

function flag (of: Json, name: string): boolean {
  const value = of[name] ?? false
  if (typeof value !== 'boolean') throw new Error(`${name} of ${text(of, 'id')} is neither true nor false`)
  return value
}

function day (of: Json, name: string): string {
  const value = text(of, name)
  if (!isDay(value)) throw new Error(`${name} of ${JSON.stringify(of['id'] ?? '')} is no day`)
  return value
}

function oneOf<Value extends string> (of: Json, name: string, values: readonly Value[]): Value {
  const value = values.find((one) => one === of[name])
  if (value === undefined) throw new Error(`${name} of ${JSON.stringify(of['id'] ?? '')} is none of ${values.join(', ')}`)
  return value
}

function classNamed (name: string, where: string): AiActClass {
  const found = CLASSES.find((one) => one === name)
  if (found === undefined) throw new Error(`${where} names the unknown class ${name}`)
  return found
}

function unique (names: readonly string[], what: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`The ${what} ${twice} is there twice`)
}

function refuseUnknown (names: readonly string[], known: ReadonlyMap<string, unknown>, what: string): void {
  for (const name of names) if (!known.has(name)) throw new Error(`The ${what}, ${name}, is not there`)
}
