import t from 'tap'
import { otherCurrencyOf, populationOf } from '../../../src/findings/sampling/population.ts'
import type { PopulationItem } from '../../../src/findings/sampling/population.ts'

const item = (fields: Partial<PopulationItem> = {}): PopulationItem =>
  ({ declarationId: 'd', itemNumber: 1, direction: 'import', broker: '', unit: '', value: '100.50', currency: 'EUR', hasErrorHit: false, ...fields })
const many = (count: number, fields: Partial<PopulationItem>): PopulationItem[] => Array.from({ length: count }, (_, index) => item({ declarationId: `${JSON.stringify(fields)}-${index}`, ...fields }))
const strataOf = (items: readonly PopulationItem[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { stratum } of populationOf(items, 'EUR').entries) counts[stratum] = (counts[stratum] ?? 0) + 1
  return counts
}

t.test('a stratum is direction, role and the volume of whoever declares', (t) => {
  t.strictSame(strataOf([...many(99, { broker: 'A' }), ...many(100, { broker: 'B' }), ...many(999, { unit: 'U' }), ...many(1_000, { unit: 'V' })]), {
    'import/broker/1_to_99': 99, 'import/broker/100_to_999': 100, 'import/own/100_to_999': 999, 'import/own/1000_to_9999': 1_000
  }, 'both sides of every boundary')
  t.strictSame(strataOf([...many(9_999, { broker: 'A' }), ...many(10_000, { broker: 'B' })]), { 'import/broker/1000_to_9999': 9_999, 'import/broker/from_10000': 10_000 })
  t.strictSame(strataOf([...many(60, { broker: 'A' }), ...many(60, { broker: 'A', direction: 'export' })]), { 'import/broker/1_to_99': 60, 'export/broker/1_to_99': 60 }, 'a direction counts by itself')
  t.strictSame(strataOf([...many(60, { broker: 'A', unit: 'U' }), ...many(60, { unit: 'U' }), ...many(60, { unit: 'A' })]), { 'import/broker/1_to_99': 60, 'import/own/1_to_99': 120 }, 'a unit of the same name is no broker')
  t.end()
})

const values: [name: string, fields: Partial<PopulationItem>, bookValue: string, counts: [withoutValue: number, otherCurrency: number], other: string | null][] = [
  ['its own currency', { value: '100.50' }, '100.5', [0, 0], null],
  ['zero', { value: '0.00' }, '0', [0, 0], null],
  ['no value', { value: null }, '0', [1, 0], null],
  ['no value, and another currency', { value: null, currency: 'USD' }, '0', [1, 0], null],
  ['a negative value', { value: '-5' }, '0', [1, 0], null],
  ['another currency', { currency: 'USD' }, '0', [0, 1], 'USD'],
  ['an unknown currency', { currency: '' }, '0', [0, 1], '']
]
t.test('a book value is the declared one in the currency of the sample, else 0 and counted', (t) => {
  for (const [name, fields, bookValue, counts, other] of values) {
    const { entries, withoutValue, otherCurrency } = populationOf([item(fields)], 'EUR')
    t.equal(entries[0]?.bookValue, bookValue, name)
    t.strictSame([withoutValue, otherCurrency], counts, name)
    t.equal(otherCurrencyOf(item(fields), 'EUR'), other, name)
  }
  t.end()
})
