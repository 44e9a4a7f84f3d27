import t from 'tap'
import pg from 'pg'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

/** Two requests at once, of which each would be right alone: the first has written and not committed when the second comes. */

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

type Answer = Awaited<ReturnType<typeof app.inject>>
const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}): Promise<Answer> =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
async function made (url: string, payload: object): Promise<string> {
  const answer = await call('POST', url, payload)
  if (answer.statusCode !== 201) throw new Error(`${url} ${answer.body}`)
  return answer.json<{ id: string }>().id
}

async function waitingFor (count: number): Promise<void> {
  const waiting = async (): Promise<number> => (await superuser.query('select from pg_stat_activity a where a.datname = current_database() and a.wait_event_type = \'Lock\'')).rowCount ?? 0
  for (let tries = 0; tries < 100 && await waiting() < count; tries++) await new Promise((resolve) => { setTimeout(resolve, 20) })
}

/** The first waits at its last step, the log, while the second goes as far as it can. */
async function atOnce (first: () => Promise<Answer>, second: () => Promise<Answer>): Promise<[first: Answer, second: Answer]> {
  const holding = new pg.Client(database.superuserUrl)
  await holding.connect()
  await holding.query('begin')
  await holding.query('select from aeo.log_heads h where h.operator_id = $1 for update', [operatorId])
  const one = first()
  await waitingFor(1)
  const other = second()
  await waitingFor(2)
  await holding.query('commit')
  await holding.end()
  return [await one, await other]
}

const course = (code: string, changes: object = {}) => ({ code, title: 'x', kind: 'course', provider: 'x', providerType: 'internal', version: { validFrom: '2024-01-01', hours: '8', topics: [{ topic: 'origin', level: 2 }] }, ...changes })
const record = (reference: string, changes: object = {}) => ({ reference, person: 'P-1', completedOn: '2025-03-01', result: 'attended', ...changes })
for (const pseudonym of ['P-1', 'P-2', 'P-3']) await made('/people', { pseudonym, employmentKind: 'employee' })
await made('/units', { code: 'CUS', name: 'x', validFrom: '2020-01-01' })

t.test('a session is not cancelled while somebody\'s record of it is being written, nor is it completed while it is being cancelled', async (t) => {
  await made('/training/courses', course('SESSIONS'))
  const session = async (code: string): Promise<string> => await made('/training/sessions', { code, course: 'SESSIONS', startsOn: '2025-03-01' })
  const cancel = (id: string) => async () => await call('PATCH', `/training/sessions/${id}`, { state: 'cancelled' }, { 'if-match': '*' })
  const complete = (code: string) => async () => await call('POST', '/training/records', record(`OF-${code}`, { session: code }))
  const [s1, s2] = [await session('S-1'), await session('S-2')]
  const [kept, cancelled] = await atOnce(complete('S-1'), cancel(s1))
  t.equal(kept.statusCode, 201)
  t.match(cancelled.json(), { status: 409, type: '/problems/training-session-has-records' })
  const [done, refused] = await atOnce(cancel(s2), complete('S-2'))
  t.equal(done.statusCode, 200, done.body)
  t.match(refused.json(), { status: 400, errors: [{ pointer: '/session' }] })
})

t.test('a course is not closed before a record that is being written, and a record knows the version that is being added', async (t) => {
  await made('/training/courses', course('CLOSING'))
  const close = async () => await call('PATCH', '/training/courses/CLOSING', { closedOn: '2025-02-28' }, { 'if-match': '*' })
  const [kept, closed] = await atOnce(async () => await call('POST', '/training/records', record('CLOSING', { course: 'CLOSING' })), close)
  t.equal(kept.statusCode, 201)
  t.match(closed.json(), { status: 400, errors: [{ pointer: '/closedOn' }] })
  await made('/training/courses', course('GROWING'))
  const add = async () => await call('POST', '/training/courses/GROWING/versions', { validFrom: '2025-01-01', hours: '4', topics: [{ topic: 'value', level: 3 }] })
  const [added, recorded] = await atOnce(add, async () => await call('POST', '/training/records', record('GROWING', { course: 'GROWING' })))
  t.equal(added.statusCode, 201)
  t.match(recorded.json(), { version: 2, hours: '4' })
})

t.test('a record is revoked once, whoever asks at once, and one that comes twice at once is one', async (t) => {
  await made('/training/courses', course('ONCE'))
  const id = await made('/training/records', record('ONCE', { course: 'ONCE' }))
  const revoke = async () => await call('POST', `/training/records/${id}/revoke`, { from: '2025-03-01', reason: 'x' }, { 'if-match': '*' })
  const answers = await atOnce(revoke, revoke)
  t.strictSame(answers.map(({ statusCode }) => statusCode), [200, 409])
  const push = async () => await call('POST', '/training/records', record('TWICE', { course: 'ONCE' }))
  t.strictSame((await atOnce(push, push)).map(({ statusCode }) => statusCode), [201, 409])
})

t.test('words about a person that are being written do not outlive the erasure of that person', async (t) => {
  const words = async (): Promise<string[]> => {
    const found: string[] = []
    for (const table of ['training_requirements', 'training_acknowledgements', 'training_records', 'record_revisions', 'idempotency_answers']) if ((await superuser.query(`select from aeo.${table} x where x::text like '%CANARY%'`)).rowCount !== 0) found.push(table)
    return found
  }
  const erase = (person: string) => async () => await call('POST', `/people/${person}/erase`)
  await made('/people', { pseudonym: 'P-4', employmentKind: 'employee' })
  const scored = (reference: string) => async () => await call('POST', '/training/records', { reference, person: 'P-4', topic: 'origin', level: 2, completedOn: '2025-03-01', result: 'passed', score: '61', sha256: 'a'.repeat(64), archive: 'CANARY', locator: 'CANARY' })
  t.strictSame((await atOnce(scored('E-1'), erase('P-4'))).map(({ statusCode }) => statusCode), [201, 200])
  t.strictSame(await words(), [])
  await made('/people', { pseudonym: 'P-5', employmentKind: 'employee' })
  t.strictSame((await atOnce(erase('P-5'), async () => await call('POST', '/training/records', { reference: 'E-2', person: 'P-5', topic: 'origin', level: 2, completedOn: '2025-03-01', result: 'passed', score: '61' }))).map(({ statusCode }) => statusCode), [200, 409])
  const requirement = await made('/training/requirements', { code: 'Q-1', person: 'P-1', topic: 'origin', level: 2, legalSource: 'x', validFrom: '2025-01-01' })
  const [changed, erased] = await atOnce(async () => await call('PATCH', `/training/requirements/${requirement}`, { reason: 'CANARY was ill' }, { 'if-match': '*' }), erase('P-1'))
  t.strictSame([changed.statusCode, erased.statusCode], [200, 200])
  t.strictSame(await words(), [])
  const message = await made('/training/messages', { kind: 'other', title: 'x', text: 'x', issuedOn: '2025-01-01', dueOn: '2025-01-31', audience: { all: true } })
  const [signed, gone] = await atOnce(async () => await call('POST', `/training/messages/${message}/acknowledgements`, { person: 'P-2', acknowledgedOn: '2025-01-02', evidence: 'Signed by CANARY' }), erase('P-2'))
  t.strictSame([signed.statusCode, gone.statusCode], [201, 200])
  t.strictSame(await words(), [])
  const acknowledgement = await made(`/training/messages/${message}/acknowledgements`, { person: 'P-3', acknowledgedOn: '2025-01-02' })
  const [revoked, last] = await atOnce(async () => await call('POST', `/training/acknowledgements/${acknowledgement}/revoke`, { reason: 'CANARY was ill' }), erase('P-3'))
  t.strictSame([revoked.statusCode, last.statusCode], [200, 200])
  t.strictSame(await words(), [])
})
