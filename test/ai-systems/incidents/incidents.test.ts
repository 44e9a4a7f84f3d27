import t from 'tap'
import { followLogs } from '../../../src/authorisations/index.ts'
import { completed } from '../../support/ai-act.ts'
import { testApp } from '../../support/app.ts'
import { Inventory } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
let today = '2026-03-10'
const clock = () => new Date(`${today}T10:00:00Z`)
const { app, db } = await testApp(t, appUrl, {}, { clock })
const inventory = new Inventory(app)
await inventory.prepare()
await inventory.call('POST', '/authorisations', { type: 'AEOF', reference: 'ITAEOF1', holderEori: TEST_OPERATOR, decisionDate: '2020-01-15' })
await inventory.call('POST', '/people', { pseudonym: 'P-HEAD', employmentKind: 'employee' })
await inventory.call('POST', '/assignments', { person: 'P-HEAD', position: 'AI-OWNER', validFrom: '2021-01-01', ftePercent: 100 })
const PROOF = { reference: 'MSA-2026-17', sha256: 'a'.repeat(64) }
interface Incident { id: string, state: string, overdue: boolean, reports: { recipient: string, dueOn: string, state: string, overdue: boolean }[] }
const record = async (system: string, body: object, headers: Record<string, string> = {}) => await inventory.call('POST', `/ai-systems/${system}/incidents`, { occurredOn: today, description: 'It scored an applicant by age', ...body }, undefined, headers)
const etagOf = async (id: string) => String((await inventory.call('GET', `/ai-incidents/${id}`)).headers['etag'])
const list = async (query = '') => (await inventory.call('GET', `/ai-incidents?${query}`)).json<{ items: Incident[], nextCursor: string | null }>()

const HIGH = completed({ r_roles: ['deployer'], c_domains: ['hr'], c_cloud: 'eu_cloud', h_4a: true, r_profiling: true })
const hr = await inventory.register('HR', { pillars: [], processSteps: ['hr'], validFrom: '2026-01-01' })
const assessed = (await inventory.assess(hr, HIGH)).json<{ class: string }>()
const tariff = await inventory.inUse('TARIFF', { validFrom: '2026-01-01' })

let id = ''
t.test('a serious incident of a system of high risk says whom it must be reported to, by when and by which provision', async (t) => {
  t.equal(assessed.class, 'high_risk')
  const answer = await record(hr, { kind: 'fundamental_rights', occurredOn: '2026-03-02', awareOn: '2026-03-04', references: ['CASE-7'] })
  t.equal(answer.statusCode, 201)
  id = answer.json<Incident>().id
  t.equal(answer.headers['location'], `/v1/ai-incidents/${id}`)
  t.match(answer.json(), {
    system: 'HR', kind: 'fundamental_rights', serious: true, legalRef: 'AI Act Art. 3(49)(c)', control: 'AIC-18', class: 'high_risk', version: 1, state: 'open', overdue: true, references: ['CASE-7'],
    reports: [{ recipient: 'provider', dueOn: '2026-03-04', legalRef: 'AI Act Art. 26(5)', state: 'open', overdue: true }, { recipient: 'market_surveillance', dueOn: '2026-03-19', legalRef: 'AI Act Art. 73(2)', overdue: false }]
  })
  t.match((await list('overdue=true')).items, [{ id }])
})

t.test('it stays open until each report was made, with proof, or is not owed for a reason', async (t) => {
  const close = async (headers: Record<string, string>) => await inventory.call('POST', `/ai-incidents/${id}/close`, { rootCause: 'Age stood in the data', correctiveAction: 'Age taken out' }, undefined, headers)
  t.match((await close({ 'if-match': await etagOf(id) })).json(), { status: 409, type: '/problems/ai-incident-stays', because: 'report_open', recipients: ['provider', 'market_surveillance'] })
  const state = async (recipient: string, body: object, etag?: string) => await inventory.call('PUT', `/ai-incidents/${id}/reports/${recipient}`, body, undefined, { 'if-match': etag ?? await etagOf(id) })
  for (const [body, pointer] of [[{ state: 'made', evidence: PROOF }, '/reportedOn'], [{ state: 'made', reportedOn: '2026-03-05' }, '/evidence'], [{ state: 'not_owed' }, '/reason'], [{ state: 'open', reportedOn: '2026-03-05' }, '/reportedOn'], [{ state: 'made', reportedOn: '2026-03-11', evidence: PROOF }, '/reportedOn'], [{ state: 'made', reportedOn: '2026-03-01', evidence: PROOF }, '/reportedOn']] as const) {
    t.match((await state('provider', body)).json(), { status: 400, errors: [{ pointer }] }, JSON.stringify(body))
  }
  t.match((await state('data_protection', { state: 'not_owed', reason: 'x' })).json(), { status: 404, type: '/problems/ai-incident-not-found' }, 'what is not owed is not there')
  const stale = await etagOf(id)
  t.match((await state('provider', { state: 'made', reportedOn: '2026-03-05', evidence: PROOF })).json(), { overdue: false, reports: [{ recipient: 'provider', state: 'made', reportedOn: '2026-03-05', evidence: PROOF, overdue: false }, {}] })
  t.equal((await state('market_surveillance', { state: 'not_owed', reason: 'The provider has reported it' }, stale)).statusCode, 412)
  t.equal((await state('market_surveillance', { state: 'not_owed', reason: 'The provider has reported it' })).statusCode, 200)
  t.equal((await close({})).statusCode, 428)
  const key = { 'idempotency-key': 'close', 'if-match': await etagOf(id) }
  const closed = await close(key)
  t.match(closed.json(), { state: 'closed', closedOn: '2026-03-10', rootCause: 'Age stood in the data', correctiveAction: 'Age taken out' })
  t.equal((await close(key)).body, closed.body, 'sent again, it is the same answer')
  t.match((await close({ 'if-match': await etagOf(id) })).json(), { status: 409, because: 'closed' })
  t.match((await state('provider', { state: 'open' })).json(), { status: 409, because: 'closed' })
})

t.test('what cannot be is refused with its place', async (t) => {
  for (const [body, pointer] of [[{ kind: 'malfunction', occurredOn: '2026-03-11' }, '/occurredOn'], [{ kind: 'malfunction', awareOn: '2026-03-09' }, '/awareOn'], [{ kind: 'malfunction', occurredOn: '2025-12-31' }, '/occurredOn'], [{ kind: 'malfunction', occurredOn: '2026-02-30' }, '/occurredOn'], [{ kind: 'flood' }, '/kind'], [{ kind: 'malfunction', colour: 'red' }, '/colour']] as const) {
    t.match((await record(hr, body)).json(), { status: 400, errors: [{ pointer }] }, JSON.stringify(body))
  }
  t.equal((await list()).items.length, 1)
})

t.test('a wrong output at customs opens the duty to notify, and whoever works with the system is to be trained', async (t) => {
  await followLogs({ db, clock })
  const key = { 'idempotency-key': 'wrong' }
  const first = await record(tariff, { kind: 'wrong_output_declared', references: ['26IT00000000000010'] }, key)
  t.equal((await record(tariff, { kind: 'wrong_output_declared', references: ['26IT00000000000010'] }, key)).body, first.body)
  t.match(first.json(), { serious: false, reports: [], overdue: false })
  t.equal(await followLogs({ db, clock }), 1)
  const duties = (await inventory.call('GET', '/notification-duties?rule=ai_wrong_output')).json<{ items: { subject: string, occurredOn: string }[] }>().items
  t.match(duties, [{ subject: `ai_incident:${first.json<Incident>().id}`, occurredOn: '2026-03-10' }])
  t.equal(duties.length, 1)
  t.match((await inventory.call('GET', '/training/needs?source=new_ai_system')).json<{ items: { references: string[] }[] }>().items.map(({ references }) => references), [['TARIFF']])
})

t.test('they are found by state, kind, system and what is overdue, page by page and by the graph, in so many statements', async (t) => {
  today = '2026-03-12'
  await record(hr, { kind: 'death' })
  await record(hr, { kind: 'data_disclosure' })
  t.match((await list('state=open')).items.map(({ state }) => state), ['open', 'open', 'open'])
  t.equal((await list('kind=death')).items.length, 1)
  t.equal((await list(`systemId=${hr}`)).items.length, 3)
  const first = await list('limit=3')
  t.equal(first.items.length + (await list(`limit=3&cursor=${first.nextCursor ?? ''}`)).items.length, 4)
  today = '2026-03-13'
  const query = '{ aiIncidents(overdue: true, system: "HR", state: open) { nodes { system kind serious class reports { recipient dueOn state overdue } } pageInfo { hasNextPage } } }'
  const { data } = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: { aiIncidents: { nodes: unknown[] } } }>()
  t.match(data.aiIncidents.nodes, [{ system: 'HR', kind: 'death', serious: true, class: 'high_risk', reports: [{ recipient: 'provider', dueOn: '2026-03-12', overdue: true }, { recipient: 'market_surveillance', dueOn: '2026-03-22', overdue: false }] }])
  t.equal(data.aiIncidents.nodes.length, 1)
})

t.test('the log tells of them without a word of what people wrote', async (t) => {
  const events = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer({ scope: 'events:read ai:read' }) })).json<{ items: { type: string, data: unknown }[] }>().items.filter(({ type }) => type.startsWith('ai_incident.'))
  t.strictSame([...new Set(events.map(({ type }) => type))], ['ai_incident.recorded', 'ai_incident.report_stated', 'ai_incident.closed', 'ai_incident.reached_customs'])
  t.notMatch(JSON.stringify(events), /applicant|Age|provider has reported|MSA-2026/)
})

t.test('what a system was on the day asks for reports, whatever was taken out of it since', async (t) => {
  const data = (categories: string[]) => ({ data: { categories, legalBasis: 'contract', trainingUseAllowed: false } })
  const leaky = await inventory.register('LEAKY', { validFrom: '2026-01-01', ...data(['personal']) })
  t.equal((await inventory.call('PATCH', `/ai-systems/${leaky}`, data(['goods_data']))).statusCode, 200)
  t.match((await record(leaky, { kind: 'data_disclosure', occurredOn: '2026-03-02', awareOn: '2026-03-10' })).json(), { version: 1, reports: [{ recipient: 'data_protection', dueOn: '2026-03-13' }] })
  t.strictSame((await record(leaky, { kind: 'data_disclosure' })).json<Incident>().reports, [], 'since then there is none to leak')
})
