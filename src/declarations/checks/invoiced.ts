import { decimal } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { DeclarationContent, ItemContent } from '../data-elements.ts'
import { sumOf } from './elements.ts'

/** What the invoice says of the whole and of an item (D.E. 14 05, 14 06, 14 08). Pure. */

export interface Invoiced {
  readonly amount: Decimal
  readonly currency: string | undefined
}

/** Price of the item: its own amount, or the invoice's total where it is the only one. */
export function priceOf (item: ItemContent, content: DeclarationContent): Invoiced | undefined {
  if (item.itemAmount !== undefined) return { amount: decimal(item.itemAmount), currency: item.itemAmountCurrency ?? content.invoiceCurrency }
  if (content.totalInvoiced === undefined || content.items.length !== 1) return undefined
  return { amount: decimal(content.totalInvoiced), currency: content.totalInvoicedCurrency ?? content.invoiceCurrency }
}

/** The sum of the items; a reason where it cannot be formed. */
export function sumOfPrices (content: DeclarationContent): Invoiced | 'invoice_amount_missing' | 'currencies_differ' {
  const prices = content.items.map((item) => priceOf(item, content))
  const [first] = prices
  if (first === undefined || prices.includes(undefined)) return 'invoice_amount_missing'
  if (prices.some((price) => price?.currency !== first.currency)) return 'currencies_differ'
  return { amount: sumOf(prices.map((price) => price?.amount.toFixed())), currency: first.currency }
}

/** The invoice's total as stated, else the sum of the items. */
export function totalOf (content: DeclarationContent): ReturnType<typeof sumOfPrices> {
  if (content.totalInvoiced === undefined) return sumOfPrices(content)
  return { amount: decimal(content.totalInvoiced), currency: content.totalInvoicedCurrency ?? content.invoiceCurrency }
}
