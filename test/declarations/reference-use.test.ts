import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { DeclarationContent } from '../../src/declarations/data-elements.ts'
import { STATUSES } from '../../src/declarations/data-elements.ts'
import { guaranteeEndedOn, ReferenceUses, usesJson } from '../../src/declarations/reference-use.ts'
import type { UsingState } from '../../src/declarations/reference-use.ts'
import { decimalText } from '../../src/platform/decimal.ts'
import { anyPush } from '../support/random-declarations.ts'

const state = (changes: Partial<UsingState> = {}): UsingState => ({ status: 'accepted', statusAt: new Date('2026-03-05T10:00:00Z'), countedOn: '2026-03-02', releasedAt: null, ...changes })
const content = (changes: Partial<DeclarationContent>): DeclarationContent => ({ declarationType: 'IM', accountsCurrency: 'EUR', items: [{ itemNumber: 1 }, { itemNumber: 2 }, { itemNumber: 3 }], ...changes })

function shown (uses: ReferenceUses): string[] {
  return uses.nonZero().map((use) => [use.kind, use.type, use.reference, use.day, use.unit, use.currency, use.declarations, use.items, decimalText(use.quantity), decimalText(use.amount), use.ended, decimalText(use.endedAmount), ...(use.unmeasured === 0 ? [] : [`${use.unmeasured} unmeasured`])].join('|')).sort()
}
function used (changes: Partial<DeclarationContent>, made: UsingState = state()): string[] {
  const uses = new ReferenceUses()
  uses.count(content(changes), made, 1)
  return shown(uses).filter((line) => !line.includes('_month|'))
}

const cases: [name: string, changes: Partial<DeclarationContent>, wanted: string[]][] = [
  ['an authorisation of the header is used by all items', { authorisations: [{ type: 'IPO', reference: 'IT-1' }] }, ['authorisation|IPO|IT-1|2026-03-02|||1|3|0|0|0|0']],
  ['a document code that stands for one is that authorisation, and the same reference twice is one declaration', {
    authorisations: [{ type: 'IPO', reference: 'IT-1' }], documents: [{ type: 'C601', reference: 'IT-1' }]
  }, ['authorisation|IPO|IT-1|2026-03-02|||1|3|0|0|0|0']],
  ['goods placed under it count with their net mass where no quantity is stated, others that name it do not', {
    authorisations: [{ type: 'IPO', reference: 'IT-1' }],
    items: [{ itemNumber: 1, requestedProcedure: '51', netMass: '20' }, { itemNumber: 2, requestedProcedure: '51', netMass: '0.5' }, { itemNumber: 3, requestedProcedure: '31', previousProcedure: '51', netMass: '7' }, { itemNumber: 4, requestedProcedure: '51' }]
  }, ['authorisation|IPO|IT-1|2026-03-02|KGM||0|0|20.5|0|0|0', 'authorisation|IPO|IT-1|2026-03-02|||1|4|0|0|0|0|1 unmeasured']],
  ['a stated quantity counts instead of the net mass, item by item', {
    items: [{ itemNumber: 1, requestedProcedure: '51', netMass: '20', documents: [{ type: 'C601', reference: 'IT-1', quantity: '3', unit: 'NAR' }] }, { itemNumber: 2, requestedProcedure: '51', netMass: '0.5', documents: [{ type: 'C601', reference: 'IT-1' }] }, { itemNumber: 3, requestedProcedure: '51', netMass: '9' }]
  }, ['authorisation|IPO|IT-1|2026-03-02|KGM||0|0|0.5|0|0|0', 'authorisation|IPO|IT-1|2026-03-02|NAR||1|2|3|0|0|0']],
  ['a quantity of the header counts for all items', {
    documents: [{ type: 'C517', reference: 'IT-1', quantity: '3', unit: 'KGM' }], items: [{ itemNumber: 1, requestedProcedure: '71', netMass: '20' }]
  }, ['authorisation|CWP|IT-1|2026-03-02|KGM||1|1|3|0|0|0']],
  ['no goods are placed under a status', { authorisations: [{ type: 'AEOC', reference: 'IT-1' }], items: [{ itemNumber: 1, requestedProcedure: '51', netMass: '20' }] }, ['authorisation|AEOC|IT-1|2026-03-02|||1|1|0|0|0|0']],
  ['at items it is used by those that name it', {
    items: [{ itemNumber: 1, documents: [{ type: 'C601', reference: 'IT-1' }, { type: 'C601', reference: 'IT-1' }] }, { itemNumber: 2, documents: [{ type: 'C601', reference: 'IT-1' }] }, { itemNumber: 3 }]
  }, ['authorisation|IPO|IT-1|2026-03-02|||1|2|0|0|0|0']],
  ['a licence is written off by quantity and by amount', {
    items: [{ itemNumber: 1, documents: [{ type: 'L001', reference: 'L-1', unit: 'KGM', quantity: '10.5' }] }, { itemNumber: 2, documents: [{ type: 'L001', reference: 'L-1', unit: 'KGM', quantity: '2', amount: '100' }] }]
  }, ['document|L001|L-1|2026-03-02|KGM|EUR|0|0|2|100|0|0', 'document|L001|L-1|2026-03-02|KGM||1|2|10.5|0|0|0']],
  ['a document that is merely shown is not written off', { documents: [{ type: 'N380', reference: 'INV-1' }, { type: 'L001', unit: 'KGM', quantity: '1' }] }, []],
  ['a guarantee covers its amount; its other reference stands where there is no number', {
    guarantees: [{ type: '1', grn: 'GRN-1', amount: '500' }, { type: '1', grn: 'GRN-1', amount: '20', currency: 'CHF' }, { type: '0', otherReference: 'O-1' }, { type: '8' }]
  }, ['guarantee|0|O-1|2026-03-02|||1|3|0|0|0|0', 'guarantee|1|GRN-1|2026-03-02||CHF|0|0|0|20|0|0', 'guarantee|1|GRN-1|2026-03-02||EUR|1|3|0|500|0|0']]
]
t.test('what a declaration uses', (t) => {
  for (const [name, changes, wanted] of cases) t.strictSame(used(changes), wanted, name)
  t.end()
})

t.test('a declaration that was never lodged, or ended without effect, uses nothing', (t) => {
  const without = new Set(['draft', 'rejected', 'invalidated', 'cancelled', 'expired'])
  for (const status of STATUSES) t.equal(used({ authorisations: [{ type: 'IPO', reference: 'IT-1' }] }, state({ status })).length, without.has(status) ? 0 : 1, status)
  t.end()
})

const ends: [name: string, procedure: string, changes: Partial<UsingState>, day: string | null][] = [
  ['accepted goods burden it', '40', {}, null],
  ['released into free circulation they do no longer, from the release', '40', { status: 'released', releasedAt: new Date('2026-03-04T23:59:59Z') }, '2026-03-04'],
  ['or from the day on which the sender dates it', '40', { status: 'released' }, '2026-03-05'],
  ['an amendment afterwards changes nothing', '40', { status: 'post_release_amended', releasedAt: new Date('2026-03-04T10:00:00Z') }, '2026-03-04'],
  ['with a supplementary declaration still due they do', '40', { status: 'supplementary_due', releasedAt: new Date('2026-03-04T10:00:00Z') }, null],
  ['under a special procedure the release ends nothing', '51', { status: 'released', releasedAt: new Date('2026-03-04T10:00:00Z') }, null],
  ['nor does its completion', '71', { status: 'completed' }, null],
  ['the discharge does', '51', { status: 'discharged', releasedAt: new Date('2026-03-04T10:00:00Z') }, '2026-03-05'],
  ['never before it began', '40', { status: 'released', statusAt: new Date('2026-02-01T10:00:00Z') }, '2026-03-02']
]
t.test('a guarantee is burdened until release, under a special procedure until discharge', (t) => {
  for (const [name, requestedProcedure, changes, day] of ends) t.equal(guaranteeEndedOn(content({ items: [{ itemNumber: 1, requestedProcedure: '40' }, { itemNumber: 2, requestedProcedure }] }), state(changes)), day, name)
  t.strictSame(used({ guarantees: [{ type: '1', grn: 'G', amount: '5' }] }, state({ status: 'released' })), ['guarantee|1|G|2026-03-02||EUR|1|3|0|5|0|0', 'guarantee|1|G|2026-03-05||EUR|0|0|0|0|1|5'])
  t.strictSame(used({ guarantees: [{ type: '1', grn: 'G', amount: '5' }] }, state({ status: 'released', statusAt: new Date('2026-03-02T10:00:00Z') })), ['guarantee|1|G|2026-03-02||EUR|1|3|0|5|1|5'])
  t.end()
})

t.test('what was counted and is taken away again is nothing, in any order', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(fc.tuple(anyPush, fc.constantFrom(...STATUSES)), { maxLength: 5 }), (declarations) => {
    const uses = new ReferenceUses()
    const all = declarations.map(([push, status]) => [push as unknown as DeclarationContent, state({ status })] as const)
    for (const [declared, made] of all) uses.count(declared, made, 1)
    for (const [declared, made] of all.toReversed()) uses.count(declared, made, -1)
    assert.deepEqual(shown(uses), [])
    assert.equal(usesJson(uses.nonZero()), null)
  }), { numRuns: 100 }))
  t.end()
})

t.test('months are the sums of their days', (t) => {
  const uses = new ReferenceUses()
  const changes: Partial<DeclarationContent> = { guarantees: [{ type: '1', grn: 'G', amount: '5' }] }
  uses.count(content(changes), state({ status: 'released' }), 1)
  uses.count(content(changes), state({ status: 'released', statusAt: new Date('2026-04-01T00:00:00Z'), countedOn: '2026-03-31' }), 1)
  t.strictSame(shown(uses).filter((line) => line.includes('_month|')), ['guarantee_month|1|G|2026-03-01||EUR|2|6|0|10|1|5', 'guarantee_month|1|G|2026-04-01||EUR|0|0|0|0|1|5'])
  t.end()
})

t.test('over units and currencies a reference counts each declaration once', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(anyPush, { minLength: 1, maxLength: 5 }), (pushes) => {
    const uses = new ReferenceUses()
    for (const push of pushes) uses.count(push as unknown as DeclarationContent, state(), 1)
    for (const rows of Map.groupBy(uses.nonZero(), ({ kind, type, reference }) => JSON.stringify([kind, type, reference])).values()) {
      const [first] = rows
      const naming = pushes.filter((push) => {
        const alone = new ReferenceUses()
        alone.count(push as unknown as DeclarationContent, state(), 1)
        return alone.nonZero().some(({ kind, type, reference }) => kind === first?.kind && type === first.type && reference === first.reference)
      })
      assert.equal(rows.reduce((sum, { declarations }) => sum + declarations, 0), naming.length)
      assert.ok(rows.reduce((sum, { items }) => sum + items, 0) <= naming.reduce((sum, { items }) => sum + items.length, 0))
    }
  }), { numRuns: 100 }))
  t.end()
})
