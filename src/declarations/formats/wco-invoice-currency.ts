import type { DeclarationContent } from '../data-elements.ts'

/** The currency of the invoiced total, else of the item amounts when they agree; WCO messages do not state it apart. */
export function invoiceCurrencyOf (content: DeclarationContent): string | undefined {
  if (content.totalInvoicedCurrency !== undefined) return content.totalInvoicedCurrency
  const stated = new Set(content.items.map((item) => item.itemAmountCurrency).filter((currency) => currency !== undefined))
  return stated.size === 1 ? [...stated][0] : undefined
}
