import t from 'tap'
import pg from 'pg'
import { followLogs } from '../../../src/authorisations/index.ts'
import { followStep } from '../../../src/authorisations/notification/follower.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const clock = () => new Date('2026-11-25T10:00:00Z')
const { app, db } = await testApp(t, database.appUrl, {}, { clock })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

interface Duty { id: string, rule: string, state: string, event: string | null, dueOn: string, authorisationIds: string[] }
const principal: Principal = { subject: 'someone', eori: TEST_OPERATOR, operatorId, scopes: new Set(), expiresAt: Number.MAX_SAFE_INTEGER }
const follow = { db, clock }
/** What another feature would log. */
const happen = async (type: string, data: Record<string, unknown>, subject = 'thing:1'): Promise<void> => {
  await runOperatorTx(db.operations, principal, async (tx) => { tx.log(type, subject, data) }, clock)
}
const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const duties = async (query = 'limit=1000') => (await call('GET', `/notification-duties?${query}`)).json<{ items: Duty[] }>().items
const act = async (id: string, step: string, payload: object, headers: Record<string, string> = { 'if-match': '*' }) => await call('POST', `/notification-duties/${id}/${step}`, payload, headers)

await happen('site.opened', { on: '2026-11-25' }, 'site:0')
const openedBefore = await followLogs(follow)
const aeo = (await call('POST', '/authorisations', { type: 'AEOF', reference: 'ITAEOF1', holderEori: TEST_OPERATOR, decisionDate: '2020-01-15' })).json<{ id: string }>().id

t.test('an event of the log opens a duty with its day, once', async (t) => {
  t.equal(openedBefore, 0, 'before there is an authorisation nobody must be told')
  await happen('assignment.ended', { responsibilities: ['head_of_customs'], on: '2026-12-31' }, 'assignment:1')
  await happen('assignment.ended', { responsibilities: ['finance'], on: '2026-12-31' }, 'assignment:2')
  t.equal(await followLogs(follow), 1)
  t.equal(await followLogs(follow), 0, 'read again from where it stopped')
  const all = await duties()
  t.match(all, [{ rule: 'head_of_customs_leaves', state: 'open', occurredOn: '2026-12-31', detectedOn: '2026-11-25', dueOn: '2026-12-09', subject: 'assignment:1', authorisationIds: [aeo], overdue: false, legalSource: 'UCC 23(2)' }])
  const { rows } = await superuser.query<{ type: string, data: string }>("select type, data from aeo.operator_log where type like 'notification.%'")
  t.match(rows.map(({ type, data }) => [type, JSON.parse(data)]), [['notification.duty_opened', { rule: 'head_of_customs_leaves', dueOn: '2026-12-09' }]])
})

t.test('a follower that dies in the middle loses nothing and opens nothing twice', async (t) => {
  await happen('site.opened', { on: '2026-11-25' }, 'site:1')
  const before = (await duties()).length
  await t.rejects(runOperatorTx(db.operations, principal, async (tx) => {
    t.match(await followStep(tx), { opened: 1 })
    throw new Error('killed')
  }, clock), /killed/)
  t.equal((await duties()).length, before, 'nothing of it stays')
  t.equal(await followLogs(follow), 1)
  await superuser.query('update aeo.notification_cursors set seq = 1')
  t.equal(await followLogs(follow), 0, 'all that was read since the authorisation is there, again')
  t.equal((await duties()).length, before + 1)
})

t.test('two replicas at once open each duty once', async (t) => {
  const other = openDatabase({ url: database.appUrl, poolSize: 3, reportPoolSize: 1 })
  t.teardown(async () => { await other.close() })
  const before = (await duties()).length
  for (let index = 0; index < 20; index++) await happen('software.introduced', { kind: 'erp', on: '2026-11-25' }, `software:${index}`)
  let opened = 0
  for (let round = 0; round < 5; round++) {
    const counts = await Promise.all([followLogs(follow), followLogs({ db: other, clock }), followLogs(follow)])
    opened += counts.reduce((sum, count) => sum + count, 0)
  }
  t.equal(opened, 20)
  const all = await duties()
  t.equal(all.length, before + 20)
  t.equal(new Set(all.map(({ event, rule }) => `${event} ${rule}`)).size, all.length)
})

t.test('a window of the log that is full is followed by the next', async (t) => {
  await runOperatorTx(db.operations, principal, async (tx) => {
    for (let index = 0; index < 5_100; index++) tx.log('check.noted', `x:${index}`, {})
    tx.log('site.closed', 'site:9', { on: '2026-11-25' })
  }, clock)
  t.equal(await followLogs(follow), 1)
  t.match(await duties('rule=site_closed'), [{ subject: 'site:9' }])
})

t.test('a serious sanction opens one duty, however often it changes', async (t) => {
  await happen('sanction.recorded', { severity: 'medium' }, 'sanction:1')
  await happen('sanction.changed', { severity: 'serious' }, 'sanction:1')
  await happen('sanction.changed', { severity: 'serious' }, 'sanction:1')
  t.equal(await followLogs(follow), 1)
  await happen('sanction.changed', { severity: 'serious' }, 'sanction:1')
  await happen('sanction.recorded', { severity: 'serious', decisionDate: '2026-11-02' }, 'sanction:2')
  t.equal(await followLogs(follow), 1)
  t.strictSame((await duties('rule=serious_infringement')).map((duty) => (duty as unknown as { occurredOn: string }).occurredOn), ['2026-11-25', '2026-11-02'], 'it occurred on the day of the decision')
  t.strictSame((await duties('rule=serious_infringement')).map((duty) => (duty as unknown as { subject: string }).subject), ['sanction:1', 'sanction:2'])
})

t.test('what no event shows is reported by hand, with its own limit and authorisations', async (t) => {
  const reported = await call('POST', '/notification-duties', { rule: 'insolvency_risk', description: 'A bank has called a loan.', occurredOn: '2026-11-20' })
  t.match(reported.json(), { rule: 'insolvency_risk', event: null, dueOn: '2026-11-27', authorisationIds: [aeo], state: 'open' })
  t.match((await call('POST', '/notification-duties', { rule: 'other', description: 'x', occurredOn: '2026-11-20', detectedOn: '2026-10-01', authorisationIds: [aeo] })).json(), { dueOn: '2026-10-15', overdue: true })
  for (const [changes, pointer] of [[{ rule: 'nothing' }, '/rule'], [{ occurredOn: '2026-02-30' }, '/occurredOn'], [{ detectedOn: '2026-11-26' }, '/detectedOn'], [{ description: ' ' }, '/description'],
    [{ authorisationIds: ['018f0000-0000-7000-8000-000000000000'] }, '/authorisationIds/0'], [{ rule: 'guarantee_exceeded' }, '/authorisationIds']] as const) {
    t.match((await call('POST', '/notification-duties', { rule: 'merger', description: 'x', occurredOn: '2026-11-20', ...changes })).json(), { status: 400, errors: [{ pointer }] }, pointer)
  }
  const key = { 'idempotency-key': 'merger' }
  const body = { rule: 'merger', description: 'With a supplier.', occurredOn: '2027-01-01' }
  t.equal((await call('POST', '/notification-duties', body, key)).body, (await call('POST', '/notification-duties', body, key)).body)
  t.equal((await duties('rule=merger')).length, 1)
})

t.test('a duty is decided with a reason, and done with its proof', async (t) => {
  const [duty] = await duties('rule=site_closed')
  const id = duty?.id ?? ''
  const proof = { channel: 'portal', sentAt: '2026-11-25T09:00:00Z', reference: 'PORTAL-1', sha256: 'b'.repeat(64) }
  t.match((await act(id, 'proof', proof)).json(), { type: '/problems/notification-duty-state', because: 'open' })
  t.equal((await act(id, 'decide', { decision: 'notify', words: 'x' }, {})).statusCode, 428)
  t.match((await act(id, 'decide', { decision: 'do_not_notify' })).json(), { errors: [{ pointer: '/words' }] }, 'no without a reason')
  t.match((await act(id, 'decide', { decision: 'do_not_notify', words: 'No customs activity was there.' })).json(), { state: 'not_needed', words: /No customs/, decidedBy: /^[0-9a-f-]{36}$/ })
  t.match((await act(id, 'proof', proof)).json(), { because: 'not_needed' })
  t.match((await act(id, 'decide', { decision: 'notify', words: 'Goods were stored there.' })).json(), { state: 'to_send' }, 'changed')
  t.match((await act(id, 'proof', { ...proof, sentAt: '2026-11-25T10:00:01Z' })).json(), { errors: [{ pointer: '/sentAt' }] })
  t.match((await act(id, 'proof', { ...proof, sentAt: '2026-11-31T10:00:01Z' })).json(), { errors: [{ pointer: '/sentAt' }] })
  t.match((await act(id, 'proof', { ...proof, sentAt: '2019-01-02T10:00:01Z' })).json(), { errors: [{ pointer: '/sentAt', detail: /lies before 2026-11-/ }] }, 'customs cannot be told before there was anything to tell')
  t.match((await act(id, 'proof', { ...proof, reference: 'WRONG-1' })).json(), { state: 'notified', sentReference: 'WRONG-1' })
  t.match((await act(id, 'proof', proof)).json(), { state: 'notified', channel: 'portal', sentAt: '2026-11-25T09:00:00.000Z', sentReference: 'PORTAL-1', proofSha256: proof.sha256 })
  t.match((await act(id, 'decide', { decision: 'do_not_notify', words: 'x' })).json(), { because: 'notified' })
  const { rows } = await superuser.query<{ data: string }>('select data from aeo.operator_log where subject = $1', [`duty:${id}`])
  t.equal(rows.length, 5)
  t.match(JSON.parse(rows.at(-1)?.data ?? ''), { before: { channel: 'portal', sentAt: '2026-11-25T09:00:00.000Z', reference: 'WRONG-1', sha256: proof.sha256 }, reference: 'PORTAL-1' }, 'what was corrected stays in the log')
  t.notMatch(rows.map(({ data }) => data).join(), /stored|activity/, 'no free words in the log')
})

t.test('what is overdue is listed until it is decided against or proven', async (t) => {
  const overdue = await duties('overdue=true')
  t.strictSame(overdue.map(({ rule }) => rule), ['other'])
  const id = overdue[0]?.id ?? ''
  await act(id, 'decide', { decision: 'notify', words: 'x' })
  t.strictSame((await duties('overdue=true')).map((duty) => duty.id), [id], 'deciding is not yet telling')
  await act(id, 'proof', { channel: 'email', sentAt: '2026-11-25T09:00:00+01:00', reference: 'M-1' })
  t.strictSame(await duties('overdue=true'), [])
  t.ok((await duties('state=notified')).some((duty) => duty.id === id))
})

t.test('the operator sets its own limit, for what opens from then on', async (t) => {
  const setting = await call('GET', '/notification-duties/setting')
  t.match(setting.json(), { limitWorkingDays: 10 })
  t.match((await call('PUT', '/notification-duties/setting', { limitWorkingDays: 0 }, { 'if-match': '*' })).json(), { errors: [{ pointer: '/limitWorkingDays' }] }, 'no day at all is no limit')
  t.equal((await call('PUT', '/notification-duties/setting', { limitWorkingDays: 5 })).statusCode, 428)
  t.match((await call('PUT', '/notification-duties/setting', { limitWorkingDays: 5 }, { 'if-match': String(setting.headers.etag) })).json(), { limitWorkingDays: 5 })
  t.equal((await call('PUT', '/notification-duties/setting', { limitWorkingDays: 4 }, { 'if-match': String(setting.headers.etag) })).statusCode, 412)
  await happen('site.opened', { on: '2026-11-25' }, 'site:5')
  await followLogs(follow)
  t.match((await duties('rule=site_opened')).find((duty) => (duty as unknown as { subject: string }).subject === 'site:5'), { dueOn: '2026-12-02' })
})

t.test('the other operator has no duty of it, and the log stays whole', async (t) => {
  t.strictSame((await app.inject({ url: '/v1/notification-duties', headers: bearer({ operator: OTHER_OPERATOR }) })).json(), { items: [], nextCursor: null })
  const cursors = await superuser.query('select operator_id from aeo.notification_cursors')
  t.equal(cursors.rowCount, 1)
  t.equal((await verifyLog(superuser, operatorId)).fault, null)
})
