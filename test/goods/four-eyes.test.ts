import t from 'tap'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const clock = (): Date => new Date('2026-06-15T10:00:00Z')
const { app, db } = await testApp(t, database.appUrl, {}, { clock })
await addOperator(db.operations, TEST_OPERATOR, 'x')
const OTHER = 'DE1234567890'
await addOperator(db.operations, OTHER, 'y')

interface Decision { id: string, status: string, validTo: string | null, approvedBy: string | null }
interface Goods { codeDecisions: Decision[], errors?: { pointer: string, detail: string, hint: string }[] }
type Login = Parameters<typeof bearer>[0]

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload: object | undefined, login: Login = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(login), ...(method === 'GET' ? {} : { 'if-match': '*' }) }, ...(payload === undefined ? {} : { payload }) })
const CODE = { direction: 'import', code: '8518300090', validFrom: '2026-01-01', decidedBy: 'P-1', decidedOn: '2025-12-01' }
const APPROVED = { ...CODE, approvedBy: 'P-2', approvedOn: '2025-12-02' }
const WRITER = { subject: 'clerk', scope: 'goods:read goods:write' }
const draftOf = async (goodsRef: string, login: Login, members: object = {}): Promise<string> => {
  const answer = await call('POST', '/goods', { goodsRef, codeDecisions: [{ ...CODE, ...members }] }, login)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Goods>().codeDecisions[0]?.id ?? ''
}
const approve = async (goodsRef: string, id: string, body: object, login: Login) => await call('POST', `/goods/${goodsRef}/decisions/${id}/approve`, body, login)

t.test('how long an approved decision holds changes by who may approve alone, and not by who decided it', async (t) => {
  await call('POST', '/goods', { goodsRef: 'E-1', codeDecisions: [{ ...APPROVED, validTo: '2026-12-31' }], origins: [{ kind: 'non_preferential', country: 'CN', validFrom: '2026-01-01', decidedBy: 'P-1', decidedOn: '2025-12-01', approvedBy: 'P-2', approvedOn: '2025-12-02' }] })
  const moved = async (validTo: string | null, login: Login) => await call('PATCH', '/goods/E-1', { codeDecisions: [{ direction: 'import', code: CODE.code, validFrom: CODE.validFrom, decidedBy: 'P-1', validTo }] }, login)
  for (const validTo of ['2026-03-31', '2027-12-31', null]) {
    t.match((await moved(validTo, WRITER)).json(), { status: 422, errors: [{ pointer: '/codeDecisions/0/validTo', detail: /goods:approve/ }] }, `to ${validTo}`)
  }
  t.match((await call('PATCH', '/goods/E-1', { origins: [{ kind: 'non_preferential', country: 'CN', validFrom: '2026-01-01', decidedBy: 'P-1', validTo: '2026-02-01' }] }, WRITER)).json(), { status: 422, errors: [{ pointer: '/origins/0/validTo' }] })
  t.match((await moved('2026-12-31', WRITER)).json(), { codeDecisions: [{ validTo: '2026-12-31' }] }, 'the same end again is no change')
  t.match((await moved('2026-03-31', { subject: 'boss', scope: 'goods:read goods:write goods:approve' })).json(), { codeDecisions: [{ validTo: '2026-03-31', status: 'approved' }] })
  const id = await draftOf('E-2', WRITER)
  await approve('E-2', id, { by: 'P-2' }, { subject: 'boss' })
  t.match((await call('PATCH', '/goods/E-2', { codeDecisions: [{ ...CODE, validTo: '2026-12-31' }] }, { subject: 'clerk' })).json(), { status: 422, errors: [{ detail: /person who decided or stated it/ }] })
})

t.test('the login that stated a draft, or any part of it, does not approve it, under whatever pseudonym', async (t) => {
  const id = await draftOf('S-1', { subject: 'clerk' })
  t.match((await approve('S-1', id, { by: 'P-2' }, { subject: 'clerk' })).json(), { status: 409, because: 'is approved with the login that stated it' })
  await call('PATCH', '/goods/S-1', { codeDecisions: [{ ...CODE, why: 'Other words' }] }, { subject: 'boss' })
  t.equal((await approve('S-1', id, { by: 'P-2' }, { subject: 'boss' })).statusCode, 409, 'who changed the draft stated it too')
  t.equal((await approve('S-1', id, { by: 'P-2' }, { subject: 'clerk' })).statusCode, 409, 'and who stated it first still did')
  t.match((await approve('S-1', id, {}, { subject: 'third' })).json(), { status: 400, errors: [{ pointer: '/by', detail: /is missing/ }] })
  t.match((await approve('S-1', id, { by: 'P-2' }, { subject: 'third' })).json(), { codeDecisions: [{ status: 'approved', approvedBy: 'P-2' }] })
})

t.test('a statement brings in approvals of the past alone, and never one of a draft that is recorded', async (t) => {
  const stated = async (goodsRef: string, changes: object, login: Login = {}) => await call('POST', '/goods', { goodsRef, codeDecisions: [{ ...APPROVED, ...changes }] }, login)
  for (const approvedOn of ['2026-06-15', undefined]) t.match((await stated('I-1', { approvedOn })).json(), { status: 422, errors: [{ pointer: '/codeDecisions/0/approvedOn' }] }, String(approvedOn))
  t.match((await stated('I-1', { approvedOn: '2026-06-14' })).json(), { codeDecisions: [{ status: 'approved', approvedBy: 'P-2' }] })
  t.match((await stated('I-2', {}, WRITER)).json(), { status: 422, errors: [{ pointer: '/codeDecisions/0/approvedBy', detail: /goods:approve/ }] })
  const id = await draftOf('I-3', { subject: 'clerk' })
  t.match((await call('PATCH', '/goods/I-3', { codeDecisions: [APPROVED] }, { subject: 'clerk' })).json(), { status: 422, errors: [{ pointer: '/codeDecisions/0/approvedBy', hint: new RegExp(`decisions/${id}/approve`) }] })
})

t.test('days of what was done are not still to come', async (t) => {
  const cases: [members: object, pointer: string][] = [
    [{ codeDecisions: [{ ...CODE, decidedOn: '2026-06-16' }] }, '/codeDecisions/0/decidedOn'],
    [{ codeDecisions: [{ ...APPROVED, approvedOn: '2026-06-16' }] }, '/codeDecisions/0/approvedOn'],
    [{ codeDecisions: [{ ...CODE, reviewedOn: '2026-06-16', reviewedBy: 'P-1' }] }, '/codeDecisions/0/reviewedOn'],
    [{ dualUse: [{ assessedOn: '2026-06-16', listed: false }] }, '/dualUse/0/assessedOn']
  ]
  for (const [members, pointer] of cases) t.match((await call('POST', '/goods', { goodsRef: 'F-1', ...members })).json(), { status: 422, errors: [{ pointer, detail: /still to come/ }] }, pointer)
  t.equal((await call('POST', '/goods', { goodsRef: 'F-1', codeDecisions: [{ ...CODE, decidedOn: '2026-06-15' }], dualUse: [{ assessedOn: '2026-06-15', listed: false }] })).statusCode, 201, 'today is not')
  t.match((await call('POST', '/suppliers', { supplierRef: 'F', identityCheckedOn: '2026-06-16' })).json(), { status: 422, errors: [{ pointer: '/identityCheckedOn' }] })
  const id = await draftOf('F-2', { subject: 'clerk' })
  t.match((await approve('F-2', id, { by: 'P-2', on: '2026-06-16' }, { subject: 'boss' })).json(), { status: 400, errors: [{ pointer: '/on' }] })
})

t.test('where people are recorded, the approver is the person whose login it is', async (t) => {
  for (const pseudonym of ['P-1', 'P-2', 'P-3']) t.equal((await call('POST', '/people', { pseudonym, employmentKind: 'employee' })).statusCode, 201)
  const login = async (pseudonym: string, subject: string) => { t.equal((await call('PATCH', `/people/${pseudonym}/contact`, { name: 'X', subject })).statusCode, 200) }
  await login('P-1', 'anna')
  await login('P-2', 'bob')
  const id = await draftOf('O-1', { subject: 'erp' })
  t.match((await approve('O-1', id, { by: 'P-3' }, { subject: 'bob' })).json(), { status: 400, errors: [{ pointer: '/by', detail: /another person than the one whose token/ }] })
  t.match((await approve('O-1', id, {}, { subject: 'anna' })).json(), { status: 409, because: 'is approved by the person who decided it' }, 'though the draft came by another login')
  t.match((await approve('O-1', id, { by: 'P-2' }, { subject: 'anna' })).json(), { status: 400, errors: [{ pointer: '/by' }] })
  t.match((await approve('O-1', id, { by: 'P-2' }, { subject: 'stranger' })).json(), { status: 400, errors: [{ pointer: '/by', detail: /another login/ }] })
  t.match((await approve('O-1', id, { by: 'boss' }, { subject: 'stranger' })).json(), { status: 400, errors: [{ pointer: '/by', detail: /nobody/ }] })
  t.match((await approve('O-1', id, {}, { subject: 'bob' })).json(), { codeDecisions: [{ status: 'approved', approvedBy: 'P-2', approvedOn: '2026-06-15' }] })
  t.match((await call('POST', `/goods/O-1/decisions/${id}/review`, {}, { subject: 'anna' })).json(), { codeDecisions: [{ reviewedBy: 'P-1' }] })
  t.match((await call('POST', `/goods/O-1/decisions/${id}/review`, { by: 'P-2' }, { subject: 'anna' })).json(), { status: 400, errors: [{ pointer: '/by' }] })
  t.equal((await approve('O-1', id, {}, { subject: 'bob', operator: OTHER })).statusCode, 404, 'of another operator nothing is known')
})

t.test('where people are recorded, statements name nobody else, and who decided brings in no approval', async (t) => {
  const cases: [members: object, pointer: string][] = [
    [{ codeDecisions: [{ ...APPROVED, approvedBy: 'GHOST' }] }, '/codeDecisions/0/approvedBy'], [{ codeDecisions: [{ ...CODE, decidedBy: 'GHOST' }] }, '/codeDecisions/0/decidedBy'],
    [{ dualUse: [{ assessedOn: '2026-06-01', listed: false, assessedBy: 'GHOST' }] }, '/dualUse/0/assessedBy'], [{ exemptions: [{ code: 'Y901', validFrom: '2026-01-01', assessedBy: 'GHOST' }] }, '/exemptions/0/assessedBy']
  ]
  for (const [members, pointer] of cases) t.match((await call('POST', '/goods', { goodsRef: 'O-2', ...members })).json(), { status: 422, errors: [{ pointer, detail: /nobody/ }] }, pointer)
  t.match((await call('POST', '/goods', { goodsRef: 'O-2', codeDecisions: [APPROVED] }, { subject: 'anna' })).json(), { status: 422, errors: [{ pointer: '/codeDecisions/0/approvedBy', detail: /person who decided/ }] })
  const bulk = await app.inject({ method: 'POST', url: '/v1/goods/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: [{ goodsRef: 'O-3', codeDecisions: [{ ...APPROVED, approvedBy: 'GHOST' }] }, { goodsRef: 'O-4', codeDecisions: [APPROVED] }].map((line) => JSON.stringify(line)).join('\n') })
  t.strictSame(bulk.body.trim().split('\n').map((line) => (JSON.parse(line) as { outcome: string }).outcome), ['refused', 'created'])
  t.equal((await call('POST', '/goods', { goodsRef: 'O-5', codeDecisions: [{ ...APPROVED, decidedBy: 'GHOST' }] }, { operator: OTHER })).statusCode, 201, 'another operator records no people')
})
