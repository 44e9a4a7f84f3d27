import t from 'tap'
import { isOverdue, missingOf } from '../../../src/ai-systems/obligations/obligation.ts'
import { testApp } from '../../support/app.ts'
import { Inventory, MINIMAL } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'

const { appUrl } = await testDatabase(t)
let now = new Date('2026-11-25T10:00:00Z')
const { app } = await testApp(t, appUrl, {}, { clock: () => now })
const inventory = new Inventory(app)
await inventory.prepare()
const PROOF = { reference: 'DMS-1', sha256: 'a'.repeat(64) }

interface Obligation { obligation: string, owed: boolean, state: string, overdue: boolean, dueOn: string, dueFrom: string, owner: unknown, evidence: unknown }
const list = async (id: string) => (await inventory.call('GET', `/ai-systems/${id}/obligations`)).json<{ items: Obligation[] }>().items
const literacy = async (id: string) => (await list(id)).find(({ obligation }) => obligation === 'OB-4-LITERACY')

t.test('overdue is what is owed, open and past its day, of a system that binds the company', (t) => {
  const open = { owed: true, state: 'open', dueOn: '2026-11-25' } as const
  const CASES: [name: string, facts: Parameters<typeof isOverdue>[0], status: Parameters<typeof isOverdue>[1], today: string, expected: boolean][] = [
    ['on its day', open, 'in_use', '2026-11-25', false], ['the day after', open, 'in_use', '2026-11-26', true], ['of a suspended system', open, 'suspended', '2026-11-26', true], ['before its use', open, 'assessed', '2026-11-26', false],
    ['only proposed', open, 'proposed', '2026-11-26', false], ['retired', open, 'retired', '2026-11-26', false], ['fulfilled', { ...open, state: 'fulfilled' }, 'in_use', '2026-11-26', false],
    ['not applicable', { ...open, state: 'not_applicable' }, 'in_use', '2026-11-26', false], ['owed no more', { ...open, owed: false }, 'in_use', '2026-11-26', false], ['without a day', { ...open, dueOn: null }, 'in_use', '2026-11-26', false]
  ]
  for (const [name, facts, status, today, expected] of CASES) t.equal(isOverdue(facts, status, today), expected, name)
  t.end()
})

t.test('what is fulfilled is proved, and what does not apply has a reason', (t) => {
  t.equal(missingOf({ state: 'fulfilled' }), 'evidence')
  t.equal(missingOf({ state: 'fulfilled', evidence: PROOF }), undefined)
  t.equal(missingOf({ state: 'not_applicable' }), 'reason')
  t.equal(missingOf({ state: 'not_applicable', reason: 'x' }), undefined)
  t.equal(missingOf({ state: 'open' }), undefined)
  t.end()
})

t.test('an assessment brings obligations, and nothing of the law is late on the day it comes to be owed', async (t) => {
  const id = await inventory.inUse('OWED')
  t.match(await literacy(id), { owed: true, state: 'open', binding: 'law', dueFrom: '2025-02-02', owedSince: '2026-11-25', dueOn: '2026-11-25', overdue: false })
  now = new Date('2026-11-26T10:00:00Z')
  t.match(await literacy(id), { overdue: true })
  now = new Date('2026-11-25T10:00:00Z')
})

t.test('it is decided whole, under the state that was seen, and kept with proof, owner and day', async (t) => {
  const id = await inventory.inUse('DECIDE')
  const path = `/ai-systems/${id}/obligations/OB-4-LITERACY`
  const put = async (payload: object, headers?: Record<string, string>) => await inventory.call('PUT', path, payload, 'erp', headers)
  t.equal((await put({ state: 'open' }, {})).statusCode, 428)
  t.equal((await put({ state: 'open' }, { 'if-match': '"99"' })).statusCode, 412)
  t.match((await put({ state: 'fulfilled' })).json(), { status: 400, errors: [{ pointer: '/evidence' }] })
  t.match((await put({ state: 'not_applicable' })).json(), { status: 400, errors: [{ pointer: '/reason' }] })
  t.match((await put({ state: 'open', owner: { kind: 'person', code: 'NOBODY' } })).json(), { status: 400, errors: [{ pointer: '/owner/code' }] })
  t.match((await put({ state: 'open', dueOn: '2026-02-30' })).json(), { status: 400, errors: [{ pointer: '/dueOn' }] })
  t.match((await put({ state: 'open', dueOn: '2026-11-20', owner: { kind: 'position', code: 'AI-OWNER' } })).json(), { dueOn: '2026-11-20', overdue: true, owner: { code: 'AI-OWNER' } }, 'the company\'s own day counts where it is earlier')
  t.match((await put({ state: 'open', dueOn: '2027-11-20' })).json(), { dueOn: '2026-11-25', statedDueOn: '2027-11-20', owner: null }, 'and the law\'s where that is')
  const fulfilled = await put({ state: 'fulfilled', evidence: PROOF })
  t.match(fulfilled.json(), { state: 'fulfilled', evidence: PROOF, overdue: false })
  const etag = fulfilled.headers['etag']
  t.equal((await put({ state: 'fulfilled', evidence: PROOF })).headers['etag'], etag, 'the same again changes nothing')
  const read = await inventory.call('GET', path, undefined, 'erp', { 'if-none-match': String(etag) })
  t.strictSame([read.statusCode, read.headers['etag']], [200, etag], 'always in full: a day alone makes it overdue')
  t.match((await inventory.call('GET', `/ai-systems/${id}/obligations/OB-NONE`)).json(), { status: 404, type: '/problems/ai-obligation-not-found' })
})

t.test('what is owed no more is kept where something was decided, and owed again as it was left', async (t) => {
  const id = await inventory.register('AGAIN')
  await inventory.assess(id)
  await inventory.call('PUT', `/ai-systems/${id}/obligations/OB-4-LITERACY`, { state: 'fulfilled', evidence: PROOF })
  await inventory.assess(id, { ...MINIMAL, s_ai_system: false })
  t.match(await literacy(id), { owed: false, state: 'fulfilled' })
  t.equal((await list(id)).filter(({ owed }) => owed).length, 0)
  await inventory.assess(id)
  t.match(await literacy(id), { owed: true, state: 'fulfilled', evidence: PROOF })
})
