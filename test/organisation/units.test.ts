import t from 'tap'
import { organisationOverHttp } from './organisation-over-http.ts'
import type { ShownChart } from './organisation-over-http.ts'

const { call, get, record, change, db } = await organisationOverHttp()
const FIRST = '2020-01-01'
const treeOn = async (day: string): Promise<string[]> => (await get<ShownChart>(`/organisation/chart?on=${day}`)).units.map(({ code, parent, depth }) => `${depth} ${code} ${parent}`)

t.test('a unit moves on a day, and every day has the tree that it had', async (t) => {
  await record('/units', { code: 'HQ', name: 'Head office', validFrom: FIRST })
  await record('/units', { code: 'CUS', name: 'Customs', parent: 'HQ', validFrom: FIRST })
  await record('/units', { code: 'LOG', name: 'Logistics', parent: 'HQ', validFrom: '2022-03-01' })
  t.equal((await change('/units/CUS', { parent: 'LOG', validFrom: '2024-02-29' })).statusCode, 200)
  t.strictSame(await treeOn('2019-12-31'), [], 'before the first day there is nothing')
  t.strictSame(await treeOn('2022-02-28'), ['0 HQ null', '1 CUS HQ'])
  t.strictSame(await treeOn('2024-02-28'), ['0 HQ null', '1 CUS HQ', '1 LOG HQ'])
  t.strictSame(await treeOn('2024-02-29'), ['0 HQ null', '1 LOG HQ', '2 CUS LOG'])
  t.match(await get('/units/CUS?on=2024-02-28'), { parent: 'HQ', validFrom: FIRST, validTo: '2024-02-28', history: [{ parent: 'HQ' }, { parent: 'LOG', validFrom: '2024-02-29', validTo: null }] })
  t.match(await get('/units/CUS'), { parent: 'LOG', name: 'Customs' })
})

t.test('a change holds until the one that is recorded already, and a correction keeps what was thought before', async (t) => {
  await record('/units', { code: 'OLD', name: 'First', validFrom: FIRST })
  await change('/units/OLD', { name: 'Third', validFrom: '2023-01-01' })
  await change('/units/OLD', { name: 'Second', validFrom: '2021-01-01' })
  await change('/units/OLD', { name: 'Corrected', validFrom: FIRST })
  t.match(await get('/units/OLD'), { history: [{ name: 'Corrected', validFrom: FIRST, validTo: '2020-12-31' }, { name: 'Second', validTo: '2022-12-31' }, { name: 'Third', validTo: null }] })
  const { items } = await get<{ items: { type: string, data: Record<string, unknown> }[] }>('/events?limit=1000')
  t.match(items.findLast(({ data }) => data['unit'] === 'OLD'), { type: 'unit.changed', data: { fields: ['name'], before: { name: 'First' }, after: { name: 'Corrected' } } })
})

t.test('what is found out of an earlier time is recorded for it, and what is so already changes nothing', async (t) => {
  await record('/units', { code: 'EAR', name: 'Known since', validFrom: '2021-01-01' })
  t.equal((await change('/units/EAR', { validFrom: '2020-07-01' })).statusCode, 200)
  t.match(await get('/units/EAR'), { history: [{ name: 'Known since', validFrom: '2020-07-01', validTo: '2020-12-31' }, { validFrom: '2021-01-01', validTo: null }] })
  const { etag } = (await call('GET', '/units/EAR')).headers
  const events = async (): Promise<number> => (await get<{ items: unknown[] }>('/events?limit=1000')).items.length
  const before = await events()
  const same = await change('/units/EAR', { name: 'Known since', validFrom: '2023-01-01' })
  t.strictSame([same.statusCode, same.headers.etag], [200, etag])
  t.equal(await events(), before)
})

t.test('a unit under itself is refused on every day, also one that lies ahead', async (t) => {
  for (const [code, parent] of [['A', null], ['B', 'A'], ['C', 'B']] as const) await record('/units', { code, name: code, validFrom: FIRST, ...(parent === null ? {} : { parent }) })
  t.match((await change('/units/A', { parent: 'A' })).json(), { status: 409, type: '/problems/unit-cycle' })
  t.match((await change('/units/A', { parent: 'C', validFrom: '2021-01-01' })).json(), { type: '/problems/unit-cycle', day: '2021-01-01' })
  t.equal((await change('/units/C', { parent: null, validFrom: '2030-01-01' })).statusCode, 200)
  t.equal((await change('/units/A', { parent: 'C', validFrom: '2030-01-01' })).statusCode, 200, 'C is a root by then')
  t.match((await change('/units/C', { parent: 'B', validFrom: '2029-01-01' })).statusCode, 200)
  t.match((await change('/units/C', { parent: 'B', validFrom: '2030-01-01' })).json(), { type: '/problems/unit-cycle', day: '2030-01-01' })
})

t.test('a unit is not dissolved while anything belongs to it, and nothing is put under one that does not exist that day', async (t) => {
  await record('/units', { code: 'P', name: 'Parent', validFrom: '2021-01-01' })
  t.match((await call('POST', '/units', { code: 'K', name: 'Child', parent: 'P', validFrom: FIRST })).json(), { status: 409, because: 'unit_not_open', day: FIRST, unit: 'K', parent: 'P' })
  t.equal((await call('GET', '/units/K')).statusCode, 404, 'a refused unit is not there')
  t.match((await call('POST', '/units', { code: 'K', name: 'Child', parent: 'NONE', validFrom: FIRST })).json(), { status: 400, errors: [{ pointer: '/parent' }] })
  await record('/units', { code: 'K', name: 'Child', parent: 'P', validFrom: '2021-01-01' })
  t.match((await change('/units/P', { closed: true, validFrom: '2025-01-01' })).json(), { because: 'unit_not_open', day: '2025-01-01' })
  t.equal((await change('/units/K', { closed: true, validFrom: '2025-01-01' })).statusCode, 200)
  t.equal((await change('/units/P', { closed: true, validFrom: '2025-01-01' })).statusCode, 200)
  t.ok((await treeOn('2024-12-31')).includes('1 K P'))
  t.notOk((await treeOn('2025-01-01')).some((unit) => / [PK] /.test(unit)))
  t.match((await change('/units/K', { closed: false, validFrom: '2026-01-01' })).json(), { because: 'unit_not_open' }, 'nor opened again under it')
  await record('/sites', { code: 'S-1', name: 'Works', address: 'Via Roma 1', country: 'IT', unit: 'OLD', validFrom: FIRST })
  t.match((await change('/units/OLD', { closed: true })).json(), { because: 'unit_not_open', site: 'S-1' })
})

t.test('of two moves at once that together would close a circle, one is refused', async (t) => {
  for (let round = 0; round < 5; round++) {
    const [a, b] = [`X${round}`, `Y${round}`]
    for (const code of [a, b]) await record('/units', { code, name: code, validFrom: FIRST })
    const moves = await Promise.all([[a, b], [b, a]].map(async ([code, parent]) => await call('PATCH', `/units/${code}`, { parent, validFrom: '2022-01-01' }, { 'if-match': '"1"' })))
    t.strictSame(moves.map(({ statusCode }) => statusCode).toSorted(), [200, 409])
    t.equal((await treeOn('2022-01-01')).filter((unit) => unit.includes(a) || unit.includes(b)).length, 2, 'both stand in the tree')
  }
  t.equal(db.operations.waitingCount, 0)
})

t.test('a change names the state it is based on; a code is recorded once; impossible days and unknown fields are refused', async (t) => {
  t.equal((await call('PATCH', '/units/HQ', { name: 'x' })).statusCode, 428)
  t.equal((await call('PATCH', '/units/HQ', { name: 'x' }, { 'if-match': '"99"' })).statusCode, 412)
  t.match((await call('POST', '/units', { code: 'HQ', name: 'x', validFrom: FIRST })).json(), { status: 409, type: '/problems/unit-exists' })
  t.match((await call('POST', '/units', { code: 'Z', name: 'x', validFrom: '2023-02-29' })).json(), { errors: [{ pointer: '/validFrom' }] })
  t.match((await call('POST', '/units', { code: 'Z', name: 'x', validFrom: FIRST, colour: 'red' })).json(), { errors: [{ pointer: '/colour' }] })
  t.equal((await call('GET', '/organisation/chart?on=2023-02-29')).statusCode, 400)
  const key = { 'idempotency-key': 'unit-once' }
  const first = await call('POST', '/units', { code: 'ONCE', name: 'x', validFrom: FIRST }, key)
  const again = await call('POST', '/units', { code: 'ONCE', name: 'x', validFrom: FIRST }, key)
  t.equal(first.statusCode, 201)
  t.equal(again.body, first.body)
  t.equal(first.headers.location, `/v1/units/${first.json<{ id: string }>().id}`)
  t.equal((await call('GET', `/units/${first.json<{ id: string }>().id}`, undefined, { 'if-none-match': '"1"' })).statusCode, 304)
})

t.test('the list has every unit by its pages, and of a day those that exist then', async (t) => {
  const codes: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: { code: string }[], nextCursor: string | null } = await get(`/units?limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`)
    codes.push(...page.items.map(({ code }) => code))
    cursor = page.nextCursor
  }
  t.strictSame(codes, codes.toSorted())
  t.ok(codes.includes('P') && codes.includes('HQ'))
  const open = (await get<{ items: { code: string }[] }>('/units?on=2025-01-01&limit=1000')).items.map(({ code }) => code)
  t.notOk(open.includes('P'))
  t.ok(open.includes('HQ'))
})
