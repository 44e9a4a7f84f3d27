import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { comparableContent, contentHash, normaliseDeclaration } from '../../src/declarations/canonical.ts'
import { canonicalJson } from '../../src/platform/log/canonical-json.ts'
import { declaration, item } from '../support/facts.ts'

const hashOf = (value: unknown): string => contentHash(canonicalJson(comparableContent(normaliseDeclaration(value).content))).toString('hex')
const faultsOf = (value: unknown): [string, string][] => normaliseDeclaration(value).faults.map(({ pointer, detail }) => [pointer, detail])

/** The same value with the members of every object in reverse order. */
function reversed (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).reverse().map(([name, member]) => [name, reversed(member)]))
}

const rich = declaration({
  status: 'lodged', statusAt: '2026-03-02T10:00:00+01:00', mrn: '26IT4567890123A451', importer: { eori: 'IT01234567890', address: { country: 'IT', city: 'Genova' } },
  items: [item({ netMass: 120.5, taxes: [{ type: 'A00', amount: '0042.00', payable: 42 }] }), item({ itemNumber: 2, additionalProcedures: ['F48', 'C07'] })]
})

t.test('the canonical form of a canonical form is itself', (t) => {
  const once = normaliseDeclaration(rich)
  t.strictSame(once.faults, [])
  t.strictSame(normaliseDeclaration(once.content), once)
  t.equal(canonicalJson(normaliseDeclaration(once.content).content), canonicalJson(once.content))
  t.end()
})

t.test('any decimal that is allowed is normalised once and for all', (t) => {
  const digits = (least: number, most: number): fc.Arbitrary<string> => fc.string({ minLength: least, maxLength: most, unit: fc.constantFrom(...'0123456789') })
  const decimals = fc.tuple(fc.constantFrom('', '-'), digits(1, 16), digits(0, 6)).map(([sign, whole, fraction]) => `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`)
  t.doesNotThrow(() => fc.assert(fc.property(decimals, (netMass) => {
    const once = normaliseDeclaration(declaration({ items: [item({ netMass })] }))
    assert.deepEqual(once.faults, [])
    assert.deepEqual(normaliseDeclaration(once.content), once)
  }), { numRuns: 100 }))
  t.end()
})

t.test('what says the same has the same hash', (t) => {
  const plain = hashOf(declaration({ items: [item({ netMass: '1.5' })] }))
  t.equal(hashOf(reversed(rich)), hashOf(rich), 'in any order of members')
  t.equal(hashOf(declaration({ items: [item({ netMass: '1.50' })] })), plain, 'trailing zeros')
  t.equal(hashOf(declaration({ items: [item({ netMass: '001.5' })] })), plain, 'leading zeros')
  t.equal(hashOf(declaration({ items: [item({ netMass: 1.5 })] })), plain, 'number or text')
  t.equal(hashOf(declaration({ items: [item({ netMass: '-0.00' })] })), hashOf(declaration({ items: [item({ netMass: 0 })] })), 'a negative nothing')
  t.equal(hashOf(declaration({ documents: [], items: [item({ netMass: '1.5', taxes: [] })] })), plain, 'an empty list or none')
  t.equal(hashOf(declaration({ issuedAt: '2026-03-02T10:00:00+01:00' })), hashOf(declaration({ issuedAt: '2026-03-02T09:00:00.000Z' })), 'one instant in two zones')
  t.end()
})

t.test('the sending system and the date of the status are not compared', (t) => {
  const base = hashOf(declaration())
  t.equal(hashOf(declaration({ sourceSystem: 'broker' })), base)
  t.equal(hashOf(declaration({ statusAt: '2026-03-02T10:00:00Z' })), base)
  t.not(hashOf(declaration({ status: 'released' })), base, 'the status itself is')
  t.not(hashOf(declaration({ items: [item({ netMass: '120.500001' })] })), base, 'and so is the last digit')
  t.not(hashOf(declaration({ items: [item(), item({ itemNumber: 2 })] })), hashOf(declaration({ items: [item({ itemNumber: 2 }), item()] })), 'and the order of items')
  t.end()
})

t.test('members that the schema does not name are left out, also those that sound like a prototype', (t) => {
  const { content } = normaliseDeclaration(JSON.parse('{"declarationType":"IM","mrn":"26IT4567890123A451","__proto__":{"lrn":"X"},"other":1,"items":[{"itemNumber":1}]}'))
  t.strictSame(Object.keys(content), ['declarationType', 'items', 'mrn'])
  t.equal(content.lrn, undefined)
  t.end()
})

t.test('a declaration needs an MRN, or an LRN with its declarant', (t) => {
  const { lrn: _lrn, ...nameless } = declaration()
  const { declarant: _declarant, ...ownerless } = declaration()
  t.strictSame(faultsOf(nameless), [['', 'has neither lrn nor mrn']])
  t.strictSame(faultsOf(ownerless), [['/declarant', 'is missing']])
  t.strictSame(faultsOf({ ...ownerless, mrn: '26IT4567890123A451' }), [])
  t.strictSame(faultsOf({ ...nameless, mrn: '26IT4567890123A451' }), [])
  t.end()
})

t.test('each repeated item number is named where it stands', (t) => {
  t.strictSame(faultsOf(declaration({ items: [item(), item({ itemNumber: 2 }), item(), item()] })),
    [['/items/2/itemNumber', 'repeats item number 1'], ['/items/3/itemNumber', 'repeats item number 1']])
  t.end()
})

t.test('an instant that does not exist is a fault, wherever it stands', (t) => {
  for (const statusAt of ['2026-02-29T10:00:00Z', '2026-03-02T24:00:00Z', '2026-03-02T10:00:60Z', '2026-03-02T10:00:00+15:00', '2101-01-01T00:00:00Z']) {
    t.strictSame(faultsOf(declaration({ statusAt })), [['/statusAt', 'is not an instant that exists']], statusAt)
  }
  t.strictSame(faultsOf(declaration({ items: [item({ aiAssisted: { origin: { systemId: 'x', reviewedAt: '2026-13-01T00:00:00Z' } } })] })),
    [['/items/0/aiAssisted/origin/reviewedAt', 'is not an instant that exists']])
  t.end()
})

t.test('a number that has no exact decimal text is a fault', (t) => {
  for (const netMass of [1e21, 1e-7, 0.1234567, 1e16 + 2]) {
    t.strictSame(faultsOf(declaration({ items: [item({ netMass })] })), [['/items/0/netMass', 'is not a decimal number']], String(netMass))
  }
  t.end()
})
