import t from 'tap'
import { addOperator } from '../../../src/platform/operators.ts'
import { beginStatement } from '../../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { controlsOf } from '../../../src/risks/controls/controls-of.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { control, EVIDENCE, ownRisk, RiskRegister } from '../../support/risks.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const now = new Date('2026-11-10T10:00:00Z')
const { app, db } = await testApp(t, appUrl, {}, { clock: () => now })
const register = new RiskRegister(app)
await register.prepare()
for (const code of ['RISK-A', 'RISK-B', 'RISK-C']) await register.done('POST', '/risks', ownRisk(code))
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

interface Control { id: string, code: string, risks: string[], design: string, designNumber: number, tested: { tests: number, passed: number, failed: number, lastTestedOn: string | null } }
interface Test { id: string, tester: string | null, withdrawn: object | null }
const get = async (path: string) => (await register.call('GET', path)).json<Control & { items: (Control & Test)[], nextCursor: string | null }>()
const TEST = { testedOn: '2026-11-09', sampleFrom: '2026-10-01', sampleTo: '2026-10-31', sampleSize: 25, passed: 24, failed: 1, tester: 'P-TESTER', evidence: EVIDENCE }

/** What the engine is given, by code of the risk. */
async function given (asked: { on: string, testsFrom?: string }): Promise<Record<string, unknown>> {
  const client = await db.reports.connect()
  try {
    await client.query(beginStatement(operatorId, true))
    const tx = { operatorId, query: async (text: string, values: unknown[]) => (await client.query(text, values)).rows } as unknown as OperatorTx
    const found = await controlsOf(tx, asked)
    const { rows } = await client.query<{ id: string, code: string }>('select r.id, r.code from aeo.risks r where r.operator_id = $1', [operatorId])
    await client.query('commit')
    const codes = new Map(rows.map(({ id, code }) => [id, code]))
    return Object.fromEntries([...found].map(([risk, controls]) => [codes.get(risk), controls.map(({ code, design, passed, failed, tests }) => [code, design, passed, failed, tests.length])]))
  } finally {
    client.release()
  }
}

t.test('a control is added with its design and its risks, found, listed, and the code is taken', async (t) => {
  const answer = await register.call('POST', '/controls', control('CTL-1', { risks: ['RISK-B', 'RISK-A'], inForceFrom: '2026-01-01' }))
  t.equal(answer.statusCode, 201)
  const added = answer.json<Control>()
  t.match(added, { code: 'CTL-1', state: 'in_force', design: 'good', designNumber: 1, risks: ['RISK-A', 'RISK-B'], tested: { tests: 0, passed: 0, failed: 0, lastTestedOn: null }, retiredOn: null })
  t.equal(answer.headers['location'], `/v1/controls/${added.id}`)
  t.strictSame([await get(`/controls/${added.id}`), await get('/controls/CTL-1')], [added, added])
  t.match((await register.call('POST', '/controls', control('CTL-1'))).json(), { status: 409, type: '/problems/risk-control-exists', errors: [{ pointer: '/code' }] })
})

const FAULTS: [name: string, changes: Record<string, unknown>, pointer: string][] = [
  ['an owner that is nobody', { owner: { kind: 'person', code: 'NOBODY' } }, '/owner/code'], ['a risk that is none', { risks: ['RISK-A', 'RISK-Z'] }, '/risks/1'], ['an unknown rating', { design: 'perfect' }, '/design'],
  ['no reason for its rating', { designReason: ' ' }, '/designReason'], ['a day to come', { inForceFrom: '2026-11-11' }, '/inForceFrom'], ['an effectiveness typed in', { effectiveness: 0.9 }, '/effectiveness']
]
for (const [name, changes, pointer] of FAULTS) {
  t.test(`a control with ${name} is refused with its place`, async (t) => {
    t.match((await register.call('POST', '/controls', control('CTL-F', changes))).json(), { status: 400, errors: [{ pointer }] })
  })
}

t.test('a test is made by somebody else than the owner, and counts', async (t) => {
  await register.done('POST', '/controls', control('CTL-2', { owner: { kind: 'person', code: 'P-OWNER' }, risks: ['RISK-A'], inForceFrom: '2026-01-01' }))
  const test = async (changes: object) => (await register.call('POST', '/controls/CTL-2/tests', { ...TEST, ...changes })).json()
  t.match(await test({ tester: 'P-OWNER' }), { status: 400, errors: [{ pointer: '/tester', detail: 'answers for the control, and does not test it' }] })
  t.match(await test({ tester: 'NOBODY' }), { status: 400, errors: [{ pointer: '/tester', detail: 'is no person of yours' }] })
  const kept = await test({})
  t.match(kept, { way: 'manual', tester: 'P-TESTER', passed: 24, failed: 1, evidence: EVIDENCE, query: null, withdrawn: null })
  t.match(await get('/controls/CTL-2'), { tested: { tests: 1, passed: 24, failed: 1, lastTestedOn: '2026-11-09' } })
  t.strictSame((await get('/controls/CTL-2/tests')).items, [kept])
})

t.test('whoever holds the owning position on the day, or stands in for its holder, does not test either', async (t) => {
  await register.done('POST', '/controls', control('CTL-3', { inForceFrom: '2026-01-01' }))
  await register.done('POST', '/assignments', { person: 'P-OWNER', position: 'RISK-OWNER', validFrom: '2026-01-01', validTo: '2026-10-31', ftePercent: 100 })
  await register.done('POST', '/deputies', { person: 'P-TESTER', position: 'RISK-OWNER', validFrom: '2026-11-01' })
  const CASES: [tester: string, testedOn: string, status: number][] = [
    ['P-OWNER', '2026-10-31', 400], ['P-OWNER', '2026-11-01', 201], ['P-TESTER', '2026-10-31', 201], ['P-TESTER', '2026-11-01', 400]
  ]
  for (const [tester, testedOn, status] of CASES) t.equal((await register.call('POST', '/controls/CTL-3/tests', { ...TEST, tester, testedOn })).statusCode, status, `${tester} ${testedOn}`)
})

const TEST_FAULTS: [name: string, changes: Record<string, unknown>, pointer: string][] = [
  ['a day to come', { testedOn: '2026-11-11' }, '/testedOn'], ['a day that does not exist', { sampleFrom: '2026-02-30' }, '/sampleFrom'], ['a sample of days to come', { sampleTo: '2026-11-10' }, '/sampleTo'],
  ['a sample from before the control', { sampleFrom: '2025-12-31' }, '/sampleFrom'], ['more judged than looked at', { passed: 25 }, '/sampleSize'], ['nothing judged', { passed: 0, failed: 0 }, '/passed'], ['no proof', { evidence: undefined }, '/evidence'],
  ['a proof without a hash', { evidence: { reference: 'x' } }, '/evidence/sha256']
]
for (const [name, changes, pointer] of TEST_FAULTS) {
  t.test(`a test with ${name} is refused with its place`, async (t) => {
    t.match((await register.call('POST', '/controls/CTL-2/tests', { ...TEST, ...changes })).json(), { status: 400, errors: [{ pointer }] })
  })
}

t.test('a test recorded in error is withdrawn once, stays to be seen, and counts no more', async (t) => {
  const { id } = await register.done<Test>('POST', '/controls/CTL-2/tests', { ...TEST, passed: 0, failed: 25 })
  t.match(await get('/controls/CTL-2'), { tested: { tests: 2, passed: 24, failed: 26 } })
  const withdraw = async () => (await register.call('POST', `/controls/CTL-2/tests/${id}/withdraw`, { reason: 'Passed and failed were mixed up' })).json()
  t.match(await withdraw(), { id, withdrawn: { because: 'Passed and failed were mixed up', at: '2026-11-10T10:00:00.000Z' } })
  t.match(await withdraw(), { status: 409, type: '/problems/control-test-withdrawn' })
  t.match(await get('/controls/CTL-2'), { tested: { tests: 1, passed: 24, failed: 1 } })
  t.match(await get(`/controls/CTL-2/tests/${id}`), { withdrawn: { because: 'Passed and failed were mixed up' } })
  t.match((await register.call('POST', `/controls/CTL-1/tests/${id}/withdraw`, { reason: 'x' })).json(), { status: 404, type: '/problems/control-test-not-found' }, 'it is none of another control')
})

t.test('the same key records one test', async (t) => {
  const before = (await get('/controls/CTL-2')).tested.tests
  const once = async () => await register.call('POST', '/controls/CTL-2/tests', { ...TEST, passed: 1, failed: 0 }, { 'idempotency-key': 'k' })
  const [first, second] = [await once(), await once()]
  t.strictSame(first.json(), second.json())
  t.equal((await get('/controls/CTL-2')).tested.tests, before + 1)
})

t.test('a design is rated anew by what was seen, and the ratings before are kept', async (t) => {
  const rate = async (headers: Record<string, string>, design = 'weak') => await register.call('POST', '/controls/CTL-1/design', { design, reason: 'The second pair of eyes is often away' }, headers)
  t.equal((await rate({})).statusCode, 428)
  const etag = String((await register.call('GET', '/controls/CTL-1')).headers['etag'])
  const answers = await Promise.all([rate({ 'if-match': etag }), rate({ 'if-match': etag }, 'none')])
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 412], 'of two at once one is refused')
  t.match((await get('/controls/CTL-1/designs')).items, [{ number: 2 }, { number: 1, design: 'good' }])
  const page = await get('/controls/CTL-1/designs?limit=1')
  t.match((await get(`/controls/CTL-1/designs?limit=1&cursor=${page.nextCursor}`)).items, [{ number: 1 }])
})

t.test('words, owner and links change; the ETag moves with tests as well', async (t) => {
  const patch = async (payload: object, headers?: Record<string, string>) => await register.call('PATCH', '/controls/CTL-3', payload, headers)
  t.equal((await patch({ title: 'x' }, {})).statusCode, 428)
  const before = await register.call('GET', '/controls/CTL-3')
  t.equal((await patch({ risks: [] })).headers['etag'], before.headers['etag'], 'what is so already changes nothing')
  t.match((await patch({ risks: ['RISK-C'], kind: 'detective' })).json(), { risks: ['RISK-C'], kind: 'detective', title: 'Four eyes on codes' })
  const etag = String((await register.call('GET', '/controls/CTL-3')).headers['etag'])
  await register.done('POST', '/controls/CTL-3/tests', { ...TEST, testedOn: '2026-10-31' })
  t.equal((await register.call('GET', '/controls/CTL-3', undefined, { 'if-none-match': etag })).statusCode, 200)
  t.equal((await patch({ title: 'x' }, { 'if-match': etag })).statusCode, 412)
})

t.test('the engine is given what is linked, in force and tested in samples drawn by the day', async (t) => {
  await register.done('POST', '/controls/CTL-1/design', { design: 'strong', reason: 'x' })
  t.strictSame(await given({ on: '2026-11-10' }), { 'RISK-A': [['CTL-1', 'strong', 0, 0, 0], ['CTL-2', 'good', 25, 1, 2]], 'RISK-B': [['CTL-1', 'strong', 0, 0, 0]], 'RISK-C': [['CTL-3', 'good', 72, 3, 3]] })
  t.strictSame((await given({ on: '2026-10-31' }))['RISK-C'], [['CTL-3', 'good', 72, 3, 3]], 'also of what was tested after the day, in a sample that ends with it')
  t.strictSame((await given({ on: '2026-10-30' }))['RISK-C'], [['CTL-3', 'good', 0, 0, 0]], 'samples that end later count later')
  t.strictSame((await given({ on: '2026-11-10', testsFrom: '2026-10-31' }))['RISK-C'], [['CTL-3', 'good', 72, 3, 3]], 'tests of a window alone')
  t.strictSame((await given({ on: '2026-11-10', testsFrom: '2026-11-01' }))['RISK-C'], [['CTL-3', 'good', 0, 0, 0]], 'and of a later one none')
  t.strictSame(await given({ on: '2025-12-31' }), {}, 'before any was in force')
})

t.test('a retired control works against nothing from its day on, and takes no change', async (t) => {
  t.match((await register.call('POST', '/controls/CTL-3/retire', { reason: 'x', on: '2025-12-31' })).json(), { status: 400, errors: [{ pointer: '/on' }] })
  t.match(await register.done('POST', '/controls/CTL-3/retire', { reason: 'Replaced', on: '2026-11-05' }), { state: 'retired', retiredOn: '2026-11-05', retiredBecause: 'Replaced' })
  t.equal((await given({ on: '2026-11-05' }))['RISK-C'], undefined)
  t.ok((await given({ on: '2026-11-04' }))['RISK-C'])
  for (const [method, path, payload] of [['PATCH', '', { title: 'x' }], ['POST', '/design', { design: 'weak', reason: 'x' }], ['POST', '/retire', { reason: 'x' }]] as const) t.match((await register.call(method, `/controls/CTL-3${path}`, payload)).json(), { status: 409, type: '/problems/risk-control-retired' }, path)
  t.equal((await register.call('POST', '/controls/CTL-3/tests', { ...TEST, testedOn: '2026-10-31' })).statusCode, 201, 'a test of days before is evidence of how it was')
  t.match((await register.call('POST', '/controls/CTL-3/tests', { ...TEST, tester: 'P-OWNER', sampleTo: '2026-11-05' })).json(), { status: 400, errors: [{ pointer: '/sampleTo' }] })
})

t.test('lists are filtered and paged by code', async (t) => {
  const codes = async (query: string): Promise<string[]> => (await get(`/controls?${query}`)).items.map(({ code }) => code)
  const CASES: [query: string, codes: string[]][] = [
    ['', ['CTL-1', 'CTL-2', 'CTL-3']], ['kind=detective', ['CTL-3']], ['state=in_force', ['CTL-1', 'CTL-2']], ['owner=P-OWNER', ['CTL-2']], ['risk=RISK-A', ['CTL-1', 'CTL-2']], ['risk=RISK-A&owner=RISK-OWNER', ['CTL-1']], ['risk=NONE', []]
  ]
  for (const [query, expected] of CASES) t.strictSame(await codes(query), expected, query)
  const first = await get('/controls?limit=2')
  t.match([first.items.length, (await get(`/controls?limit=2&cursor=${first.nextCursor}`)).items.map(({ code }) => code)], [2, ['CTL-3']])
  const tests = await get('/controls/CTL-3/tests?limit=2')
  t.equal(tests.items.length + (await get(`/controls/CTL-3/tests?limit=1000&cursor=${tests.nextCursor}`)).items.length, (await get('/controls/CTL-3/tests')).items.length)
})

t.test('each change is an event without words of people', async (t) => {
  const { items } = (await register.call('GET', '/events?limit=1000')).json<{ items: { type: string, data: Record<string, unknown> }[] }>()
  const events = items.filter(({ type }) => type.startsWith('risk_control.') || type.startsWith('control_test.'))
  t.strictSame(new Set(events.map(({ type }) => type)), new Set(['risk_control.added', 'risk_control.described', 'risk_control.rated', 'risk_control.retired', 'control_test.recorded', 'control_test.withdrawn']))
  t.match(events.find(({ type, data }) => type === 'risk_control.described' && data['control'] === 'CTL-3')?.data, { fields: ['kind', 'risks'], risksBefore: [], risks: ['RISK-C'] })
  for (const words of ['eyes', 'mixed up', 'Replaced', 'P-TESTER', 'P-OWNER', 'dms:1']) t.notMatch(JSON.stringify(events), words)
})
