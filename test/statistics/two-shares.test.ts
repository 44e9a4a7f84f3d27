import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { fisher, shareDifference } from '../../src/statistics/two-shares.ts'
import type { ShareDifference } from '../../src/statistics/two-shares.ts'

const near = (value: number | undefined, expected: number): boolean => value !== undefined && Math.abs(value - expected) <= 1e-9 * Math.max(1e-3, expected)

t.test('tests agree with an independent library', (t) => {
  const cases: [a: number, n: number, b: number, m: number, exact: number, p: number][] = [
    [8, 10, 1, 6, 0.034965034965034975, 0.034965034965034975], [0, 20, 5, 20, 0.04712404712404713, 0.04712404712404713], [3, 50, 12, 60, 0.04910292051872377, 0.0331319600161782],
    [7, 10, 3, 10, 0.1788954079975752, 0.07363827012030258], [2, 1000, 9, 1100, 0.06802815551064975, 0.0499954824671981], [30, 200, 55, 220, 0.014708875716842016, 0.010848887104829471]
  ]
  for (const [a, n, b, m, exact, p] of cases) {
    t.ok(near(fisher({ cases: a, of: n }, { cases: b, of: m }), exact), `exact: ${a} of ${n}, ${b} of ${m}`)
    t.ok(near(shareDifference({ cases: a, of: n }, { cases: b, of: m })?.p, p), `exact only where fewer than five are to be expected: ${a} of ${n}, ${b} of ${m}`)
  }
  t.end()
})

t.test('the interval of the difference, computed by hand', (t) => {
  const found = shareDifference({ cases: 198, of: 200 }, { cases: 160, of: 200 })
  t.ok(near(found?.difference, 0.19) && near(found?.lower, 0.13417337183692996) && near(found?.upper, 0.25128592579164266))
  t.match(shareDifference({ cases: 3, of: 3 }, { cases: 9, of: 9 }), { difference: 0, p: 1 })
  t.match(shareDifference({ cases: 0, of: 3 }, { cases: 0, of: 9 }), { difference: 0, p: 1 })
  t.equal(shareDifference({ cases: 0, of: 0 }, { cases: 1, of: 2 }), null)
  t.equal(shareDifference({ cases: 1, of: 2 }, { cases: 0, of: 0 }), null)
  t.end()
})

t.test('swapping the two turns the difference over and keeps p', (t) => {
  const cases = fc.integer({ min: 1, max: 300 }).chain((of) => fc.record({ cases: fc.integer({ min: 0, max: of }), of: fc.constant(of) }))
  t.doesNotThrow(() => fc.assert(fc.property(cases, cases, (first, second) => {
    const found = shareDifference(first, second) as ShareDifference
    const swapped = shareDifference(second, first) as ShareDifference
    assert.ok(found.lower <= found.difference && found.difference <= found.upper && found.p >= 0 && found.p <= 1)
    assert.ok(Math.abs(found.difference + swapped.difference) < 1e-12 && Math.abs(found.lower + swapped.upper) < 1e-12 && Math.abs(found.p - swapped.p) < 1e-9)
  }), { numRuns: 200 }))
  t.end()
})
