import t from 'tap'
import { buildApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { createLifecycle } from '../../../src/platform/http/lifecycle.ts'
import { createMetrics } from '../../../src/platform/http/metrics.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_SECRET } from '../../support/tokens.ts'

/** What the service writes to its own log while training is recorded: whatever is said of people, taken or refused, is not in it. */

const { appUrl } = await testDatabase(t)
const { db } = await testApp(t, appUrl)
const lines: string[] = []
const config = { ...readConfig({ JWT_SECRET: TEST_SECRET, DATA_DIR: t.testdir() }), logLevel: 'trace' as const }
const { app } = await buildApp({ config, db, metrics: createMetrics(), lifecycle: createLifecycle(), readiness: async () => ({ ready: true, checks: {} }), clock: () => new Date(), overload: { delayMs: () => 0 }, logDestination: { write: (line) => { lines.push(line) } } })
t.teardown(async () => { await app.close() })

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object | string, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), 'if-match': '*', 'x-experience-api-version': '1.0.3', ...headers }, ...(payload === undefined ? {} : { payload }) })
const HASH = 'a'.repeat(64)

t.test('no name, score, place, word or mail address is in the log, at any level, whether it was taken or refused', async (t) => {
  const id = async (url: string, payload: object): Promise<string> => (await call('POST', url, payload)).json<{ id: string }>().id
  const person = await id('/people', { pseudonym: 'P-1', employmentKind: 'employee' })
  await call('PATCH', `/people/${person}/contact`, { name: 'CANARY Rossi', email: 'canary@example.org', subject: 'canary@login' })
  await id('/training/courses', { code: 'C', title: 'CANARY', kind: 'course', provider: 'CANARY', providerType: 'vendor', activity: 'https://lms.example/c', version: { validFrom: '2024-01-01', hours: '2', passMark: 50, topics: [{ topic: 'origin', level: 2 }] } })
  const record = { reference: 'R-1', person: 'P-1', course: 'C', completedOn: '2025-03-01', result: 'passed', score: '61.7313', sha256: HASH, archive: 'CANARY', locator: 'CANARY/1' }
  const recorded = await id('/training/records', record)
  const statement = { actor: { mbox: 'mailto:canary@example.org', name: 'CANARY' }, verb: { id: 'http://adlnet.gov/expapi/verbs/passed' }, object: { id: 'https://lms.example/c' }, result: { response: 'CANARY', score: { scaled: 0.617313 } }, timestamp: '2025-03-02T10:00:00Z' }
  const message = await id('/training/messages', { kind: 'other', title: 'CANARY', text: 'CANARY', issuedOn: '2025-01-01', dueOn: '2025-02-01', audience: { all: true } })
  const acknowledgement = await id(`/training/messages/${message}/acknowledgements`, { person: 'P-1', acknowledgedOn: '2025-01-02', evidence: 'CANARY' })
  const answers = [
    await call('POST', '/training/records', record), await call('POST', '/training/records', { ...record, reference: 'R-2', score: '12.1313' }), await call('POST', '/training/records', { ...record, reference: 'R-3', person: 'CANARY' }),
    await call('POST', '/training/records', { ...record, canary: 'CANARY' }), await call('POST', '/training/records', '{"score":"CANARY', { 'content-type': 'application/json' }), await call('PATCH', `/training/records/${recorded}`, { locator: 'CANARY/2' }),
    await call('POST', '/training/records/bulk', `${JSON.stringify({ ...record, reference: 'R-4' })}\n{"CANARY`, { 'content-type': 'application/x-ndjson' }), await call('POST', `/training/records/${recorded}/revoke`, { from: '2025-03-01', reason: 'CANARY cheated' }),
    await call('GET', '/training/records?person=CANARY'), await call('GET', '/training/records?canary=CANARY'), await call('GET', '/training/records?cursor=CANARY'),
    await call('POST', '/training/xapi/statements', statement), await call('POST', '/training/xapi/statements', { ...statement, actor: { mbox: 'mailto:canary.unknown@example.org' } }), await call('POST', '/training/xapi/statements', { ...statement, CANARY: 'CANARY' }),
    await call('POST', '/training/requirements', { code: 'Q', person: 'P-1', topic: 'origin', level: 0, legalSource: 'CANARY', reason: 'CANARY is ill', validFrom: '2025-01-01' }), await call('POST', '/training/requirements', { code: 'Q-2', person: 'CANARY', topic: 'origin', level: 2, legalSource: 'x', reason: 'CANARY', validFrom: '2025-01-01' }),
    await call('POST', `/training/messages/${message}/acknowledgements`, { person: 'P-1', acknowledgedOn: '2025-01-02', evidence: 'CANARY' }), await call('POST', `/training/acknowledgements/${acknowledgement}/revoke`, { reason: 'CANARY' }),
    await call('POST', '/training/needs', { source: 'other', topic: 'origin', level: 2, severity: 'important', reason: 'CANARY' }),
    await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: '{ trainingMatrix(position: "CANARY", after: "CANARY") { nodes { person } } }' } }),
    await call('POST', `/people/${person}/erase`)
  ]
  t.strictSame(answers.map(({ statusCode }) => statusCode >= 500 ? statusCode : 'answered'), answers.map(() => 'answered'))
  t.ok(answers.some(({ statusCode }) => statusCode === 201) && answers.some(({ statusCode }) => statusCode === 400) && answers.some(({ statusCode }) => statusCode === 409))
  t.ok(lines.length > answers.length, 'each request is in the log')
  t.strictSame(lines.filter((line) => /canary|61\.7313|12\.1313|0\.617313/i.test(line)), [])
})
