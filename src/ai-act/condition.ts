import type { AiActClass, Question } from './rule-set.ts'

/** The language of the rules: what a condition asks, read once from the data and walked in one place. */

export type Operator = 'eq' | 'ne' | 'in' | 'has' | 'hasAny' | 'nonEmpty' | 'before'

/** One question compared with what the rule names. */
export interface Test {
  readonly kind: 'test'
  readonly question: Question
  readonly operator: Operator
  /** What it is compared with; true alone for `nonEmpty`. */
  readonly value: boolean | string | readonly string[]
}

export type Condition =
  | { readonly kind: 'all' | 'any', readonly parts: readonly Condition[] }
  | { readonly kind: 'not', readonly part: Condition }
  /** Whether that rule, which stands earlier in the file, fires. */
  | { readonly kind: 'rule', readonly rule: string }
  /** Whether some earlier rule that classifies into one of these fires. */
  | { readonly kind: 'anyClass', readonly classes: readonly AiActClass[] }
  | Test

/** What each form of condition means to whoever walks it. */
export interface Meaning<Value> {
  readonly all: (parts: readonly Value[]) => Value
  readonly any: (parts: readonly Value[]) => Value
  readonly not: (part: Value) => Value
  readonly rule: (id: string) => Value
  readonly anyClass: (classes: readonly AiActClass[]) => Value
  readonly test: (test: Test) => Value
}

/** Walks a condition from its leaves upwards. */
export function meaningOf<Value> (condition: Condition, meaning: Meaning<Value>): Value {
  switch (condition.kind) {
    case 'all': return meaning.all(condition.parts.map((part) => meaningOf(part, meaning)))
    case 'any': return meaning.any(condition.parts.map((part) => meaningOf(part, meaning)))
    case 'not': return meaning.not(meaningOf(condition.part, meaning))
    case 'rule': return meaning.rule(condition.rule)
    case 'anyClass': return meaning.anyClass(condition.classes)
    case 'test': return meaning.test(condition)
  }
}
