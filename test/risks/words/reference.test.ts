import fc from 'fast-check'
import t from 'tap'
import { ERASED, placesOf, referenceOf, withReferences, withWords } from '../../../src/risks/words/reference.ts'

const salt = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

t.test('a reference tells nothing without its salt, and the same words with another salt have another', (t) => {
  t.match(referenceOf(salt(1), 'As Ms Smith said'), /^words:[0-9a-f]{64}$/)
  t.equal(referenceOf(salt(1), 'a'), referenceOf(salt(1), 'a'))
  t.not(referenceOf(salt(1), 'a'), referenceOf(salt(2), 'a'))
  t.end()
})

t.test('words stand where their references are, and those that are gone say so', (t) => {
  const [known, gone] = [referenceOf(salt(1), 'Known'), referenceOf(salt(1), 'Gone')]
  const value = { a: [known, { 'b/c~d': gone }], words: 'words:', at: 1, none: null }
  t.strictSame(placesOf(value), [{ pointer: '/a/0', reference: known }, { pointer: '/a/1/b~1c~0d', reference: gone }])
  t.strictSame(withWords(value, new Map([[known, 'Known'], [gone, null]])), { a: ['Known', { 'b/c~d': ERASED }], words: 'words:', at: 1, none: null })
  t.strictSame(withWords(value, new Map()).a, [ERASED, { 'b/c~d': ERASED }])
  t.throws(() => withReferences({}, placesOf(value)))
  t.end()
})

t.test('a value that was read has its references put back, whatever its words are', (t) => {
  const reference = fc.tuple(fc.string(), fc.integer({ min: 0, max: 255 })).map(([words, byte]) => referenceOf(salt(byte), words))
  const value = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, reference, fc.string(), fc.integer(), fc.constant(null), fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(fc.string().filter((name) => name !== '__proto__'), tie('tree'), { maxKeys: 4, noNullPrototype: true }))
  })).tree
  fc.assert(fc.property(value, fc.string(), (tree, words) => {
    const places = placesOf(tree)
    const read = withWords({ tree }, new Map(places.map((place) => [place.reference, words])))
    t.strictSame(withReferences(read, places.map((place) => ({ ...place, pointer: `/tree${place.pointer}` }))), { tree })
  }))
  t.end()
})
