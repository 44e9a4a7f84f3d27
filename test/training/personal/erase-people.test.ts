import t from 'tap'
import pg from 'pg'
import type { Principal } from '../../../src/platform/access.ts'
import { RETAINED_ELSEWHERE } from '../../../src/features.ts'
import { onConnection, runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { runRetention } from '../../../src/records/index.ts'
import type { InTx } from '../../../src/records/retention/run-retention.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
async function made (url: string, payload: object, headers: Record<string, string> = {}): Promise<string> {
  const answer = await call('POST', url, payload, headers)
  if (answer.statusCode >= 300) throw new Error(`${url} ${answer.body}`)
  return answer.json<{ id: string }>().id
}
async function graph (query: string): Promise<object> {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: object, errors?: object[] }>()
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}
const verified = async () => await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))
const HASH = 'a'.repeat(64)

/** Tables in any column of which the text stands. */
async function tablesWith (text: string): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>('select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = \'aeo\' and c.relkind = \'r\' order by 1')
  const found: string[] = []
  for (const { name } of rows) if ((await superuser.query(`select 1 from aeo.${name} t where t::text like '%' || $1 || '%' limit 1`, [text])).rowCount !== 0) found.push(name)
  return found
}

await made('/units', { code: 'IMP', name: 'Imports', validFrom: '2010-01-01' })
await made('/positions', { code: 'SPEC', title: 'x', unit: 'IMP', responsibilities: ['customs_specialist'], validFrom: '2010-01-01' })
const message = await made('/training/messages', { kind: 'law_change', title: 'x', text: 'Text by CANARY-TEXT.', issuedOn: '2021-01-01', dueOn: '2021-02-01', audience: { all: true } }, { 'idempotency-key': 'message' })

interface Planted { readonly person: string, readonly record: string, readonly canary: string }
/** A person of whom everything that may be said is said, in states and stored answers too. */
async function plant (pseudonym: string, validTo?: string): Promise<Planted> {
  const canary = `CANARY-${pseudonym}`
  const person = await made('/people', { pseudonym, employmentKind: 'employee' })
  await app.inject({ method: 'PATCH', url: `/v1/people/${person}/contact`, headers: bearer(), payload: { name: `Name ${canary}`, subject: `${canary}@login` } })
  await made('/assignments', { person: pseudonym, position: 'SPEC', validFrom: '2015-01-01', ftePercent: 10, ...(validTo === undefined ? {} : { validTo }) })
  const record = await made('/training/records', { reference: `R-${pseudonym}`, person: pseudonym, topic: 'classification', level: 3, completedOn: '2022-05-05', result: 'passed', score: '61.7313', sha256: HASH, archive: `dms-${canary}`, locator: `/certificates/${canary}` }, { 'idempotency-key': `record-${pseudonym}` })
  await call('PATCH', `/training/records/${record}`, { locator: `/moved/${canary}` }, { 'if-match': '*' })
  await made('/training/records', { reference: `V-${pseudonym}`, person: pseudonym, topic: 'value', level: 3, completedOn: '2022-06-06', result: 'passed' })
  const revoked = await made('/training/records', { reference: `W-${pseudonym}`, person: pseudonym, topic: 'value', level: 3, completedOn: '2022-06-07', result: 'passed' })
  const answer = await call('POST', `/training/records/${revoked}/revoke`, { from: '2022-06-07', reason: `As ${canary} admitted.` }, { 'if-match': '*', 'idempotency-key': `revoke-${pseudonym}` })
  t.equal(answer.statusCode, 200, answer.body)
  const requirement = await made('/training/requirements', { code: `Q-${pseudonym}`, person: pseudonym, topic: 'excise', level: 0, graceDays: 0, legalSource: 'x', severity: 'advisable', reason: `${canary} is on leave.`, validFrom: '2021-01-01' }, { 'idempotency-key': `requirement-${pseudonym}` })
  await call('PATCH', `/training/requirements/${requirement}`, { reason: `${canary} is still on leave.` }, { 'if-match': '*' })
  const acknowledgement = await made(`/training/messages/${message}/acknowledgements`, { person: pseudonym, acknowledgedOn: '2021-03-03', evidence: `Signed by ${canary}` }, { 'idempotency-key': `ack-${pseudonym}` })
  await made(`/training/acknowledgements/${acknowledgement}/revoke`, { reason: `${canary} was ill.` }, { 'idempotency-key': `unack-${pseudonym}` })
  const need = await made('/training/needs', { source: 'other', topic: 'excise', level: 2, severity: 'advisable', reason: `${canary} asked for it.`, people: [pseudonym] }, { 'idempotency-key': `need-${pseudonym}` })
  t.equal((await call('POST', `/training/needs/${need}/close`, { reason: `${canary} does other work.` }, { 'if-match': '*', 'idempotency-key': `close-${pseudonym}` })).statusCode, 200)
  t.equal((await call('POST', `/training/needs/${need}/reopen`, { reason: `${canary} came back.` }, { 'if-match': '*', 'idempotency-key': `reopen-${pseudonym}` })).statusCode, 200)
  return { person, record, canary }
}

/** What is counted and shown without saying more of anybody than who completed what when. */
async function counted (): Promise<string> {
  const records = (await call('GET', '/training/records?limit=1000')).json<{ items: Record<string, unknown>[] }>().items.map(({ person, topic, level, completedOn, result, revokedFrom, sha256 }) => ({ person, topic, level, completedOn, result, revokedFrom, sha256 }))
  const figures = await graph(`{ trainingCoverage(on: "2022-07-01", by: topic) { key figures { required met gaps expired missing } } trainingMatrix(on: "2022-07-01", first: 100) { nodes { person cells { topic state level validUntil } } }
    informationDuties(on: "2021-03-10") { nodes { owed acknowledged open } } }`)
  return JSON.stringify([records, figures, (await call('GET', '/organisation/chart?on=2022-07-01')).json()])
}

t.test('a person is erased from every table, state and stored answer; who completed what when, every count and the log stay', async (t) => {
  const [{ person, record, canary }, other] = [await plant('P-1'), await plant('P-2')]
  t.strictSame(await tablesWith(canary), ['idempotency_answers', 'person_contacts', 'record_revisions', 'training_acknowledgements', 'training_needs', 'training_records', 'training_requirements'], 'planted, and not in the log')
  t.notSame(await tablesWith('61.7313'), [])
  const [before, events] = [await counted(), await verified()]
  const key = { 'idempotency-key': 'erase' }
  const erased = await call('POST', `/people/${person}/erase`, undefined, key)
  t.equal(erased.statusCode, 200, erased.body)
  t.strictSame(await tablesWith(canary), [], 'in no table')
  const scores = await superuser.query<{ person: string }>('select r.person from aeo.training_records r where r.score is not null')
  t.strictSame(scores.rows, [{ person: 'P-2' }])
  t.equal((await superuser.query('select 1 from aeo.record_revisions v where v.record_id = $1 and v.content::text ~ \'61.7313|dms-\'', [record])).rowCount, 0)
  t.match((await call('GET', `/training/records/${record}`)).json(), { person: 'P-1', topic: 'classification', level: 3, completedOn: '2022-05-05', result: 'passed', sha256: HASH })
  t.equal(await counted(), before, 'no count changes')
  t.equal((await tablesWith(other.canary)).length, 7, 'another person keeps what is hers')
  const after = await verified()
  t.strictSame({ fault: after.fault, events: after.events, erased: after.erased }, { fault: null, events: events.events + 2, erased: events.erased }, 'the log verifies, with two events more')
  t.equal((await call('POST', `/people/${person}/erase`, undefined, key)).body, erased.body)
  await call('POST', `/people/${person}/erase`)
  t.equal((await verified()).events, after.events, 'again erases nothing')
})

t.test('of a need that concerns others too the words stay, until somebody erases those of the need', async (t) => {
  await Promise.all(['P-8', 'P-9'].map(async (pseudonym) => await made('/people', { pseudonym, employmentKind: 'employee' })))
  const need = await made('/training/needs', { source: 'other', topic: 'excise', level: 2, severity: 'advisable', reason: 'Both asked for it.', people: ['P-8', 'P-9'] })
  for (const [pseudonym, reason] of [['P-8', 'Both asked for it.'], ['P-9', 'Both asked for it.']] as const) {
    t.equal((await call('POST', `/people/${pseudonym}/erase`)).statusCode, 200)
    t.match((await call('GET', `/training/needs/${need}`)).json(), { reason }, pseudonym)
  }
})

t.test('what was erased stays erased: whoever sends it again is refused, and may send the rest', async (t) => {
  const again = { reference: 'R-P-1', person: 'P-1', topic: 'classification', level: 3, completedOn: '2022-05-05', result: 'passed', sha256: HASH }
  const bulk = async (line: object) => (await app.inject({ method: 'POST', url: '/v1/training/records/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: JSON.stringify(line) })).body
  t.match(await bulk({ ...again, archive: 'dms-CANARY-P-1', locator: '/certificates/CANARY-P-1', score: '61.7313' }), /training-person-erased/)
  t.match(await bulk(again), /replayed/)
  const { items } = (await call('GET', '/training/records?person=P-1')).json<{ items: { id: string, reference: string }[] }>()
  const { id } = items.find(({ reference }) => reference === 'V-P-1') ?? { id: '' }
  t.match((await call('PATCH', `/training/records/${id}`, { score: '99' }, { 'if-match': '*' })).json(), { status: 409, type: '/problems/training-person-erased', errors: [{ pointer: '/score' }] })
  t.equal((await call('PATCH', `/training/records/${id}`, { hours: '2' }, { 'if-match': '*' })).statusCode, 200)
  const requirement = { code: 'Q-P-1', person: 'P-1', topic: 'excise', level: 0, graceDays: 0, legalSource: 'x', severity: 'advisable', validFrom: '2021-01-01' }
  const required = async (line: object) => (await app.inject({ method: 'POST', url: '/v1/training/requirements/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: JSON.stringify(line) })).body
  t.match(await required({ ...requirement, reason: 'CANARY-P-1 is on leave.' }), /training-person-erased.*\/reason/)
  t.match(await required(requirement), /replayed/, 'that nothing is required needs no reason once it was erased')
  t.match(await required({ ...requirement, validTo: '2026-12-31' }), /changed/)
  const payload = { person: 'P-1', acknowledgedOn: '2021-03-03', evidence: 'Signed by CANARY-P-1' }
  t.match((await call('POST', `/training/messages/${message}/acknowledgements`, payload)).json(), { status: 409, type: '/problems/training-person-erased', errors: [{ pointer: '/evidence' }] })
  t.equal((await call('POST', `/training/messages/${message}/acknowledgements`, { ...payload, evidence: null })).statusCode, 201)
  t.strictSame(await tablesWith('CANARY-P-1'), [])
})

t.test('a legal hold on training records keeps all of the person until it is lifted, by the day of a record or of leaving', async (t) => {
  const { person, canary } = await plant('P-3')
  const before = await tablesWith(canary)
  for (const scope of [{ class: 'training_records' }, { class: 'training_records', from: '2022-05-05', to: '2022-05-05' }, { everything: true }, { class: 'training_records', from: '2024-01-01' }, { class: 'training_messages', from: '2021-01-01', to: '2021-01-01' }]) {
    const hold = await made('/legal-holds', { ...scope, reason: 'Court case' })
    t.match((await call('POST', `/people/${person}/erase`)).json(), { status: 409, type: '/problems/erasure-held' }, JSON.stringify(scope))
    await call('POST', `/legal-holds/${hold}/lift`, { reason: 'Over' }, { 'if-match': '*' })
  }
  t.strictSame(await tablesWith(canary), before)
  await made('/legal-holds', { class: 'training_records', from: '2022-05-06', to: '2022-05-07', reason: 'Another day' })
  t.equal((await call('POST', `/people/${person}/erase`)).statusCode, 200, 'a hold on other days keeps nothing of it')
})

const principal: Principal = { subject: 'system:command-line', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
const inTx: InTx = async (work) => await runOperatorTx(db.operations, principal, work, () => new Date())
const run = async (name: string, today: string, apply: boolean, pageSize = 500) => (await runRetention(inTx, { apply, today, pageSize, others: RETAINED_ELSEWHERE })).find((report) => report.name === name)

t.test('details of people who have left go at the end of their years, and a hold keeps them', async (t) => {
  const [gone, recent, present] = [await plant('P-4', '2022-12-31'), await plant('P-5', '2023-01-01'), await plant('P-6')]
  t.match(await run('training_records', '2025-12-31', false), { erased: 0 }, 'the third year has not ended')
  t.match(await run('training_records', '2026-01-01', false), { erased: 1, years: 3, dueUntil: '2022-12-31' })
  t.equal((await tablesWith(gone.canary)).length, 7, 'a dry run erases nothing')
  for (const scope of [{ class: 'training_records', from: '2022-12-31', to: '2022-12-31' }, { class: 'training_records', from: '2022-05-05', to: '2022-05-05' }, { class: 'training_messages' }]) {
    const hold = await made('/legal-holds', { ...scope, reason: 'Court case' })
    t.match(await run('training_records', '2026-01-01', true), { erased: 0, held: 1 }, JSON.stringify(scope))
    await call('POST', `/legal-holds/${hold}/lift`, { reason: 'Over' }, { 'if-match': '*' })
  }
  t.match(await run('training_records', '2026-01-01', true, 1), { erased: 1, held: 0 }, 'a page a person')
  t.strictSame([(await tablesWith(gone.canary)), (await tablesWith(recent.canary)).length, (await tablesWith(present.canary)).length], [[], 7, 7], 'the name of whoever is gone went with the class of contact data')
  t.match(await run('training_records', '2026-01-01', true), { erased: 0 }, 'once')
  const { rows } = await superuser.query<{ subject: string, data: string }>('select subject, data from aeo.operator_log where type = \'retention.training_records_erased\'')
  t.match(rows, [{ subject: `person:${gone.person}` }])
  t.equal((await verified()).fault, null)
})

t.test('an own rule for training records holds for them alone', async (t) => {
  const { canary } = await plant('P-7', '2021-06-30')
  const setting = await app.inject({ method: 'PUT', url: '/v1/record-settings/retention', headers: { ...bearer(), 'if-match': '"0"' }, payload: { value: { training_records: { years: 10, legalSource: 'Evidence under UCC-IA 27' } } } })
  t.equal(setting.statusCode, 200, setting.body)
  await run('training_records', '2026-01-01', true)
  t.strictSame(await tablesWith(canary), ['idempotency_answers', 'record_revisions', 'training_acknowledgements', 'training_needs', 'training_records', 'training_requirements'], 'the name went, what proves the training did not')
})

t.test('the words of a message go on request once it is withdrawn and no hold keeps them', async (t) => {
  const id = await made('/training/messages', { kind: 'audit_result', title: 'x', text: 'CANARY-REQUEST failed.', documentReference: 'CANARY-REQUEST.pdf', documentSha256: HASH, issuedOn: '2024-01-01', dueOn: '2024-02-01', audience: { all: true } }, { 'idempotency-key': 'request' })
  const acknowledgement = await made(`/training/messages/${id}/acknowledgements`, { person: 'P-2', acknowledgedOn: '2024-03-03', evidence: 'CANARY-REQUEST said so' }, { 'idempotency-key': 'request-ack' })
  t.match((await call('POST', `/training/messages/${id}/erase-words`)).json(), { status: 409, type: '/problems/training-message-in-force' })
  await call('PATCH', `/training/messages/${id}`, { withdrawnOn: '2024-06-06' }, { 'if-match': '*' })
  for (const [name, day] of [['training_messages', '2024-01-01'], ['training_messages', '2024-06-06'], ['training_records', '2024-03-03']]) {
    const hold = await made('/legal-holds', { class: name, from: day, to: day, reason: 'Court case' })
    t.match((await call('POST', `/training/messages/${id}/erase-words`)).json(), { status: 409, type: '/problems/training-message-words-held' }, `${name} ${day}`)
    await call('POST', `/legal-holds/${hold}/lift`, { reason: 'Over' }, { 'if-match': '*' })
  }
  const before = await verified()
  const erased = await call('POST', `/training/messages/${id}/erase-words`)
  t.match(erased.json(), { title: 'x', text: null, documentReference: null, documentSha256: HASH, revision: 3 })
  t.equal(erased.headers.etag, '"3"')
  t.strictSame(await tablesWith('CANARY-REQUEST'), [])
  t.match((await call('GET', `/training/messages/${id}/acknowledgements`)).json(), { items: [{ id: acknowledgement, person: 'P-2', acknowledgedOn: '2024-03-03', evidence: null }] })
  const after = await verified()
  t.strictSame({ fault: after.fault, events: after.events }, { fault: null, events: before.events + 1 })
})

t.test('the text of a message goes years after it was withdrawn, with the words of its acknowledgements, and never while it is in force', async (t) => {
  t.match(await run('training_messages', '2090-01-01', false), { erased: 0 }, 'in force')
  await call('PATCH', `/training/messages/${message}`, { withdrawnOn: '2022-03-03' }, { 'if-match': '*' })
  t.match(await run('training_messages', '2032-12-31', false), { erased: 0 })
  const hold = await made('/legal-holds', { class: 'training_records', from: '2021-03-03', to: '2021-03-03', reason: 'Court case' })
  t.match(await run('training_messages', '2033-01-01', true), { erased: 0, held: 1 }, 'words of an acknowledgement are of a person as well')
  await call('POST', `/legal-holds/${hold}/lift`, { reason: 'Over' }, { 'if-match': '*' })
  t.match(await run('training_messages', '2033-01-01', true), { erased: 1, years: 10 })
  t.strictSame(await tablesWith('CANARY-TEXT'), [])
  t.equal((await superuser.query('select 1 from aeo.training_acknowledgements a where a.evidence is not null')).rowCount, 0)
  t.match((await call('GET', `/training/messages/${message}`)).json(), { title: 'x', text: null, issuedOn: '2021-01-01' })
  t.match((await call('GET', `/training/messages/${message}/acknowledgements`)).json<{ items: object[] }>().items[0], { person: 'P-1', acknowledgedOn: '2021-03-03', evidence: null })
  t.equal((await verified()).fault, null)
})
