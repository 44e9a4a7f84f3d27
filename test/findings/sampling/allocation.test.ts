import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { allocated } from '../../../src/findings/sampling/allocation.ts'

const sizesOf = (volumes: readonly number[], size: number, least: number): number[] =>
  allocated(volumes.map((volume, index) => ({ stratum: `s${index}`, volume })), size, least).map((stratum) => stratum.size)

t.test('worked allocations', (t) => {
  const cases: [name: string, volumes: number[], size: number, least: number, sizes: number[]][] = [
    ['by the root: 100 to 10 to 1', [10_000, 100, 1], 111, 1, [100, 10, 1]],
    ['roots 30, 20, 10', [900, 400, 100], 60, 1, [30, 20, 10]],
    ['the small stratum gets its least size', [10_000, 100], 22, 5, [17, 5]],
    ['or all it has', [10_000, 3], 22, 5, [19, 3]],
    ['least sizes win over the size', [50, 50, 50], 6, 5, [5, 5, 5]],
    ['a stratum is never drawn more than whole', [4, 100], 54, 1, [4, 50]],
    ['all of all', [4, 7], 100, 1, [4, 7]],
    ['none asked for: the least alone', [4, 7], 0, 1, [1, 1]],
    ['roots 40 and 5: the second place of the small one comes at 5/3', [1600, 25], 13, 1, [12, 1]],
    ['and not later', [1600, 25], 14, 1, [12, 2]],
    ['no strata', [], 5, 1, []],
    ['a tie goes to the first', [9, 9], 3, 1, [2, 1]]
  ]
  for (const [name, volumes, size, least, sizes] of cases) t.strictSame(sizesOf(volumes, size, least), sizes, name)
  t.end()
})

const volumes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 })
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)

t.test('the sample has the size asked for, within what there is and the least sizes', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(volumes, fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 10 }), (volumes, size, least) => {
    const sizes = sizesOf(volumes, size, least)
    const leasts = volumes.map((volume) => Math.min(volume, least))
    assert.equal(sumOf(sizes), Math.min(sumOf(volumes), Math.max(size, sumOf(leasts))))
    for (const [index, volume] of volumes.entries()) assert.ok((sizes[index] ?? -1) >= (leasts[index] ?? 0) && (sizes[index] ?? 0) <= volume)
    const larger = sizesOf(volumes, size + 1, least)
    assert.ok(larger.every((one, index) => one >= (sizes[index] ?? 0)), 'one more takes from none')
  }), { numRuns: 150 }))
  t.end()
})
