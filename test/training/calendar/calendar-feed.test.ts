import t from 'tap'
import { buildApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { createLifecycle } from '../../../src/platform/http/lifecycle.ts'
import { createMetrics } from '../../../src/platform/http/metrics.ts'
import pg from 'pg'
import { setOperatorStatus } from '../../../src/platform/operators.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer, TEST_OPERATOR, TEST_SECRET } from '../../support/tokens.ts'
import { strictCalendar } from './strict-calendar.ts'

const database = await testDatabase(t)
let now = new Date('2026-03-10T12:00:00Z')
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => now })
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

type Answer = Awaited<ReturnType<typeof app.inject>>
const call = async (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}): Promise<Answer> =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
async function record (url: string, payload: object): Promise<void> {
  const answer = await call('POST', url, payload)
  if (answer.statusCode !== 201) throw new Error(`${url} ${answer.body}`)
}
await record('/units', { code: 'CUS', name: 'Customs', validFrom: '2020-01-01' })
await record('/units', { code: 'IMP', name: 'Imports, "south"', parent: 'CUS', validFrom: '2020-01-01' })
await record('/units', { code: 'FIN', name: 'Finance', validFrom: '2020-01-01' })
await record('/positions', { code: 'SPEC', title: 'x', unit: 'IMP', responsibilities: ['customs_specialist'], validFrom: '2020-01-01' })
for (let index = 0; index < 6; index++) {
  await record('/people', { pseudonym: `PERSON-${index}`, employmentKind: 'employee' })
  await record('/assignments', { person: `PERSON-${index}`, position: 'SPEC', validFrom: '2021-01-01', ftePercent: 50 })
  await record('/training/records', { reference: `R-${index}`, person: `PERSON-${index}`, topic: 'classification', level: 3, completedOn: '2025-04-02', result: 'passed' })
}
await record('/training/records', { reference: 'R-V', person: 'PERSON-1', topic: 'value', level: 3, completedOn: '2025-04-02', result: 'passed', validUntil: '2026-04-20' })

const newLink = async (payload: object = { unit: 'CUS' }, headers: Record<string, string> = {}) => (await call('POST', '/calendar-links', payload, headers)).json<{ id: string, path: string, expiresAt: string }>()
const open = async (path: string, method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS' = 'GET'): Promise<Answer> => await app.inject({ method, url: path })
const shown = ({ statusCode, headers, body }: Answer) => ({
  statusCode, body: body.replace(/"requestId":"[^"]*"/, ''), headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !['x-request-id', 'traceresponse', 'date', 'ratelimit'].includes(name)))
})

t.test('a link shows what ends in the unit and below it, counted, and no person', async (t) => {
  const { path } = await newLink()
  t.match(path, /^\/calendars\/[A-Za-z0-9_-]{43}$/)
  const answer = await open(path)
  t.match(answer, { statusCode: 200, headers: { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' } })
  t.ok(answer.body.startsWith('BEGIN:VCALENDAR\r\n') && answer.body.endsWith('END:VCALENDAR\r\n'))
  t.ok(answer.body.split('\r\n').every((line) => Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line)))
  const text = answer.body.replaceAll('\r\n ', '')
  t.match(text, /DTSTART;VALUE=DATE:20260402\r\nDTEND;VALUE=DATE:20260403\r\nSUMMARY:Training ends: [^\r]*T2\)\\, at least 5 people/)
  t.match(text, /DTSTART;VALUE=DATE:20260420\r\nDTEND;VALUE=DATE:20260421\r\nSUMMARY:Training ends: [^\r]*T3\)\\, fewer than 5 people/)
  t.notMatch(text, /PERSON/)
  const uids = [...text.matchAll(/UID:(\S+)/g)].map(([, uid]) => uid)
  t.equal(new Set(uids).size, 2)
  t.strictSame([...(await open(path)).body.replaceAll('\r\n ', '').matchAll(/UID:(\S+)/g)].map(([, uid]) => uid), uids, 'the same event keeps its name')
  t.notMatch((await open((await newLink({ unit: 'CUS', withinDays: 30 })).path)).body, /20260420/, 'not what ends later than asked for')
  t.notMatch((await open((await newLink({ unit: 'FIN' })).path)).body, /VEVENT/, 'nor what ends elsewhere')
})

t.test('what a link opens is RFC 5545 to the letter, also where there is nothing to tell, and tells nothing of a unit of few people', async (t) => {
  const read = async (unit: string) => {
    const answer = await open((await newLink({ unit })).path)
    return strictCalendar(answer.rawPayload, String(answer.headers['content-type'])).components.map(({ name }) => name)
  }
  t.strictSame([await read('CUS'), await read('FIN')], [['VEVENT', 'VEVENT'], ['VTIMEZONE']])
  await record('/positions', { code: 'BOOK', title: 'x', unit: 'FIN', responsibilities: ['finance'], validFrom: '2020-01-01' })
  for (let index = 0; index < 4; index++) {
    await record('/people', { pseudonym: `FEW-${index}`, employmentKind: 'employee' })
    await record('/assignments', { person: `FEW-${index}`, position: 'BOOK', validFrom: '2021-01-01', ftePercent: 50 })
    await record('/training/records', { reference: `F-${index}`, person: `FEW-${index}`, topic: 'value', level: 3, completedOn: '2025-04-02', result: 'passed', validUntil: '2026-04-20' })
  }
  t.strictSame(await read('FIN'), ['VTIMEZONE'])
  await record('/people', { pseudonym: 'FEW-4', employmentKind: 'employee' })
  await record('/assignments', { person: 'FEW-4', position: 'BOOK', validFrom: '2021-01-01', ftePercent: 50 })
  t.strictSame(await read('FIN'), ['VEVENT'])
})

t.test('HEAD answers as GET does, without the text', async (t) => {
  const { path } = await newLink()
  const [get, head] = [await open(path), await open(path, 'HEAD')]
  t.equal(head.statusCode, 200)
  t.equal(head.body, '')
  t.equal(head.headers['content-type'], get.headers['content-type'])
})

t.test('a token altered anywhere, an unknown one, an ended one and any other method are answered like an address that does not exist', async (t) => {
  const [{ path }, ended, revoked] = [await newLink(), await newLink(), await newLink()]
  await call('POST', `/calendar-links/${revoked.id}/revoke`)
  await superuser.query('update aeo.calendar_links set expires_at = $2 where id = $1', [ended.id, now])
  const nothing = shown(await open('/calendars/nothing'))
  t.equal(nothing.statusCode, 404)
  t.strictSame(shown(await open(ended.path)), nothing, 'ended at this very instant')
  t.strictSame(shown(await open(revoked.path)), nothing)
  const token = path.slice('/calendars/'.length)
  for (let at = 0; at < token.length; at++) {
    const altered = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
    t.strictSame(shown(await open(`/calendars/${altered}`)), nothing, `altered at ${at}`)
  }
  // The last character stands for two bits less than it has: its neighbours are the same bytes.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(token.at(-1) ?? '')
  for (const other of [last ^ 1, last ^ 2, last ^ 3]) t.strictSame(shown(await open(`/calendars/${token.slice(0, -1)}${alphabet[other]}`)), nothing, 'the same bytes in other letters')
  for (const url of [`/calendars/${token}=`, `/calendars/${token}/`, `/calendars/${token.slice(1)}`, `/calendars/${token.toUpperCase()}`, '/calendars/', `/calendars/${(await newLink()).id}`]) t.equal((await open(url)).statusCode, 404, url)
  const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
  for (const method of methods) t.strictSame(shown(await open(path, method)), shown(await open('/nothing-here', method)), `${method} is not there`)
  t.equal((await open(path)).statusCode, 200, 'and the link itself still opens')
})

t.test('a link opens for seven days, the same one for longer if it is renewed in time, and none that has ended', async (t) => {
  const { id, path, expiresAt } = await newLink()
  t.equal(expiresAt, '2026-03-17T12:00:00.000Z')
  now = new Date('2026-03-17T11:59:59.999Z')
  t.equal((await open(path)).statusCode, 200, 'to its last instant')
  t.match((await call('POST', `/calendar-links/${id}/renew`)).json(), { id, expiresAt: '2026-03-24T11:59:59.999Z' })
  now = new Date('2026-03-24T11:59:59.998Z')
  t.equal((await open(path)).statusCode, 200)
  now = new Date('2026-03-24T11:59:59.999Z')
  t.equal((await open(path)).statusCode, 404)
  t.match((await call('POST', `/calendar-links/${id}/renew`)).json(), { status: 409, type: '/problems/calendar-link-ended' })
  t.match((await call('POST', `/calendar-links/${id}/revoke`)).json(), { revokedAt: '2026-03-24T11:59:59.999Z' })
  t.match((await call('POST', `/calendar-links/${id}/revoke`)).json(), { revokedAt: '2026-03-24T11:59:59.999Z' }, 'again changes nothing')
  now = new Date('2026-03-10T12:00:00Z')
})

t.test('the token is shown once and stands nowhere: in no table, event, stored answer or list', async (t) => {
  const key = { 'idempotency-key': 'link' }
  const first = await newLink({ unit: 'CUS' }, key)
  const again = await newLink({ unit: 'CUS' }, key)
  t.strictSame(again, { ...first, path: null }, 'the same link, without its address')
  await open(first.path)
  const token = first.path.slice('/calendars/'.length)
  const { rows } = await superuser.query<{ name: string }>('select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = \'aeo\' and c.relkind = \'r\'')
  for (const { name } of rows) t.equal((await superuser.query(`select 1 from aeo.${name} t where t::text like '%' || $1 || '%' limit 1`, [token])).rowCount, 0, name)
  const listed = await call('GET', '/calendar-links?unit=CUS&limit=1000')
  t.match(listed.json<{ items: { id: string }[] }>().items.find(({ id }) => id === first.id), { openings: 1, lastOpenedAt: '2026-03-10T12:00:00.000Z', revokedAt: null })
  t.notMatch(listed.body, token)
  t.strictSame((await call('GET', '/calendar-links?unit=NONE')).json(), { items: [], nextCursor: null })
  const page = (await call('GET', '/calendar-links?limit=1')).json<{ items: { id: string }[], nextCursor: string }>()
  t.not((await call('GET', `/calendar-links?limit=1&cursor=${page.nextCursor}`)).json<{ items: { id: string }[] }>().items[0]?.id, page.items[0]?.id)
})

t.test('each opening is a line of the security log, in which the token is not', async (t) => {
  const lines: string[] = []
  const config = { ...readConfig({ JWT_SECRET: TEST_SECRET, DATA_DIR: t.testdir() }), logLevel: 'trace' as const }
  const { app: logging } = await buildApp({ config, db, metrics: createMetrics(), lifecycle: createLifecycle(), readiness: async () => ({ ready: true, checks: {} }), clock: () => now, overload: { delayMs: () => 0 }, logDestination: { write: (line) => { lines.push(line) } } })
  t.teardown(async () => { await logging.close() })
  const { id, path } = await newLink()
  for (const url of [path, `${path}?token=${path.slice(11)}`, `${path}x`, path.replace('calendars', 'calendar')]) await logging.inject({ url })
  await logging.inject({ method: 'POST', url: path, headers: { 'content-type': 'application/json' }, payload: '{' })
  t.equal(lines.filter((line) => line.includes('"securityEvent":"calendar_opened"')).length, 2)
  t.match(JSON.parse(lines.find((line) => line.includes('calendar_opened')) ?? '{}'), { operator: TEST_OPERATOR, link: id, address: '127.0.0.1' })
  t.notMatch(lines.join(''), path.slice('/calendars/'.length))
})

t.test('a link is no token and a token no link', async (t) => {
  const { path } = await newLink()
  const token = path.slice('/calendars/'.length)
  t.equal((await app.inject({ url: '/v1/training/messages', headers: { authorization: `Bearer ${token}` } })).statusCode, 401)
  t.equal((await app.inject({ url: `/calendars/${bearer().authorization.slice('Bearer '.length).slice(0, 43)}` })).statusCode, 404)
  t.equal((await app.inject({ url: path, headers: bearer({ operator: OTHER_OPERATOR }) })).statusCode, 200, 'whose token comes with it says nothing')
})

t.test('a suspended operator\'s link opens nothing until the operator is active again', async (t) => {
  const { path } = await newLink()
  await setOperatorStatus(db.operations, TEST_OPERATOR, 'suspended')
  t.strictSame(shown(await open(path)), shown(await open('/calendars/nothing')))
  await setOperatorStatus(db.operations, TEST_OPERATOR, 'active')
  t.equal((await open(path)).statusCode, 200)
})

t.test('the service\'s role learns of no link but by its hash', async (t) => {
  await newLink()
  const app2 = new pg.Client(database.appUrl)
  await app2.connect()
  t.teardown(async () => { await app2.end() })
  t.strictSame((await app2.query('select 1 from aeo.calendar_links')).rows, [], 'without an operator it sees none')
  t.strictSame((await app2.query('select * from aeo.find_calendar_link($1, now())', [Buffer.alloc(32)])).rows, [])
})

t.test('a unit that nobody knows has no calendar, and no other operator sees or ends a link', async (t) => {
  t.match((await call('POST', '/calendar-links', { unit: 'NONE' })).json(), { status: 400, errors: [{ pointer: '/unit' }] })
  for (const withinDays of [0, 367, 1.5]) t.match((await call('POST', '/calendar-links', { unit: 'CUS', withinDays })).json(), { status: 400, errors: [{ pointer: '/withinDays' }] })
  const { id, path } = await newLink()
  const other = bearer({ operator: OTHER_OPERATOR })
  for (const step of ['renew', 'revoke']) t.equal((await call('POST', `/calendar-links/${id}/${step}`, undefined, other)).statusCode, 404)
  t.strictSame((await call('GET', '/calendar-links', undefined, other)).json(), { items: [], nextCursor: null })
  t.equal((await open(path)).statusCode, 200)
})

t.test('a calendar is read in as many statements for a large unit as for a small one', async (t) => {
  const [large, small] = [await newLink({ unit: 'CUS' }), await newLink({ unit: 'FIN' })]
  for (const { path } of [large, small]) await open(path)
  const counts = [await statementsOf(db, async () => await open(large.path)), await statementsOf(db, async () => await open(small.path))].map(({ length }) => length)
  t.equal(counts[0], counts[1])
  t.ok((counts[0] ?? 99) <= 14, `${counts[0]}`)
})
