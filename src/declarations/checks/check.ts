import type { ReferenceData } from '../../reference/reference-data.ts'
import type { Direction, ItemContent } from '../data-elements.ts'
import type { Examined } from './examined.ts'
import type { History, Knowledge } from './knowledge.ts'

/**
 * A check: a pure, versioned question to a declaration. It answers pass, hit, not_evaluable (it could not look) or
 * not_applicable (the declaration is not of its kind; left out of every denominator); silence is no answer.
 */

export const PILLARS = ['identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle'] as const
export type Pillar = typeof PILLARS[number]
/** error: likely wrong or duty-relevant; warning: needs a look; info: a hint. */
export const SEVERITIES = ['error', 'warning', 'info'] as const
export type Severity = typeof SEVERITIES[number]
export const OUTCOMES = ['pass', 'hit', 'not_evaluable', 'not_applicable'] as const
export type Outcome = typeof OUTCOMES[number]

/** Decimal amount as text with its currency, ISO 4217. */
export interface Money { readonly amount: string, readonly currency: string }

/** What made a check fire, by name of the data element. */
export type Values = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** `reviewOn`: the day (YYYY-MM-DD) from which the answer may be another, by the passing of time alone. */
export type Answer =
  | { readonly outcome: 'pass', readonly reviewOn?: string }
  | { readonly outcome: 'hit', readonly message: string, readonly values: Values, readonly atStake?: Money, readonly severity?: Severity, readonly reviewOn?: string }
  | { readonly outcome: 'not_evaluable', readonly reason: string, readonly reviewOn?: string }
  | { readonly outcome: 'not_applicable', readonly reason: string, readonly reviewOn?: string }

export const pass: Answer = { outcome: 'pass' }

/** @param message what is wrong with these values, in words a declarant understands. */
export const hit = (message: string, values: Values, more: { readonly atStake?: Money, readonly severity?: Severity, readonly reviewOn?: string } = {}): Answer =>
  ({ outcome: 'hit', message, values, ...more })

/** @param reason snake_case: what is missing, for example `net_mass_missing` or `no_duty_rates_loaded`. */
export const notEvaluable = (reason: string): Answer => ({ outcome: 'not_evaluable', reason })

/** @param reason snake_case: which gate does not hold, for example `data_set` or `procedure`. */
export const notApplicable = (reason: string): Answer => ({ outcome: 'not_applicable', reason })

/** Everything a check may ask beside the declaration. */
export interface CheckContext {
  readonly reference: ReferenceData
  readonly history: History
  readonly knowledge: Knowledge
  /** The day on which it is judged, for what the passing of time decides; never the law's day. */
  readonly today: string
}

interface Rule {
  readonly id: string
  readonly version: number
  /** What comes later sets a hit right: a document, a movement, a discharge. One that is gone was cured, whatever lists and registers say by then. */
  readonly settledLater?: true
}
/** Asked once per declaration. */
export interface DeclarationRule extends Rule {
  readonly scope: 'header'
  readonly evaluate: (declaration: Examined, context: CheckContext) => Answer
}
/** Asked once per goods item. */
export interface ItemRule extends Rule {
  readonly scope: 'item'
  readonly evaluate: (item: ItemContent, declaration: Examined, context: CheckContext) => Answer
}
export type CheckRule = DeclarationRule | ItemRule

/** What the catalogue says of a check; the rule says how it is answered. */
export interface CheckDescription {
  readonly id: string
  readonly pillar: Pillar
  readonly scope: 'header' | 'item' | 'cross'
  readonly appliesTo: Direction | 'both'
  readonly severity: Severity
  readonly failWhen: string
  readonly explanation: string
  readonly legalRef: string
  readonly referenceData: readonly string[]
  readonly kpis: readonly string[]
}
export type Check = CheckDescription & { readonly rule: CheckRule }
