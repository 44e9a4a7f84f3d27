import { createHash } from 'node:crypto'
import t from 'tap'
import { frameHash, keyOf, orderedFrame } from '../../../src/findings/sampling/frame.ts'
import { entry } from './frames.ts'

t.test('a frame has one order: stratum, declaration, item, the declaration as a whole first', (t) => {
  const ordered = orderedFrame([
    entry('b', { itemNumber: 10 }), entry('A', { stratum: 'z' }), entry('b', { itemNumber: 9 }), entry('b', { itemNumber: null }), entry('a'), entry('B')
  ])
  t.strictSame(ordered.map(({ stratum, declarationId, itemNumber }) => [stratum, declarationId, itemNumber]), [
    ['importer', 'B', 1], ['importer', 'a', 1], ['importer', 'b', null], ['importer', 'b', 9], ['importer', 'b', 10], ['z', 'A', 1]
  ])
  t.end()
})

t.test('an entry stands in a frame once, with a value from zero', (t) => {
  t.throws(() => orderedFrame([entry('a'), entry('b'), entry('a', { stratum: 'other' })]), /twice/)
  t.doesNotThrow(() => orderedFrame([entry('a'), entry('a', { itemNumber: null }), entry('a', { itemNumber: 2 })]))
  for (const bookValue of ['-1', '-0.01', '', 'x', '1e3', '1,5', '.5', ' 1']) t.throws(() => orderedFrame([entry('a', { bookValue })]), /no value/, bookValue)
  for (const bookValue of ['0', '0.00', '1', '1.123456']) t.doesNotThrow(() => orderedFrame([entry('a', { bookValue })]), bookValue)
  t.end()
})

t.test('keys do not run into each other', (t) => {
  t.not(keyOf(entry('a', { itemNumber: null })), keyOf(entry('a,null')))
  t.not(keyOf(entry('a', { itemNumber: 11 })), keyOf(entry('a1', { itemNumber: 1 })))
  t.end()
})

t.test('the hash is that of the written form, and of no other frame', (t) => {
  const hashOf = (...entries: Parameters<typeof orderedFrame>[0]): string => frameHash(orderedFrame(entries))
  const plain = entry('a', { bookValue: '10.50' })
  t.equal(hashOf(plain), createHash('sha256').update('["a",1,"importer","10.5",false]\n').digest('hex'))
  t.equal(hashOf(plain), hashOf({ ...plain, bookValue: '010.5' }), 'the digits of a value do not matter, only the value')
  t.equal(hashOf(plain, entry('b')), hashOf(entry('b'), plain), 'nor does the order')
  const others = [[], [plain, entry('b')], [{ ...plain, hasErrorHit: true }], [{ ...plain, stratum: 'x' }], [{ ...plain, itemNumber: null }], [{ ...plain, bookValue: '10.51' }]]
  t.equal(new Set([[plain], ...others].map((entries) => hashOf(...entries))).size, others.length + 1)
  t.end()
})
