import { decimal, decimalText } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { ItemContent } from '../data-elements.ts'
import { notEvaluable } from './check.ts'
import type { Answer, CheckContext, Money } from './check.ts'
import type { Examined } from './examined.ts'

/** Lines of duties and taxes as the checks read them. Pure. */

export interface TaxLine {
  readonly type: string
  /** Amount on which the tax is computed. */
  readonly base: string | undefined
  /** Per cent. */
  readonly rate: string | undefined
  readonly amount: string | undefined
  readonly currency: string | undefined
}

/** Lines of the item: as customs assessed them, else as declared. */
export function linesOf (item: ItemContent, { assessedTaxes, content }: Examined): TaxLine[] {
  const assessed = assessedTaxes.filter(({ itemNumber }) => itemNumber === item.itemNumber)
  if (assessed.length > 0) return assessed.map(({ type = '', base, rate, assessed: amount, payable, currency }) => ({ type, base, rate, amount: amount ?? payable, currency: currency ?? content.accountsCurrency }))
  return (item.taxes ?? []).map(({ type = '', baseAmount, rate, amount, payable, currency }) => ({ type, base: baseAmount, rate, amount: amount ?? payable, currency: currency ?? content.accountsCurrency }))
}

/** Types of tax on the item, those assessed on the declaration as a whole included. */
export function taxTypesOf (item: ItemContent, declaration: Examined): ReadonlySet<string> {
  const whole = declaration.assessedTaxes.filter(({ itemNumber }) => itemNumber === undefined).map(({ type = '' }) => type)
  return new Set([...linesOf(item, declaration).map(({ type }) => type), ...(item.taxes ?? []).map(({ type = '' }) => type), ...whole])
}

/** What duty is computed on: the customs value, else the base of the duty line. */
export function dutyBaseOf (item: ItemContent, declaration: Examined): Money | undefined {
  const line = linesOf(item, declaration).find(({ type }) => type === 'A00')
  const [amount, currency] = item.customsValue === undefined
    ? [line?.base, line?.currency]
    : [item.customsValue, item.customsValueCurrency ?? declaration.content.accountsCurrency]
  return amount === undefined || currency === undefined ? undefined : { amount, currency }
}

export const percentOf = (amount: Decimal, rate: string): Decimal => amount.times(decimal(rate)).div(100)
export const moneyOf = (amount: Decimal, currency: string): Money => ({ amount: decimalText(amount.round(2)), currency })

/** What a lower rate takes less than a higher one, per cent both; for the money at stake of a hit. */
export function savedBy (item: ItemContent, declaration: Examined, higher: string, lower: string): { readonly atStake?: Money } {
  const base = dutyBaseOf(item, declaration)
  return base === undefined ? {} : { atStake: moneyOf(percentOf(decimal(base.amount), decimalText(decimal(higher).minus(decimal(lower)))), base.currency) }
}

/** An amount that the law states in euro, in the currency of a line; one without a currency is read as euro. */
export function euroIn (currency: string | undefined, amount: string, day: string, { reference: { measures: { exchangeRates } } }: CheckContext): Decimal | Answer {
  if (currency === undefined || currency === 'EUR') return decimal(amount)
  if (exchangeRates === undefined) return notEvaluable('no_exchange_rates_loaded')
  const unitsPerEuro = exchangeRates.find(currency, day)
  return unitsPerEuro === undefined || decimal(unitsPerEuro).lte(0) ? notEvaluable('exchange_rate_missing') : decimal(amount).times(decimal(unitsPerEuro))
}
