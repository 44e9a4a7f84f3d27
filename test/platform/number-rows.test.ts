import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { NumberRows } from '../../src/platform/number-rows.ts'

t.test('rows read as they were put in, however many come and whatever was expected', async (t) => {
  const rows = fc.integer({ min: 1, max: 5 }).chain((width) => fc.tuple(fc.constant(width), fc.array(fc.array(fc.double(), { minLength: width, maxLength: width }), { maxLength: 60 })))
  await t.resolves(fc.assert(fc.asyncProperty(rows, fc.integer({ min: 0, max: 8 }), async ([width, all], most) => {
    const kept = new NumberRows(width, most)
    for (const row of all) kept.push(row)
    assert.deepEqual(Array.from({ length: kept.length }, (_, row) => Array.from({ length: width }, (_, column) => kept.at(row, column))), all)
  })))
})

t.test('what was given back is written by others, and read by nobody', (t) => {
  const rows = new NumberRows(4, 8192)
  rows.push([1, 2, 3, 4])
  rows.release()
  t.equal(rows.length, 0)
  new NumberRows(4, 8192).push([5, 6, 7, 8])
  t.equal(rows.at(0, 0), undefined)
  rows.push([9, 10, 11, 12])
  t.equal(rows.at(0, 3), 12, 'it can be filled again')
  t.end()
})
