import t from 'tap'
import { differencesBetween } from '../../src/declarations/difference.ts'

const item = { itemNumber: 1, netMass: '1.5', taxes: [{ type: 'A00', amount: '5' }] }

t.test('what is equal does not differ, however it is made', (t) => {
  t.strictSame(differencesBetween({ lrn: 'L', items: [item] }, structuredClone({ lrn: 'L', items: [item] })), [])
  t.strictSame(differencesBetween({ a: 1, b: 2 }, { b: 2, a: 1 }), [], 'the order of members says nothing')
  t.strictSame(differencesBetween({}, {}), [])
  t.end()
})

t.test('a changed value is named where it stands, with both sides', (t) => {
  t.strictSame(differencesBetween({ items: [item, { ...item, itemNumber: 2 }] }, { items: [item, { ...item, itemNumber: 2, netMass: '1.6' }] }),
    [{ pointer: '/items/1/netMass', from: '1.5', to: '1.6' }])
  t.strictSame(differencesBetween({ items: [item] }, { items: [{ ...item, taxes: [{ type: 'A00', amount: '6' }] }] }),
    [{ pointer: '/items/0/taxes/0/amount', from: '5', to: '6' }])
  t.end()
})

t.test('what one side lacks is null there', (t) => {
  t.strictSame(differencesBetween({ lrn: 'L' }, { lrn: 'L', mrn: 'M' }), [{ pointer: '/mrn', from: null, to: 'M' }])
  t.strictSame(differencesBetween({ lrn: 'L', mrn: 'M' }, { lrn: 'L' }), [{ pointer: '/mrn', from: 'M', to: null }])
  t.strictSame(differencesBetween({ items: [item] }, { items: [item, item] }), [{ pointer: '/items/1', from: null, to: item }], 'an item as a whole')
  t.strictSame(differencesBetween({ taxes: item.taxes }, {}), [{ pointer: '/taxes', from: item.taxes, to: null }], 'a list as a whole')
  t.end()
})

t.test('a value of another kind differs as a whole', (t) => {
  t.strictSame(differencesBetween({ a: [1] }, { a: { 0: 1 } }), [{ pointer: '/a', from: [1], to: { 0: 1 } }])
  t.strictSame(differencesBetween({ a: '1' }, { a: 1 }), [{ pointer: '/a', from: '1', to: 1 }])
  t.strictSame(differencesBetween({ a: 'x' }, { a: { b: 'x' } }), [{ pointer: '/a', from: 'x', to: { b: 'x' } }])
  t.end()
})

t.test('differences stand in the order of the first side, what is new after them', (t) => {
  t.strictSame(differencesBetween({ b: 1, a: 1 }, { c: 1, a: 2, b: 2 }).map(({ pointer }) => pointer), ['/b', '/a', '/c'])
  t.end()
})
