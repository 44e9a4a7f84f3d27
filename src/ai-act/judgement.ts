import { meaningOf } from './condition.ts'
import type { Condition, Test } from './condition.ts'
import { takenAnswers } from './is-answer.ts'
import type { Answer, Answers, Question, Rule, RuleSet } from './rule-set.ts'

/** Whether something holds; undefined while unanswered questions decide it. Kleene's logic: what holds now holds however they are answered. */
export type Truth = boolean | undefined

export const allOf = (parts: readonly Truth[]): Truth => parts.includes(false) ? false : parts.includes(undefined) ? undefined : true
export const anyOf = (parts: readonly Truth[]): Truth => parts.includes(true) ? true : parts.includes(undefined) ? undefined : false
export const notOf = (part: Truth): Truth => part === undefined ? undefined : !part

/** What the rules make of answers. */
export class Judgement {
  readonly set: RuleSet
  readonly answers: Answers
  readonly #fires = new Map<string, Truth>()
  readonly #byId: ReadonlyMap<string, Rule>
  /** By condition and by rule, as both are asked about again and again. */
  readonly #truths = new Map<Condition, Truth>()
  readonly #openInRule = new Map<string, ReadonlySet<Question>>()

  /** Asks every rule once, in the order of the file, as each may ask about those before it. */
  constructor (set: RuleSet, answers: Answers) {
    this.set = set
    this.answers = takenAnswers(set.questions, answers)
    this.#byId = new Map(set.rules.map((rule) => [rule.id, rule]))
    for (const { id, when } of set.rules) this.#fires.set(id, this.of(when))
  }

  fires (rule: string): Truth {
    return this.#fires.get(rule)
  }

  of (condition: Condition): Truth {
    if (this.#truths.has(condition)) return this.#truths.get(condition)
    const truth = this.#truthOf(condition)
    this.#truths.set(condition, truth)
    return truth
  }

  /** @param assumed whether rules fire, where that is to be taken as given. */
  ofAssuming (condition: Condition, assumed: ReadonlyMap<string, boolean>): Truth {
    const fires = (id: string): Truth => assumed.get(id) ?? this.fires(id)
    return meaningOf<Truth>(condition, {
      all: allOf,
      any: anyOf,
      not: notOf,
      rule: fires,
      anyClass: (classes) => anyOf(this.#classifying(classes).map(({ id }) => fires(id))),
      test: (test) => this.#testHolds(test)
    })
  }

  /** Unanswered questions that decide a condition which is unknown, through the rules it asks about as well; in their order. */
  openIn (...conditions: readonly Condition[]): Question[] {
    const open = new Set<Question>()
    for (const condition of conditions) this.#collectOpen(condition, open)
    return inOrder(open)
  }

  ruleNamed (id: string): Rule {
    return this.#byId.get(id) as Rule
  }

  #truthOf (condition: Condition): Truth {
    switch (condition.kind) {
      case 'all': return allOf(condition.parts.map((part) => this.of(part)))
      case 'any': return anyOf(condition.parts.map((part) => this.of(part)))
      case 'not': return notOf(this.of(condition.part))
      case 'rule': return this.fires(condition.rule)
      case 'anyClass': return anyOf(this.#classifying(condition.classes).map(({ id }) => this.fires(id)))
      case 'test': return this.#testHolds(condition)
    }
  }

  #testHolds (test: Test): Truth {
    return testHolds(test, this.answers[test.question.id])
  }

  /** Rules, of those asked so far, that a condition on classes speaks of. */
  #classifying (classes: readonly string[]): Rule[] {
    return this.set.rules.filter((rule) => rule.class !== null && classes.includes(rule.class) && this.#fires.has(rule.id))
  }

  #collectOpen (condition: Condition, open: Set<Question>): void {
    if (this.of(condition) !== undefined) return
    switch (condition.kind) {
      case 'all': case 'any': for (const part of condition.parts) this.#collectOpen(part, open); break
      case 'not': this.#collectOpen(condition.part, open); break
      case 'rule': this.#collectOpenInRule(this.ruleNamed(condition.rule), open); break
      case 'anyClass': for (const rule of this.#classifying(condition.classes)) this.#collectOpenInRule(rule, open); break
      case 'test': open.add(condition.question)
    }
  }

  #collectOpenInRule ({ id, when }: Rule, open: Set<Question>): void {
    let found = this.#openInRule.get(id)
    if (found === undefined) {
      found = new Set(this.openIn(when))
      this.#openInRule.set(id, found)
    }
    for (const question of found) open.add(question)
  }
}

export const inOrder = (questions: Iterable<Question>): Question[] => [...new Set(questions)].toSorted((a, b) => a.index - b.index)

function testHolds ({ operator, value }: Test, answer: Answer | undefined): Truth {
  if (answer === undefined) return undefined
  const chosen = Array.isArray(answer) ? answer as readonly string[] : []
  switch (operator) {
    case 'eq': return answer === value
    case 'ne': return answer !== value
    case 'in': return (value as readonly string[]).includes(answer as string)
    case 'has': return chosen.includes(value as string)
    case 'hasAny': return chosen.some((one) => (value as readonly string[]).includes(one))
    case 'nonEmpty': return chosen.length > 0
    // ISO days compare as texts; a day that is not known lies before nothing.
    case 'before': return answer !== null && (answer as string) < (value as string)
  }
}
