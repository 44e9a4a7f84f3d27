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

/**
 * Customs value where it is stated; else at import the price with what is added to it and less what is deducted (UCC 71, 72), at item
 * or header, and at export the price. Else the reason why there is none.
 */
function estimate (item: ItemContent, { content, direction }: Examined): Invoiced | 'invoice_amount_missing' | 'currencies_differ' {
  if (item.customsValue !== undefined) return { amount: decimal(item.customsValue), currency: item.customsValueCurrency ?? content.accountsCurrency }
  const price = priceOf(item, content)
  if (price === undefined) return 'invoice_amount_missing'
  if (direction === 'export') return price
  const own = adjustmentOf(item.additionsDeductions, price.currency)
  const ofAll = adjustmentOf(content.additionsDeductions, price.currency)
  if (own === undefined || ofAll === undefined) return 'currencies_differ'
  if (ofAll.eq(0)) return { ...price, amount: price.amount.plus(own) }
  const sum = sumOfPrices(content)
  if (typeof sum === 'string') return sum
  // What the header adds is spread over the items by price; nothing can be spread over prices of zero.
  const share = sum.amount.gt(0) ? ofAll.times(price.amount).div(sum.amount) : ZERO
  return { ...price, amount: price.amount.plus(own).plus(share) }
}

/** Elements of the customs value: additions, and what a national list splits transport into. Adjustments of VAT alone are none. */
const ADDITION = /^A[B-N]$/
const DEDUCTION = /^B[A-G]$/

/** What is added less what is deducted; undefined where one is in another currency than the price. */
function adjustmentOf (adjustments: ItemContent['additionsDeductions'] = [], wanted: string | undefined): Decimal | undefined {
  let sum = ZERO
  for (const { code, amount, currency } of adjustments) {
    const isAdded = ADDITION.test(code) || FREIGHT_CODES.has(code)
    if (amount === undefined || !(isAdded || DEDUCTION.test(code)) || decimal(amount).eq(0)) continue
    if ((currency ?? wanted) !== wanted) return undefined
    sum = isAdded ? sum.plus(decimal(amount)) : sum.minus(decimal(amount))
  }
  return sum
}

/** Both ways round where only the declared rate leads to the other currency; undefined where nothing does. */
function inCurrency ({ amount, currency }: Invoiced, wanted: string | undefined, { content: { exchangeRate } }: Examined): Decimal[] | undefined {
  if (currency === wanted) return [amount]
  if (exchangeRate === undefined || decimal(exchangeRate).lte(0)) return undefined
  return [amount.div(decimal(exchangeRate)), amount.times(decimal(exchangeRate))]
}

export const STATISTICAL_VALUE_RULES: readonly CheckRule[] = [statisticalValueLikely]
