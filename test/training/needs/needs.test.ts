import pg from 'pg'
import t from 'tap'
import { trainingDeps } from '../../../src/features.ts'
import { deriveTrainingNeeds } from '../../../src/training/index.ts'
import { needsOfRate } from '../../../src/training/needs/needs-of-rate.ts'
import { FollowedLogs, systemPrincipal } from '../../../src/platform/log/followed-logs.ts'
import { onConnection, runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'
import { sanction } from '../../sanctions/sanctions.ts'

const database = await testDatabase(t)
let now = new Date('2026-06-30T10:00:00Z')
const clock = (): Date => now
const { app, db } = await testApp(t, database.appUrl, {}, { clock })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
async function post <T = { id: string }> (url: string, payload: object, headers: Record<string, string> = {}): Promise<T> {
  const answer = await call('POST', url, payload, headers)
  if (answer.statusCode >= 300) throw new Error(`${url} ${answer.body}`)
  return answer.json<T>()
}
async function graph <T> (query: string, scope = '*'): Promise<T> {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer({ scope }), payload: { query } })).json<{ data: T, errors?: unknown }>()
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}

interface Need {
  id: string, source: string, topic: string, level: number, unit: string | null, severity: string, state: string, reason: string | null, openedOn: string, dueOn: string, ownerPosition: string | null, overdue: boolean, ageDays: number
  figures: { events: number, comparisons: { against: string, lower: number }[] }[] | null, roles: unknown[] | null, evidence: { kind: string, id: string, href: string }[] | null, evidenceCount: number | null
  suggestedCourse: { code: string } | null, peopleCount: number | null, people: { person: string, level: number }[] | null, closedBecause: string | null, closingReason: string | null
  closingRecords: { person: string }[] | null, effectCheckOn: string | null
}
const needs = async (query = '', scope = '*'): Promise<Need[]> => (await app.inject({ url: `/v1/training/needs${query}`, headers: bearer({ scope }) })).json<{ items: Need[] }>().items
const one = async (id: string): Promise<Need> => (await call('GET', `/training/needs/${id}`)).json()
const derive = async (): Promise<Record<string, number>> => await post('/training/needs/derive', {} as object)
const etag = async (id: string): Promise<{ 'if-match': string }> => ({ 'if-match': String((await call('GET', `/training/needs/${id}`)).headers.etag) })
const revise = async (id: string): Promise<{ 'if-match': string }> => ({ 'if-match': String((await call('GET', `/training/records/${id}`)).headers.etag) })

for (const code of ['U-1', 'U-2', 'U-3']) await post('/units', { code, name: code, validFrom: '2020-01-01' })
for (const [position, unit, responsibilities] of [['CS-1', 'U-1', ['customs_specialist']], ['CS-2', 'U-2', ['customs_specialist']], ['CO-3', 'U-3', ['classification_owner']], ['HEAD', 'U-2', ['head_of_customs']]] as const) {
  await post('/positions', { code: position, title: position, unit, responsibilities, validFrom: '2020-01-01' })
}
const holders: [string, string][] = [...[1, 2, 3, 4, 5].map((number): [string, string] => [`p-${number}`, 'CS-1']), ['p-6', 'CS-2'], ['p-7', 'CO-3'], ['p-8', 'HEAD']]
for (const [person, position] of holders) {
  await post('/people', { pseudonym: person, employmentKind: 'employee' })
  await post('/assignments', { person, position, ftePercent: 100, validFrom: '2020-01-01' })
}
for (const [code, providerType, hours] of [['EXT', 'vendor', '4'], ['INT', 'internal', '16'], ['LOW', 'internal', '2']] as const) {
  await post('/training/courses', { code, title: code, kind: 'course', provider: 'x', providerType, version: { validFrom: '2020-01-01', hours, topics: [{ topic: 'classification', level: code === 'LOW' ? 1 : 3 }] } })
}

/** Confirms what the check finds of a declaration whose item has eight digits only. @returns the finding. */
async function wrong (lrn: string, unit: string, { cause = 'training', on = '2026-05-04', handledBy = 'p-1' } = {}): Promise<string> {
  const { declarationId } = await post<{ declarationId: string }>('/declarations', declaration({ lrn, orgUnitId: unit, acceptanceDate: on, handledBy, items: [item({ taric2: undefined })] }))
  const found = (await call('GET', `/findings?declarationId=${declarationId}&check=CLA-01`)).json<{ items: { id: string }[] }>().items[0]?.id ?? ''
  await post(`/findings/${found}/review`, { decision: 'confirmed', words: 'So it is.', cause }, { 'if-match': '*' })
  return found
}
/** Sixty declarations of another unit with nothing wrong. */
async function cleanOn (day: string): Promise<void> {
  const lines = Array.from({ length: 60 }, (_, index) => JSON.stringify(declaration({ lrn: `C-${day}-${index}`, orgUnitId: 'U-2', acceptanceDate: day })))
  await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: lines.join('\n') })
}
await cleanOn('2026-05-04')
const record = async (person: string, changes: object = {}): Promise<string> =>
  (await post('/training/records', { reference: `R-${person}-${Math.random()}`, person, course: 'INT', completedOn: now.toISOString().slice(0, 10), result: 'passed', ...changes })).id

t.test('confirmed errors above the rest of the company open one need, with reason, links, course, people and due day', async (t) => {
  const found: string[] = []
  for (let index = 0; index < 6; index++) found.push(await wrong(`W-${index}`, 'U-1', { handledBy: `p-${1 + index % 5}` }))
  await wrong('OTHER', 'U-3', { cause: 'supplier', handledBy: 'p-7' })
  t.strictSame(await derive(), { opened: 1, extended: 0, closed: 0, reopened: 0 })
  const [need, ...more] = await needs()
  t.strictSame(more, [])
  t.match(need, {
    source: 'finding', topic: 'classification', level: 3, unit: 'U-1', severity: 'critical', state: 'open', openedOn: '2026-06-30', dueOn: '2026-07-30', ownerPosition: null, overdue: false, ageDays: 0,
    reason: /^6 declarations of U-1 with errors of classification by cause training, .* in 6 reviewed: above the rate of the rest of the company in the same days/, figures: [{ events: 6, comparisons: [{ against: 'rest_of_company' }] }],
    roles: [{ role: 'customs_specialist', findings: 6 }], evidenceCount: 6, peopleCount: 5, people: [1, 2, 3, 4, 5].map((number) => ({ person: `p-${number}`, level: 3 })), suggestedCourse: { code: 'INT' }, closingRecords: []
  })
  t.strictSame(need?.evidence?.map(({ href }) => href).toSorted(), found.map((id) => `/v1/findings/${id}`).toSorted())
  t.strictSame(await derive(), { opened: 0, extended: 0, closed: 0, reopened: 0 }, 'the same evidence opens nothing again')
})

t.test('new evidence joins the open need; people see to it and change the day, seeing the state they change', async (t) => {
  const [need] = await needs()
  const id = need?.id ?? ''
  const late = await wrong('W-7', 'U-1', { cause: 'clerical', on: '2026-06-02' })
  t.match(await derive(), { opened: 0, extended: 1 })
  t.match(await one(id), { evidenceCount: 7, reason: /^6 declarations/, severity: 'critical' })
  t.ok((await one(id)).evidence?.some((each) => each.id === late))
  t.equal((await call('PATCH', `/training/needs/${id}`, { dueOn: '2026-08-15' })).statusCode, 428)
  t.equal((await call('PATCH', `/training/needs/${id}`, { dueOn: '2026-08-15' }, { 'if-match': '"99"' })).statusCode, 412)
  t.match((await call('PATCH', `/training/needs/${id}`, { dueOn: '2026-08-15', ownerPosition: 'CS-1' }, await etag(id))).json(), { dueOn: '2026-08-15', ownerPosition: 'CS-1' })
  t.match((await call('PATCH', `/training/needs/${id}`, { ownerPosition: null }, await etag(id))).json(), { ownerPosition: null, dueOn: '2026-08-15' })
  for (const [change, pointer] of [[{ dueOn: '2026-02-30' }, '/dueOn'], [{ dueOn: '2026-06-29' }, '/dueOn'], [{ ownerPosition: 'NONE' }, '/ownerPosition'], [{ state: 'closed' }, '/state']] as const) {
    t.match((await call('PATCH', `/training/needs/${id}`, change, await etag(id))).json(), { status: 400, errors: [{ pointer }] }, pointer)
  }
})

t.test('without the right to people nobody is shown, and of a unit of few no figure', async (t) => {
  const [need] = await needs('', 'training:read')
  t.match(need, { people: null, closingRecords: null, peopleCount: 5, evidenceCount: 7 })
  for (let index = 0; index < 6; index++) await wrong(`X-${index}`, 'U-3', { handledBy: 'p-7' })
  t.match(await derive(), { opened: 1 })
  const [small] = await needs('?unit=U-3', 'training:read')
  t.match(small, { unit: 'U-3', people: null, peopleCount: null, figures: null, roles: null, evidence: null, evidenceCount: null, reason: /Figures of a group of fewer than 5 people are not shown/ })
  t.match(await needs('?unit=U-3'), [{ peopleCount: 1, people: [{ person: 'p-7' }], evidenceCount: 6, roles: [{ role: null, findings: 6 }] }], 'one holder of a role is not named by it either')
  const refused = await app.inject({ method: 'POST', url: '/graphql', headers: bearer({ scope: 'training:read' }), payload: { query: '{ trainingNeeds(first: 1) { nodes { people { person } } } }' } })
  t.match(refused.json(), { errors: [{ extensions: { type: '/problems/forbidden' } }] })
})

t.test('a need closes with the last record of those still there, in its transaction, and opens again when one is revoked', async (t) => {
  const [{ id } = { id: '' }] = await needs('?unit=U-1')
  const records: Record<string, string> = {}
  await record('p-1', { completedOn: '2026-06-29' })
  for (const person of ['p-1', 'p-2', 'p-3']) records[person] = await record(person)
  await record('p-4', { course: 'LOW' })
  await record('p-4', { result: 'failed' })
  t.equal((await one(id)).state, 'open', 'neither the level below nor a failed test is an answer')
  await record('p-4')
  t.equal((await one(id)).state, 'open')
  const assignment = (await call('GET', '/assignments?person=p-5')).json<{ items: { id: string }[] }>().items[0]?.id ?? ''
  const moved = await call('PATCH', `/assignments/${assignment}`, { validTo: '2026-06-29' }, { 'if-match': '*' })
  t.equal(moved.statusCode, 200, moved.body)
  t.match(await derive(), { closed: 1 }, 'who has left need not')
  t.match(await one(id), { state: 'closed', closedBecause: 'records', effectCheckOn: '2026-12-30', closingRecords: [{ person: 'p-1' }, { person: 'p-2' }, { person: 'p-3' }, { person: 'p-4' }], suggestedCourse: null })
  t.strictSame(await derive(), { opened: 0, extended: 0, closed: 0, reopened: 0 }, 'what was answered opens nothing')
  await post(`/training/records/${records['p-2']}/revoke`, { from: '2026-06-30', reason: 'The test was of another.' }, await revise(records['p-2'] ?? ''))
  t.match(await one(id), { state: 'open', closedBecause: null, closingRecords: [] })
  const again = await record('p-2', { course: 'EXT' })
  t.match(await one(id), { state: 'closed', closedBecause: 'records' }, 'the next record closes it at once')
  await post(`/training/records/${again}/revoke`, { from: '2027-01-01', reason: 'Ends.' }, await revise(again))
  t.equal((await one(id)).state, 'open', 'whatever its first day')
  await record('p-2')
  t.equal((await one(id)).state, 'closed')
})

t.test('two records that come at once close a need together', async (t) => {
  const { id } = await post('/training/needs', { source: 'audit_finding', topic: 'value', level: 2, people: ['p-1', 'p-2'], severity: 'important', reason: 'Finding 7 of the audit.' })
  await Promise.all(['p-1', 'p-2'].map(async (person) => await record(person, { course: undefined, topic: 'value', level: 2 })))
  t.match(await one(id), { state: 'closed', closedBecause: 'records' })
})

t.test('after a closing only later errors open a need', async (t) => {
  now = new Date('2026-08-20T10:00:00Z')
  await wrong('L-1', 'U-1', { on: '2026-06-15' })
  for (let index = 0; index < 4; index++) await wrong(`L-${index + 2}`, 'U-1', { on: '2026-08-03' })
  t.match(await derive(), { opened: 0 }, 'nothing else was declared since, so there is nothing to compare with')
  await cleanOn('2026-08-03')
  t.match(await derive(), { opened: 1 })
  t.match(await needs('?unit=U-1&state=open'), [{ topic: 'classification', evidenceCount: 4, ageDays: 0 }])
})

t.test('closed by hand, what it rested on opens nothing again; what was stated and closed hides no error', async (t) => {
  const [{ id } = { id: '' }] = await needs('?unit=U-3&topic=classification')
  await post(`/training/needs/${id}/close`, { reason: 'The form was wrong.' }, await etag(id))
  t.match(await derive(), { opened: 0 })
  now = new Date('2026-08-25T10:00:00Z')
  const stated = await post('/training/needs', { source: 'law_change', topic: 'classification', level: 2, unit: 'U-3', severity: 'important', reason: 'x' })
  await post(`/training/needs/${stated.id}/close`, { reason: 'Put off.' }, await etag(stated.id))
  await cleanOn('2026-08-21')
  for (let index = 0; index < 3; index++) await wrong(`B-${index}`, 'U-3', { on: '2026-08-21', handledBy: 'p-7' })
  t.match(await derive(), { opened: 1 }, 'errors after the day of the closing count')
  t.match(await needs('?unit=U-3&state=open'), [{ topic: 'classification', source: 'finding', evidenceCount: 3 }])
  now = new Date('2026-08-20T10:00:00Z')
})

t.test('effects are told which needs rates opened, and which days the unit was picked by', async (t) => {
  const rates = await runOperatorTx(db.operations, systemPrincipal(operatorId, TEST_OPERATOR), async (tx) => await needsOfRate(tx, { from: '2026-06-30', to: '2026-06-30' }), clock)
  t.strictSame(rates.map(({ id: _id, ...rate }) => rate), [
    { topic: 'classification', unit: 'U-1', pillar: 'classification', openedOn: '2026-06-30', closedOn: '2026-06-30', evidenceFrom: '2025-12-31', pastFrom: null },
    { topic: 'classification', unit: 'U-3', pillar: 'classification', openedOn: '2026-06-30', closedOn: '2026-08-20', evidenceFrom: '2025-12-31', pastFrom: null }
  ])
})

t.test('a sanction whose cause is training opens a need by itself, once', async (t) => {
  const { id } = await post('/sanctions', sanction({ authorityReference: 'N-1', cause: 'training', pillar: 'origin', severity: 'serious', orgUnitId: 'U-2', infringementDates: [{ from: '2024-03-03' }], decisionDate: '2026-06-01' }))
  await post('/sanctions', sanction({ authorityReference: 'N-2', cause: 'clerical', pillar: 'value', orgUnitId: 'U-2', decisionDate: '2026-06-01' }))
  t.match(await derive(), { opened: 1 })
  t.match(await needs('?source=sanction'), [{ topic: 'origin', unit: 'U-2', severity: 'critical', reason: 'A sanction of U-2 whose stated cause is a lack of training.', evidence: [{ kind: 'sanction', id, href: `/v1/sanctions/${id}` }] }])
  t.match(await derive(), { opened: 0 })
})

t.test('a need is stated with its reason, and closed by hand for a reason only', async (t) => {
  const stated = { source: 'law_change', topic: 'excise', level: 2, unit: 'U-2', severity: 'important', reason: 'The excise code changes.', references: ['Reg. (EU) 2026/1'] }
  const headers = { 'idempotency-key': 'need-1' }
  const [first, again] = [await call('POST', '/training/needs', stated, headers), await call('POST', '/training/needs', stated, headers)]
  t.equal(first.statusCode, 201)
  t.equal(again.body, first.body)
  t.equal((await call('POST', '/training/needs', { ...stated, level: 3 }, headers)).statusCode, 422)
  const need = first.json<Need>()
  t.match(need, { dueOn: '2026-10-19', reason: 'The excise code changes.', people: [{ person: 'p-6', level: 2 }, { person: 'p-8', level: 2 }], references: ['Reg. (EU) 2026/1'], figures: [] })
  t.equal(first.headers.location, `/v1/training/needs/${need.id}`)
  t.equal((await call('POST', `/training/needs/${need.id}/close`, {}, await etag(need.id))).statusCode, 400)
  t.equal((await call('POST', `/training/needs/${need.id}/close`, { reason: ' ' }, await etag(need.id))).statusCode, 400)
  t.equal((await call('POST', `/training/needs/${need.id}/close`, { reason: 'It was put off.' })).statusCode, 428)
  t.match((await call('POST', `/training/needs/${need.id}/close`, { reason: 'It was put off.' }, await etag(need.id))).json(), { state: 'closed', closedBecause: 'stated_reason', closingReason: 'It was put off.', effectCheckOn: null })
  t.match((await call('POST', `/training/needs/${need.id}/close`, { reason: 'Again.' }, await etag(need.id))).json(), { status: 409, type: '/problems/training-need-closed' })
  t.equal((await call('PATCH', `/training/needs/${need.id}`, { dueOn: '2027-01-01' }, await etag(need.id))).statusCode, 409)
})

t.test('what cannot be is refused with a pointer to it, all at once', async (t) => {
  const known = (await call('GET', '/findings?state=confirmed&limit=1')).json<{ items: { id: string }[] }>().items[0]?.id ?? ''
  const attached = (await needs('?unit=U-1'))[0]?.evidence?.[0]?.id ?? ''
  const good = { source: 'other', topic: 'classification', level: 2, severity: 'important', reason: 'x' }
  const answer = await call('POST', '/training/needs', { ...good, topic: 'none', unit: 'U-9', people: ['p-1', 'p-99'], ownerPosition: 'X', dueOn: '2026-08-19', findingIds: ['018f0000-0000-7000-8000-000000000000'] })
  t.strictSame(answer.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer), ['/topic', '/dueOn', '/unit', '/ownerPosition', '/people/1', '/findingIds/0'])
  t.match((await call('POST', '/training/needs', { ...good, findingIds: [attached] })).json(), { status: 400, errors: [{ pointer: '/findingIds/0', detail: /another need/ }] })
  for (const wrongly of [{ ...good, source: 'gap' }, { ...good, source: 'finding' }, { ...good, level: 0 }, { ...good, level: 5 }, { ...good, reason: '' }, { ...good, extra: 1 }]) t.equal((await call('POST', '/training/needs', wrongly)).statusCode, 400)
  const { id } = await post('/training/needs', { ...good, topic: 'value', findingIds: [known] })
  t.match(await one(id), { evidenceCount: 1, evidence: [{ id: known }] }, 'for another topic the same finding may stand')
})

t.test('gaps are needs beside those kept, on pages that go on', async (t) => {
  interface Page { trainingNeeds: { nodes: (Need & { id: string | null })[], pageInfo: { hasNextPage: boolean, endCursor: string | null } } }
  const fields = 'nodes { id source topic unit state openedOn ageDays dueOn overdue level peopleCount suggestedCourse { code } } pageInfo { hasNextPage endCursor }'
  const { trainingNeeds: all } = await graph<Page>(`{ trainingNeeds(first: 500) { ${fields} } }`)
  const gaps = all.nodes.filter(({ source }) => source === 'gap')
  t.equal(all.nodes.length - gaps.length, (await needs('?limit=1000')).length)
  const excise = gaps.find(({ unit, topic }) => unit === 'U-2' && topic === 'excise')
  t.match(excise, { id: null, state: 'open', level: 2, openedOn: '2020-03-31', dueOn: '2020-05-30', overdue: true, peopleCount: 2, suggestedCourse: null }, 'since the matrix\'s 90 days of grace were over')
  const firstDays: Record<string, string> = { ai_literacy: '2025-05-03', product_rules: '2023-12-30' }
  t.ok(gaps.every(({ topic, openedOn }) => openedOn === (firstDays[topic] ?? '2020-03-31')), 'a gap is no older than the duty and its grace')
  const read: unknown[] = []
  for (let after = ''; ;) {
    const { trainingNeeds: page } = await graph<Page>(`{ trainingNeeds(first: 7${after}) { ${fields} } }`)
    t.ok(page.nodes.length <= 7)
    read.push(...page.nodes)
    if (!page.pageInfo.hasNextPage) break
    after = `, after: "${page.pageInfo.endCursor}"`
  }
  t.strictSame(read, all.nodes, 'none is missing, none comes twice')
  const filtered = async (filter: string): Promise<string[]> => (await graph<Page>(`{ trainingNeeds(first: 500, filter: ${filter}) { ${fields} } }`)).trainingNeeds.nodes.map(({ source }) => source)
  t.ok((await filtered('{ source: gap, unit: "U-2", topic: "excise" }')).every((source) => source === 'gap'))
  t.equal((await filtered('{ source: gap, unit: "U-2", topic: "excise" }')).length, 1)
  t.notOk((await filtered('{ state: closed }')).includes('gap'))
  t.strictSame(await filtered('{ dueTo: "2020-05-29", unit: "U-2" }'), [])
  t.ok((await filtered('{ dueTo: "2020-05-30", unit: "U-2" }')).length > 0)
  const few = (await graph<Page>(`{ trainingNeeds(first: 500, filter: { source: gap }) { ${fields} } }`, 'training:read')).trainingNeeds.nodes
  t.ok(few.length > 0 && few.every(({ unit, peopleCount }) => unit === null || (peopleCount ?? 0) >= 1))
  t.notOk(few.some(({ unit }) => unit === 'U-2' || unit === 'U-3'), 'units of one or two people have no row of their own')
  t.match(few.find(({ topic }) => topic === 'excise'), { unit: null, peopleCount: 7 })
  const narrowed = async (unit: string): Promise<Need[]> => (await graph<Page>(`{ trainingNeeds(first: 500, filter: { source: gap, unit: "${unit}" }) { ${fields} } }`, 'training:read')).trainingNeeds.nodes
  t.strictSame(await narrowed('U-1'), few.filter(({ unit }) => unit === 'U-1'), 'asked for alone a unit shows no more than among all: those left out could be had by subtraction')
  t.strictSame((await graph<Page>(`{ trainingNeeds(first: 500, filter: { source: gap, unit: "U-2" }) { ${fields} } }`, 'training:read')).trainingNeeds.nodes, [], 'two people have no figure of their own')
})

t.test('what was closed by hand opens again for a reason, with its day and people, and closes by records as before', async (t) => {
  const stated = { source: 'audit_finding', topic: 'excise', level: 1, unit: 'U-2', people: ['p-6'], severity: 'important', reason: 'Found in an audit.' }
  const { id } = await post('/training/needs', stated)
  const reopen = async (payload: object, headers: Record<string, string>, which = id) => await call('POST', `/training/needs/${which}/reopen`, payload, headers)
  t.match((await reopen({ reason: 'x' }, await etag(id))).json(), { status: 409, type: '/problems/training-need-not-reopened', because: 'open' })
  await post(`/training/needs/${id}/close`, { reason: 'Taken for another one.' }, await etag(id))
  const closed = await etag(id)
  t.equal((await reopen({ reason: 'x' }, {})).statusCode, 428)
  t.equal((await reopen({ reason: 'x' }, { 'if-match': '"99"' })).statusCode, 412)
  for (const wrongly of [{}, { reason: ' ' }, { reason: 'x', extra: 1 }]) t.equal((await reopen(wrongly, closed)).statusCode, 400)
  t.equal((await reopen({ reason: 'x' }, { 'if-match': '*' }, '018f0000-0000-7000-8000-000000000000')).statusCode, 404)
  const answer = await reopen({ reason: 'It was the right one.' }, { ...closed, 'idempotency-key': 'reopen-1' })
  t.match(answer.json(), { state: 'open', closedOn: null, closedBecause: null, closingReason: 'Taken for another one.', reopeningReason: 'It was the right one.', openedOn: '2026-08-20', peopleCount: 1 })
  t.equal((await reopen({ reason: 'It was the right one.' }, { ...closed, 'idempotency-key': 'reopen-1' })).body, answer.body)
  const { rows: [logged] } = await superuser.query<{ data: string }>('select data from aeo.operator_log where type = \'training_need.reopened\' and subject = $1', [`training_need:${id}`])
  t.strictSame(JSON.parse(logged?.data ?? '{}'), { because: 'stated_reason' }, 'no word of a person stands in the log')
  await record('p-6', { course: undefined, topic: 'excise', level: 1 })
  t.match(await one(id), { state: 'closed', closedBecause: 'records' })
  t.match((await reopen({ reason: 'x' }, await etag(id))).json(), { status: 409, because: 'closed_by_records' })

  const meanwhile = await post('/training/needs', { ...stated, topic: 'licences' })
  await post(`/training/needs/${meanwhile.id}/close`, { reason: 'Put off.' }, await etag(meanwhile.id))
  await record('p-6', { course: undefined, topic: 'licences', level: 1 })
  t.match((await reopen({ reason: 'Not put off.' }, await etag(meanwhile.id), meanwhile.id)).json(), { state: 'closed', closedBecause: 'records', closingRecords: [{ person: 'p-6' }] }, 'records have answered it meanwhile')
})

t.test('the chore derives for whoever\'s log moved, and not again', async (t) => {
  for (let index = 0; index < 6; index++) await wrong(`Z-${index}`, 'U-3', { on: '2026-08-04', cause: 'ai', handledBy: 'p-7' })
  const followed = new FollowedLogs()
  t.equal(await deriveTrainingNeeds(trainingDeps({ db, clock }), followed), 1)
  t.match(await needs('?unit=U-3&topic=ai_literacy'), [{ state: 'open', evidenceCount: 6 }], 'errors of AI systems are answered by AI literacy')
  t.equal(await deriveTrainingNeeds(trainingDeps({ db, clock }), followed), 0)
  const { rows: [opened] } = await superuser.query<{ data: string }>('select data from aeo.operator_log where type = \'training_need.opened\' order by seq desc limit 1')
  t.strictSame(Object.keys(JSON.parse(opened?.data ?? '{}') as object).toSorted(), ['dueOn', 'level', 'severity', 'source', 'topic', 'unit'])
})

t.test('words can be erased: they stand nowhere, the need stays, and the log verifies', async (t) => {
  const { id } = await post('/training/needs', { source: 'other', topic: 'value', level: 2, unit: 'U-2', severity: 'advisable', reason: 'canary-reason' }, { 'idempotency-key': 'canary' })
  for (const end of ['close', 'reopen', 'close']) await post(`/training/needs/${id}/${end}`, { reason: end === 'close' ? 'canary-closing' : 'canary-reopening' }, { ...await etag(id), 'idempotency-key': `canary-${end}-${Math.random()}` })
  const hold = await post('/legal-holds', { everything: true, reason: 'A control.' })
  t.match((await call('POST', `/training/needs/${id}/erase-words`)).json(), { status: 409, type: '/problems/training-need-words-held' })
  await post(`/legal-holds/${hold.id}/lift`, { reason: 'Over.' }, { 'if-match': '*' })
  t.match((await call('POST', `/training/needs/${id}/erase-words`)).json(), { reason: null, closingReason: null, reopeningReason: null, state: 'closed' })
  const { rows: tables } = await superuser.query<{ name: string }>('select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = \'aeo\' and c.relkind = \'r\'')
  for (const { name } of tables) t.equal((await superuser.query(`select from aeo.${name} r where r::text like '%canary-reason%' or r::text like '%canary-closing%' or r::text like '%canary-reopening%'`)).rowCount, 0, name)
  t.equal((await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))).fault, null)
})

t.test('a page holds at most a hundred needs, since each has its people and evidence with it: in REST and in the graph', async (t) => {
  await superuser.query(`insert into aeo.training_needs select (jsonb_populate_record(n, jsonb_build_object('id', gen_random_uuid()))).*
    from aeo.training_needs n, generate_series(1, 130) where n.operator_id = $1 and n.id = (select min(f.id::text)::uuid from aeo.training_needs f where f.operator_id = $1)`, [operatorId])
  interface Page { items: Need[], nextCursor: string | null }
  const first = (await call('GET', '/training/needs?limit=1000')).json<Page>()
  const second = (await call('GET', `/training/needs?limit=1000&cursor=${first.nextCursor}`)).json<Page>()
  t.equal(first.items.length, 100)
  const { rows: [row] } = await superuser.query<{ count: string }>('select count(*) from aeo.training_needs n where n.operator_id = $1', [operatorId])
  t.equal(new Set([...first.items, ...second.items].map(({ id }) => id)).size, Number(row?.count))
  t.equal(second.nextCursor, null)
  const { trainingNeeds } = await graph<{ trainingNeeds: { nodes: unknown[], pageInfo: { hasNextPage: boolean } } }>('{ trainingNeeds(first: 500) { nodes { id } pageInfo { hasNextPage } } }')
  t.strictSame([trainingNeeds.nodes.length, trainingNeeds.pageInfo.hasNextPage], [100, true])
})
