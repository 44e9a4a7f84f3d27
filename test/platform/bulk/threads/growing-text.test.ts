import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { GrowingText } from '../../../../src/platform/bulk/threads/growing-text.ts'

t.test('pieces of text become the bytes of their whole, whatever was expected', async (t) => {
  await t.resolves(fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 })), fc.integer({ min: 0, max: 100 }), async (pieces, bytes) => {
    const text = new GrowingText(bytes)
    for (const piece of pieces) text.add(piece)
    assert.equal(text.bytes().toString(), pieces.join(''))
  })))
})
