import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { orderedFrame } from '../../../src/findings/sampling/frame.ts'
import { drawByMoney } from '../../../src/findings/sampling/monetary-draw.ts'
import { decimal } from '../../../src/platform/decimal.ts'
import { type SeededRandom, drawsOf, randomOf } from '../../../src/statistics/seeded-random.ts'
import { entry, frames } from './frames.ts'

/** A stream whose next whole number is this one. */
const drawing = (whole: number): SeededRandom => ({ ...drawsOf(() => 0), below: () => whole })
const named = (entries: readonly { declarationId: string }[]): string => entries.map(({ declarationId }) => declarationId).join(' ')

// Cumulative: a 30, b 90, c 90, d 189.99; e reaches the interval of 100, and f is above it.
const frame = orderedFrame([
  entry('a', { bookValue: '30' }), entry('b', { bookValue: '60' }), entry('c', { bookValue: '0' }), entry('d', { bookValue: '99.99' }),
  entry('e', { bookValue: '100.00' }), entry('f', { bookValue: '250' })
])

t.test('the entry is drawn in which a unit falls', (t) => {
  const cases: [start: string, hit: string][] = [
    ['0.01', 'a d'], ['30', 'a d'], ['30.01', 'b d'], ['89.99', 'b d'], ['90', 'b'], ['90.01', 'd'], ['100', 'd']
  ]
  for (const [start, hit] of cases) {
    const selection = drawByMoney(frame, '100', drawing(Number(decimal(start).times('100')) - 1))
    t.equal(named(selection.hit), hit, `from ${start}`)
    t.equal(named(selection.top), 'e f')
    t.strictSame(selection.draw, { interval: '100', start, topValue: '350', sampledValue: '189.99' })
  }
  t.end()
})

t.test('the start is drawn from all cents of the interval', (t) => {
  let bound = 0
  drawByMoney(frame, '12.50', { ...drawing(0), below: (given) => { bound = given; return 0 } })
  t.equal(bound, 1250)
  for (const interval of ['0', '-1', '0.001', '10.005', '90071992547410']) t.throws(() => drawByMoney(frame, interval, randomOf('s')), /interval/, interval)
  t.strictSame(drawByMoney([], '5', randomOf('s')).hit, [])
  t.end()
})

t.test('over all starts an entry is drawn as often as its value has cents', (t) => {
  const drawn = new Map<string, number>()
  for (let start = 0; start < 10_000; start++) {
    for (const { declarationId } of drawByMoney(frame, '100', drawing(start)).hit) drawn.set(declarationId, (drawn.get(declarationId) ?? 0) + 1)
  }
  t.strictSame(Object.fromEntries(drawn), { a: 3000, b: 6000, d: 9999 })
  t.end()
})

t.test('every entry that reaches the interval is in, and as many others as intervals fit', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(frames, fc.integer({ min: 1, max: 60_000 }), fc.string(), (entries, cents, seed) => {
    const interval = decimal((cents / 100).toFixed(2))
    const ordered = orderedFrame(entries)
    const { top, hit, draw } = drawByMoney(ordered, interval.toFixed(2), randomOf(seed))
    assert.deepEqual(top, ordered.filter(({ bookValue }) => interval.lte(bookValue)))
    assert.ok(hit.every(({ bookValue }) => interval.gt(bookValue) && decimal(bookValue).gt(0)))
    assert.equal(new Set(hit).size, hit.length)
    const fitting = Math.floor(decimal(draw.sampledValue).div(interval).toNumber())
    assert.ok(hit.length === fitting || hit.length === fitting + 1, `${hit.length} of ${fitting}`)
    assert.ok(decimal(draw.start).gt(0) && interval.gte(draw.start))
  }), { numRuns: 200 }))
  t.end()
})
