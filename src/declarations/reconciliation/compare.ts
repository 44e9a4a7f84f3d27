import { daysBetween } from '../../platform/calendar.ts'
import { decimal, decimalText, ZERO } from '../../platform/decimal.ts'
import { countableItems } from '../countable.ts'
import type { AssessedTax } from '../customs-message.ts'
import type { DeclarationContent } from '../data-elements.ts'
import type { ExtractLine } from './extract.ts'

/** Decides what a line of customs' extract is beside what stands here. Pure. */

export const ENTRY_KINDS = ['differing', 'matched', 'missing_here', 'missing_there'] as const
export type EntryKind = typeof ENTRY_KINDS[number]
/** What people look at; matched lines are kept as proof alone. */
export const LISTED_KINDS = ['differing', 'missing_here', 'missing_there'] as const
export type ListedKind = typeof LISTED_KINDS[number]
export const DIFFERENCE_FIELDS = ['date', 'type', 'value', 'duty', 'currency', 'status', 'direction'] as const
export type DifferenceField = typeof DIFFERENCE_FIELDS[number]

/** Amounts that differ by no more agree: extracts are rounded to the cent, once per declaration. */
export const AMOUNT_TOLERANCE = '0.01'

/** States of declarations that customs never accepted, or not yet. */
const NEVER_ACCEPTED: ReadonlySet<string> = new Set(['draft', 'pre_lodged', 'rejected', 'cancelled', 'expired'])
/** Whether an extract leaves those of a state out of it rightly: extracts show what was invalidated, or do not. */
export const UNEXPECTED_STATES: readonly string[] = [...NEVER_ACCEPTED, 'invalidated']

export interface Difference {
  readonly field: DifferenceField
  readonly customs: string | null
  readonly here: string | null
  /** Customs' less ours: an amount, or days between the dates; null where it is no number. */
  readonly by: string | null
}

/** A sum over the items, with the currencies that its parts are in; null where no item states one. */
export interface DeclaredAmount { readonly amount: string | null, readonly currencies: readonly string[] }
export interface DeclaredAmounts { readonly value: DeclaredAmount, readonly duty: DeclaredAmount }

/** A declaration as it stands here. */
export interface Declared {
  readonly status: string
  readonly direction: string
  /** Declaration type with additional type. */
  readonly type: string
  readonly acceptedOn: string | null
  /** Undefined when nothing asked for amounts. */
  readonly amounts: DeclaredAmounts | undefined
}

export interface Outcome { readonly kind: 'matched' | 'differing' | 'missing_here', readonly differences: readonly Difference[] }

/** @param direction of the extract; '' for both. */
export function compareLine (line: ExtractLine, declared: Declared | undefined, direction: string): Outcome {
  if (declared === undefined) return { kind: 'missing_here', differences: [] }
  const differences = [...stateDifferences(line, declared, direction), ...amountDifferences(line, declared.amounts)]
  return { kind: differences.length === 0 ? 'matched' : 'differing', differences }
}

/** Whether the line states anything that only the content of the declaration answers. */
export const asksForAmounts = ({ value, duty }: Pick<ExtractLine, 'value' | 'duty'>): boolean => value !== null || duty !== null

function stateDifferences (line: ExtractLine, { status, acceptedOn, type, direction: declaredDirection }: Declared, direction: string): Difference[] {
  const differences: Difference[] = []
  if (NEVER_ACCEPTED.has(status)) differences.push({ field: 'status', customs: 'accepted', here: status, by: null })
  if (acceptedOn !== line.day) differences.push({ field: 'date', customs: line.day, here: acceptedOn, by: acceptedOn === null ? null : String(daysBetween(acceptedOn, line.day)) })
  if (line.type !== null && !isSameType(line.type, type)) differences.push({ field: 'type', customs: line.type, here: type, by: null })
  if (direction !== '' && direction !== declaredDirection) differences.push({ field: 'direction', customs: direction, here: declaredDirection, by: null })
  return differences
}

/** Two letters name the declaration type alone (D.E. 11 01), more the additional type too (11 02). */
const isSameType = (stated: string, declared: string): boolean => stated === declared || (stated.length === 2 && declared.startsWith(stated))

/** Amounts in other currencies cannot be compared: then the currencies differ, whatever the amounts. */
function amountDifferences (line: ExtractLine, amounts: DeclaredAmounts | undefined): Difference[] {
  if (amounts === undefined) return []
  const foreign = new Set<string>()
  const differences = (['value', 'duty'] as const).flatMap((field) => {
    const stated = line[field]
    const { amount, currencies } = amounts[field]
    if (stated === null) return []
    const others = currencies.filter((currency) => currency !== line.currency)
    for (const other of others) foreign.add(other)
    return others.length > 0 ? [] : amountDifference(field, stated, amount)
  })
  if (foreign.size === 0) return differences
  return [...differences, { field: 'currency', customs: line.currency, here: [...foreign].toSorted().join(' '), by: null }]
}

function amountDifference (field: 'value' | 'duty', customs: string, here: string | null): Difference[] {
  const by = decimal(customs).minus(here ?? '0')
  // Customs assessed nothing, and nothing was declared: that agrees.
  if (by.abs().lte(AMOUNT_TOLERANCE)) return []
  return [{ field, customs, here, by: here === null ? null : decimalText(by) }]
}

/** Totals over the items as reports count them: what customs assessed stands before what was declared. */
export function declaredAmounts (content: DeclarationContent, assessed: readonly AssessedTax[]): DeclaredAmounts {
  const items = countableItems(content, assessed)
  return {
    value: sumOf(items.map(({ statisticalValue, currency }) => [statisticalValue, currency])),
    duty: sumOf(items.map(({ duties, dutiesCurrency }) => [duties, dutiesCurrency]))
  }
}

/** A part whose currency nobody stated is taken to be in that of the extract. */
function sumOf (parts: readonly (readonly [amount: string | null, currency: string])[]): DeclaredAmount {
  const stated = parts.flatMap(([amount, currency]) => amount === null ? [] : [{ amount, currency }])
  return {
    amount: stated.length === 0 ? null : decimalText(stated.reduce((total, { amount }) => total.plus(amount), ZERO)),
    currencies: [...new Set(stated.map(({ currency }) => currency).filter((currency) => currency !== ''))]
  }
}
