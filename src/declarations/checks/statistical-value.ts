import { decimal, decimalText, ZERO } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { ItemContent } from '../data-elements.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, ItemRule } from './check.ts'
import type { Examined } from './examined.ts'
import { priceOf, sumOfPrices } from './invoiced.ts'
import type { Invoiced } from './invoiced.ts'
import { FREIGHT_CODES } from './transport-costs.ts'

/** Check of the statistical value (IA Annex B 99 06). */

/** Columns of Annex B that lack 99 06. */
const WITHOUT = new Set(['H6', 'H7', 'I1', 'I2', 'C1', 'C2'])
const MOST_DIFFERENCE = '0.25'

/** Statistical value beside customs value (import) or invoiced amount with transport (both). */
export const statisticalValueLikely: ItemRule = {
  id: 'VAL-12', version: 2, scope: 'item',
  evaluate: (item, declaration) => {
    if (WITHOUT.has(declaration.dataset)) return notApplicable('data_set')
    if (item.statisticalValue === undefined) return notEvaluable('statistical_value_missing')
    const { content } = declaration
    const currency = item.statisticalValueCurrency ?? content.accountsCurrency ?? content.invoiceCurrency
    const found = estimate(item, declaration)
    if (typeof found === 'string') return notEvaluable(found)
    const value = decimal(item.statisticalValue)
    const candidates = inCurrency(found, currency, declaration)
    if (candidates === undefined) return notEvaluable('currencies_differ')
    if (candidates.some((amount) => amount.lte(0))) return notEvaluable('no_invoice_value')
    const [nearest] = candidates.toSorted((a, b) => value.minus(a).abs().cmp(value.minus(b).abs()))
    if (nearest === undefined || value.minus(nearest).abs().div(nearest).lte(MOST_DIFFERENCE)) return pass
    return hit(`The statistical value ${item.statisticalValue} is far from ${decimalText(nearest.round(2))} ${currency ?? ''}, what price and transport make.`, { statisticalValue: item.statisticalValue, estimate: decimalText(nearest.round(2)), currency: currency ?? null })
  }
}

interface Estimate {
  readonly price: Invoiced
  /** What is added to the price less what is deducted, by currency. */
  readonly adjustments: ReadonlyMap<string | undefined, Decimal>
}

const NONE: ReadonlyMap<string | undefined, Decimal> = new Map()

/**
 * Customs value where it is stated; else at import the price with what is added to it and less what is deducted (UCC 71, 72), at item
 * or header, and at export the price. Else the reason why there is none.
 */
function estimate (item: ItemContent, { content, direction }: Examined): Estimate | 'invoice_amount_missing' | 'currencies_differ' {
  if (item.customsValue !== undefined) return { price: { amount: decimal(item.customsValue), currency: item.customsValueCurrency ?? content.accountsCurrency }, adjustments: NONE }
  const price = priceOf(item, content)
  if (price === undefined) return 'invoice_amount_missing'
  if (direction === 'export') return { price, adjustments: NONE }
  const own = adjustmentsOf(item.additionsDeductions, price.currency)
  const ofAll = adjustmentsOf(content.additionsDeductions, price.currency)
  if (ofAll.size === 0) return { price, adjustments: own }
  const sum = sumOfPrices(content)
  if (typeof sum === 'string') return sum
  // What the header adds is spread over the items by price; nothing can be spread over prices of zero.
  const share = sum.amount.gt(0) ? price.amount.div(sum.amount) : ZERO
  const all = new Map(own)
  for (const [currency, amount] of ofAll) all.set(currency, (all.get(currency) ?? ZERO).plus(amount.times(share)))
  return { price, adjustments: all }
}

/** Elements of the customs value: additions, and what a national list splits transport into. Adjustments of VAT alone are none. */
const ADDITION = /^A[B-N]$/
const DEDUCTION = /^B[A-G]$/

function adjustmentsOf (adjustments: ItemContent['additionsDeductions'] = [], usual: string | undefined): Map<string | undefined, Decimal> {
  const sums = new Map<string | undefined, Decimal>()
  for (const { code, amount, currency = usual } of adjustments) {
    const isAdded = ADDITION.test(code) || FREIGHT_CODES.has(code)
    if (amount === undefined || !(isAdded || DEDUCTION.test(code)) || decimal(amount).eq(0)) continue
    const known = sums.get(currency) ?? ZERO
    sums.set(currency, isAdded ? known.plus(decimal(amount)) : known.minus(decimal(amount)))
  }
  return sums
}

/** Both ways round where only the declared rate leads to the other currency; undefined where nothing does. */
function inCurrency ({ price, adjustments }: Estimate, wanted: string | undefined, { content: { exchangeRate } }: Examined): Decimal[] | undefined {
  // Transport is often paid in another currency than the goods: that of the value itself needs no rate.
  const others = [...adjustments].filter(([currency]) => currency !== price.currency && currency !== wanted)
  if (others.length > 0) return undefined
  const inPrice = price.amount.plus(adjustments.get(price.currency) ?? ZERO)
  if (price.currency === wanted) return [inPrice]
  if (exchangeRate === undefined || decimal(exchangeRate).lte(0)) return undefined
  const inWanted = adjustments.get(wanted) ?? ZERO
  return [inPrice.div(decimal(exchangeRate)).plus(inWanted), inPrice.times(decimal(exchangeRate)).plus(inWanted)]
}

export const STATISTICAL_VALUE_RULES: readonly CheckRule[] = [statisticalValueLikely]
