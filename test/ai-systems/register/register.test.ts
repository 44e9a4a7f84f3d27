import t from 'tap'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { aiSystem, Inventory, MINIMAL } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
let now = new Date('2026-11-10T10:00:00Z')
const { app } = await testApp(t, appUrl, {}, { clock: () => now })
const inventory = new Inventory(app)
await inventory.prepare()

interface System { id: string, code: string, status: string, version: number, validFrom: string, provider: string, attention: string[], questions: string[], introducedOn: string | null, assessment: { number: number } | null }
const get = async (path: string) => (await inventory.call('GET', path)).json<System & { items: System[] }>()

t.test('a system is registered as proposed, found, listed, and the code is taken', async (t) => {
  const answer = await inventory.call('POST', '/ai-systems', aiSystem('REG-1', { users: { units: ['CUSTOMS'], positions: [] }, deputy: { kind: 'position', code: 'AI-OWNER' } }))
  t.equal(answer.statusCode, 201)
  const system = answer.json<System>()
  t.match(system, { code: 'REG-1', status: 'proposed', version: 1, validFrom: '2026-11-10', introducedOn: null, assessment: null, attention: ['not_assessed'], questions: ['1.3.2', '3.7', '3.8'] })
  t.equal(answer.headers['location'], `/v1/ai-systems/${system.id}`)
  t.strictSame(await get(`/ai-systems/${system.id}`), system)
  t.match((await inventory.call('POST', '/ai-systems', aiSystem('REG-1'))).json(), { status: 409, type: '/problems/ai-system-exists', errors: [{ pointer: '/code' }] })
})

t.test('the same key is the same system', async (t) => {
  const once = async () => await inventory.call('POST', '/ai-systems', aiSystem('REG-KEY'), 'erp', { 'idempotency-key': 'k' })
  const [first, second] = [await once(), await once()]
  t.strictSame(first.json(), second.json())
})

const FAULTS: [name: string, changes: Record<string, unknown>, pointer: string][] = [
  ['an owner that is nobody', { owner: { kind: 'person', code: 'NOBODY' } }, '/owner/code'],
  ['a position as a person', { owner: { kind: 'person', code: 'AI-OWNER' } }, '/owner/code'],
  ['a unit that is none', { users: { units: ['CUSTOMS', 'MOON'], positions: [] } }, '/users/units/1'],
  ['a representative that is none', { operatedBy: 'representative', representative: 'DE0' }, '/representative'],
  ['a representative of an own system', { representative: 'DE0' }, '/representative'],
  ['no representative of a broker\'s system', { operatedBy: 'representative' }, '/representative'],
  ['a day to come', { validFrom: '2026-11-11' }, '/validFrom'],
  ['a day that does not exist', { validFrom: '2026-02-30' }, '/validFrom'],
  ['an unknown autonomy', { autonomy: 'guess' }, '/autonomy'],
  ['no process', { processSteps: [] }, '/processSteps'],
  ['an unknown field', { colour: 'red' }, '/colour']
]
for (const [name, changes, pointer] of FAULTS) {
  t.test(`a system with ${name} is refused with its place`, async (t) => {
    const answer = await inventory.call('POST', '/ai-systems', aiSystem('REG-FAULT', changes))
    t.match(answer.json(), { status: 400, errors: [{ pointer }] })
  })
}

t.test('a change is a version with what it changed, and the past is asked by day', async (t) => {
  const id = await inventory.register('REG-DAY', { validFrom: '2026-01-01' })
  const patch = async (payload: object, headers?: Record<string, string>) => await inventory.call('PATCH', `/ai-systems/${id}`, payload, 'erp', headers)
  t.equal((await patch({ provider: 'Other' }, {})).statusCode, 428)
  t.equal((await patch({ provider: 'Other' }, { 'if-match': '"99"' })).statusCode, 412)
  t.equal((await patch({ provider: 'Other', validFrom: '2026-06-01' })).statusCode, 200)
  t.match((await patch({ provider: 'Third', validFrom: '2026-05-31' })).json(), { errors: [{ pointer: '/validFrom' }] }, 'no version begins before the one that it follows')
  const before = (await inventory.call('GET', `/ai-systems/${id}`)).headers['etag']
  t.equal((await patch({ provider: 'Other' })).headers['etag'], before, 'what is so already changes nothing')
  t.equal((await patch({ name: 'New name', deputy: null, validFrom: '2026-06-01' })).statusCode, 200)
  t.match(await get(`/ai-systems/${id}?on=2026-05-31`), { version: 1, provider: 'Codewise', name: 'Tariff suggester' })
  t.match(await get(`/ai-systems/${id}?on=2026-06-01`), { version: 3, provider: 'Other', name: 'New name' })
  t.match(await get(`/ai-systems/${id}?on=2025-12-31`), { status: 404 })
  t.match((await get(`/ai-systems/${id}?on=2026-02-30`)), { status: 400, errors: [{ pointer: '/on' }] })
  const { items } = await get(`/ai-systems/${id}/versions`)
  t.match(items, [{ version: 3, material: false, fields: ['name'], questions: [] }, { version: 2, material: true, fields: ['provider'], questions: ['1.3.2', '3.7', '3.8'] }, { version: 1, material: true }])
  const first = await get(`/ai-systems/${id}/versions?limit=2`)
  t.match((await get(`/ai-systems/${id}/versions?limit=2&cursor=${(first as unknown as { nextCursor: string }).nextCursor}`)).items, [{ version: 1 }])
})

t.test('lists are filtered by what holds, now or on a day', async (t) => {
  now = new Date('2026-11-11T10:00:00Z')
  const id = await inventory.inUse('LIST-1', { provider: 'Listed', pillars: ['origin', 'value'] })
  now = new Date('2026-11-12T10:00:00Z')
  await inventory.call('PATCH', `/ai-systems/${id}`, { provider: 'Relisted', pillars: ['licences'] })
  await inventory.step(id, 'suspended')
  const codes = async (query: string): Promise<string[]> => (await get(`/ai-systems?${query}`)).items.map(({ code }) => code)
  const CASES: [query: string, isThere: boolean][] = [
    ['provider=Relisted', true], ['provider=Listed', false], ['pillar=licences', true], ['pillar=origin', false], ['status=suspended', true], ['status=in_use', false], ['class=minimal', true], ['class=high_risk', false],
    ['on=2026-11-11&provider=Listed', true], ['on=2026-11-11&provider=Relisted', false], ['on=2026-11-11&pillar=origin', true], ['on=2026-11-11&pillar=licences', false], ['on=2026-11-11&status=in_use', true], ['on=2026-11-11&status=suspended', false],
    ['on=2026-11-11&class=minimal', true], ['on=2026-11-10', false]
  ]
  for (const [query, isThere] of CASES) t.equal((await codes(query)).includes('LIST-1'), isThere, query)
  t.match(await get(`/ai-systems/${id}?on=2026-11-11`), { status: 'in_use', introducedOn: '2026-11-11', provider: 'Listed' })
  now = new Date('2026-11-10T10:00:00Z')
})

t.test('pages go on where they ended', async (t) => {
  const first = (await inventory.call('GET', '/ai-systems?limit=2')).json<{ items: System[], nextCursor: string }>()
  const second = (await inventory.call('GET', `/ai-systems?limit=2&cursor=${first.nextCursor}`)).json<{ items: System[] }>()
  const all = (await get('/ai-systems')).items.map(({ code }) => code)
  t.strictSame([...first.items, ...second.items].map(({ code }) => code), all.slice(0, 4))
})

t.test('a system goes through its life, and every step is kept', async (t) => {
  now = new Date('2026-11-20T10:00:00Z')
  const id = await inventory.register('LIFE', { validFrom: '2026-11-01' })
  t.match((await inventory.step(id, 'in_use')).json(), { status: 409, type: '/problems/ai-system-status-refused', because: 'not_next' })
  t.match((await inventory.step(id, 'assessed')).json(), { because: 'not_assessed' })
  await inventory.assess(id, { ...MINIMAL, c_cloud: undefined })
  t.equal((await inventory.step(id, 'assessed')).statusCode, 200)
  await inventory.assess(id, { s_ai_system: true })
  t.match((await inventory.step(id, 'in_use')).json(), { because: 'class_open' })
  await inventory.assess(id, { ...MINIMAL, r_roles: ['provider'] })
  t.match((await inventory.step(id, 'in_use')).json(), { because: 'answers_contradict' })
  await inventory.assess(id)
  t.match((await inventory.step(id, 'in_use', {}, 'assessor')).json(), { because: 'four_eyes' })
  t.match((await inventory.step(id, 'in_use', { on: '2026-11-21' })).json(), { status: 400, errors: [{ pointer: '/on' }] })
  t.match((await inventory.step(id, 'in_use', { on: '2026-11-19' })).json(), { status: 400, errors: [{ pointer: '/on' }] }, 'not before the step that it follows')
  t.match((await inventory.step(id, 'in_use')).json(), { status: 'in_use', statusOn: '2026-11-20', introducedOn: '2026-11-20', attention: [] })
  t.match((await inventory.call('PATCH', `/ai-systems/${id}`, { models: [{ name: 'codewise-lm', version: '4' }] })).json(), { attention: ['changed_since'], status: 'in_use' })
  await inventory.step(id, 'suspended')
  t.match((await inventory.step(id, 'in_use')).json(), { because: 'changed_since' })
  await inventory.assess(id)
  t.equal((await inventory.step(id, 'in_use')).statusCode, 200)
  t.equal((await inventory.step(id, 'retired')).statusCode, 200)
  t.match((await inventory.step(id, 'in_use')).json(), { because: 'not_next' })
  t.match((await inventory.call('PATCH', `/ai-systems/${id}`, { name: 'x' })).json(), { status: 409, type: '/problems/ai-system-retired' })
  t.match((await inventory.assess(id)).json(), { status: 409, type: '/problems/ai-system-retired' })
  const { items } = await get(`/ai-systems/${id}/status`)
  t.strictSame(items.map(({ status }) => status), ['retired', 'in_use', 'suspended', 'in_use', 'assessed', 'proposed'])
})

t.test('what the rules want a lawyer for comes into use with an opinion', async (t) => {
  const id = await inventory.register('LAW', { autonomy: 'transmit', review: { mode: 'none', rule: 'Nobody looks' } })
  await inventory.assess(id, { ...MINIMAL, c_unreviewed_output: true })
  await inventory.step(id, 'assessed')
  t.match((await inventory.step(id, 'in_use')).json(), { because: 'legal_review_missing' })
  t.equal((await inventory.step(id, 'in_use', { legalReview: { reference: 'OPINION-1', sha256: 'a'.repeat(64) } })).statusCode, 200)
  t.match((await get(`/ai-systems/${id}/status?limit=1`)).items, [{ status: 'in_use', legalReview: { reference: 'OPINION-1' } }])
})

t.test('a step wants the state that was seen, and is taken once under a key', async (t) => {
  const id = await inventory.register('MATCH')
  t.equal((await inventory.call('POST', `/ai-systems/${id}/status`, { status: 'retired', reason: 'x' }, 'erp', {})).statusCode, 428)
  t.equal((await inventory.call('POST', `/ai-systems/${id}/status`, { status: 'retired', reason: 'x' }, 'erp', { 'if-match': '"9"' })).statusCode, 412)
  const step = async () => await inventory.call('POST', `/ai-systems/${id}/status`, { status: 'retired', reason: 'x' }, 'erp', { 'if-match': '*', 'idempotency-key': 'retire' })
  t.strictSame([(await step()).statusCode, (await step()).statusCode], [200, 200])
})

t.test('of changes at once to the state that both saw, one is made; assessments at once are numbered one after the other', async (t) => {
  const id = await inventory.register('RACE')
  const etag = String((await inventory.call('GET', `/ai-systems/${id}`)).headers['etag'])
  const answers = await Promise.all(['A', 'B', 'C'].map(async (provider) => await inventory.call('PATCH', `/ai-systems/${id}`, { provider }, 'erp', { 'if-match': etag })))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 412, 412])
  const numbers = (await Promise.all([1, 2, 3, 4].map(async () => await inventory.assess(id)))).map((answer) => answer.json<{ number: number }>().number)
  t.strictSame(numbers.toSorted(), [1, 2, 3, 4])
  const codes = (await Promise.all([1, 2, 3].map(async () => await inventory.call('POST', '/ai-systems', aiSystem('RACE-CODE'))))).map(({ statusCode }) => statusCode)
  t.strictSame(codes.toSorted(), [201, 409, 409])
})

t.test('another operator sees nothing of it, and may use the same code', async (t) => {
  const other = bearer({ operator: OTHER_OPERATOR })
  t.strictSame((await app.inject({ url: '/v1/ai-systems', headers: other })).json(), { items: [], nextCursor: null })
  t.strictSame((await app.inject({ url: '/v1/ai-systems?on=2026-11-20', headers: other })).json(), { items: [], nextCursor: null })
})
