import t from 'tap'
import { addDays, addMonths } from '../../src/goods/days.ts'
import { isEvidenceOn, lastDayOfEvidence, lastDayOfUse, warningsOf } from '../../src/goods/evidence.ts'
import { merge } from '../../src/goods/merging.ts'
import type { Members, MergeContext } from '../../src/goods/merging.ts'
import type { GoodsRecord, SupplierRecord } from '../../src/goods/model.ts'
import { changesOf, goodsOn, supplierOn } from '../../src/goods/on-day.ts'
import { GOODS_RULE, SUPPLIER_RULE } from '../../src/goods/record-rules.ts'

let made = 0
const context: MergeContext = { newId: () => `id-${++made}`, today: '2026-06-15', mayApprove: true, actor: 'A-1', person: undefined, isPerson: () => true, isCountry: () => true }
const stated = (members: Members): GoodsRecord => {
  const { record, faults } = merge(GOODS_RULE, undefined, members, context)
  t.strictSame(faults, [])
  return record as unknown as GoodsRecord
}
const decision = (changes: Members): Members => ({ direction: 'import', code: '8518300090', validFrom: '2026-01-01', decidedBy: 'P-1', decidedOn: '2025-12-01', approvedBy: 'P-2', approvedOn: '2025-12-02', ...changes })

t.test('the code of a day is that of the decision that held on it', (t) => {
  const record = stated({ activeFrom: '2025-01-01', codeDecisions: [
    decision({ code: '8518210000', validFrom: '2025-03-01', validTo: '2025-09-30' }),
    decision({ code: '8518300090', validFrom: '2026-01-01' }),
    decision({ code: '8518300020', validFrom: '2026-05-01' }),
    decision({ code: '85183000', validFrom: '2026-02-01', direction: 'export' })
  ] })
  const cases: [day: string, imported: string | null, exported: string | null, status: string][] = [
    ['2025-02-28', null, null, 'draft'], ['2025-03-01', '8518210000', null, 'approved'], ['2025-09-30', '8518210000', null, 'approved'],
    ['2025-10-01', null, null, 'draft'], ['2025-12-31', null, null, 'draft'], ['2026-01-01', '8518300090', null, 'approved'],
    ['2026-01-31', '8518300090', null, 'approved'], ['2026-02-01', '8518300090', '85183000', 'approved'],
    ['2026-04-30', '8518300090', '85183000', 'approved'], ['2026-05-01', '8518300020', '85183000', 'approved'], ['2050-01-01', '8518300020', '85183000', 'approved']
  ]
  for (const [day, imported, exported, status] of cases) {
    const held = goodsOn(record, day)
    t.strictSame([held.codes.import?.code ?? null, held.codes.export?.code ?? null, held.status], [imported, exported, status], day)
  }
  t.strictSame(changesOf(record), [
    { on: '2026-01-01', kind: 'code', from: '8518210000', to: '8518300090', approved: true },
    { on: '2026-05-01', kind: 'code', from: '8518300090', to: '8518300020', approved: true }
  ])
  t.end()
})

t.test('a blocked decision holds until the day before it is blocked', (t) => {
  const record = stated({ codeDecisions: [decision({})] })
  const blocked = { ...record, codeDecisions: record.codeDecisions.map((each) => ({ ...each, status: 'blocked' as const, blockedFrom: '2026-04-10' })) }
  t.match(goodsOn(blocked, '2026-04-09'), { status: 'approved', codes: { import: { code: '8518300090' } } })
  t.match(goodsOn(blocked, '2026-04-10'), { status: 'blocked', codes: { import: null } })
  t.end()
})

t.test('a draft and what was refused never hold, and a draft is a change that is not approved', (t) => {
  const record = stated({ codeDecisions: [decision({}), { ...decision({ code: '8518300020', validFrom: '2026-03-01' }), approvedBy: undefined, approvedOn: undefined }] })
  t.equal(goodsOn(record, '2026-03-01').codes.import?.code, '8518300090')
  t.strictSame(changesOf(record), [{ on: '2026-03-01', kind: 'code', from: '8518300090', to: '8518300020', approved: false }])
  const refused = { ...record, codeDecisions: record.codeDecisions.map((each) => each.status === 'draft' ? { ...each, status: 'refused' as const } : each) }
  t.strictSame(changesOf(refused), [])
  t.end()
})

t.test('what may not be is refused where it stands', (t) => {
  const cases: [name: string, list: Members[], pointer: string, detail: RegExp][] = [
    ['an overlap with one that ends later', [decision({ validTo: '2026-06-30' }), decision({ code: '8518300020', validFrom: '2026-06-30' })], '/codeDecisions/1', /overlaps one of 2026-01-01 to 2026-06-30/],
    ['an open one before a later one', [decision({ validFrom: '2026-05-01' }), decision({ code: '8518300020', validFrom: '2026-01-01' })], '/codeDecisions/1', /overlaps one of 2026-05-01 to no end/],
    ['two from the same day', [decision({}), decision({ code: '8518300020' })], '/codeDecisions/1', /overlaps/],
    ['an approval by who decided', [decision({ approvedBy: 'P-1' })], '/codeDecisions/0/approvedBy', /person who decided/],
    ['an approval before the decision', [decision({ approvedOn: '2025-11-30' })], '/codeDecisions/0/approvedBy', /before it was decided/],
    ['a day that does not exist', [decision({ validFrom: '2026-02-30' })], '/codeDecisions/0/validFrom', /no|not a day/],
    ['an end before the beginning', [decision({ validTo: '2025-12-31' })], '/codeDecisions/0/validTo', /before validFrom/],
    ['an approved decision that changes', [decision({}), { ...decision({ why: 'Other words' }) }], '/codeDecisions/1', /would change/]
  ]
  for (const [name, codeDecisions, pointer, detail] of cases) t.match(merge(GOODS_RULE, undefined, { codeDecisions }, context).faults, [{ pointer, detail }], name)
  const next = merge(GOODS_RULE, undefined, { codeDecisions: [decision({ validTo: '2026-06-30' }), decision({ code: '8518300020', validFrom: '2026-07-01' })] }, context)
  t.strictSame(next.faults, [], 'from the day after it may be')
  t.match(merge(GOODS_RULE, undefined, { codeDecisions: [decision({})] }, { ...context, mayApprove: false }).faults, [{ pointer: '/codeDecisions/0/approvedBy', detail: /goods:approve/ }])
  t.end()
})

t.test('the same statement again changes nothing, another adds to it or changes its entry', (t) => {
  const statement = { roles: ['imported'], activeFrom: '2025-01-01', descriptions: [{ language: 'en', text: 'Headphones', validFrom: '2025-01-01' }], codeDecisions: [decision({})], excise: [{ status: 'not_excisable', validFrom: '2025-01-01' }] }
  const { record } = merge(GOODS_RULE, undefined, statement, context)
  t.equal(merge(GOODS_RULE, record, statement, { ...context, today: '2026-07-01' }).outcome, 'replayed')
  t.equal(merge(GOODS_RULE, record, {}, context).outcome, 'replayed', 'what is absent stays')
  const text = merge(GOODS_RULE, record, { descriptions: [{ language: 'en', text: 'Headphones with cable', validFrom: '2025-01-01' }] }, context)
  t.match(text, { outcome: 'changed', record: { descriptions: [{ id: (record['descriptions'] as { id: string }[])[0]?.id, text: 'Headphones with cable' }] } })
  t.match(merge(GOODS_RULE, record, { excise: [{ status: 'excisable', validFrom: '2026-03-01' }] }, context).record, { excise: [{ validTo: '2026-02-28' }, { status: 'excisable', validTo: null }] })
  const ended = merge(GOODS_RULE, record, { codeDecisions: [decision({ validTo: '2026-12-31' })] }, context)
  t.match(ended, { outcome: 'changed', record: { codeDecisions: [{ validTo: '2026-12-31', status: 'approved' }] } }, 'an approved decision may end')
  t.end()
})

t.test('a first description holds from the first day of the goods, another one from the day on which it is stated', (t) => {
  const said = (text: string, before?: Members, today = '2026-06-15'): Members => merge(GOODS_RULE, before, { ...(before === undefined ? { activeFrom: '2024-01-01' } : {}), descriptions: [{ language: 'en', text }] }, { ...context, today }).record
  const first = said('Headphones')
  t.match(first, { descriptions: [{ validFrom: '2024-01-01' }] })
  t.strictSame(said('Headphones', first, '2026-07-01'), first, 'stated again it stays')
  const both = said('Headset', first)
  t.match(both, { descriptions: [{ text: 'Headphones', validFrom: '2024-01-01' }, { text: 'Headset', validFrom: '2026-06-15' }] })
  t.strictSame(said('Headset', both, '2026-08-01'), both, 'the same again is no change')
  t.end()
})

t.test('a ruling is used until it ends, and for six months after it was lost when that was granted', (t) => {
  const ruling = { validFrom: '2024-01-01', validTo: '2026-12-31', lostOn: null, lostBecause: null, extendedUseUntil: null }
  const cases: [name: string, changes: object, last: string | null][] = [
    ['its own end', {}, '2026-12-31'],
    ['lost without extended use', { lostOn: '2026-03-01', lostBecause: 'revoked' }, '2026-02-28'],
    ['extended use within the six months', { lostOn: '2026-03-01', lostBecause: 'ceased', extendedUseUntil: '2026-05-31' }, '2026-05-31'],
    ['its last day', { lostOn: '2026-03-01', lostBecause: 'ceased', extendedUseUntil: '2026-08-31' }, '2026-08-31'],
    ['a day more does not count', { lostOn: '2026-03-01', lostBecause: 'ceased', extendedUseUntil: '2026-09-01' }, '2026-08-31'],
    ['annulled: none', { lostOn: '2026-03-01', lostBecause: 'annulled', extendedUseUntil: '2026-05-31' }, '2026-02-28'],
    ['without a known end', { validTo: null }, null]
  ]
  for (const [name, changes, last] of cases) t.equal(lastDayOfUse({ ...ruling, ...changes }), last, name)
  const record = stated({ rulings: [{ reference: 'DEBTI1', code: '8518300090', ...ruling, lostOn: '2026-03-01', lostBecause: 'ceased', extendedUseUntil: '2026-08-31' }] })
  const on = (day: string): object | null => goodsOn(record, day).ruling
  t.equal(on('2023-12-31'), null)
  t.match(on('2024-01-01'), { reference: 'DEBTI1', extendedUse: false })
  t.match(on('2026-02-28'), { extendedUse: false })
  t.match(on('2026-03-01'), { extendedUse: true, usableUntil: '2026-08-31' })
  t.match(on('2026-08-31'), { extendedUse: true })
  t.equal(on('2026-09-01'), null)
  t.end()
})

t.test('a long-term supplier\'s declaration is evidence for 24 months at most, and says so', (t) => {
  const declared = { kind: 'long_term' as const, issuedOn: '2024-01-01', validFrom: '2024-01-01', validTo: '2025-12-31', withdrawnOn: null }
  t.strictSame(warningsOf(declared), [])
  t.strictSame(warningsOf({ ...declared, validTo: '2026-01-01' }), ['longer_than_lawful'])
  t.strictSame(warningsOf({ ...declared, validTo: null }), ['end_missing'])
  t.strictSame(warningsOf({ ...declared, issuedOn: '2025-01-01' }), [])
  t.strictSame(warningsOf({ ...declared, issuedOn: '2025-01-02' }), ['begins_more_than_a_year_before_issue'])
  t.strictSame(warningsOf({ ...declared, issuedOn: '2023-07-01' }), [])
  t.strictSame(warningsOf({ ...declared, issuedOn: '2023-06-30' }), ['begins_more_than_six_months_after_issue'])
  for (const validTo of ['2025-12-31', '2026-06-30', null]) t.equal(lastDayOfEvidence({ ...declared, validTo }), '2025-12-31')
  const cases: [day: string, holds: boolean][] = [['2023-12-31', false], ['2024-01-01', true], ['2025-12-31', true], ['2026-01-01', false]]
  for (const [day, holds] of cases) t.equal(isEvidenceOn({ ...declared, validTo: '2026-06-30' }, day), holds, day)
  t.equal(isEvidenceOn({ ...declared, withdrawnOn: '2025-05-01' }, '2025-04-30'), true)
  t.equal(isEvidenceOn({ ...declared, withdrawnOn: '2025-05-01' }, '2025-05-01'), false)
  t.equal(isEvidenceOn({ ...declared, kind: 'single', validTo: null }, '2050-01-01'), true, 'of one consignment the evidence stays')
  t.end()
})

t.test('a supplier is related and a royalty is known on the days that were stated', (t) => {
  const { record, faults } = merge(SUPPLIER_RULE, undefined, {
    terms: [{ validFrom: '2025-01-01', country: 'VN' }, { validFrom: '2026-01-01', country: 'VN', related: true }], additions: [{ kind: 'royalty', validFrom: '2026-02-01', validTo: '2026-02-28' }]
  }, context)
  t.strictSame(faults, [])
  const on = (day: string): unknown => supplierOn(record as unknown as SupplierRecord, day)
  t.strictSame(on('2024-12-31'), { country: null, related: false, additions: [] })
  t.strictSame(on('2025-12-31'), { country: 'VN', related: false, additions: [] })
  t.strictSame(on('2026-01-01'), { country: 'VN', related: true, additions: [] })
  t.strictSame([on('2026-02-01'), on('2026-02-28')].map((each) => (each as { additions: string[] }).additions), [['royalty'], ['royalty']])
  t.match(on('2026-03-01'), { additions: [] })
  t.end()
})

t.test('months end where the calendar says', (t) => {
  t.strictSame([addMonths('2026-01-31', 1), addMonths('2024-01-31', 1), addMonths('2026-12-01', 1), addMonths('2026-03-31', -1), addMonths('2024-02-29', 24)], ['2026-02-28', '2024-02-29', '2027-01-01', '2026-02-28', '2026-02-28'])
  t.strictSame([addDays('2026-02-28', 1), addDays('2024-02-28', 1), addDays('2026-01-01', -1), addDays('2100-12-31', 1)], ['2026-03-01', '2024-02-29', '2025-12-31', '2100-12-31'])
  t.end()
})
