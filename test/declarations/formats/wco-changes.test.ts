import t from 'tap'
import type { DeclarationContent } from '../../../src/declarations/data-elements.ts'
import { applyChanges, changePath } from '../../../src/declarations/formats/wco-changes.ts'
import type { Assignment, Change, Step } from '../../../src/declarations/formats/wco-changes.ts'

const CONTENT: DeclarationContent = {
  declarationType: 'IM',
  lrn: 'L1',
  invoiceCurrency: 'EUR',
  exporter: { name: 'Old Ltd', address: { city: 'Paris' } },
  items: [
    { itemNumber: 1, netMass: '100', itemAmount: '5', itemAmountCurrency: 'EUR', documents: [{ type: 'N935', reference: 'A' }, { type: 'C505', reference: 'B' }, { type: 'Y900' }] },
    { itemNumber: 2, packages: [{ type: 'BX', number: 10 }] }
  ]
}
const change = (...assignments: Assignment[]): Change => ({ pointer: '42A', assignments })
const set = (path: Step[], value?: unknown): Change => change(value === undefined ? { path } : { path, value })
const first = { itemNumber: 1 }

const cases: [name: string, changes: Change[], expected: object][] = [
  ['a field of the header', [set(['lrn'], 'L2')], { lrn: 'L2' }],
  ['a field inside an object', [set(['exporter', 'address', 'city'], 'Lyon')], { exporter: { name: 'Old Ltd', address: { city: 'Lyon' } } }],
  ['an object that was not there', [set(['importer', 'eori'], 'GB1')], { importer: { eori: 'GB1' } }],
  ['a field of an item', [set(['items', first, 'netMass'], '89')], { items: [{ ...CONTENT.items[0], netMass: '89' }, CONTENT.items[1]] }],
  ['an entry by its place', [set(['items', { itemNumber: 2 }, 'packages', { position: 1 }, 'number'], 53)], { items: [CONTENT.items[0], { itemNumber: 2, packages: [{ type: 'BX', number: 53 }] }] }],
  ['an entry that is alike, wherever it stands', [set(['items', first, 'documents', { position: 1, like: { type: 'C505', reference: 'B' } }, 'status'], 'EE')],
    { items: [{ ...CONTENT.items[0], documents: [{ type: 'N935', reference: 'A' }, { type: 'C505', reference: 'B', status: 'EE' }, { type: 'Y900' }] }, CONTENT.items[1]] }],
  ['else the entry at the place', [set(['items', first, 'documents', { position: 1, like: { type: 'N935', reference: 'new' } }, 'reference'], 'new')],
    { items: [{ ...CONTENT.items[0], documents: [{ type: 'N935', reference: 'new' }, { type: 'C505', reference: 'B' }, { type: 'Y900' }] }, CONTENT.items[1]] }],
  ['else a new entry at the end', [set(['items', { itemNumber: 2 }, 'documents', { position: 4, like: { type: 'N380', reference: 'I1' } }, 'status'], 'AE')],
    { items: [CONTENT.items[0], { ...CONTENT.items[1], documents: [{ type: 'N380', reference: 'I1', status: 'AE' }] }] }],
  ['entries taken out together leave each other\'s places alone', [set(['items', first, 'documents', { position: 1 }]), set(['items', first, 'documents', { position: 2 }])],
    { items: [{ ...CONTENT.items[0], documents: [{ type: 'Y900' }] }, CONTENT.items[1]] }],
  ['a field taken out', [set(['items', first, 'netMass'])], { items: [{ itemNumber: 1, itemAmount: '5', itemAmountCurrency: 'EUR', documents: CONTENT.items[0]?.documents }, CONTENT.items[1]] }],
  ['what is emptied goes too', [set(['exporter', 'address', 'city'])], { exporter: { name: 'Old Ltd' } }],
  ['taking out what is not there', [set(['buyer', 'name']), set(['items', { itemNumber: 7 }, 'netMass'])], {}],
  ['an item taken out', [set(['items', { itemNumber: 2 }])], { items: [CONTENT.items[0]] }],
  ['an item added', [set(['items', { itemNumber: 3 }], { itemNumber: 3, netMass: '1' })], { items: [...CONTENT.items, { itemNumber: 3, netMass: '1' }] }],
  ['a field by direction', [set([{ import: 'dispatchCountry', export: 'exportCountry' }], 'US')], { dispatchCountry: 'US' }],
  ['nothing that is unresolved', [{ pointer: '42A/99Z', unresolved: 'there is no such section' }], {}]
]

t.test('changes make what they say and nothing else', async (t) => {
  const before = JSON.stringify(CONTENT)
  for (const [name, changes, expected] of cases) t.strictSame(applyChanges(CONTENT, changes), { ...CONTENT, ...expected }, name)
  t.equal(JSON.stringify(CONTENT), before, 'the given declaration stays as it is')
})

t.test('a currency that followed from the amounts follows them again', async (t) => {
  const toDollars = change({ path: ['items', first, 'itemAmount'], value: '6' }, { path: ['items', first, 'itemAmountCurrency'], value: 'USD' })
  t.equal(applyChanges(CONTENT, [toDollars]).invoiceCurrency, 'USD')
  t.equal(applyChanges({ ...CONTENT, invoiceCurrency: 'JPY' }, [toDollars]).invoiceCurrency, 'JPY', 'one that was declared apart stays')
})

t.test('a request and the correction that answers it have one path', async (t) => {
  const asked = set(['items', first, 'documents', { position: 1, like: { type: '9100', reference: 'G' } }, 'status'], 'EE')
  const made = set(['items', first, 'documents', { position: 1 }, 'status'], 'EE')
  t.equal(changePath(asked), '/items/{1}/documents/{1}/status')
  t.equal(changePath(made), changePath(asked))
  t.equal(changePath(set([{ import: 'dispatchCountry', export: 'exportCountry' }], 'US')), '/dispatchCountry|exportCountry')
  t.equal(changePath({ pointer: '42A/99Z', unresolved: 'why' }), '42A/99Z')
})

t.test('changes survive being kept as JSON', async (t) => {
  const changes = cases.flatMap(([, made]) => made)
  t.strictSame(applyChanges(CONTENT, JSON.parse(JSON.stringify(changes))), applyChanges(CONTENT, changes))
})
