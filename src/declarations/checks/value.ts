import { decimal, decimalText } from '../../platform/decimal.ts'
import { spreadOf } from '../../statistics/log-histogram.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, DeclarationRule, ItemRule } from './check.ts'
import { releaseDay } from './deadlines.ts'
import { additionsAt, documentsAt, sumOf } from './elements.ts'
import { observationsBefore } from './goods-history.ts'
import { MASS_RULES } from './masses.ts'
import { readUnitValue, unitValue } from './unit-value.ts'
import { STATISTICAL_VALUE_RULES } from './statistical-value.ts'
import { TRANSPORT_COST_RULES } from './transport-costs.ts'

/** Checks of the customs value: method, price, currency, relation of the parties (UCC 70 to 74; customs.md 2.7, 8). */

/** Method of valuation present and known; asked for in H1 (IA Annex B 14 10). */
export const valuationMethodKnown: ItemRule = {
  id: 'VAL-01', version: 1, scope: 'item',
  evaluate: ({ valuationMethod }, { dataset, lawDay }, { reference: { valuationMethods } }) => {
    if (dataset !== 'H1') return notApplicable('data_set')
    if (valuationMethod === undefined) return hit('The valuation method is missing.', { valuationMethod: null })
    return valuationMethods.has(valuationMethod, lawDay) ? pass : hit(`${valuationMethod} is no valuation method; 1 to 6 are.`, { valuationMethod })
  }
}

/** Free goods have no transaction value (UCC 70(1), 74). */
export const priceWithTransactionValue: ItemRule = {
  id: 'VAL-02', version: 1, scope: 'item',
  evaluate: ({ valuationMethod, itemAmount }, { dataset }) => {
    if (dataset !== 'H1') return notApplicable('data_set')
    if (valuationMethod !== '1') return notApplicable('valuation_method')
    if (itemAmount === undefined) return notEvaluable('item_amount_missing')
    return decimal(itemAmount).eq(0) ? hit('The transaction value is declared (method 1) with an invoiced amount of zero; goods without a sale need another method.', { valuationMethod, itemAmount }) : pass
  }
}

const TOLERANCE_SHARE = '0.005'

/** The items add up to the invoice (IA Annex B 14 06, 14 08). */
export const itemsMakeInvoice: DeclarationRule = {
  id: 'VAL-06', version: 1, scope: 'header',
  evaluate: ({ dataset, content }) => {
    if (dataset !== 'H1') return notApplicable('data_set')
    const { totalInvoiced, items, invoiceCurrency } = content
    if (totalInvoiced === undefined) return notApplicable('no_invoice_total')
    if (items.some(({ itemAmount }) => itemAmount === undefined)) return notEvaluable('item_amount_missing')
    const currency = content.totalInvoicedCurrency ?? invoiceCurrency
    if (items.some((item) => (item.itemAmountCurrency ?? invoiceCurrency) !== currency)) return notEvaluable('currencies_differ')
    const [sum, total] = [sumOf(items.map(({ itemAmount }) => itemAmount)), decimal(totalInvoiced)]
    const share = total.abs().times(TOLERANCE_SHARE)
    const tolerance = share.gt(1) ? share : decimal('1')
    if (sum.minus(total).abs().lte(tolerance)) return pass
    return hit(`The items add up to ${decimalText(sum)}, the invoice says ${totalInvoiced} ${currency ?? ''}.`, { sumOfItems: decimalText(sum), totalInvoiced, currency: currency ?? null })
  }
}

/**
 * Currency of the invoice present and known (IA Annex B 14 05). H1 asks for it; only goods that are all valued otherwise than by a price
 * (UCC 74) and come without an invoice have none. A missing method is no such statement.
 */
export const invoiceCurrencyKnown: DeclarationRule = {
  id: 'VAL-07', version: 2, scope: 'header',
  evaluate: ({ dataset, lawDay, isClearanceRequest, content }, { reference: { currencies } }) => {
    if (isClearanceRequest) return notApplicable('clearance_request')
    const currency = content.invoiceCurrency ?? content.totalInvoicedCurrency ?? content.items.find(({ itemAmountCurrency }) => itemAmountCurrency !== undefined)?.itemAmountCurrency
    if (currency === undefined) {
      if (dataset !== 'H1') return notApplicable('data_set')
      const isPriced = content.totalInvoiced !== undefined || content.items.some(({ itemAmount, valuationMethod = '1' }) => itemAmount !== undefined || valuationMethod === '1')
      return isPriced ? hit('The currency of the invoice is missing.', { invoiceCurrency: null }) : notApplicable('no_invoice')
    }
    return currencies.has(currency, lawDay) ? pass : hit(`${currency} is no currency in use.`, { invoiceCurrency: currency })
  }
}

const MOST_DIFFERENCE = '0.01'

/** The declared rate is the monthly customs rate, whichever way round it is quoted (UCC 53; IA 146). */
export const exchangeRateOfMonth: DeclarationRule = {
  id: 'VAL-08', version: 1, scope: 'header',
  evaluate: ({ lawDay, content: { exchangeRate, invoiceCurrency, accountsCurrency } }, { reference: { measures: { exchangeRates } } }) => {
    if (exchangeRate === undefined) return notApplicable('no_exchange_rate')
    if (invoiceCurrency === undefined) return notEvaluable('invoice_currency_missing')
    if (accountsCurrency === undefined) return notEvaluable('accounts_currency_missing')
    if (invoiceCurrency === accountsCurrency) return notApplicable('same_currency')
    if (exchangeRates === undefined) return notEvaluable('no_exchange_rates_loaded')
    const perEuro = (currency: string): string | undefined => currency === 'EUR' ? '1' : exchangeRates.find(currency, lawDay)
    const [invoice, accounts] = [perEuro(invoiceCurrency), perEuro(accountsCurrency)]
    if (invoice === undefined || accounts === undefined || decimal(invoice).lte(0) || decimal(accounts).lte(0)) return notEvaluable('exchange_rate_missing')
    const declared = decimal(exchangeRate)
    if (declared.lte(0)) return hit(`The exchange rate ${exchangeRate} is none.`, { exchangeRate })
    const expected = decimal(invoice).div(decimal(accounts))
    const off = (rate: typeof declared): typeof declared => rate.div(expected).minus(1).abs()
    const difference = [off(declared), off(decimal('1').div(declared))].reduce((a, b) => a.lt(b) ? a : b)
    if (difference.lte(MOST_DIFFERENCE)) return pass
    return hit(`The exchange rate ${exchangeRate} is ${decimalText(difference.times(100).round(1))} % off the customs rate ${decimalText(expected.round(5))} ${invoiceCurrency} for 1 ${accountsCurrency}.`, { exchangeRate, customsRate: decimalText(expected.round(5)), invoiceCurrency, accountsCurrency })
  }
}

const MONTHS = 24
const LEAST_LINES = 8
const DEVIATIONS = 3.5
/**
 * Goods of one constant price would make every cent an outlier. Price lists, freight and the month's exchange rate move a value by a
 * tenth within two years, so up to a sixth off the median is usual whatever the spread was before.
 */
const LEAST_DEVIATION_SHARE = 0.05

/** The unit value is like that of the same goods from the same supplier over 24 months (UCC 70; IA 140). */
export const unitValueUsual: ItemRule = {
  id: 'VAL-09', version: 2, scope: 'item',
  evaluate: (item, { content, lawDay }, { history }) => {
    const { goodsRef, supplierRef = '' } = item
    if (goodsRef === undefined) return notEvaluable('goods_ref_missing')
    const own = unitValue(item, content)
    if (own === undefined) return notEvaluable('unit_value_unknown')
    const known = history.ofGoods(goodsRef)
    const bins = observationsBefore(known, 'unit_value', lawDay, MONTHS).filter((observation) => observation.supplierRef === supplierRef)
      .map(({ value, count }) => ({ ...readUnitValue(value), count })).filter(({ series }) => series === own.series)
    const spread = spreadOf(bins)
    if (spread === undefined || spread.count < LEAST_LINES) return notEvaluable('too_few_lines')
    const { median, count } = spread
    const deviation = Math.max(spread.deviation, median * LEAST_DEVIATION_SHARE)
    if (Math.abs(own.value - median) <= DEVIATIONS * deviation + own.value * own.rounding) return pass
    const round = (value: number): string => value.toPrecision(6)
    return hit(`${round(own.value)} ${own.series} is far from the usual ${round(median)} of goods ${goodsRef} over ${count} earlier lines: quantity, currency or value may be wrong.`,
      { goodsRef, supplierRef, unitValue: round(own.value), unit: own.series, median: round(median), medianAbsoluteDeviation: round(deviation), lines: count, historyVersion: known?.version ?? 0 })
  }
}

/** A related sale says so in the first valuation indicator (UCC 70(3)(d); IA 127, 134). */
export const relationshipStated: ItemRule = {
  id: 'VAL-10', version: 2, scope: 'item',
  evaluate: ({ valuationMethod, valuationIndicators, supplierRef }, { lawDay }, { knowledge: { suppliers } }) => {
    if (valuationMethod !== '1') return notApplicable('valuation_method')
    if (valuationIndicators === undefined) return notApplicable('no_indicators')
    if (suppliers === undefined) return notEvaluable('no_supplier_register')
    if (supplierRef === undefined) return notEvaluable('supplier_ref_missing')
    const supplier = suppliers.find(supplierRef, lawDay)
    if (supplier === undefined) return notEvaluable('supplier_unknown')
    if (!supplier.related || valuationIndicators.startsWith('1')) return pass
    return hit(`Supplier ${supplierRef} is related, and the valuation indicators ${valuationIndicators} say there is no relationship.`, { supplierRef, valuationIndicators })
  }
}

const ASSISTS = new Set(['AE', 'AF', 'AG', 'AH', 'AI', 'AJ', 'AN'])

/**
 * Royalties, assists and tools that are known are added to the price (UCC 71(1)(b)(c)(d); IA 135, 136). Nothing is known of what a
 * register that is there could not be asked about.
 */
export const knownAdditionsDeclared: ItemRule = {
  id: 'VAL-11', version: 2, scope: 'item',
  evaluate: (item, declaration, { knowledge: { goods, suppliers } }) => {
    if (declaration.dataset !== 'H1') return notApplicable('data_set')
    if (item.valuationMethod !== '1') return notApplicable('valuation_method')
    if (additionsAt(item, declaration).some(({ code }) => ASSISTS.has(code))) return pass
    if (goods === undefined && suppliers === undefined) return notEvaluable('no_goods_register')
    const [ofGoods, ofSupplier] = [goods?.find(item.goodsRef ?? '', declaration.lawDay), suppliers?.find(item.supplierRef ?? '', declaration.lawDay)]
    const known = [...ofGoods?.additions ?? [], ...ofSupplier?.additions ?? []]
    if (known.length === 0 && goods !== undefined && ofGoods === undefined) return notEvaluable(item.goodsRef === undefined ? 'goods_ref_missing' : 'goods_unknown')
    if (known.length === 0 && suppliers !== undefined && ofSupplier === undefined) return notEvaluable(item.supplierRef === undefined ? 'supplier_ref_missing' : 'supplier_unknown')
    return known.length === 0 ? pass : hit(`${[...new Set(known)].join(', ')} is known for these goods or this supplier, and nothing of it is added to the price.`, { goodsRef: item.goodsRef ?? null, supplierRef: item.supplierRef ?? null, known })
  }
}

/** A year-end price adjustment is brought to customs (UCC 70, 173(3)). */
export const priceAdjustmentDeclared: ItemRule = {
  id: 'VAL-13', version: 3, settledLater: true, scope: 'item',
  evaluate: ({ supplierRef }, declaration, { knowledge: { suppliers } }) => {
    if (suppliers === undefined) return notEvaluable('no_supplier_register')
    if (supplierRef === undefined) return notEvaluable('supplier_ref_missing')
    const releasedOn = releaseDay(declaration)
    if (releasedOn === null) return notApplicable('not_released')
    const supplier = suppliers.find(supplierRef, releasedOn)
    if (supplier === undefined) return notEvaluable('supplier_unknown')
    const open = supplier.priceAdjustments.find(({ from, until, corrected }) => from <= releasedOn && releasedOn <= until && !corrected)
    return open === undefined ? pass : hit(`Supplier ${supplierRef} adjusted prices from ${open.from} to ${open.until}; the goods were released on ${releasedOn} and no correction is linked.`, { supplierRef, releasedOn, adjustedFrom: open.from, adjustedUntil: open.until })
  }
}

const SIMPLIFIED_VALUE = 'C504'

/** Simplified fixing of value elements is used with its reference (UCC 73; DA 71). */
export const simplifiedValueReferenced: ItemRule = {
  id: 'VAL-15', version: 2, scope: 'item',
  evaluate: (item, declaration, { knowledge: { authorisations } }) => {
    const additions = additionsAt(item, declaration).map(({ code }) => code).filter((code) => ASSISTS.has(code))
    if (additions.length === 0) return notApplicable('no_addition')
    if (authorisations === undefined) return notEvaluable('no_authorisation_register')
    if (!authorisations.find('CVA', declaration.lawDay).some(({ state }) => state === 'valid')) return notApplicable('no_simplified_valuation')
    if (documentsAt(item, declaration).some(({ type }) => type === SIMPLIFIED_VALUE || type === 'CVA')) return pass
    return hit(`Additions ${additions.join(', ')} are declared without the reference of the simplified valuation (${SIMPLIFIED_VALUE}).`, { additions })
  }
}

export const VALUE_RULES: readonly CheckRule[] = [
  valuationMethodKnown, priceWithTransactionValue, itemsMakeInvoice, invoiceCurrencyKnown, exchangeRateOfMonth, unitValueUsual, relationshipStated,
  knownAdditionsDeclared, priceAdjustmentDeclared, simplifiedValueReferenced, ...TRANSPORT_COST_RULES, ...STATISTICAL_VALUE_RULES, ...MASS_RULES
]
