import t from 'tap'
import { countableItems } from '../../src/declarations/countable.ts'
import type { AssessedTax } from '../../src/declarations/customs-message.ts'
import type { DeclarationContent, ItemContent } from '../../src/declarations/data-elements.ts'

const counted = (item: Partial<ItemContent>, header: Partial<DeclarationContent> = {}, assessed: readonly AssessedTax[] = []) =>
  countableItems({ declarationType: 'IM', ...header, items: [{ itemNumber: 1, ...item }] }, assessed)[0]

t.test('an item is counted by the codes that were declared, and by nothing where there were none', (t) => {
  t.strictSame(counted({ hs6: '851830', cn2: '00', requestedProcedure: '40', previousProcedure: '00', originCountry: 'CN', prefOriginCountry: 'VN', goodsRef: 'G-1', statisticalValue: '10' }, { accountsCurrency: 'EUR' }),
    { itemNumber: 1, commodityCode: '85183000', procedure: '4000', origin: 'CN', goodsRef: 'G-1', statisticalValue: '10', duties: null, currency: 'EUR', dutiesCurrency: '', valuation: [], vat: null, vatCurrency: '', proposals: [] })
  t.strictSame(counted({}), { itemNumber: 1, commodityCode: '', procedure: '', origin: '', goodsRef: '', statisticalValue: null, duties: null, currency: '', dutiesCurrency: '', valuation: [], vat: null, vatCurrency: '', proposals: [] })
  t.equal(counted({ prefOriginCountry: 'VN' })?.origin, 'VN')
  t.end()
})

t.test('the currency of a value is its own, else that of the accounts, else that of the invoice', (t) => {
  const header = { accountsCurrency: 'EUR', invoiceCurrency: 'USD' }
  t.equal(counted({ statisticalValue: '1', statisticalValueCurrency: 'GBP' }, header)?.currency, 'GBP')
  t.equal(counted({ statisticalValue: '1' }, header)?.currency, 'EUR')
  t.equal(counted({ statisticalValue: '1' }, { invoiceCurrency: 'USD' })?.currency, 'USD')
  t.equal(counted({ statisticalValue: '1' })?.currency, '')
  t.equal(counted({ statisticalValueCurrency: 'GBP' }, header)?.currency, '', 'no value, no currency')
  t.end()
})

t.test('duties are customs duties alone: A and C types, payable before amount', (t) => {
  const cases: [name: string, taxes: ItemContent['taxes'], duties: string | null][] = [
    ['none', undefined, null], ['an empty list', [], null],
    ['import duty', [{ type: 'A00', payable: '10.5' }], '10.5'], ['trade defence with it', [{ type: 'A00', payable: '10.5' }, { type: 'A30', payable: '0.25' }], '10.75'],
    ['export duty', [{ type: 'C00', payable: '3' }], '3'], ['VAT and excise', [{ type: 'B00', payable: '20' }, { type: '1A1', payable: '5' }], null],
    ['VAT beside duty', [{ type: 'A00', payable: '10' }, { type: 'B00', payable: '20' }], '10'], ['payable before amount', [{ type: 'A00', payable: '7', amount: '9' }], '7'],
    ['amount alone', [{ type: 'A00', amount: '9' }], '9'], ['no type', [{ payable: '9' }], null], ['no amount', [{ type: 'A00' }], null],
    ['a zero is a statement', [{ type: 'A00', payable: '0' }], '0'], ['cents that floats would lose', [{ type: 'A00', payable: '0.1' }, { type: 'A00', payable: '0.2' }], '0.3']
  ]
  for (const [name, taxes, duties] of cases) t.equal(counted(taxes === undefined ? {} : { taxes })?.duties, duties, name)
  t.end()
})

t.test('what customs assessed stands before what was declared', (t) => {
  const declared = { taxes: [{ type: 'A00', payable: '10', currency: 'USD' }] }
  t.match(counted(declared, {}, [{ itemNumber: 1, type: 'A00', payable: '12', currency: 'EUR' }]), { duties: '12', dutiesCurrency: 'EUR' })
  t.match(counted(declared, {}, [{ itemNumber: 1, type: 'A00', assessed: '11', currency: 'EUR' }]), { duties: '11' }, 'assessed where payable is not told')
  t.match(counted(declared, {}, [{ itemNumber: 1, type: 'B00', payable: '20', currency: 'EUR' }]), { duties: '0', dutiesCurrency: 'EUR', vat: '20', vatCurrency: 'EUR' }, 'an item with VAT alone bears no duty')
  t.match(counted(declared, {}, [{ itemNumber: 2, type: 'A00', payable: '12', currency: 'EUR' }]), { duties: '10', dutiesCurrency: 'USD' }, 'another item')
  t.match(counted(declared, {}, [{ type: 'A00', payable: '12', currency: 'EUR' }]), { duties: '10' }, 'a tax on the whole falls on no item')
  t.end()
})

t.test('duties without a currency of their own are in that of the accounts', (t) => {
  t.equal(counted({ taxes: [{ type: 'A00', payable: '1' }] }, { accountsCurrency: 'EUR', invoiceCurrency: 'USD' })?.dutiesCurrency, 'EUR')
  t.equal(counted({ taxes: [{ type: 'A00', payable: '1' }, { type: 'B00', payable: '1', currency: 'GBP' }] }, { accountsCurrency: 'EUR' })?.dutiesCurrency, 'GBP')
  t.equal(counted({ taxes: [{ type: 'A00', payable: '1' }] })?.dutiesCurrency, '')
  t.end()
})

t.test('valuation is noted where it is worth a look', (t) => {
  const cases: [item: Partial<ItemContent>, valuation: string[]][] = [
    [{ valuationMethod: '1', valuationIndicators: '0000' }, []], [{ valuationMethod: '2' }, ['other_method']], [{ valuationMethod: '6' }, ['other_method']], [{ valuationMethod: '7' }, []],
    [{}, []], [{ valuationIndicators: '1000' }, ['related_parties']], [{ valuationIndicators: '0100' }, []], [{ valuationMethod: '4', valuationIndicators: '1010' }, ['other_method', 'related_parties']]
  ]
  for (const [item, valuation] of cases) t.strictSame(counted(item)?.valuation, valuation, JSON.stringify(item))
  t.end()
})
