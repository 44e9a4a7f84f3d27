import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { adjustedForManyCuts } from '../../src/statistics/many-cuts.ts'

const shown = (values: readonly number[]): string[] => values.map((value) => value.toFixed(6))

t.test('worked cases', (t) => {
  const cases: [name: string, values: number[], adjusted: number[]][] = [
    ['none', [], []],
    ['one stays as it is', [0.03], [0.03]],
    ['in the order given', [0.01, 0.04, 0.03, 0.005, 0.8], [0.025, 0.05, 0.05, 0.025, 0.8]],
    ['equal values', [0.02, 0.02], [0.02, 0.02]],
    ['never above one', [0.9, 1], [1, 1]],
    ['zero', [0, 0.5], [0, 0.5]]
  ]
  for (const [name, values, adjusted] of cases) t.strictSame(shown(adjustedForManyCuts(values)), shown(adjusted), name)
  for (const value of [-0.1, 1.1, Number.NaN]) t.throws(() => adjustedForManyCuts([0.5, value]), /no probability/, String(value))
  t.end()
})

t.test('an established example of 25 tests: only the first is called out at one in twenty', (t) => {
  // Dietary variables and mammographic density (García-Arenzana et al., 2014): at 25 % the first five are.
  const values = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269,
    0.275, 0.34, 0.341, 0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986]
  const adjusted = adjustedForManyCuts(values)
  t.strictSame(shown(adjusted.slice(0, 7)), ['0.025000', '0.100000', '0.210000', '0.210000', '0.210000', '0.250000', '0.264286'])
  t.equal(adjusted.filter((p) => p <= 0.05).length, 1)
  t.equal(adjusted.filter((p) => p <= 0.24).length, 5)
  t.end()
})

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 })

t.test('never below p, never above one or what Bonferroni gives, and in the order of the values', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(probabilities, (values) => {
    const before = [...values]
    const adjusted = adjustedForManyCuts(values)
    assert.deepEqual(values, before)
    for (const [index, p] of values.entries()) {
      const found = adjusted[index] ?? Number.NaN
      assert.ok(found >= p && found <= Math.min(1, p * values.length))
      assert.ok(values.every((other, place) => other < p || (adjusted[place] ?? 0) >= found))
    }
  }), { numRuns: 200 }))
  t.end()
})

t.test('calls out what the step-up rule does', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(probabilities, fc.constantFrom(0.01, 0.05, 0.2), (values, share) => {
    const rising = values.toSorted((a, b) => a - b)
    const last = rising.findLastIndex((p, index) => p * (values.length / (index + 1)) <= share)
    assert.equal(adjustedForManyCuts(values).filter((p) => p <= share).length, last + 1)
  }), { numRuns: 200 }))
  t.end()
})
