import { decimal, decimalText } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { ItemContent } from '../data-elements.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, ItemRule } from './check.ts'
import { sumOf } from './elements.ts'
import type { Examined } from './examined.ts'
import { FREIGHT_CODES } from './transport-costs.ts'

/** Check of the statistical value (IA Annex B 99 06). */

/** Columns of Annex B that lack 99 06. */
const WITHOUT = new Set(['H6', 'H7', 'I1', 'I2', 'C1', 'C2'])
const MOST_DIFFERENCE = '0.25'

interface Estimate { readonly amount: Decimal, readonly currency: string | undefined }

/** Statistical value beside customs value (import) or invoiced amount with transport (both). */
export const statisticalValueLikely: ItemRule = {
  id: 'VAL-12', version: 1, scope: 'item',
  evaluate: (item, declaration) => {
    if (WITHOUT.has(declaration.dataset)) return notApplicable('data_set')
    if (item.statisticalValue === undefined) return notEvaluable('statistical_value_missing')
    const { content } = declaration
    const currency = item.statisticalValueCurrency ?? content.accountsCurrency ?? content.invoiceCurrency
    const found = estimate(item, declaration)
    if (found === undefined) return notEvaluable('invoice_amount_missing')
    const value = decimal(item.statisticalValue)
    const candidates = inCurrency(found, currency, declaration)
    if (candidates === undefined) return notEvaluable('currencies_differ')
    if (candidates.some((amount) => amount.lte(0))) return notEvaluable('no_invoice_value')
    const [nearest] = candidates.toSorted((a, b) => value.minus(a).abs().cmp(value.minus(b).abs()))
    if (nearest === undefined || value.minus(nearest).abs().div(nearest).lte(MOST_DIFFERENCE)) return pass
    return hit(`The statistical value ${item.statisticalValue} is far from ${decimalText(nearest.round(2))} ${currency ?? ''}, what price and transport make.`, { statisticalValue: item.statisticalValue, estimate: decimalText(nearest.round(2)), currency: currency ?? null })
  }
}

/** Customs value where it is stated, else the price with the transport that is declared beside it. */
function estimate (item: ItemContent, { content, direction }: Examined): Estimate | undefined {
  if (item.customsValue !== undefined) return { amount: decimal(item.customsValue), currency: item.customsValueCurrency ?? content.accountsCurrency }
  const alone = content.items.length === 1 ? content.totalInvoiced : undefined
  const price = item.itemAmount ?? alone
  if (price === undefined) return undefined
  const currency = item.itemAmount === undefined ? content.totalInvoicedCurrency ?? content.invoiceCurrency : item.itemAmountCurrency ?? content.invoiceCurrency
  if (direction === 'export') return { amount: decimal(price), currency }
  const additions = (item.additionsDeductions ?? []).filter((addition) => FREIGHT_CODES.has(addition.code) && (addition.currency ?? content.invoiceCurrency) === currency)
  return { amount: decimal(price).plus(sumOf(additions.map(({ amount }) => amount))), currency }
}

/** Both ways round where only the declared rate leads to the other currency; undefined where nothing does. */
function inCurrency ({ amount, currency }: Estimate, wanted: string | undefined, { content: { exchangeRate } }: Examined): Decimal[] | undefined {
  if (currency === wanted) return [amount]
  if (exchangeRate === undefined || decimal(exchangeRate).lte(0)) return undefined
  return [amount.div(decimal(exchangeRate)), amount.times(decimal(exchangeRate))]
}

export const STATISTICAL_VALUE_RULES: readonly CheckRule[] = [statisticalValueLikely]
