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
