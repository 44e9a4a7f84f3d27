import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { COURSES } from '../../src/declarations/course.ts'
import { rangesOf, TOTAL_DIMENSIONS, TotalDeltas, totalColumns } from '../../src/declarations/totals.ts'
import type { Countable, CountableItem, Total, TotalDimension } from '../../src/declarations/totals.ts'
import { decimal, decimalText, ZERO } from '../../src/platform/decimal.ts'

const amounts = fc.option(fc.tuple(fc.integer({ min: -10_000_000, max: 10_000_000 }), fc.integer({ min: 0, max: 99 })).map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`))
const currencies = fc.constantFrom('EUR', 'USD', 'DKK')

const valuations = fc.subarray(['other_method' as const, 'related_parties' as const])

const proposals = fc.subarray([{ pillar: 'origin' as const, system: 'A', version: '' }, { pillar: 'classification' as const, system: 'A "1', version: '2' }, { pillar: 'value' as const, system: 'B', version: '1' }])

const items: fc.Arbitrary<CountableItem[]> = fc.array(fc.record({
  commodityCode: fc.constantFrom('8518300090', '8517620000', '6109100010', ''), procedure: fc.constantFrom('4000', '4071', ''),
  origin: fc.constantFrom('CN', 'VN', ''), goodsRef: fc.constantFrom('G-1', 'G-2', ''), statisticalValue: amounts, duties: amounts, currency: currencies, dutiesCurrency: currencies,
  valuation: valuations, vat: amounts, vatCurrency: currencies, proposals
}), { minLength: 1, maxLength: 6 }).map((list) => list.map((item, index) => ({
  ...item, itemNumber: index + 1, currency: item.statisticalValue === null ? '' : item.currency, dutiesCurrency: item.duties === null ? '' : item.dutiesCurrency,
  vatCurrency: item.vat === null ? '' : item.vatCurrency
})))

const countables: fc.Arbitrary<Countable> = fc.record({
  countedOn: fc.constantFrom('2026-03-02', '2026-03-03'), direction: fc.constantFrom('import', 'export'), type: fc.constantFrom('IMA', 'EXA'),
  status: fc.constantFrom('lodged', 'released', 'rejected'), sourceSystem: fc.constantFrom('erp', ''),
  unit: fc.constantFrom('U-1', 'U-2', ''), site: fc.constantFrom('S-1', ''), broker: fc.constantFrom('IT00000000001', ''), memberState: fc.constantFrom('IT', 'DE', ''), usesAi: fc.boolean(), items,
  course: fc.subarray([...COURSES]), latency: fc.constantFrom('0012', '0024', null)
})

function allTotalsOf (declarations: readonly Countable[]): Total[] {
  const deltas = new TotalDeltas()
  for (const declaration of declarations) deltas.count(declaration, 1)
  return deltas.nonZero()
}
/** What was declared, whether it took effect or not. */
const totalsOf = (declarations: readonly Countable[]): Total[] => allTotalsOf(declarations).filter(({ currency }) => !currency.startsWith('-'))

const shown = (totals: readonly Total[]): string[] => totals.map((total) =>
  [total.dimension, total.day, total.key, total.currency, total.declarations, total.items, decimalText(total.statisticalValue), decimalText(total.duties)].join('|')).sort()
const inDimension = (totals: readonly Total[], dimension: TotalDimension): string[] =>
  shown(totals.filter((total) => total.dimension === dimension)).map((line) => line.split('|').slice(2).join('|'))

const one: CountableItem = { itemNumber: 1, commodityCode: '8518300090', procedure: '4000', origin: 'CN', goodsRef: 'G-1', statisticalValue: '100', duties: '5.5', currency: 'EUR', dutiesCurrency: 'EUR', valuation: [], vat: null, vatCurrency: '', proposals: [] }
const whole = (...list: Partial<CountableItem>[]): Countable =>
  ({
    countedOn: '2026-03-02', direction: 'import', type: 'IMA', status: 'lodged', sourceSystem: 'erp', unit: 'U-1', site: 'S-1', broker: '', memberState: 'IT', usesAi: false, course: ['accepted'], latency: null,
    items: list.map((changes, index) => ({ ...one, itemNumber: index + 1, ...changes }))
  })

t.test('what was counted and is taken away again is nothing, in any order', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(countables, { maxLength: 5 }), (declarations) => {
    const deltas = new TotalDeltas()
    for (const declaration of declarations) deltas.count(declaration, 1)
    for (const declaration of declarations.toReversed()) deltas.count(declaration, -1)
    assert.deepEqual(shown(deltas.nonZero()), [])
  }), { numRuns: 100 }))
  t.end()
})

t.test('a change is the difference: from one state to the other equals counting the other alone', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(countables, countables, (before, after) => {
    const deltas = new TotalDeltas()
    deltas.count(before, 1)
    deltas.count(before, -1)
    deltas.count(after, 1)
    assert.deepEqual(shown(deltas.nonZero()), shown(allTotalsOf([after])))
  }), { numRuns: 100 }))
  t.end()
})

t.test('the order of declarations does not matter', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(countables, { maxLength: 5 }), (declarations) => {
    assert.deepEqual(shown(allTotalsOf(declarations)), shown(allTotalsOf(declarations.toReversed())))
  }), { numRuns: 100 }))
  t.end()
})

t.test('each currency has the sum of its own amounts, in every dimension that has sums', (t) => {
  const sum = (list: readonly (string | null)[]): string => decimalText(list.reduce((total, amount) => amount === null ? total : total.plus(decimal(amount)), ZERO))
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(countables, { minLength: 1, maxLength: 4 }), fc.constantFrom('EUR', 'USD', 'DKK'), (declarations, currency) => {
    const all = declarations.flatMap((declaration) => declaration.items)
    const value = sum(all.filter((item) => item.currency === currency).map((item) => item.statisticalValue))
    const duties = sum(all.filter((item) => item.dutiesCurrency === currency).map((item) => item.duties))
    const totals = totalsOf(declarations).filter((total) => total.currency === currency)
    for (const dimension of TOTAL_DIMENSIONS.filter((name) => name !== 'all')) {
      const rows = totals.filter((total) => total.dimension === dimension)
      assert.equal(decimalText(rows.reduce((total, row) => total.plus(row.statisticalValue), ZERO)), value, `${dimension}: value`)
      assert.equal(decimalText(rows.reduce((total, row) => total.plus(row.duties), ZERO)), duties, `${dimension}: duties`)
    }
  }), { numRuns: 60 }))
  t.end()
})

t.test('every dimension counts every item once, and `all` every declaration once', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(countables, { minLength: 1, maxLength: 4 }), (declarations) => {
    const totals = totalsOf(declarations)
    const items = declarations.reduce((count, declaration) => count + declaration.items.length, 0)
    for (const dimension of TOTAL_DIMENSIONS) {
      assert.equal(totals.filter((total) => total.dimension === dimension).reduce((count, total) => count + total.items, 0), items, dimension)
    }
    assert.equal(totals.filter((total) => total.dimension === 'all').reduce((count, total) => count + total.declarations, 0), declarations.length)
  }), { numRuns: 60 }))
  t.end()
})

t.test('over the currencies of a key each declaration counts once, whatever its items are in', (t) => {
  const wholeOf: [TotalDimension, (declaration: Countable) => string][] = [
    ['direction', ({ direction }) => direction], ['type', ({ type }) => type], ['status', ({ status }) => status], ['source_system', ({ sourceSystem }) => sourceSystem],
    ['unit', ({ unit }) => unit], ['site', ({ site }) => site], ['broker', ({ broker }) => broker], ['member_state', ({ memberState }) => memberState],
    ['ai', ({ usesAi }) => usesAi ? 'yes' : 'no']
  ]
  const itemsOf: [TotalDimension, (item: CountableItem) => string][] = [
    ['procedure', ({ procedure }) => procedure], ['origin', ({ origin }) => origin], ['chapter', ({ commodityCode }) => commodityCode.slice(0, 2)], ['goods', ({ goodsRef }) => goodsRef]
  ]
  t.strictSame(['all', ...wholeOf.map(([name]) => name), ...itemsOf.map(([name]) => name)].toSorted(), [...TOTAL_DIMENSIONS].toSorted(), 'no dimension is left out')
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(countables, { minLength: 1, maxLength: 4 }), (declarations) => {
    const totals = totalsOf(declarations)
    const counted = (dimension: TotalDimension, key: string): number =>
      totals.filter((total) => total.dimension === dimension && total.key === key).reduce((count, total) => count + total.declarations, 0)
    for (const [dimension, keyOf] of wholeOf) {
      for (const key of new Set(declarations.map(keyOf))) assert.equal(counted(dimension, key), declarations.filter((declaration) => keyOf(declaration) === key).length, `${dimension} ${key}`)
    }
    for (const [dimension, keyOf] of itemsOf) {
      for (const key of new Set(declarations.flatMap((declaration) => declaration.items.map(keyOf)))) {
        assert.equal(counted(dimension, key), declarations.filter((declaration) => declaration.items.some((item) => keyOf(item) === key)).length, `${dimension} ${key}`)
      }
    }
  }), { numRuns: 100 }))
  t.end()
})

t.test('goods count on the first day of their month, all else on its own day', (t) => {
  const days = (dimension: string): string[] => totalsOf([whole({})]).filter((total) => total.dimension === dimension).map(({ day }) => day)
  t.strictSame(days('goods'), ['2026-03-01'])
  for (const dimension of TOTAL_DIMENSIONS.filter((name) => name !== 'goods')) t.strictSame(days(dimension), ['2026-03-02'], dimension)
  t.end()
})

t.test('what never took effect is taken back row by row, and only that', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(countables, { maxLength: 4 }), (declarations) => {
    const effective = totalsOf(declarations.filter(({ status }) => status !== 'rejected'))
    const deltas = new Map<string, [number, number, ReturnType<typeof decimal>, ReturnType<typeof decimal>]>()
    for (const { dimension, day, key, currency, ...total } of allTotalsOf(declarations)) {
      const identity = `${dimension}|${day}|${key}|${currency.replace('-', '')}`
      const [count, items, value, duties] = deltas.get(identity) ?? [0, 0, ZERO, ZERO]
      deltas.set(identity, [count + total.declarations, items + total.items, value.plus(total.statisticalValue), duties.plus(total.duties)])
    }
    const sums = [...deltas].map(([identity, [count, items, value, duties]]) => `${identity}|${count}|${items}|${decimalText(value)}|${decimalText(duties)}`).filter((line) => !line.endsWith('|0|0|0|0'))
    assert.deepEqual(sums.toSorted(), shown(effective))
  }), { numRuns: 60 }))
  for (const [status, effective] of [['draft', 0], ['pre_lodged', 1], ['lodged', 1], ['rejected', 0], ['cancelled', 0], ['expired', 0], ['invalidated', 1], ['seized', 1]] as const) {
    const all = allTotalsOf([{ ...whole({}), status }]).filter(({ dimension }) => dimension === 'all')
    t.equal(all.reduce((sum, total) => sum + total.declarations, 0), effective, status)
  }
  t.end()
})

t.test('months are the sums of their days', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(countables, { maxLength: 5 }), (declarations) => {
    const totals = totalsOf(declarations)
    for (const dimension of TOTAL_DIMENSIONS.filter((name) => name !== 'goods')) {
      const sums = new Map<string, string>()
      for (const [key, rows] of Map.groupBy(totals.filter((total) => total.dimension === dimension), (total) => `${total.key}|${total.currency}`)) {
        const add = (amountOf: (total: Total) => ReturnType<typeof decimal>): string => decimalText(rows.reduce((sum, total) => sum.plus(amountOf(total)), ZERO))
        const sum = [rows.reduce((count, row) => count + row.declarations, 0), rows.reduce((count, row) => count + row.items, 0), add((row) => row.statisticalValue), add((row) => row.duties)].join('|')
        if (sum !== '0|0|0|0') sums.set(key, sum)
      }
      const months = totals.filter((total) => total.dimension === `${dimension}_month`)
      assert.deepEqual(new Set(months.map(({ day }) => day)), new Set(months.length === 0 ? [] : ['2026-03-01']))
      assert.deepEqual(new Map(months.map((row) => [`${row.key}|${row.currency}`, [row.declarations, row.items, decimalText(row.statisticalValue), decimalText(row.duties)].join('|')])), sums, dimension)
    }
  }), { numRuns: 60 }))
  t.end()
})

const periods: [name: string, from: string, to: string, ranges: string[]][] = [
  ['a year', '2026-01-01', '2026-12-31', ['unit_month 2026-01-01 2026-12-31']],
  ['a month', '2024-02-01', '2024-02-29', ['unit_month 2024-02-01 2024-02-29']],
  ['a month but its last day', '2024-02-01', '2024-02-28', ['unit 2024-02-01 2024-02-28']],
  ['a month but its first day', '2026-03-02', '2026-03-31', ['unit 2026-03-02 2026-03-31']],
  ['days at both ends', '2025-12-31', '2026-02-01', ['unit 2025-12-31 2025-12-31', 'unit_month 2026-01-01 2026-01-31', 'unit 2026-02-01 2026-02-01']],
  ['days before', '2026-01-15', '2026-03-31', ['unit 2026-01-15 2026-01-31', 'unit_month 2026-02-01 2026-03-31']],
  ['days after', '2026-02-01', '2026-04-29', ['unit_month 2026-02-01 2026-03-31', 'unit 2026-04-01 2026-04-29']],
  ['two halves and no whole month', '2026-01-15', '2026-02-15', ['unit 2026-01-15 2026-02-15']],
  ['one day', '2026-01-01', '2026-01-01', ['unit 2026-01-01 2026-01-01']]
]
t.test('a period is read as whole months and the days around them', (t) => {
  for (const [name, from, to, ranges] of periods) {
    t.strictSame(rangesOf('unit', { from, to }).map((range) => `${range.name} ${range.first} ${range.last}`), ranges, name)
    t.strictSame(rangesOf('goods', { from, to }), [{ name: 'goods', first: from, last: to }], `${name}, by goods`)
  }
  t.end()
})

t.test('a declaration counts once under each key that its items have', (t) => {
  const totals = totalsOf([whole({}, {}, { origin: 'VN', commodityCode: '6109100010' })])
  t.strictSame(inDimension(totals, 'origin'), ['CN|EUR|1|2|200|11', 'VN|EUR|1|1|100|5.5'])
  t.strictSame(inDimension(totals, 'chapter'), ['61|EUR|1|1|100|5.5', '85|EUR|1|2|200|11'])
  t.strictSame(inDimension(totals, 'procedure'), ['4000|EUR|1|3|300|16.5'])
  t.strictSame(inDimension(totals, 'status'), ['lodged|EUR|1|3|300|16.5'])
  t.strictSame(inDimension(totals, 'all'), ['||1|3|0|0'])
  t.end()
})

t.test('duties in another currency than the value have their own row, which counts no item again', (t) => {
  t.strictSame(inDimension(totalsOf([whole({ currency: 'USD' })]), 'direction'), ['import|EUR|0|0|0|5.5', 'import|USD|1|1|100|0'])
  t.strictSame(inDimension(totalsOf([whole({ statisticalValue: null, currency: '' })]), 'direction'), ['import|EUR|1|1|0|5.5'], 'without a value the item stands with its duties')
  t.strictSame(inDimension(totalsOf([whole({ statisticalValue: null, currency: '', duties: null, dutiesCurrency: '' })]), 'direction'), ['import||1|1|0|0'])
  t.end()
})

t.test('values in a currency that nobody named stay apart from the others', (t) => {
  t.strictSame(inDimension(totalsOf([whole({}, { currency: '', dutiesCurrency: '' })]), 'origin'), ['CN|*|-1|0|0|0', 'CN|EUR|1|1|100|5.5', 'CN||1|1|100|5.5'], 'and what is counted in both is taken back once')
  t.end()
})

t.test('the columns for the database stand in one order, amounts as plain text', (t) => {
  const totals = totalsOf([whole({ statisticalValue: '0.000001', duties: '9999999999999999' })]).filter(({ dimension }) => dimension === 'type')
  t.strictSame(totalColumns(totals), [['type'], ['2026-03-02'], ['IMA'], ['EUR'], ['1'], ['1'], ['0.000001'], ['9999999999999999']])
  t.end()
})
