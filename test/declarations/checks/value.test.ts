import t from 'tap'
import { binOf } from '../../../src/statistics/log-bins.ts'
import { readUnitValue, unitValue, unitValueOf } from '../../../src/declarations/checks/unit-value.ts'
import { answersOf, askCases, exportOf, importItem, importOf } from '../../support/checks.ts'
import { authorisations, goods, suppliers } from '../../support/knowledge.ts'

const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined])) as never
const G1 = { goodsRef: 'G-1', supplierRef: 'S-1' }

t.test('a unit value names its currency and unit', (t) => {
  const of = (changes: object, header: object = {}) => unitValue(importItem(changes), importOf(header))
  t.match(of({}), { series: 'EUR/su', value: 22 })
  t.match(of(without('supplementaryUnits')), { series: 'EUR/kg', value: 11 })
  t.match(of({ supplementaryUnits: '0' }), { series: 'EUR/kg' }, 'a quantity of zero is none')
  t.match(of({ ...without('statisticalValue') as object, itemAmountCurrency: 'USD' }), { series: 'USD/su', value: 20 })
  t.equal(of({ statisticalValue: '0' }), undefined)
  t.equal(of(without('supplementaryUnits', 'netMass')), undefined)
  t.equal(of({}, { accountsCurrency: undefined, invoiceCurrency: undefined }), undefined)
  const observation = unitValueOf(importItem(), importOf()) ?? ''
  t.strictSame(readUnitValue(observation), { series: 'EUR/su', bin: binOf(22) })
  t.end()
})

askCases(t, 'VAL-01', [
  ['known', 'pass', importOf()],
  ['the last', 'pass', importOf({}, { valuationMethod: '6' })],
  ['unknown', 'hit', importOf({}, { valuationMethod: '7' })],
  ['none', 'hit', importOf({}, without('valuationMethod'))],
  ['a warehouse entry', 'not_applicable: data_set', importOf({}, { requestedProcedure: '71', ...without('valuationMethod') as object })]
])
askCases(t, 'VAL-02', [
  ['a price', 'pass', importOf({}, { itemAmount: '0.01' })],
  ['none', 'hit', importOf({}, { itemAmount: '0' })],
  ['another method', 'not_applicable: valuation_method', importOf({}, { itemAmount: '0', valuationMethod: '2' })],
  ['missing', 'not_evaluable: item_amount_missing', importOf({}, without('itemAmount'))]
])
const noFreight = { additionsDeductions: [] }
askCases(t, 'VAL-03', [
  ['added at the item', 'pass', importOf()],
  ['added at the header', 'pass', importOf({ additionsDeductions: [{ code: 'AK', amount: '5' }] }, noFreight)],
  ['added as a national list splits it', 'pass', importOf({}, { additionsDeductions: [{ code: 'AS', amount: '5' }] })],
  ['stated apart', 'pass', importOf({ freightCharge: '5' }, noFreight)],
  ['not added', 'hit', importOf({}, noFreight)],
  ['under a simplified valuation', 'pass', importOf({ documents: [{ type: 'C504', reference: 'ITCVA1' }] }, { additionsDeductions: [{ code: 'AN' }] })],
  ['delivered in the Union', 'not_applicable: delivered_in_customs_territory', importOf({ incotermLocation: 'NLRTM' }, noFreight)],
  ['the seller carried', 'not_applicable: delivery_terms', importOf({ incoterm: 'CIF' }, noFreight)],
  ['another method', 'not_applicable: valuation_method', importOf({}, { ...noFreight, valuationMethod: '4' })],
  ['place not told', 'not_evaluable: delivery_place_missing', importOf({ incotermLocation: undefined } as never, noFreight)],
  ['no terms', 'not_evaluable: delivery_terms_missing', importOf({ incoterm: undefined } as never, noFreight)]
])
const cif = (amount: string, header: object = {}) => importOf({ incoterm: 'CIF', incotermLocation: 'ITGOA', ...header }, { additionsDeductions: [{ code: 'AK', amount }] })
askCases(t, 'VAL-04', [
  ['insurance alone', 'pass', cif('30')],
  ['above three per cent', 'hit', cif('30.01')],
  ['at the header', 'hit', importOf({ incoterm: 'DAP', incotermLocation: 'ITGOA', additionsDeductions: [{ code: 'AK', amount: '31' }] }, noFreight)],
  ['another currency', 'not_evaluable: currencies_differ', importOf({ incoterm: 'CIF', incotermLocation: 'ITGOA' }, { additionsDeductions: [{ code: 'AK', amount: '50', currency: 'JPY' }] })],
  ['another currency than the invoice', 'not_evaluable: currencies_differ', importOf({ incoterm: 'CIF', incotermLocation: 'ITGOA', invoiceCurrency: 'USD' }, { additionsDeductions: [{ code: 'AK', amount: '500', currency: 'EUR' }] })],
  ['one in another currency, one too high', 'hit', importOf({ incoterm: 'CIF', incotermLocation: 'ITGOA' }, { additionsDeductions: [{ code: 'AK', amount: '5', currency: 'JPY' }, { code: 'AK', amount: '31' }] })],
  ['no price', 'not_evaluable: invoice_amount_missing', importOf({ incoterm: 'CIF', incotermLocation: 'ITGOA', totalInvoiced: undefined } as never, { additionsDeductions: [{ code: 'AK', amount: '500' }], ...without('itemAmount') as object })],
  ['no price of the item, the invoice\'s total', 'hit', importOf({ incoterm: 'CIF', incotermLocation: 'ITGOA' }, { additionsDeductions: [{ code: 'AK', amount: '500' }], ...without('itemAmount') as object })],
  ['no price of one item of two', 'not_evaluable: invoice_amount_missing', { ...importOf({ incoterm: 'CIF', incotermLocation: 'ITGOA' }), totalInvoiced: undefined, additionsDeductions: [{ code: 'AK', amount: '500' }], items: [importItem(noFreight), importItem({ ...noFreight, itemNumber: 2, ...without('itemAmount') as object })] } as never],
  ['a price of zero', 'not_evaluable: no_invoice_value', importOf({ incoterm: 'CIF', incotermLocation: 'ITGOA' }, { additionsDeductions: [{ code: 'AK', amount: '5' }], itemAmount: '0' })],
  ['an addition of nothing', 'pass', importOf({ incoterm: 'CIF', incotermLocation: 'ITGOA' }, { additionsDeductions: [{ code: 'AK', amount: '0', currency: 'JPY' }] })],
  ['delivered abroad', 'not_applicable: delivered_abroad', cif('50', { incotermLocation: 'VNSGN' })],
  ['the buyer carried', 'not_applicable: delivery_terms', importOf()]
])
askCases(t, 'VAL-05', [
  ['deducted', 'pass', importOf({ incoterm: 'DDP' }, { additionsDeductions: [{ code: 'BC', amount: '1' }] })],
  ['not deducted', 'hit', importOf({ incoterm: 'DDP' })],
  ['other terms', 'not_applicable: delivery_terms', importOf()]
])
const invoice = (totalInvoiced: string, ...amounts: string[]) => importOf({ totalInvoiced, items: amounts.map((itemAmount, index) => importItem({ itemAmount, itemNumber: index + 1 })) })
askCases(t, 'VAL-06', [
  ['adds up', 'pass', invoice('1000', '400', '600')],
  ['off by one', 'pass', invoice('101', '40', '60')],
  ['off by more than one', 'hit', invoice('101.01', '40', '60')],
  ['off by half a per cent', 'pass', invoice('10000', '9950')],
  ['off by more', 'hit', invoice('10000', '9949.99')],
  ['no total', 'not_applicable: no_invoice_total', importOf({ totalInvoiced: undefined } as never)],
  ['an amount is missing', 'not_evaluable: item_amount_missing', importOf({}, without('itemAmount'))],
  ['two currencies', 'not_evaluable: currencies_differ', importOf({}, { itemAmountCurrency: 'USD' })]
])
askCases(t, 'VAL-07', [
  ['known', 'pass', importOf()],
  ['unknown', 'hit', importOf({ invoiceCurrency: 'QQQ' })],
  ['missing', 'hit', importOf({ invoiceCurrency: undefined } as never)],
  ['no amounts, and no method that needs none', 'hit', importOf({ invoiceCurrency: undefined, totalInvoiced: undefined } as never, without('itemAmount', 'valuationMethod'))],
  ['no amounts, fall-back method', 'not_applicable: no_invoice', importOf({ invoiceCurrency: undefined, totalInvoiced: undefined } as never, { valuationMethod: '6', ...without('itemAmount') as object })],
  ['an amount with the fall-back method', 'hit', importOf({ invoiceCurrency: undefined, totalInvoiced: undefined } as never, { valuationMethod: '6' })],
  ['said with the amount', 'pass', importOf({ invoiceCurrency: undefined } as never, { itemAmountCurrency: 'EUR' })],
  ['an export without', 'not_applicable: data_set', exportOf({ invoiceCurrency: undefined } as never)],
  ['a standard import value', 'not_applicable: no_invoice', importOf({ invoiceCurrency: undefined, totalInvoiced: undefined } as never, { valuationMethod: '4', ...without('itemAmount') as object })]
])
const usd = [{ kind: 'exchange_rates' as const, entries: [{ currency: 'USD', units_per_euro: '1.1', from: '2026-03-01', until: '2026-03-31' }] }]
askCases(t, 'VAL-08', [
  ['no rate', 'not_applicable: no_exchange_rate', importOf()],
  ['one currency', 'not_applicable: same_currency', importOf({ exchangeRate: '1' })],
  ['no list', 'not_evaluable: no_exchange_rates_loaded', importOf({ invoiceCurrency: 'USD', exchangeRate: '1.1' })],
  ['of the month', 'pass', importOf({ invoiceCurrency: 'USD', exchangeRate: '1.1' }), { lists: usd }],
  ['the other way round', 'pass', importOf({ invoiceCurrency: 'USD', exchangeRate: '0.909' }), { lists: usd }],
  ['one per cent off', 'pass', importOf({ invoiceCurrency: 'USD', exchangeRate: '1.111' }), { lists: usd }],
  ['more', 'hit', importOf({ invoiceCurrency: 'USD', exchangeRate: '1.1122' }), { lists: usd }],
  ['of another month', 'not_evaluable: exchange_rate_missing', importOf({ invoiceCurrency: 'USD', exchangeRate: '1.1', acceptanceDate: '2026-04-01' }), { lists: usd }],
  ['zero', 'hit', importOf({ invoiceCurrency: 'USD', exchangeRate: '0' }), { lists: usd }]
])
const lines = (count: number, value = 22, month = '2026-02') => ({ kind: 'unit_value' as const, value: `EUR/su/${binOf(value)}`, count, month })
askCases(t, 'VAL-09', [
  ['no goods named', 'not_evaluable: goods_ref_missing', importOf()],
  ['never before', 'not_evaluable: too_few_lines', importOf({}, G1)],
  ['seven lines', 'not_evaluable: too_few_lines', importOf({}, G1), { observations: [lines(7)] }],
  ['eight lines', 'pass', importOf({}, G1), { observations: [lines(8)] }],
  ['a tenth of the value', 'hit', importOf({}, { ...G1, statisticalValue: '110' }), { observations: [lines(8)] }],
  ['ten times the value', 'hit', importOf({}, { ...G1, statisticalValue: '11000' }), { observations: [lines(8)] }],
  ['a price list a seventh higher', 'pass', importOf({}, { ...G1, statisticalValue: '1255' }), { observations: [lines(20)] }],
  ['one kilogram, rounded from less', 'pass', importOf({}, { ...G1, ...without('supplementaryUnits') as object, netMass: '1', statisticalValue: '1100' }), { observations: [{ ...lines(8), value: 'EUR/kg/' + String(binOf(1500)) }] }],
  ['one kilogram to the gram', 'hit', importOf({}, { ...G1, ...without('supplementaryUnits') as object, netMass: '1.001', statisticalValue: '1100' }), { observations: [{ ...lines(8), value: 'EUR/kg/' + String(binOf(1500)) }] }],
  ['a quarter higher', 'hit', importOf({}, { ...G1, statisticalValue: '1375' }), { observations: [lines(20)] }],
  ['within the spread', 'pass', importOf({}, { ...G1, statisticalValue: '1600' }), { observations: [lines(4, 18), lines(4, 22), lines(4, 26)] }],
  ['another series', 'not_evaluable: too_few_lines', importOf({}, { ...G1, ...without('supplementaryUnits') as object }), { observations: [lines(8)] }],
  ['in the 24th month', 'pass', importOf({}, G1), { observations: [lines(8, 22, '2024-04')] }],
  ['older', 'not_evaluable: too_few_lines', importOf({}, G1), { observations: [lines(8, 22, '2024-03')] }],
  ['another supplier', 'not_evaluable: too_few_lines', importOf({}, G1), { observations: [{ ...lines(8), supplierRef: 'S-2' }] }],
  ['no value', 'not_evaluable: unit_value_unknown', importOf({}, { ...G1, statisticalValue: '0' }), { observations: [lines(8)] }]
])
t.test('an outlier says what it was compared with', (t) => {
  const [answer] = answersOf('VAL-09', importOf({}, { ...G1, statisticalValue: '110' }), { observations: [lines(8)] })
  t.match(answer?.values, { lines: 8, historyVersion: 7, unit: 'EUR/su' })
  t.end()
})
askCases(t, 'VAL-10', [
  ['no register', 'not_evaluable: no_supplier_register', importOf({}, G1)],
  ['not related', 'pass', importOf({}, G1), { knowledge: suppliers() }],
  ['related and said', 'pass', importOf({}, { ...G1, valuationIndicators: '1000' }), { knowledge: suppliers({ related: true }) }],
  ['related, not said', 'hit', importOf({}, G1), { knowledge: suppliers({ related: true }) }],
  ['no indicators', 'not_applicable: no_indicators', importOf({}, without('valuationIndicators'))],
  ['no supplier', 'not_evaluable: supplier_ref_missing', importOf(), { knowledge: suppliers() }],
  ['a supplier that the register lacks', 'not_evaluable: supplier_unknown', importOf({}, { ...G1, supplierRef: 'S-2' }), { knowledge: suppliers() }]
])
askCases(t, 'VAL-11', [
  ['no register', 'not_evaluable: no_goods_register', importOf({}, G1)],
  ['nothing known', 'pass', importOf({}, G1), { knowledge: goods() }],
  ['a known royalty', 'hit', importOf({}, G1), { knowledge: goods({ additions: ['royalty'] }) }],
  ['a known tool of the supplier', 'hit', importOf({}, G1), { knowledge: suppliers({ additions: ['tool'] }) }],
  ['goods not named', 'not_evaluable: goods_ref_missing', importOf(), { knowledge: { ...goods(), ...suppliers() } }],
  ['goods that the register lacks', 'not_evaluable: goods_unknown', importOf({}, { ...G1, goodsRef: 'G-2' }), { knowledge: { ...goods(), ...suppliers() } }],
  ['a supplier not named', 'not_evaluable: supplier_ref_missing', importOf({}, { goodsRef: 'G-1' }), { knowledge: { ...goods(), ...suppliers() } }],
  ['a supplier that the register lacks', 'not_evaluable: supplier_unknown', importOf({}, { ...G1, supplierRef: 'S-2' }), { knowledge: { ...goods(), ...suppliers() } }],
  ['known of one of them', 'hit', importOf({}, { goodsRef: 'G-1' }), { knowledge: { ...goods({ additions: ['royalty'] }), ...suppliers() } }],
  ['declared', 'pass', importOf({}, { ...G1, additionsDeductions: [{ code: 'AI', amount: '10' }] }), { knowledge: goods({ additions: ['royalty'] }) }]
])
const stated = (statisticalValue: string, changes: object = {}) => importOf({}, { statisticalValue, ...changes })
const priced = (statisticalValue: string, changes: object = {}) => stated(statisticalValue, { ...without('customsValue') as object, ...changes })
/** Two items of 1000 and 3000, to which the header adds 1200. */
const shared = (statisticalValue: string, second: object = {}) => importOf({
  totalInvoiced: '4000', additionsDeductions: [{ code: 'AK', amount: '1200' }],
  items: [importItem({ ...noFreight, ...without('customsValue') as object, statisticalValue }), importItem({ ...noFreight, itemNumber: 2, itemAmount: '3000', ...second })]
})
askCases(t, 'VAL-12', [
  ['as the customs value', 'pass', stated('1100')],
  ['a quarter above', 'pass', stated('1375')],
  ['more', 'hit', stated('1375.01')],
  ['a tenth', 'hit', stated('110')],
  ['price and transport', 'pass', stated('1100', without('customsValue'))],
  ['what the header adds', 'pass', { ...priced('1500', noFreight), additionsDeductions: [{ code: 'AK', amount: '500' }] }],
  ['without it', 'hit', priced('1500', noFreight)],
  ['an assist', 'pass', priced('1400', { additionsDeductions: [{ code: 'AE', amount: '400' }] })],
  ['a deduction', 'pass', priced('500', { additionsDeductions: [{ code: 'BA', amount: '500' }] })],
  ['an adjustment of VAT alone', 'hit', priced('1500', { additionsDeductions: [{ code: 'AV', amount: '500' }] })],
  ['an addition in another currency', 'not_evaluable: currencies_differ', priced('1500', { additionsDeductions: [{ code: 'AE', amount: '400', currency: 'USD' }] })],
  ['one at the header in another currency', 'not_evaluable: currencies_differ', { ...priced('1500', noFreight), additionsDeductions: [{ code: 'AK', amount: '400', currency: 'USD' }] }],
  ['an addition of nothing in another currency', 'pass', priced('1000', { additionsDeductions: [{ code: 'AE', amount: '0', currency: 'USD' }] })],
  ['more deducted than it cost', 'not_evaluable: no_invoice_value', priced('500', { additionsDeductions: [{ code: 'BA', amount: '1000' }] })],
  ['what the header adds, by price', 'pass', shared('1300')],
  ['more than its share', 'hit', shared('1626')],
  ['a price is missing beside it', 'not_evaluable: invoice_amount_missing', shared('1300', without('itemAmount'))],
  ['a price in another currency beside it', 'not_evaluable: currencies_differ', shared('1300', { itemAmountCurrency: 'USD' })],
  ['none', 'not_evaluable: statistical_value_missing', importOf({}, without('statisticalValue'))],
  ['nothing to compare', 'not_evaluable: invoice_amount_missing', importOf({ totalInvoiced: undefined } as never, without('customsValue', 'itemAmount'))],
  ['another currency', 'not_evaluable: currencies_differ', stated('1100', { statisticalValueCurrency: 'USD' })],
  ['by the declared rate', 'pass', importOf({ exchangeRate: '1.1', invoiceCurrency: 'USD' }, { statisticalValue: '1000', ...without('customsValue', 'additionsDeductions') as object })],
  ['by the declared rate, with transport in the currency of the value', 'pass', importOf({ exchangeRate: '1.1', invoiceCurrency: 'USD' }, { itemAmount: '1100', statisticalValue: '1100', ...without('customsValue') as object })],
  ['ten times as much', 'hit', importOf({ exchangeRate: '1.1', invoiceCurrency: 'USD' }, { itemAmount: '1100', statisticalValue: '11000', ...without('customsValue') as object })],
  ['an export by its invoice', 'pass', exportOf()],
  ['an export far off', 'hit', exportOf({ totalInvoiced: '10' })],
  ['a simplified declaration', 'not_applicable: data_set', importOf({ dataset: 'I1' })]
])
const adjusted = (corrected: boolean) => suppliers({ priceAdjustments: [{ from: '2026-01-01', until: '2026-12-31', corrected }] })
askCases(t, 'VAL-13', [
  ['no register', 'not_evaluable: no_supplier_register', importOf({}, G1)],
  ['not released', 'not_applicable: not_released', importOf({}, G1), { knowledge: adjusted(false) }],
  ['no correction', 'hit', importOf({}, G1), { knowledge: adjusted(false), known: { releasedOn: '2026-12-31' } }],
  ['after the period', 'pass', importOf({}, G1), { knowledge: adjusted(false), known: { releasedOn: '2027-01-01' } }],
  ['corrected', 'pass', importOf({}, G1), { knowledge: adjusted(true), known: { releasedOn: '2026-03-02' } }],
  ['released as the sender says, on the day of acceptance', 'hit', importOf({}, G1), { knowledge: adjusted(false), known: { status: 'released' } }],
  ['released as the sender says, after the period', 'pass', importOf({ acceptanceDate: '2027-01-01' }, G1), { knowledge: adjusted(false), known: { status: 'released' } }],
  ['a supplier that the register lacks', 'not_evaluable: supplier_unknown', importOf({}, { ...G1, supplierRef: 'S-2' }), { knowledge: adjusted(true), known: { releasedOn: '2026-03-02' } }]
])
const weighing = (grossMassTotal: string, ...grossMasses: string[]) => importOf({ grossMassTotal, items: grossMasses.map((grossMass, index) => importItem({ grossMass, netMass: '1', itemNumber: index + 1 })) })
askCases(t, 'VAL-14', [
  ['right', 'pass', importOf()],
  ['net as gross', 'pass', importOf({}, { netMass: '110' })],
  ['net above gross', 'hit', importOf({}, { netMass: '110.001' })],
  ['none', 'hit', importOf({}, without('netMass'))],
  ['zero', 'hit', importOf({}, { netMass: '0' })],
  ['electricity', 'pass', importOf({}, { hs6: '271600', ...without('netMass') as object })],
  ['not asked for', 'pass', importOf({}, { requestedProcedure: '71', ...without('netMass') as object })],
  ['items within the rounding', 'pass', weighing('20', '10.01', '10.01')],
  ['items beyond it', 'hit', weighing('20.005', '10.02', '10.01')],
  ['a total rounded to whole kilograms', 'pass', weighing('20', '10.21', '10.24')],
  ['every mass rounded to whole kilograms', 'pass', weighing('20', '10', '11')],
  ['beyond what rounding makes', 'hit', weighing('20', '10', '12')],
  ['one item weighs nothing that is told', 'pass', importOf({ grossMassTotal: '1' }, without('grossMass'))]
])
t.test('a difference of the whole is told once', (t) => {
  t.strictSame(answersOf('VAL-14', weighing('10', '10', '10')).map(({ outcome }) => outcome), ['hit', 'pass'])
  t.end()
})
const royalty = { additionsDeductions: [{ code: 'AI', amount: '10' }] }
askCases(t, 'VAL-15', [
  ['no addition', 'not_applicable: no_addition', importOf()],
  ['no register', 'not_evaluable: no_authorisation_register', importOf({}, royalty)],
  ['not held', 'not_applicable: no_simplified_valuation', importOf({}, royalty), { knowledge: authorisations([]) }],
  ['not referenced', 'hit', importOf({}, royalty), { knowledge: authorisations([{ type: 'CVA' }]) }],
  ['referenced', 'pass', importOf({ documents: [{ type: 'C504', reference: 'ITCVA1' }] }, royalty), { knowledge: authorisations([{ type: 'CVA' }]) }],
  ['referenced at the item', 'pass', importOf({}, { ...royalty, additionalReferences: [{ type: 'C504', reference: 'ITCVA1' }] }), { knowledge: authorisations([{ type: 'CVA' }]) }]
])
