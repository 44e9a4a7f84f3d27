import t from 'tap'
import { RISK_CATALOGUE } from '../../../src/risks/catalogue/shipped-catalogue.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { MOST_RISKS } from '../../../src/risks/register/risk-store.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { inTx } from '../../support/risk-audits.ts'
import { ownRisk, RiskRegister, STATED } from '../../support/risks.ts'

const { appUrl } = await testDatabase(t)
const now = new Date('2026-11-10T10:00:00Z')
const { app, db } = await testApp(t, appUrl, {}, { clock: () => now })
const register = new RiskRegister(app)
await register.prepare()

interface Input { number: number, confirmsVersion: number | null, likelihood: number, lossLow: number, lossHigh: number, evidence: object }
interface Risk { id: string, code: string, state: string, origin: string, area: string, owner: object | null, proposal: (Input & { defaultsVersion: number, reason: string }) | null, input: Input | null }
const get = async (path: string) => (await register.call('GET', path)).json<Risk & { items: Risk[], nextCursor: string | null }>()

t.test('proposals come into the register by area, then all, and once', async (t) => {
  const some = await register.done<{ taken: string[], renewed: string[] }>('POST', '/risks/proposals', { areas: ['excise', 'monitoring'] })
  t.strictSame(some.taken.toSorted(), ['EXC-01', 'EXC-02', 'EXC-03', 'MON-01', 'MON-02'])
  const all = await register.done<{ taken: string[] }>('POST', '/risks/proposals', {})
  t.equal(all.taken.length, 89)
  t.match(await register.done('POST', '/risks/proposals', {}), { taken: [], renewed: [], defaultsVersion: RISK_CATALOGUE.version })
  const risk = await get('/risks/CLA-01')
  t.match(risk, { origin: 'catalogue', state: 'proposed', area: 'classification', criterion: 'records', input: null, owner: null, proposal: { likelihood: 4, lossLow: 800, exposureBasis: 'items', defaultsVersion: 1 } })
  t.strictSame(await get(`/risks/${risk.id}`), risk, 'by id as by code')
})

t.test('two who take the proposals at once take each once', async (t) => {
  const caller = { operator: OTHER_OPERATOR }
  const taken = await Promise.all([1, 2].map(async () => (await register.call('POST', '/risks/proposals', {}, {}, caller)).json<{ taken: string[] }>().taken))
  t.equal(taken.flat().length, 94)
  t.equal((await register.call('GET', '/risks?limit=1000', undefined, {}, caller)).json<{ items: Risk[] }>().items.length, 94)
})

t.test('a register holds as many risks as every assessment reads, and says so beyond', async (t) => {
  const caller = { operator: OTHER_OPERATOR }
  const { operatorId } = await addOperator(db.operations, OTHER_OPERATOR, 'x')
  await inTx(db, operatorId, async (tx) => await tx.query(`insert into aeo.risks (operator_id, id, code, origin, area, criterion, title, description, typical_causes, indicators, example_controls, questions, recorded_at)
    select $1, gen_random_uuid(), 'FULL-' || n, 'own', 'value', 'records', 'x', 'x', '{}', '{}', '{}', '{}', $2 from generate_series(1, $3) n`, [operatorId, now, MOST_RISKS - 95]))
  const answers = await Promise.all(['LAST-1', 'LAST-2'].map(async (code) => await register.call('POST', '/risks', ownRisk(code), {}, caller)))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [201, 409])
  t.match(answers.find(({ statusCode }) => statusCode === 409)?.json(), { type: '/problems/risk-register-full' })
  t.match((await register.call('POST', '/risks/proposals', {}, {}, caller)).json(), { taken: [] }, 'what is in it already takes no room')
})

t.test('a reason alone confirms what is proposed, and a change is told from it', async (t) => {
  t.equal((await register.call('POST', '/risks/CLA-02/inputs', { reason: 'Agreed' }, {})).statusCode, 428, 'whoever confirms says what they saw')
  const confirmed = await register.done<Risk>('POST', '/risks/CLA-02/inputs', { reason: 'Agreed in the workshop', statedOn: '2026-11-02' })
  t.match(confirmed, { state: 'stated', input: { number: 1, confirmsVersion: 1, likelihood: 4, reason: 'Agreed in the workshop', statedOn: '2026-11-02' } })
  const changed = await register.done<Risk>('POST', '/risks/CLA-02/inputs', { likelihood: 5, reason: 'Worse since January' })
  t.match(changed, { input: { number: 2, confirmsVersion: null, likelihood: 5, lossLow: 300, statedOn: '2026-11-10' } })
  const again = await register.done<Risk>('POST', '/risks/CLA-02/inputs', { likelihood: 4, reason: 'Back to what was proposed' })
  t.match(again, { input: { number: 3, confirmsVersion: 1 } })
  t.match((await register.call('POST', '/risks/CLA-02/inputs', { reason: 'x', statedOn: '2026-11-09' })).json(), { status: 400, errors: [{ pointer: '/statedOn' }] }, 'no statement goes behind the one that it follows')
  const page = await get('/risks/CLA-02/inputs?limit=2')
  t.match(page.items, [{ number: 3 }, { number: 2 }])
  t.match((await get(`/risks/CLA-02/inputs?cursor=${page.nextCursor}`)).items, [{ number: 1, reason: 'Agreed in the workshop' }])
})

t.test('of two statements made on the same sight one is refused', async (t) => {
  const etag = String((await register.call('GET', '/risks/CLA-03')).headers['etag'])
  const answers = await Promise.all([2, 3].map(async (likelihood) => await register.call('POST', '/risks/CLA-03/inputs', { likelihood, reason: 'x' }, { 'if-match': etag })))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 412])
  t.match(await get('/risks/CLA-03'), { input: { number: 1 } })
})

t.test('the same key states once', async (t) => {
  const once = async () => await register.call('POST', '/risks/CLA-04/inputs', { reason: 'x' }, { 'if-match': '*', 'idempotency-key': 'k' })
  const [first, second] = [await once(), await once()]
  t.strictSame(first.json(), second.json())
  t.match(await get('/risks/CLA-04'), { input: { number: 1 } })
})

t.test('a risk of the company\'s own has nothing to confirm until everything was stated', async (t) => {
  const answer = await register.call('POST', '/risks', ownRisk('OWN-1', { owner: { kind: 'person', code: 'P-OWNER' }, indicators: ['error_rate_value'], scope: { sites: ['HAMBURG'], procedures: ['40'], pillars: ['value'], from: '2026-01-01', to: '2026-12-31' } }))
  t.equal(answer.statusCode, 201)
  const risk = answer.json<Risk>()
  t.equal(answer.headers['location'], `/v1/risks/${risk.id}`)
  t.match(risk, { origin: 'own', state: 'proposed', proposal: null, input: null, owner: { kind: 'person', code: 'P-OWNER' }, scope: { sites: ['HAMBURG'], procedures: ['40'], pillars: ['value'], from: '2026-01-01', to: '2026-12-31' } })
  const missing = (await register.call('POST', '/risks/OWN-1/inputs', { likelihood: 3, reason: 'x' })).json<{ errors: { pointer: string }[] }>()
  t.strictSame(missing.errors.map(({ pointer }) => pointer), ['/lossLow', '/lossHigh', '/consequence', '/exposureBasis', '/evidence'])
  t.match(await register.done('POST', '/risks/OWN-1/inputs', STATED), { state: 'stated', input: { number: 1, confirmsVersion: null, evidence: { findings: [{ checks: ['VAL-11'], pillars: [], causes: [], sources: [] }], sanctions: [], aiErrors: [] } } })
  t.match((await register.call('POST', '/risks', ownRisk('OWN-1'))).json(), { status: 409, type: '/problems/risk-exists', errors: [{ pointer: '/code' }] })
  t.match((await register.call('POST', '/risks', ownRisk('SEC-01'))).json(), { status: 409, type: '/problems/risk-exists' }, 'a code of the catalogue is not given away')
})

const FAULTS: [name: string, changes: Record<string, unknown>, pointer: string][] = [
  ['an owner that is nobody', { owner: { kind: 'person', code: 'NOBODY' } }, '/owner/code'],
  ['a person as a position', { owner: { kind: 'position', code: 'P-OWNER' } }, '/owner/code'],
  ['a site that is none', { scope: { sites: ['HAMBURG', 'MOON'] } }, '/scope/sites/1'],
  ['a key figure that is none', { indicators: ['happiness'] }, '/indicators/0'],
  ['a day that does not exist', { scope: { from: '2026-02-30' } }, '/scope/from'],
  ['a period that ends before it begins', { scope: { from: '2026-02-02', to: '2026-02-01' } }, '/scope/to'],
  ['an unknown area', { area: 'weather' }, '/area'],
  ['small letters in its code', { code: 'own-2' }, '/code'],
  ['a figure typed in', { residualScore: 3 }, '/residualScore']
]
for (const [name, changes, pointer] of FAULTS) {
  t.test(`a risk with ${name} is refused with its place`, async (t) => {
    t.match((await register.call('POST', '/risks', ownRisk('FAULT', changes))).json(), { status: 400, errors: [{ pointer }] })
  })
}

const STATEMENT_FAULTS: [name: string, changes: Record<string, unknown>, pointer: string][] = [
  ['a band that is none', { likelihood: 6 }, '/likelihood'], ['a loss of nothing', { lossLow: 0 }, '/lossLow'], ['a range the wrong way round', { lossLow: 5, lossHigh: 4 }, '/lossHigh'],
  ['one end beyond the other that stands', { lossLow: 10_001 }, '/lossLow'], ['a check that is none', { evidence: { findings: [{ checks: ['CLA-03'] }, { pillars: ['value'] }, { checks: ['CLA-03', 'XXX-99'] }] } }, '/evidence/findings/2/checks/1'],
  ['an entry that says nothing', { evidence: { sanctions: [{}] } }, '/evidence/sanctions/0'], ['a day to come', { statedOn: '2026-11-11' }, '/statedOn'], ['no reason', { reason: '  ' }, '/reason'], ['a frequency typed in', { frequency: 2 }, '/frequency']
]
for (const [name, changes, pointer] of STATEMENT_FAULTS) {
  t.test(`a statement with ${name} is refused with its place`, async (t) => {
    t.match((await register.call('POST', '/risks/OWN-1/inputs', { reason: 'x', ...changes })).json(), { status: 400, errors: [{ pointer }] })
  })
}

t.test('words, owner and scope change by what was seen, and what is so already changes nothing', async (t) => {
  const patch = async (payload: object, headers?: Record<string, string>) => await register.call('PATCH', '/risks/CLA-05', payload, headers)
  t.equal((await patch({ title: 'x' }, {})).statusCode, 428)
  t.equal((await patch({ title: 'x' }, { 'if-match': '"99"' })).statusCode, 412)
  const first = await patch({ owner: { kind: 'position', code: 'RISK-OWNER' }, scope: { sites: ['HAMBURG'] } })
  t.match(first.json(), { owner: { code: 'RISK-OWNER' }, scope: { sites: ['HAMBURG'], procedures: [], from: null } })
  t.equal((await patch({ scope: { sites: ['HAMBURG'] } })).headers['etag'], first.headers['etag'])
  t.match((await patch({ owner: null, scope: {} })).json(), { owner: null, scope: { sites: [] }, title: 'Vague goods description' })
  t.match((await patch({ code: 'X' })).json(), { status: 400, errors: [{ pointer: '/code' }] })
})

t.test('a retired risk says why, is neither changed nor stated, and comes back as it was', async (t) => {
  await register.done('POST', '/risks/EXC-03/inputs', { reason: 'x' })
  t.match(await register.done('POST', '/risks/EXC-03/retire', { reason: 'We hold no excise goods' }), { state: 'retired', retiredBecause: 'We hold no excise goods', input: { number: 1 } })
  for (const [method, path, payload] of [['PATCH', '', { title: 'x' }], ['POST', '/inputs', { reason: 'x' }], ['POST', '/retire', { reason: 'x' }]] as const) t.match((await register.call(method, `/risks/EXC-03${path}`, payload)).json(), { status: 409, type: '/problems/risk-retired' }, path)
  t.match(await register.done('POST', '/risks/EXC-03/reinstate'), { state: 'stated', retiredBecause: null })
  t.match((await register.call('POST', '/risks/EXC-03/reinstate')).json(), { status: 409, type: '/problems/risk-not-retired' })
  await register.done('POST', '/risks/EXC-02/retire', { reason: 'x' })
  t.match(await register.done('POST', '/risks/EXC-02/reinstate'), { state: 'proposed' }, 'nobody had stated it')
})

t.test('lists are filtered and paged by code', async (t) => {
  await register.done('PATCH', '/risks/MON-02', { owner: { kind: 'person', code: 'P-OWNER' } })
  const codes = async (query: string): Promise<string[]> => (await get(`/risks?${query}`)).items.map(({ code }) => code)
  t.strictSame(await codes('area=excise'), ['EXC-01', 'EXC-02', 'EXC-03'])
  t.strictSame(await codes('criterion=financial_solvency'), ['FIN-01', 'FIN-02'])
  t.strictSame(await codes('state=stated&area=excise'), ['EXC-03'])
  t.strictSame(await codes('owner=P-OWNER'), ['MON-02', 'OWN-1'])
  const [first, second] = [await get('/risks?limit=60'), await get('/risks?limit=1000')]
  const rest = await get(`/risks?limit=60&cursor=${first.nextCursor}`)
  t.strictSame([...first.items, ...rest.items].map(({ code }) => code), second.items.map(({ code }) => code))
  t.equal(rest.nextCursor, null)
})

t.test('a risk of the company\'s own is moved to another area and criterion, with what it was in the log; one of the catalogue is not', async (t) => {
  const before = await get('/risks/OWN-1') as unknown as Risk
  const moved = await register.done<Risk>('PATCH', '/risks/OWN-1', { area: 'origin', criterion: 'compliance' })
  t.match(moved, { area: 'origin', criterion: 'compliance', input: (before as unknown as { input: object }).input, title: 'Tooling is given away' })
  t.strictSame((await get('/risks?area=origin&owner=P-OWNER')).items.map(({ code }) => code), ['OWN-1'])
  const refused = (await register.call('PATCH', '/risks/CLA-01', { area: 'origin', criterion: 'security', title: 'x' })).json()
  t.match(refused, { status: 400, errors: [{ pointer: '/area' }, { pointer: '/criterion' }] })
  t.match(await get('/risks/CLA-01'), { area: 'classification' })
  t.equal((await register.call('PATCH', '/risks/CLA-01', { area: 'classification' })).statusCode, 200, 'what it says already')
  t.equal((await register.call('PATCH', '/risks/OWN-1', { area: 'nowhere' })).statusCode, 400)
  const { items } = (await register.call('GET', '/events?limit=1000')).json<{ items: { type: string, data: Record<string, unknown> }[] }>()
  t.match(items.filter(({ type, data }) => type === 'risk.described' && data['risk'] === 'OWN-1').at(-1)?.data, { fields: ['area', 'criterion'], before: { area: 'value', criterion: 'records' }, after: { area: 'origin', criterion: 'compliance' } })
  await register.done('PATCH', '/risks/OWN-1', { area: 'value', criterion: 'records' })
})

t.test('a token that only reads changes nothing, and a risk that is not there is told apart from nothing else', async (t) => {
  const reader = { scope: 'risks:read' }
  t.equal((await register.call('GET', '/risks/CLA-01', undefined, {}, reader)).statusCode, 200)
  for (const [method, path, payload] of [['POST', '/risks', ownRisk('X')], ['POST', '/risks/proposals', {}], ['POST', '/risks/confirm', { reason: 'x', confirm: [{ risk: 'CLA-01' }] }], ['PATCH', '/risks/CLA-01', { title: 'x' }], ['POST', '/risks/CLA-01/inputs', { reason: 'x' }], ['POST', '/risks/CLA-01/retire', { reason: 'x' }]] as const) {
    t.equal((await register.call(method, path, payload, { 'if-match': '*' }, reader)).statusCode, 403, path)
  }
  for (const path of ['/risks/NONE', '/risks/018f0000-0000-7000-8000-000000000000', '/risks/NONE/inputs']) t.match((await register.call('GET', path)).json(), { status: 404, type: '/problems/risk-not-found' }, path)
})

t.test('each change is an event without words of people', async (t) => {
  const { items } = (await register.call('GET', '/events?limit=1000')).json<{ items: { type: string, subject: string, data: Record<string, unknown> }[] }>()
  const risks = items.filter(({ type }) => type.startsWith('risk.'))
  t.strictSame(new Set(risks.map(({ type }) => type)), new Set(['risk.proposed', 'risk.stated', 'risk.added', 'risk.described', 'risk.retired', 'risk.reinstated']))
  t.match(risks.find(({ type }) => type === 'risk.stated')?.data, { risk: 'CLA-02', input: 1, on: '2026-11-02', confirmsVersion: 1, likelihood: 4 })
  for (const words of ['Agreed', 'Worse since', 'no excise goods', 'Tooling', 'P-OWNER']) t.notMatch(JSON.stringify(risks), words)
})
