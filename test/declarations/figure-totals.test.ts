import t from 'tap'
import { figureTotals, latencyOf, parsedProposedKey } from '../../src/declarations/figure-totals.ts'
import type { Countable, CountableItem } from '../../src/declarations/totals.ts'
import { decimalText } from '../../src/platform/decimal.ts'

const item: CountableItem = {
  itemNumber: 1, commodityCode: '8518300090', procedure: '4000', origin: 'CN', goodsRef: 'G-1', statisticalValue: '100', duties: '5', currency: 'EUR', dutiesCurrency: 'EUR', valuation: [], vat: null, vatCurrency: '', proposals: []
}
const declaration = (changes: Partial<Countable>): Countable => ({
  countedOn: '2026-03-02', direction: 'import', type: 'IMA', status: 'lodged', sourceSystem: 'erp', unit: 'U-1', site: 'S-1', broker: 'B-1', memberState: 'IT', usesAi: false,
  course: ['accepted'], latency: null, items: [item], ...changes
})
const rows = (changes: Partial<Countable>): string[] => figureTotals(declaration(changes)).map((row) =>
  [row.dimension, row.key, row.currency, row.declarations, row.items, decimalText(row.statisticalValue), decimalText(row.duties)].join('|'))

t.test('an accepted declaration of nothing special adds no row but its latency', (t) => {
  t.strictSame(rows({}), [])
  t.strictSame(rows({ latency: '0010' }), ['latency|0010||1|0|0|0'])
  t.end()
})

t.test('what became of it counts once each', (t) => {
  t.strictSame(rows({ course: ['accepted', 'amended', 'controlled'], items: [item, item] }), ['course|amended||1|2|0|0', 'course|controlled||1|2|0|0'])
  t.end()
})

t.test('valuation and VAT are those of imports, in their currencies', (t) => {
  const items: CountableItem[] = [{ ...item, valuation: ['other_method', 'related_parties'], vat: '20', vatCurrency: 'DKK' }, { ...item, itemNumber: 2, statisticalValue: null, valuation: ['related_parties'], vat: '1', vatCurrency: 'EUR' }]
  t.strictSame(rows({ items }), ['valuation|other_method|EUR|0|1|100|0', 'valuation|related_parties|EUR|0|1|100|0', 'import_vat||DKK|0|0|0|20', 'valuation|related_parties|EUR|0|1|0|0', 'import_vat||EUR|0|0|0|1'])
  t.strictSame(rows({ items, direction: 'export' }), [])
  t.end()
})

t.test('items of which AI proposed an element count by unit, pillar, system and version, and once as such', (t) => {
  const origin = { pillar: 'origin' as const, system: 'A "1', version: '' }
  const items: CountableItem[] = [{ ...item, proposals: [{ pillar: 'classification', system: 'A "1', version: '2' }, origin] }, { ...item, itemNumber: 2 }, { ...item, itemNumber: 3, proposals: [origin] }]
  t.strictSame(rows({ usesAi: true, items }), ['ai_items|U-1||1|2|0|0', 'ai_proposed|["U-1","classification","A \\"1","2"]||1|1|0|0', 'ai_proposed|["U-1","origin","A \\"1",""]||1|2|0|0'])
  t.strictSame(parsedProposedKey('["U-1","origin","A \\"1",""]'), { unit: 'U-1', ...origin })
  t.strictSame(rows({ usesAi: false, items: [item, item] }), [], 'a declaration without AI adds no row')
  t.end()
})

t.test('latency is in hours from the beginning of the day of acceptance, in days beyond four of them', (t) => {
  const cases: [acceptedOn: string | null, receivedAt: string, key: string | null][] = [
    [null, '2026-03-02T10:00:00Z', null], ['2026-03-02', '2026-03-02T00:00:00.000Z', '0000'], ['2026-03-02', '2026-03-02T00:00:00.001Z', '0001'], ['2026-03-02', '2026-03-02T10:00:00Z', '0010'],
    ['2026-03-03', '2026-03-02T10:00:00Z', '0000'], ['2026-03-02', '2026-03-06T00:00:00Z', '0096'], ['2026-03-02', '2026-03-06T00:00:00.001Z', '0120'], ['2026-03-02', '2026-03-07T00:00:00.001Z', '0144'],
    ['2026-01-01', '2026-04-01T00:00:00Z', '2160'], ['2020-01-01', '2026-04-01T00:00:00Z', '2160']
  ]
  for (const [acceptedOn, receivedAt, key] of cases) t.equal(latencyOf(acceptedOn, new Date(receivedAt)), key, `${acceptedOn} to ${receivedAt}`)
  t.end()
})
