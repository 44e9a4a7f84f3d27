import { hasRelief } from '../../declarations/checks/elements.ts'
import { datasetOf } from '../../declarations/derivation.ts'
import type { DeclarationContent, ItemContent } from '../../declarations/data-elements.ts'
import { centsOf, massText, moneyText, shareOf } from '../amounts.ts'
import { KNOWN_LINES } from './item-facts.ts'
import { isFullImport, isImport, onHeader, onItem, without } from './kind.ts'
import type { ErrorKind, PlantFacts } from './kind.ts'

/** Errors in price, currency, transport, quantities. */

const FREIGHT = new Set(['AK', 'AP', 'AQ', 'AR', 'AS'])
const BEFORE_BORDER = new Set(['EXW', 'FCA', 'FAS', 'FOB'])
const CARRIED_IN = new Set(['CFR', 'CIF', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP'])
const byPrice = ({ valuationMethod }: ItemContent): boolean => valuationMethod === '1'
const cents = (text: string | undefined): number => centsOf(text ?? '0')
const delivery = ({ incotermCountry, incotermLocation = '' }: DeclarationContent): string => incotermCountry ?? incotermLocation.slice(0, 2)
const isAbroad = (content: DeclarationContent, { reference, day }: PlantFacts): boolean => delivery(content) !== '' && !reference.countries.isCustomsTerritory(delivery(content), day)
const isHome = (content: DeclarationContent, { reference, day }: PlantFacts): boolean => reference.countries.isCustomsTerritory(delivery(content), day)
const sumOf = (content: DeclarationContent): number => content.items.reduce((sum, { itemAmount }) => sum + cents(itemAmount), 0)
const WITH_NET_MASS = new Set(['H1', 'H4', 'B1', 'B2', 'B3'])
const WITHOUT_STATISTICS = new Set(['H6', 'H7', 'I1', 'I2', 'C1', 'C2'])
/** Goods whose price and quantity earlier lines know, in the same unit. */
const isKnown = ({ goodsRef, supplierRef = '', statisticalValue }: ItemContent, { linesOf }: PlantFacts): boolean => goodsRef !== undefined && statisticalValue !== undefined && linesOf(goodsRef, supplierRef) >= KNOWN_LINES

export const VALUE_KINDS: readonly ErrorKind[] = [
  {
    id: 'valuation_method_missing', pillar: 'value', words: 'the valuation method is left out', rate: 0.002, checks: ['VAL-01'], needs: 'declaration',
    plant: onItem((item, content) => isFullImport(content) && item.valuationMethod !== undefined, (item) => without(item, 'valuationMethod'))
  },
  {
    id: 'free_goods_as_a_sale', pillar: 'value', words: 'goods free of charge are declared with a transaction value of zero', rate: 0.002, checks: ['VAL-02'], needs: 'declaration',
    plant: onItem((item, content) => isFullImport(content) && byPrice(item) && item.itemAmount !== undefined, (item) => ({ ...item, itemAmount: '0' }))
  },
  {
    id: 'freight_not_added', pillar: 'value', words: 'transport to the border is left out of the value', rate: 0.005, checks: ['VAL-03'], needs: 'declaration',
    plant: onHeader((content, facts) => isFullImport(content) && BEFORE_BORDER.has(content.incoterm ?? '') && isAbroad(content, facts) && content.items.some((item) => byPrice(item) && !hasRelief(item) && (item.additionsDeductions ?? []).some(({ code }) => FREIGHT.has(code))),
      (content) => ({ ...without(content, 'freightCharge', 'freightChargeCurrency', 'additionsDeductions'), items: content.items.map((item) => ({ ...item, additionsDeductions: (item.additionsDeductions ?? []).filter(({ code }) => !FREIGHT.has(code)) })) }))
  },
  {
    id: 'freight_added_twice', pillar: 'value', words: 'transport that the price contains is added again', rate: 0.006, checks: ['VAL-04'], needs: 'declaration',
    plant: (content, facts) => {
      const item = content.items.find(({ itemAmount }) => cents(itemAmount) > 10_000)
      if (item === undefined || !isFullImport(content) || !CARRIED_IN.has(content.incoterm ?? '') || !isHome(content, facts)) return undefined
      const currency = item.itemAmountCurrency ?? content.invoiceCurrency
      const addition = { code: 'AK', amount: moneyText(shareOf(cents(item.itemAmount), 8)), ...(currency === undefined ? {} : { currency }) }
      return { content: { ...content, items: content.items.map((other) => other === item ? { ...item, additionsDeductions: [...item.additionsDeductions ?? [], addition] } : other) }, itemNumber: null }
    }
  },
  {
    id: 'duty_paid_price_undivided', pillar: 'value', words: 'delivered duty paid, and nothing of the price is deducted', rate: 0.004, checks: ['VAL-05'], needs: 'declaration',
    plant: onHeader((content) => isFullImport(content) && (content.incoterm === 'DAP' || content.incoterm === 'CIF') && content.items.some(byPrice) && ![content, ...content.items].some(({ additionsDeductions = [] }) => additionsDeductions.some(({ code }) => code === 'BA' || code === 'BC')), (content) => ({ ...content, incoterm: 'DDP' }))
  },
  {
    id: 'invoice_total_mistyped', pillar: 'value', words: 'two digits of the invoice total change places', rate: 0.002, checks: ['VAL-06'], needs: 'declaration',
    plant: onHeader((content) => isFullImport(content) && content.totalInvoiced !== undefined && content.items.every(({ itemAmount }) => itemAmount !== undefined) && sumOf(content) > 1000 && Math.abs(cents(content.totalInvoiced) - sumOf(content)) < 100,
      (content) => ({ ...content, totalInvoiced: moneyText(Math.round(sumOf(content) * (content.totalInvoiced?.startsWith('1') === true ? 1.8 : 0.91))) }))
  },
  {
    id: 'currency_unknown', pillar: 'value', words: 'the currency of the invoice is none', rate: 0.0015, checks: ['VAL-07'], needs: 'declaration',
    plant: onHeader(({ invoiceCurrency }) => invoiceCurrency !== undefined, (content) => ({ ...content, invoiceCurrency: 'EUX' }))
  },
  {
    id: 'exchange_rate_stale', pillar: 'value', words: 'the exchange rate is not that of the month', rate: 0.003, checks: ['VAL-08'], needs: 'list',
    plant: onHeader((content, { reference, day }) => isFullImport(content) && content.exchangeRate !== undefined && content.invoiceCurrency !== 'EUR' && content.accountsCurrency === 'EUR' && reference.measures.exchangeRates?.find(content.invoiceCurrency ?? '', day) !== undefined,
      (content, { random }) => ({ ...content, exchangeRate: String(Math.round(Number(content.exchangeRate) * (0.92 + 0.04 * random.uniform()) * 10_000) / 10_000) }))
  },
  {
    id: 'quantity_slip', pillar: 'value', words: 'the quantity is ten times or a tenth of what it was', rate: 0.005, checks: ['VAL-09'], needs: 'history',
    plant: onItem((item, content, facts) => isImport(content) && isKnown(item, facts) && WITH_NET_MASS.has(datasetOf(content)) && (item.supplementaryUnits !== undefined || item.netMass !== undefined), (item) => item.supplementaryUnits !== undefined
      ? { ...item, supplementaryUnits: String(Number(item.supplementaryUnits) * 10) }
      : { ...item, netMass: massText(Math.max(1, Math.round(Number(item.netMass) * 100))) })
  },
  {
    id: 'relationship_not_stated', pillar: 'value', words: 'a sale between related companies is declared as between strangers', rate: 0.006, checks: ['VAL-10'], needs: 'register',
    plant: onItem((item) => byPrice(item) && item.valuationIndicators?.startsWith('1') === true, (item) => ({ ...item, valuationIndicators: `0${item.valuationIndicators?.slice(1) ?? '000'}` }))
  },
  {
    id: 'royalty_not_added', pillar: 'value', words: 'a licence fee that is paid beside the price is left out', rate: 0.006, checks: ['VAL-11'], needs: 'register',
    plant: onItem((item, content) => isFullImport(content) && (item.additionsDeductions ?? []).some(({ code }) => code === 'AH'), (item) => ({ ...item, additionsDeductions: (item.additionsDeductions ?? []).filter(({ code }) => code !== 'AH') }))
  },
  {
    id: 'statistical_value_slip', pillar: 'value', words: 'the statistical value has a digit too many', rate: 0.002, checks: ['VAL-12'], needs: 'declaration',
    plant: onItem((item, content) => !WITHOUT_STATISTICS.has(datasetOf(content)) && cents(item.statisticalValue) > 0 && (item.customsValue !== undefined || item.itemAmount !== undefined), (item) => ({ ...item, statisticalValue: moneyText(cents(item.statisticalValue) * 10) }))
  },
  {
    id: 'net_above_gross', pillar: 'value', words: 'net and gross mass change places', rate: 0.002, checks: ['VAL-14'], needs: 'declaration',
    plant: onItem(({ netMass, grossMass }) => netMass !== undefined && grossMass !== undefined && Number(netMass) < Number(grossMass), (item) => ({ ...item, ...(item.grossMass === undefined ? {} : { netMass: item.grossMass }), ...(item.netMass === undefined ? {} : { grossMass: item.netMass }) }))
  },
  {
    id: 'gross_mass_of_shipment', pillar: 'value', words: 'the shipment weighs less than its items', rate: 0.002, checks: ['VAL-14'], needs: 'declaration',
    plant: (content) => {
      const sum = content.items.reduce((total, { grossMass = '0' }) => total + Math.round(Number(grossMass) * 1000), 0)
      if (content.grossMassTotal === undefined || content.items.length < 2 || sum < 50_000 || content.items.some(({ grossMass }) => grossMass === undefined)) return undefined
      return { content: { ...content, grossMassTotal: massText(Math.round(sum * 0.8)) }, itemNumber: null }
    }
  },
  {
    id: 'small_undervaluation', pillar: 'value', words: 'price and everything computed of it are three per cent too low', rate: 0.001, checks: [], needs: 'nothing',
    plant: onHeader((content) => isFullImport(content) && content.totalInvoiced !== undefined && content.items.every((item) => item.itemAmount !== undefined && item.customsValue !== undefined && item.taxes !== undefined), (content) => {
      const less = (text: string): string => moneyText(Math.round(cents(text) * 0.97))
      const items = content.items.map((item) => ({
        ...item, itemAmount: less(item.itemAmount ?? '0'), customsValue: less(item.customsValue ?? '0'), statisticalValue: less(item.statisticalValue ?? '0'),
        taxes: (item.taxes ?? []).map((tax) => ({ ...tax, ...(tax.baseAmount === undefined ? {} : { baseAmount: less(tax.baseAmount) }), ...(tax.amount === undefined ? {} : { amount: less(tax.amount) }) })),
        ...(item.additionsDeductions === undefined ? {} : { additionsDeductions: item.additionsDeductions.map((addition) => ({ ...addition, ...(addition.amount === undefined ? {} : { amount: less(addition.amount) }) })) })
      }))
      return { ...content, totalInvoiced: less(content.totalInvoiced ?? '0'), items }
    })
  }
]
