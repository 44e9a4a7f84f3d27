import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { drawsOf, indexByWeight, randomOf, shuffled, stateOf, xoshiro128 } from '../../src/statistics/seeded-random.ts'

const taken = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw)

t.test('the words are those of the published generator', (t) => {
  // Computed by the authors' C code, xoshiro128starstar.c.
  t.strictSame(taken(10, xoshiro128([1, 2, 3, 4])),
    [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804])
  t.strictSame(taken(6, xoshiro128([0xe3b0c442, 0x98fc1c14, 0x9afbf4c8, 0x996fb924])),
    [678938222, 2573984980, 1426159999, 3740767363, 2824166149, 2350744977])
  t.throws(() => xoshiro128([0, 0, 0, 0]), /zeros/)
  t.end()
})

t.test('a seed is any text, and stands for the head of its hash', (t) => {
  t.strictSame(stateOf(''), [0xe3b0c442, 0x98fc1c14, 0x9afbf4c8, 0x996fb924])
  t.strictSame(stateOf('é'), [0x4a99557e, 0x4033c353, 0x9de2eb65, 0x472017ca], 'by its UTF-8')
  t.strictNotSame(taken(4, randomOf('2026').word), taken(4, randomOf('2026 ').word))
  t.end()
})

t.test('the same seed gives the same draws', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.string(), (seed) => {
    const all = (): number[] => {
      const random = randomOf(seed)
      return [random.uniform(), random.openUniform(), random.below(1000), random.normal(), random.exponential(), random.word()]
    }
    assert.deepEqual(all(), all())
  }), { numRuns: 30 }))
  t.end()
})

t.test('the draws of a seed stay what they are', (t) => {
  const random = randomOf('a')
  t.strictSame([random.uniform(), random.openUniform(), random.below(10), random.normal(), random.exponential(), random.pick(['x', 'y'])],
    [0.4382060383265888, 0.7624946648465477, 0, 0.4689658887686047, 1.546495973033268, 'y'])
  t.end()
})

t.test('the ends of each range', (t) => {
  const lowest = drawsOf(() => 0)
  const highest = drawsOf(() => 2 ** 32 - 1)
  t.equal(lowest.uniform(), 0)
  t.equal(highest.uniform(), 1 - 2 ** -53)
  t.equal(lowest.openUniform(), 2 ** -53)
  t.equal(highest.openUniform(), 1 - 2 ** -53)
  t.ok(Number.isFinite(lowest.normal()) && lowest.normal() < -8, 'the lowest normal is finite')
  t.ok(Number.isFinite(highest.normal()) && highest.normal() > 8, 'the highest normal is finite')
  t.ok(Math.abs(lowest.exponential() - 53 * Math.LN2) < 1e-12, 'the highest exponential')
  t.ok(highest.exponential() > 0, 'an exponential is above zero')
  t.end()
})

t.test('a whole number below a bound', (t) => {
  for (const bound of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53]) t.throws(() => randomOf('s').below(bound), /lies below/, String(bound))
  t.equal(randomOf('s').below(1), 0)
  t.throws(() => randomOf('s').pick([]), /lies below/)
  t.doesNotThrow(() => fc.assert(fc.property(fc.string(), fc.maxSafeInteger().filter((bound) => bound > 0), (seed, bound) => {
    const drawn = randomOf(seed).below(bound)
    assert.ok(Number.isSafeInteger(drawn) && drawn >= 0 && drawn < bound)
  }), { numRuns: 200 }))
  t.end()
})

t.test('draws that would favour small numbers are thrown away', (t) => {
  // The bound fits into 2^53 only once, so draws from the bound on are of no use.
  const words = [2 ** 32 - 1, 2 ** 32 - 1, 0, 5 << 6]
  let next = 0
  const random = drawsOf(() => words[next++] ?? 0)
  t.equal(random.below(2 ** 52 + 1), 5)
  t.equal(next, 4, 'the first draw was thrown away')
  t.end()
})

t.test('a shuffle keeps the items, and leaves the list it was given', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
    const before = [...items]
    const mixed = shuffled(randomOf(seed), items)
    assert.deepEqual(items, before)
    assert.deepEqual(mixed.toSorted((a, b) => a - b), items.toSorted((a, b) => a - b))
  }), { numRuns: 50 }))
  t.end()
})

t.test('each order of a shuffle is equally likely', (t) => {
  const random = randomOf('orders')
  const seen = new Map<string, number>()
  const rounds = 24_000
  for (let round = 0; round < rounds; round++) {
    const order = shuffled(random, ['a', 'b', 'c', 'd']).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  t.equal(seen.size, 24)
  const statistic = [...seen.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  t.ok(statistic < 49.73, `chi-square ${statistic} of 23 degrees lies below its 0.999 quantile`)
  t.end()
})

t.test('normal and exponential draws have the moments they should', (t) => {
  const random = randomOf('moments')
  const size = 100_000
  const moment = (values: number[], power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / values.length
  const normals = taken(size, random.normal)
  for (const [power, expected, reach] of [[1, 0, 0.015], [2, 1, 0.02], [3, 0, 0.06], [4, 3, 0.15]] as const) {
    t.ok(Math.abs(moment(normals, power) - expected) < reach, `moment ${power} of the normal`)
  }
  const exponentials = taken(size, random.exponential)
  for (const [power, expected, reach] of [[1, 1, 0.015], [2, 2, 0.07]] as const) {
    t.ok(Math.abs(moment(exponentials, power) - expected) < reach, `moment ${power} of the exponential`)
  }
  t.end()
})

t.test('a draw by weight', (t) => {
  const random = randomOf('weights')
  const counts = [0, 0, 0, 0]
  for (let round = 0; round < 40_000; round++) {
    const index = indexByWeight(random, [1, 0, 3, 0])
    counts[index] = (counts[index] ?? 0) + 1
  }
  t.equal(counts[1], 0)
  t.equal(counts[3], 0)
  t.ok(Math.abs((counts[0] ?? 0) - 10_000) < 300, 'a quarter for a quarter of the weight')
  t.equal(indexByWeight(drawsOf(() => 2 ** 32 - 1), [0.1, 0.2, 0.3, 0]), 2, 'the very end belongs to the last with a weight')
  t.equal(indexByWeight(drawsOf(() => 0), [0, 2]), 1, 'the very start to the first with one')
  for (const weights of [[], [0, 0], [1, -1], [1, Number.NaN], [Infinity], [Number.MAX_VALUE, Number.MAX_VALUE]]) {
    t.throws(() => indexByWeight(random, weights), /weight|above zero/, String(weights))
  }
  t.end()
})
