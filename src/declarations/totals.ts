import { decimal, decimalText, ZERO } from '../platform/decimal.ts'
import type { Decimal } from '../platform/decimal.ts'
import type { AiProposal } from './ai-proposals.ts'
import type { Course } from './course.ts'
import { figureTotals } from './figure-totals.ts'
import type { FigureDimension } from './figure-totals.ts'
import { firstOfMonth, rangesIn } from './month-ranges.ts'
import type { NamedRange } from './month-ranges.ts'

/** What a declaration adds to the totals. Pure; ingest writes the differences, `rebuild-totals` adds up everything again. */

/** `all` counts every declaration once, whatever currencies its items are in; it carries no sums. */
export const TOTAL_DIMENSIONS = [
  'all', 'direction', 'type', 'procedure', 'status', 'origin', 'chapter', 'source_system', 'unit', 'site', 'broker', 'member_state', 'ai', 'goods'
] as const
export type TotalDimension = typeof TOTAL_DIMENSIONS[number]

/** Kept by month, on its first day: goods are many, and nobody reads them by the day. */
export const MONTHLY_DIMENSIONS: ReadonlySet<string> = new Set<TotalDimension>(['goods'])

/**
 * All others are kept by day, and by month as well under a name of their own: a small operator has not every key on every day, so a report
 * read from days alone would take longer the more was declared.
 */
const monthsName = (dimension: string): string | undefined => MONTHLY_DIMENSIONS.has(dimension) ? undefined : `${dimension}_month`

/**
 * Stands for the currency in the row that takes back what declarations with items in several currencies were counted too often: so the
 * sum of `declarations` over the currencies of a key counts each declaration once. It has no sums, and no report shows it.
 */
export const SEVERAL_CURRENCIES = '*'

/**
 * Begins the currency of rows that take back what never took effect: what counts as declared, without drafts and what was rejected,
 * cancelled or left to expire, is the sum of both (customs.md 9). An invalidated declaration was accepted once and counts.
 */
export const TAKEN_BACK = '-'
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['draft', 'rejected', 'cancelled', 'expired'])

/** A declaration as far as it is counted. */
export interface Countable {
  readonly countedOn: string
  readonly direction: string
  readonly type: string
  readonly status: string
  readonly sourceSystem: string
  /** Codes of unit and site, EORI of the broker, member state; '' where there is none. */
  readonly unit: string
  readonly site: string
  readonly broker: string
  readonly memberState: string
  readonly usesAi: boolean
  readonly course: readonly Course[]
  /** Hours from acceptance to receipt (`latencyOf`). */
  readonly latency: string | null
  readonly items: readonly CountableItem[]
}

export interface CountableItem {
  readonly itemNumber: number
  readonly commodityCode: string
  readonly procedure: string
  readonly origin: string
  /** Material number; '' where none was declared. */
  readonly goodsRef: string
  /** Statistical value (D.E. 99 06), decimal text; null where none was declared. */
  readonly statisticalValue: string | null
  /** Customs duties payable, decimal text: assessed by customs, else declared. */
  readonly duties: string | null
  /** Currency of the statistical value; '' where none was declared. */
  readonly currency: string
  /** Currency of the duties; '' where there are none. */
  readonly dutiesCurrency: string
  /** How the customs value of an import was found, where that is worth a look. */
  readonly valuation: readonly Valuation[]
  /** VAT payable: assessed by customs, else declared. */
  readonly vat: string | null
  /** Currency of the VAT; '' where there is none. */
  readonly vatCurrency: string
  /** What of it AI systems proposed. */
  readonly proposals: readonly AiProposal[]
}

/** D.E. 14 10 other than method 1; D.E. 14 07 with the first digit 1. */
export type Valuation = 'other_method' | 'related_parties'

export interface Total {
  /** A dimension, or the name under which its months stand. */
  readonly dimension: string
  readonly day: string
  readonly key: string
  readonly currency: string
  declarations: number
  items: number
  statisticalValue: Decimal
  duties: Decimal
}

/** Totals to be added, by dimension, day, key and currency. */
export class TotalDeltas {
  readonly #totals = new Map<string, Total>()

  /** Adds (sign 1) or takes away (sign -1) what the declaration counts for. */
  count (declaration: Countable, sign: 1 | -1): void {
    this.#count(declaration, sign, '')
    if (WITHOUT_EFFECT.has(declaration.status)) this.#count(declaration, sign === 1 ? -1 : 1, TAKEN_BACK)
  }

  #count (declaration: Countable, sign: 1 | -1, row: string): void {
    const { countedOn, items } = declaration
    this.#add('all', countedOn, '', row, sign, sign * items.length, ZERO, ZERO)
    const whole = wholeKeys(declaration)
    const groups = byCurrency(items)
    for (const [currency, group] of groups) {
      const value = sumOf(group.map((item) => item.statisticalValue), sign)
      const duties = sumOf(group.map((item) => dutiesIn(currency, item)), sign)
      for (const [dimension, key] of whole) this.#add(dimension, countedOn, key, row + currency, sign, sign * group.length, value, duties)
      for (const [dimension, keyOf] of ITEM_DIMENSIONS) this.#addItems(dimension, dayOf(dimension, countedOn), row, currency, group, sign, keyOf)
    }
    if (groups.size > 1) this.#countOnce([...groups.values()], countedOn, row, whole, sign)
    for (const item of items) this.#countForeignDuties(item, countedOn, row, whole, sign)
    for (const figure of figureTotals(declaration)) {
      const { dimension, key, currency, declarations, items: itemCount, statisticalValue, duties } = figure
      this.#add(dimension, countedOn, key, row + currency, sign * declarations, sign * itemCount, sign === 1 ? statisticalValue : statisticalValue.neg(), sign === 1 ? duties : duties.neg())
    }
  }

  /** Takes back, under each key, the currencies beyond the first. */
  #countOnce (groups: readonly (readonly CountableItem[])[], day: string, row: string, whole: readonly WholeKey[], sign: 1 | -1): void {
    for (const [dimension, key] of whole) this.#add(dimension, day, key, row + SEVERAL_CURRENCIES, -sign * (groups.length - 1), 0, ZERO, ZERO)
    for (const [dimension, keyOf] of ITEM_DIMENSIONS) {
      const seen = new Set<string>()
      for (const key of groups.flatMap((group) => [...new Set(group.map(keyOf))])) {
        if (seen.has(key)) this.#add(dimension, dayOf(dimension, day), key, row + SEVERAL_CURRENCIES, -sign, 0, ZERO, ZERO)
        seen.add(key)
      }
    }
  }

  /** Duties in another currency than the value stand in a row of their own, without counting the item twice. */
  #countForeignDuties (item: CountableItem, day: string, row: string, whole: readonly WholeKey[], sign: 1 | -1): void {
    if (item.duties === null || sharesRow(item)) return
    const duties = signed(item.duties, sign)
    for (const [dimension, key] of whole) this.#add(dimension, day, key, row + item.dutiesCurrency, 0, 0, ZERO, duties)
    for (const [dimension, keyOf] of ITEM_DIMENSIONS) this.#add(dimension, dayOf(dimension, day), keyOf(item), row + item.dutiesCurrency, 0, 0, ZERO, duties)
  }

  /** A declaration counts once under each key that one of its items has. */
  #addItems (dimension: TotalDimension, day: string, row: string, currency: string, items: readonly CountableItem[], sign: 1 | -1, keyOf: (item: CountableItem) => string): void {
    const seen = new Set<string>()
    for (const item of items) {
      const key = keyOf(item)
      this.#add(dimension, day, key, row + currency, seen.has(key) ? 0 : sign, sign, signed(item.statisticalValue, sign), signed(dutiesIn(currency, item), sign))
      seen.add(key)
    }
  }

  #add (dimension: TotalDimension | FigureDimension, day: string, key: string, currency: string, declarations: number, items: number, value: Decimal, duties: Decimal): void {
    const identity = `${dimension}|${day}|${key}|${currency}`
    const total = this.#totals.get(identity)
    if (total === undefined) {
      this.#totals.set(identity, { dimension, day, key, currency, declarations, items, statisticalValue: value, duties })
      return
    }
    total.declarations += declarations
    total.items += items
    total.statisticalValue = total.statisticalValue.plus(value)
    total.duties = total.duties.plus(duties)
  }

  /** All totals that are not nothing, of days and of months. */
  nonZero (): Total[] {
    const days = [...this.#totals.values()]
    return [...days, ...monthsOf(days)].filter((total) =>
      total.declarations !== 0 || total.items !== 0 || !total.statisticalValue.eq(0) || !total.duties.eq(0))
  }
}

/** Sums of the days of each month. */
function monthsOf (days: readonly Total[]): Total[] {
  const months = new Map<string, Total>()
  for (const total of days) {
    const dimension = monthsName(total.dimension)
    if (dimension === undefined) continue
    const day = firstOfMonth(total.day)
    const identity = `${dimension}|${day}|${total.key}|${total.currency}`
    const month = months.get(identity)
    if (month === undefined) {
      months.set(identity, { ...total, dimension, day })
      continue
    }
    month.declarations += total.declarations
    month.items += total.items
    month.statisticalValue = month.statisticalValue.plus(total.statisticalValue)
    month.duties = month.duties.plus(total.duties)
  }
  return [...months.values()]
}

/** The rows that make up a period. */
export const rangesOf = (dimension: TotalDimension | FigureDimension, period: { readonly from: string, readonly to: string }): NamedRange[] =>
  rangesIn(period, dimension, monthsName(dimension))

type WholeKey = readonly [TotalDimension, key: string]

/** Under what the declaration as a whole counts. */
const wholeKeys = (declaration: Countable): readonly WholeKey[] => [
  ['direction', declaration.direction], ['type', declaration.type], ['status', declaration.status], ['source_system', declaration.sourceSystem],
  ['unit', declaration.unit], ['site', declaration.site], ['broker', declaration.broker], ['member_state', declaration.memberState],
  ['ai', declaration.usesAi ? 'yes' : 'no']
]

const ITEM_DIMENSIONS: readonly [TotalDimension, (item: CountableItem) => string][] = [
  ['procedure', (item) => item.procedure], ['origin', (item) => item.origin], ['chapter', (item) => item.commodityCode.slice(0, 2)],
  ['goods', (item) => item.goodsRef]
]

/** The day under which a dimension keeps what counts on this day. */
const dayOf = (dimension: TotalDimension, day: string): string => MONTHLY_DIMENSIONS.has(dimension) ? firstOfMonth(day) : day

/** An item is counted in the row of its value's currency, or of its duties' where it has no value. */
const rowCurrency = (item: CountableItem): string => item.statisticalValue === null ? item.dutiesCurrency : item.currency
const sharesRow = (item: CountableItem): boolean => item.dutiesCurrency === rowCurrency(item)
const dutiesIn = (currency: string, item: CountableItem): string | null => item.dutiesCurrency === currency ? item.duties : null

function byCurrency (items: readonly CountableItem[]): Map<string, readonly CountableItem[]> {
  const first = items[0]
  if (first === undefined) return new Map([['', []]])
  const currency = rowCurrency(first)
  return items.every((item) => rowCurrency(item) === currency) ? new Map([[currency, items]]) : Map.groupBy(items, rowCurrency)
}

const signed = (amount: string | null, sign: 1 | -1): Decimal =>
  amount === null ? ZERO : sign === 1 ? decimal(amount) : decimal(amount).neg()

function sumOf (amounts: readonly (string | null)[], sign: 1 | -1): Decimal {
  return amounts.reduce((total, amount) => amount === null ? total : total.plus(signed(amount, sign)), ZERO)
}

/** Columns of `aeo.move_totals`, in its order. */
export function totalColumns (totals: readonly Total[]): [dimension: string[], day: string[], key: string[], currency: string[], declarations: string[], items: string[], value: string[], duties: string[]] {
  return [
    totals.map((total) => total.dimension), totals.map((total) => total.day), totals.map((total) => total.key), totals.map((total) => total.currency),
    totals.map((total) => String(total.declarations)), totals.map((total) => String(total.items)),
    totals.map((total) => decimalText(total.statisticalValue)), totals.map((total) => decimalText(total.duties))
  ]
}
