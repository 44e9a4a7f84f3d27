import t from 'tap'
import { onConnection, withOperator } from '../../src/platform/db/operator-tx.ts'
import { customsStaff, directoryRegister, personExists, personOfSubject, positionExists, unitExists } from '../../src/organisation/index.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { addOperator } from '../../src/platform/operators.ts'
import type { RegisterNeeds } from '../../src/platform/registers.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { organisationOverHttp } from './organisation-over-http.ts'
import type { ShownChart } from './organisation-over-http.ts'

const { call, get, record, change, db, superuser } = await organisationOverHttp()
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal = { subject: 'erp', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }
const FIRST = '2020-01-01'
await record('/units', { code: 'CUS', name: 'Customs', validFrom: FIRST })
await record('/units', { code: 'FIN', name: 'Finance', validFrom: FIRST })
await record('/positions', { code: 'HEAD', title: 'Head of customs', unit: 'CUS', responsibilities: ['head_of_customs'], circle: ['in_charge_of_customs'], validFrom: FIRST })
await record('/positions', { code: 'SPEC', title: 'Specialist', unit: 'CUS', responsibilities: ['customs_specialist'], validFrom: FIRST })
await record('/positions', { code: 'TAX', title: 'Tax accountant', unit: 'FIN', responsibilities: ['finance'], customsPercent: 20, validFrom: FIRST })
const person = async (pseudonym: string): Promise<string> => (await record('/people', { pseudonym, employmentKind: 'employee' })).id
const eva = await person('P-1')
await person('P-2')
const staffOn = async (day: string) => await withOperator(db, principal, 'organisation:read', async (tx) => await customsStaff(tx, day))
const holders = async (day: string, position: string): Promise<string[]> =>
  (await get<ShownChart>(`/organisation/chart?on=${day}`)).units.flatMap(({ positions }) => positions).filter(({ code }) => code === position).flatMap((shown) => shown.holders.map(({ pseudonym }) => pseudonym))
const NO_NEEDS: RegisterNeeds = { goodsRefs: [], supplierRefs: [], representatives: [], mrns: [], arcs: [], documentReferences: [], reviewers: [], firstDay: FIRST, lastDay: FIRST }
const directory = async () => await withOperator(db, principal, 'organisation:read', async (tx) => await directoryRegister.load(tx.query, operatorId, NO_NEEDS))

t.test('who holds a position is known for every day, both boundary days and a leap day included', async (t) => {
  await record('/assignments', { person: 'P-1', position: 'HEAD', validFrom: '2021-01-01', validTo: '2024-02-29' })
  await record('/assignments', { person: 'P-2', position: 'HEAD', validFrom: '2024-03-01' })
  t.strictSame(await holders('2020-12-31', 'HEAD'), [])
  t.strictSame(await holders('2021-01-01', 'HEAD'), ['P-1'])
  t.strictSame(await holders('2024-02-29', 'HEAD'), ['P-1'])
  t.strictSame(await holders('2024-03-01', 'HEAD'), ['P-2'])
  t.match(await staffOn('2024-02-29'), [{ unit: 'CUS', fte: 1 }])
  t.strictSame(await staffOn('2020-12-31'), [])
  t.match(await get('/assignments?person=P-1&on=2022-01-01'), { items: [{ position: 'HEAD', ftePercent: 100 }] })
  t.strictSame(await get('/assignments?on=2020-12-31&person=P-1'), { items: [], nextCursor: null })
})

t.test('nobody works more than full time: the day and the sum are named, and a function without time is taken', async (t) => {
  t.match((await call('POST', '/assignments', { person: 'P-2', position: 'SPEC', validFrom: '2023-01-01', ftePercent: 1 })).json(), { status: 409, type: '/problems/assignment-beyond-full-time', day: '2024-03-01', percent: 101 })
  t.equal((await call('POST', '/assignments', { person: 'P-2', position: 'SPEC', validFrom: '2023-01-01', validTo: '2024-02-29', ftePercent: 100 })).statusCode, 201, 'until the day before')
  t.equal((await call('POST', '/assignments', { person: 'P-2', position: 'TAX', validFrom: '2024-03-01', ftePercent: 0 })).statusCode, 201)
  await person('P-3')
  for (let round = 0; round < 5; round++) {
    const together = await Promise.all(['SPEC', 'TAX', 'HEAD'].map(async (position) => await call('POST', '/assignments', { person: 'P-3', position, validFrom: `202${round}-01-01`, validTo: `202${round}-12-31`, ftePercent: 60 })))
    t.strictSame(together.map(({ statusCode }) => statusCode).toSorted(), [201, 409, 409], 'of several at once one is taken')
  }
})

t.test('customs staff of a unit are the shares that are customs work', async (t) => {
  await person('P-4')
  t.match((await call('POST', '/assignments', { person: 'P-4', position: 'TAX', validFrom: '2019-12-31', ftePercent: 50 })).json(), { because: 'position_not_open', day: '2019-12-31' })
  await record('/assignments', { person: 'P-4', position: 'TAX', validFrom: '2020-01-01', validTo: '2020-01-31', ftePercent: 50 })
  const finance = async (day: string) => (await staffOn(day)).find(({ unit }) => unit === 'FIN')?.fte ?? 0
  t.equal(Math.round(1000 * (await finance('2020-01-31') - await finance('2020-02-01'))), 100, '50 % of full time, 20 % of it customs work')
})

t.test('a position that is held is not closed, and its holder keeps it in the past', async (t) => {
  await record('/positions', { code: 'TEMP', title: 'For a while', unit: 'CUS', responsibilities: ['customs_specialist'], validFrom: FIRST })
  await person('P-5')
  const { id } = await record('/assignments', { person: 'P-5', position: 'TEMP', validFrom: '2022-01-01' })
  t.match((await change('/positions/TEMP', { closed: true, validFrom: '2023-01-01' })).json(), { because: 'position_is_held', day: '2023-01-01' })
  t.match((await change(`/assignments/${id}`, { validTo: '2021-12-31' })).json(), { errors: [{ pointer: '/validTo' }] })
  t.equal((await change(`/assignments/${id}`, { validTo: '2022-12-31' })).statusCode, 200)
  t.equal((await change('/positions/TEMP', { closed: true, validFrom: '2023-01-01' })).statusCode, 200)
  t.match((await change(`/assignments/${id}`, { validTo: '2023-01-01' })).json(), { because: 'position_not_open' })
  t.strictSame(await holders('2022-12-31', 'TEMP'), ['P-5'])
  const { items } = await get<{ items: { type: string, data: Record<string, unknown> }[] }>('/events?limit=1000')
  const of = (type: string) => items.filter((event) => event.type === type && event.data['position'] === 'TEMP').map(({ data }) => data)
  t.match(of('assignment.started'), [{ responsibilities: ['customs_specialist'], unit: 'CUS', on: '2022-01-01' }])
  t.match(of('assignment.ended'), [{ responsibilities: ['customs_specialist'], on: '2022-12-31' }])
})

t.test('a declaration that names a person or a site belongs to the unit of that day', async (t) => {
  await record('/sites', { code: 'S-1', name: 'Works', address: 'Via Roma 1', country: 'IT', unit: 'CUS', activities: ['production', 'storage'], validFrom: FIRST })
  await change('/sites/S-1', { unit: 'FIN', validFrom: '2023-01-01' })
  const asked = await directory()
  t.equal(asked?.unitOfSite('S-1', '2022-12-31'), 'CUS')
  t.equal(asked?.unitOfSite('S-1', '2023-01-01'), 'FIN')
  t.equal(asked?.unitOfSite('S-1', '2019-12-31'), undefined)
  t.equal(asked?.unitOfPerson('P-1', '2024-02-29'), 'CUS')
  t.equal(asked?.unitOfPerson('P-1', '2024-03-01'), undefined)
  t.equal(asked?.unitOfPerson('P-99', '2024-03-01'), undefined)
  await change('/positions/HEAD', { unit: 'FIN', validFrom: '2025-01-01' })
  const moved = await directory()
  t.equal(moved?.unitOfPerson('P-2', '2024-12-31'), 'CUS', 'the position moved, and its past did not')
  t.equal(moved?.unitOfPerson('P-2', '2025-01-01'), 'FIN')
})

t.test('a change of what examinations ask moves their head, so that no replica judges by what held before', async (t) => {
  const version = async (): Promise<number> => Number((await superuser.query<{ version: string }>('select version from aeo.examination_heads where operator_id = $1', [operatorId])).rows[0]?.version ?? 0)
  const before = await version()
  await change('/sites/S-1', { unit: 'CUS', validFrom: '2026-01-01' })
  t.ok(await version() > before)
})

t.test('other features ask who and what exists, and who a login is', async (t) => {
  await call('PATCH', '/people/P-2/contact', { subject: 'reviewer@login' })
  await withOperator(db, principal, 'organisation:read', async (tx) => {
    t.strictSame([...await unitExists(tx, ['CUS', 'NONE'])], ['CUS'])
    t.strictSame([...await positionExists(tx, ['TEMP', 'NONE'])], ['TEMP'], 'also one that is closed by now')
    t.strictSame([...await personExists(tx, ['P-1', 'NONE'])], ['P-1'])
    t.equal(await personOfSubject(tx, 'reviewer@login'), 'P-2')
    t.equal(await personOfSubject(tx, 'nobody'), undefined)
  })
})

t.test('what names a person needs its own right, and one login is one person', async (t) => {
  const narrow = bearer({ scope: 'organisation:read organisation:write' })
  t.equal((await call('GET', `/people/${eva}/contact`, undefined, narrow)).statusCode, 403)
  t.match((await call('GET', `/people/${eva}/contact`)).json(), { status: 404, type: '/problems/person-contact-not-found' })
  const contact = { name: 'Eva Rossi', email: 'eva.rossi@example.com', phone: '+39 06 1234' }
  const first = await call('PATCH', `/people/${eva}/contact`, contact)
  t.match(first.json(), { ...contact, subject: null })
  t.equal((await call('PATCH', `/people/${eva}/contact`, { phone: null })).statusCode, 428)
  t.match((await call('PATCH', `/people/${eva}/contact`, { phone: null }, { 'if-match': String(first.headers.etag) })).json(), { name: 'Eva Rossi', phone: null })
  t.match((await change(`/people/${eva}/contact`, { subject: 'reviewer@login' })).json(), { status: 409, type: '/problems/person-subject-exists' })
  t.notMatch((await call('GET', '/people?limit=1000', undefined, narrow)).body + (await call('GET', '/organisation/chart')).body + (await call('GET', '/events?limit=1000')).body, /Rossi|reviewer@login/)
})

t.test('a legal hold on contact data keeps what names a person until it is lifted', async (t) => {
  const lift = async (id: string) => await call('POST', `/legal-holds/${id}/lift`, { reason: 'Over' }, { 'if-match': '*' })
  const holdOn = async (scope: object): Promise<string> => (await call('POST', '/legal-holds', { ...scope, reason: 'Proceeding' })).json<{ id: string }>().id
  const held = async (): Promise<unknown> => (await call('POST', `/people/${eva}/erase`)).json<{ type?: string }>().type
  for (const scope of [{ class: 'contact_data' }, { everything: true }, { class: 'contact_data', from: '2000-01-01' }]) {
    const hold = await holdOn(scope)
    t.equal(await held(), '/problems/erasure-held', JSON.stringify(scope))
    t.equal((await call('GET', `/people/${eva}/contact`)).statusCode, 200)
    await lift(hold)
  }
  const { id } = (await call('POST', '/people', { pseudonym: 'P-HOLD', employmentKind: 'employee' })).json<{ id: string }>()
  for (const scope of [{ class: 'originals' }, { mrn: '26IT000000000ABCR6' }, { class: 'contact_data', to: '2020-01-01' }]) await holdOn(scope)
  t.equal((await call('POST', `/people/${id}/erase`)).statusCode, 200, 'a hold on something else keeps nothing of it')
})

t.test('what names a person is erased on request: no trace of it is left, charts and counts stay, the log verifies', async (t) => {
  await change(`/people/${eva}/contact`, { subject: 'eva@login' })
  // She also acted under her login, with a key.
  await call('POST', '/units', { code: 'EVA', name: 'x', validFrom: FIRST }, { ...bearer({ subject: 'eva@login' }), 'idempotency-key': 'of-eva' })
  const days = ['2021-01-01', '2024-02-29', '2024-03-01']
  const seen = async (): Promise<string> => JSON.stringify([...await Promise.all(days.map(async (day) => (await call('GET', `/organisation/chart?on=${day}`)).body)), ...await Promise.all(days.map(staffOn))])
  const [chart, count] = [await seen(), (await get<{ items: unknown[] }>('/people?limit=1000')).items.length]
  const key = { 'idempotency-key': 'erase-eva' }
  const erased = await call('POST', '/people/P-1/erase', undefined, key)
  t.match(erased.json(), { pseudonym: 'P-1', erasedOn: /^\d{4}-/ })
  t.equal((await call('POST', '/people/P-1/erase', undefined, key)).body, erased.body)
  t.equal((await call('POST', '/people/P-1/erase')).statusCode, 200, 'again changes nothing')
  t.equal((await call('GET', `/people/${eva}/contact`)).statusCode, 404)
  t.match((await call('PATCH', `/people/${eva}/contact`, { name: 'Eva Rossi' })).json(), { status: 409, type: '/problems/person-erased' })
  t.equal(await seen(), chart)
  t.equal((await get<{ items: unknown[] }>('/people?limit=1000')).items.length, count)
  const { rows: tables } = await superuser.query<{ name: string }>("select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'aeo' and c.relkind = 'r'")
  for (const { name } of tables) {
    const { rows } = await superuser.query(`select 1 from aeo.${name} x where x::text ~ 'Rossi|eva@login|1234$'`)
    t.equal(rows.length, 0, `${name} holds nothing of it`)
  }
  const { items } = await get<{ items: { type: string, subject: string, data: unknown }[] }>('/events?limit=1000')
  t.match(items.filter(({ type, subject }) => type === 'person.erased' && subject === `person:${eva}`), [{ data: {} }], 'the erasure is one event')
  t.match(await onConnection(db.operations, async (client) => await verifyLog(client, operatorId, [])), { fault: null })
})
