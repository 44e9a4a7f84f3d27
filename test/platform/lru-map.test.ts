import t from 'tap'
import { LruMap } from '../../src/platform/lru-map.ts'

t.test('what was used longest ago goes first', (t) => {
  const map = new LruMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  t.equal(map.get('a'), 1, 'reading is use')
  map.set('c', 3)
  t.strictSame([map.get('a'), map.get('b'), map.get('c')], [1, undefined, 3])
  map.set('a', 4)
  map.set('d', 5)
  t.strictSame([map.get('a'), map.get('c'), map.get('d')], [4, undefined, 5], 'so is writing')
  t.end()
})

t.test('it never holds more than its size, and writing one key anew takes no place', (t) => {
  const map = new LruMap<number, number>(3)
  for (let index = 0; index < 100; index++) map.set(index, index)
  t.equal(map.size, 3)
  for (let index = 0; index < 100; index++) map.set(98, index)
  t.strictSame([map.size, map.get(97), map.get(98), map.get(99)], [3, 97, 99, 99])
  map.delete(98)
  map.delete(1)
  t.strictSame([map.size, map.get(98)], [2, undefined])
  t.end()
})

t.test('it holds so much weight together, whatever the number', (t) => {
  const map = new LruMap<string, string>(10, (text) => text.length)
  for (const text of ['abc', 'def', 'ghi']) map.set(text, text)
  t.equal(map.get('abc'), 'abc')
  map.set('jk', 'jk')
  t.strictSame(['abc', 'def', 'ghi', 'jk'].filter((key) => map.get(key) !== undefined), ['abc', 'ghi', 'jk'], 'what was used longest ago went')
  map.set('jk', 'j')
  map.set('lmn', 'lmn')
  t.equal(map.size, 4, 'what is set anew weighs once')
  map.delete('abc')
  map.set('opq', 'opq')
  t.equal(map.size, 4, 'what is deleted weighs nothing')
  t.end()
})

t.test('what is heavier than all may be is not kept, and nothing goes for it', (t) => {
  const map = new LruMap<string, string>(3, (text) => text.length)
  map.set('a', 'abc')
  map.set('b', 'abcd')
  t.equal(map.get('a'), 'abc')
  t.equal(map.get('b'), undefined)
  map.set('a', 'abcd')
  t.equal(map.size, 0, 'nor what was there under the key')
  t.end()
})
