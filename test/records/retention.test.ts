import { spawn } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import pg from 'pg'
import { expiredAnswers } from '../../src/platform/idempotency/expiry.ts'
import type { Principal } from '../../src/platform/access.ts'
import { onConnection, runOperatorTx } from '../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { endedContacts } from '../../src/organisation/index.ts'
import { runRetention } from '../../src/records/index.ts'
import type { InTx } from '../../src/records/retention/run-retention.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const principal: Principal = { subject: 'system:command-line', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
const inTx: InTx = async (work) => await runOperatorTx(db.operations, principal, work, () => new Date())
const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const run = async (today: string, apply: boolean, pageSize?: number) =>
  new Map((await runRetention(inTx, { apply, today, ...(pageSize === undefined ? {} : { pageSize }) })).map(({ name, erased, held, waiting }) => [name, { erased, held, waiting }]))
const push = async (lrn: string, acceptanceDate: string, changes: Record<string, unknown> = {}) =>
  (await call('POST', '/declarations', declaration({ lrn, acceptanceDate, ...changes }))).json<{ declarationId: string }>().declarationId
const kept = async (id: string): Promise<number> => (await call('GET', `/declarations/${id}/original`)).statusCode
const eventsOf = async (type: string): Promise<{ subject: string, data: string }[]> =>
  (await superuser.query<{ subject: string, data: string }>('select subject, data from aeo.operator_log where operator_id = $1 and type = $2 order by seq', [operatorId, type])).rows
const verified = async () => await onConnection(db.operations, async (client) => await verifyLog(client, operatorId, []))

const HASH = 'b'.repeat(64)

t.test('an original is kept to the end of the tenth year, and then its bytes go while hash, size and an event stay', async (t) => {
  const old = await push('R-1', '2015-12-31')
  const young = await push('R-2', '2016-01-01')
  t.strictSame((await run('2025-12-31', false)).get('originals'), { erased: 0, held: 0, waiting: 0 }, 'the tenth year has not ended')
  t.strictSame((await run('2026-01-01', false)).get('originals'), { erased: 1, held: 0, waiting: 0 })
  t.equal(await kept(old), 200, 'a dry run erases nothing')
  t.strictSame((await run('2026-01-01', true)).get('originals'), { erased: 1, held: 0, waiting: 0 }, 'the run does what the dry run said')
  t.equal(await kept(old), 410)
  t.equal(await kept(young), 200)
  const shown = (await call('GET', `/declarations/${old}/versions`)).json<{ items: { payloadHash?: string, originalHash?: string }[] }>().items
  t.ok(JSON.stringify(shown).match(/[0-9a-f]{64}/), 'its hash is still shown')
  const events = await eventsOf('retention.originals_erased')
  t.equal(events.length, 1)
  t.equal(events[0]?.subject, `declaration:${old}`)
  t.match(JSON.parse(events[0]?.data ?? ''), { class: 'originals', erased: [{ version: 1, sha256: /^[0-9a-f]{64}$/, size: Number }] })
  t.strictSame((await run('2026-01-01', true)).get('originals'), { erased: 0, held: 0, waiting: 0 }, 'once')
  t.match(await verified(), { fault: null })
})

t.test('nothing under a legal hold is erased, and it goes when the hold is lifted', async (t) => {
  const mrn = '15IT00000000000010'
  const held = await push('R-3', '2014-05-05', { mrn })
  const free = await push('R-4', '2014-05-05')
  const hold = await call('POST', '/legal-holds', { class: 'originals', mrn, reason: 'Appeal 12/2025' }, { 'idempotency-key': 'hold-1' })
  t.match(hold, { statusCode: 201, headers: { etag: '"1"' } })
  const { id } = hold.json<{ id: string }>()
  t.match((await call('POST', '/legal-holds', { class: 'originals', mrn, reason: 'Appeal 12/2025' }, { 'idempotency-key': 'hold-1' })).json(), { id })
  t.strictSame((await run('2026-01-01', true)).get('originals'), { erased: 1, held: 1, waiting: 0 })
  t.strictSame([await kept(held), await kept(free)], [200, 410])
  t.equal((await call('POST', `/legal-holds/${id}/lift`, { reason: 'Decided' })).statusCode, 428)
  t.match((await call('POST', `/legal-holds/${id}/lift`, { reason: 'Decided' }, { 'if-match': '"1"' })).json(), { liftReason: 'Decided', liftedBy: /^[0-9a-f-]{36}$/ })
  t.match((await call('POST', `/legal-holds/${id}/lift`, { reason: 'Decided' }, { 'if-match': '"2"' })).json(), { type: '/problems/legal-hold-lifted' })
  t.equal((await call('GET', '/legal-holds?inForce=true')).json<{ items: unknown[] }>().items.length, 0)
  t.strictSame((await run('2026-01-01', true)).get('originals'), { erased: 1, held: 0, waiting: 0 })
  t.equal(await kept(held), 410)
  t.notMatch(JSON.stringify([...await eventsOf('legal_hold.set'), ...await eventsOf('legal_hold.lifted')]), /Appeal|Decided/, 'words of people are not in the log')
  t.equal((await call('POST', '/legal-holds', { from: '2026-03-02', to: '2026-03-01', reason: 'x' })).statusCode, 400)
})

t.test('under a special procedure the years count from the discharge', async (t) => {
  const supervised = await push('R-5', '2013-03-03', { items: [item({ requestedProcedure: '51' })], status: 'released', statusAt: '2013-03-03T10:00:00Z' })
  t.strictSame((await run('2026-01-01', true)).get('originals'), { erased: 0, held: 0, waiting: 1 })
  t.equal(await kept(supervised), 200)
  await push('R-5', '2013-03-03', { items: [item({ requestedProcedure: '51' })], status: 'discharged', statusAt: '2016-02-01T10:00:00Z' })
  t.strictSame((await run('2026-06-01', true)).get('originals')?.waiting, 1, 'discharged in 2016, kept until the end of 2026')
  t.strictSame((await run('2027-01-01', false)).get('originals')?.waiting, 0)
})

t.test('years can be set with their legal source, and the report names both', async (t) => {
  const id = await push('R-6', '2020-05-05')
  t.equal((await call('PUT', '/record-settings/retention', { value: { originals: { years: 5, legalSource: 'National archive act 7' } } }, { 'if-match': '"0"' })).statusCode, 200)
  t.match((await call('GET', '/retention')).json<{ items: { class: string }[] }>().items.find((entry) => entry.class === 'originals'), { years: 5, legalSource: 'National archive act 7', lastRun: { erased: Number } })
  t.equal((await run('2025-12-31', false)).get('originals')?.erased, 2, 'those of 2016 and the discharged one; of 2020 nothing before its fifth year has ended')
  t.equal((await run('2026-01-01', true)).get('originals')?.erased, 3)
  t.equal(await kept(id), 410)
  await call('PUT', '/record-settings/retention', { value: {} }, { 'if-match': '"1"' })
})

t.test('records end too: where documents are is forgotten, movements go, hashes stay', async (t) => {
  const mrn = '14IT00000000000029'
  const document = (reference: string, archivedAt: string, changes: object = {}) => ({ mrn, type: 'N380', reference, sha256: HASH, archive: 'dms', locator: 'secret-place', archivedAt, ...changes })
  const movement = (movementNumber: string, movedOn: string) => ({ movementNumber, kind: 'receipt', movedOn, quantity: '1', unit: 'KGM', mrn })
  const { id } = (await call('POST', '/documents', document('INV-1', '2014-12-31T22:00:00Z'))).json<{ id: string }>()
  await call('POST', '/documents', document('INV-2', '2016-01-01T10:00:00Z'))
  await call('POST', '/goods-movements', movement('R-1', '2014-01-01'))
  await call('POST', '/goods-movements', movement('R-2', '2016-01-01'))
  await call('POST', '/excise-movements', { arc: '14ITAB1234567890123450', status: 'received', statusOn: '2014-01-01', exciseProductCode: 'W200', commodityCode: '22042111', quantity: '1', unit: 'LTR', dispatchedOn: '2014-01-01' })
  await call('POST', '/exit-proofs', { mrn, kind: 'delivery_note', reference: 'DN', state: 'accepted', leftOn: '2014-01-01', sha256: HASH, archive: 'dms', locator: 'secret-place' })
  const evidence = { criterion: 'security', kind: 'personnel_check', issuedOn: '2009-01-01', validFrom: '2009-01-01', person: 'P-77', sha256: HASH, archive: 'dms', locator: 'secret-place' }
  await call('POST', '/criteria-evidence', { ...evidence, reference: 'EV-1' })
  await call('POST', '/criteria-evidence', { ...evidence, reference: 'EV-2', validUntil: '2020-12-31' })
  const report = await run('2026-01-01', true)
  for (const name of ['supporting_documents', 'goods_movements', 'exit_proofs', 'criteria_evidence']) t.strictSame(report.get(name), { erased: 1, held: 0, waiting: 0 }, name)
  t.match((await call('GET', `/documents/${id}`)).json(), { locator: null, archive: null, sha256: HASH, reference: 'INV-1' })
  t.strictSame((await call('GET', '/goods-movements')).json<{ items: { movementNumber: string }[] }>().items.map(({ movementNumber }) => movementNumber), ['R-2'])
  t.match((await call('GET', '/criteria-evidence?kind=personnel_check')).json<{ items: { reference: string, person: string | null }[] }>().items.map(({ reference, person }) => [reference, person]).toSorted(), [['EV-1', null], ['EV-2', 'P-77']])
  t.equal((await eventsOf('retention.document_erased')).length, 1)
  t.notMatch(JSON.stringify((await superuser.query('select data from aeo.operator_log where operator_id = $1', [operatorId])).rows), /secret-place|P-77/)
  t.match(await verified(), { fault: null })
})

t.test('what names a person goes after the last assignment has ended long enough, and the pseudonym stays', async (t) => {
  await call('POST', '/units', { code: 'U-1', name: 'x', validFrom: '2010-01-01' })
  await call('POST', '/positions', { code: 'POS', title: 'x', unit: 'U-1', validFrom: '2010-01-01' })
  const person = async (pseudonym: string, validTo: string | undefined): Promise<string> => {
    const { id } = (await call('POST', '/people', { pseudonym, employmentKind: 'employee' })).json<{ id: string }>()
    await app.inject({ method: 'PATCH', url: `/v1/people/${id}/contact`, headers: bearer(), payload: { name: `Name of ${pseudonym}`, subject: `${pseudonym}@login` } })
    const assigned = await call('POST', '/assignments', { person: pseudonym, position: 'POS', validFrom: '2015-01-01', ftePercent: 10, ...(validTo === undefined ? {} : { validTo }) })
    t.equal(assigned.statusCode, 201, assigned.body)
    return id
  }
  await app.inject({ method: 'POST', url: '/v1/people', headers: { ...bearer({ subject: 'P-1@login' }), 'idempotency-key': 'by-p-1' }, payload: { pseudonym: 'P-9', employmentKind: 'employee' } })
  const [gone, recent, present] = [await person('P-1', '2022-12-31'), await person('P-2', '2023-01-01'), await person('P-3', undefined)]
  const erase = async (apply: boolean) => (await runRetention(inTx, { apply, today: '2026-06-01', others: { contact_data: endedContacts } })).find(({ name }) => name === 'contact_data')
  t.match(await erase(false), { erased: 1, years: 3, dueUntil: '2022-12-31' })
  const hold = (await call('POST', '/legal-holds', { class: 'contact_data', reason: 'Court case' })).json<{ id: string }>()
  t.match(await erase(true), { erased: 0, held: 1 })
  await call('POST', `/legal-holds/${hold.id}/lift`, { reason: 'Over' }, { 'if-match': '*' })
  t.match(await erase(true), { erased: 1, held: 0 })
  const contact = async (id: string): Promise<number> => (await call('GET', `/people/${id}/contact`)).statusCode
  t.strictSame([await contact(gone), await contact(recent), await contact(present)], [404, 200, 200])
  t.match((await call('GET', `/people/${gone}`)).json(), { pseudonym: 'P-1', erasedOn: String })
  t.equal((await superuser.query('select 1 from aeo.person_contacts where name = \'Name of P-1\'')).rows.length, 0)
  for (const table of ['actors', 'idempotency_answers']) t.equal((await superuser.query(`select 1 from aeo.${table} where subject = 'P-1@login'`)).rows.length, 0, `nor is the login known to ${table}`)
  t.strictSame((await eventsOf('person.erased')).map(({ subject }) => subject), [`person:${gone}`])
})

t.test('messages end with their declaration, and those of none by their receipt', async (t) => {
  const mrn = '13IT00000000000038'
  const id = await push('R-7', '2013-04-04', { mrn })
  await superuser.query(`insert into aeo.customs_messages (operator_id, id, kind, state, content_hash, mrn, issued_at, received_at, declaration_id, content, original, original_sha256, original_size, original_media_type)
    select $1, gen_random_uuid(), 'answer', 'applied', sha256(n::text::bytea), $2, '2013-04-05', '2013-04-05', case when n = 1 then $3::uuid end, '{}', 'bytes', sha256('bytes'), 5, 'application/xml' from generate_series(1, 2) n`, [operatorId, mrn, id])
  const report = await run('2026-01-01', true)
  t.strictSame([report.get('messages')?.erased, report.get('unmatched_messages')?.erased], [1, 1])
  const { rows } = await superuser.query('select 1 from aeo.customs_messages where operator_id = $1 and original is not null', [operatorId])
  t.equal(rows.length, 0)
  t.equal((await eventsOf('retention.messages_erased'))[0]?.subject, `declaration:${id}`)
})

t.test('a run that is broken off is run again, and each thing is erased once', async (t) => {
  for (let index = 0; index < 12; index++) await push(`K-${index}`, `2012-0${1 + index % 3}-10`)
  const before = (await eventsOf('retention.originals_erased')).length
  let pages = 0
  const broken: InTx = async (work) => {
    if (++pages === 5) throw new Error('killed')
    return await inTx(work)
  }
  await t.rejects(runRetention(broken, { apply: true, today: '2026-01-01', pageSize: 3 }), /killed/)
  const half = (await eventsOf('retention.originals_erased')).length - before
  t.ok(half > 0 && half < 12, `${half} were erased before`)
  t.equal((await run('2026-01-01', true, 3)).get('originals')?.erased, 12 - half)
  const subjects = (await eventsOf('retention.originals_erased')).map(({ subject }) => subject)
  t.equal(subjects.length - before, 12)
  t.match(await verified(), { fault: null })
})

const CLI = join(import.meta.dirname, '../../src/cli.ts')
const started = (args: string[]) => spawn(process.execPath, [CLI, 'retention', '--operator', TEST_OPERATOR, ...args], { env: { ...process.env, DATABASE_URL: database.appUrl, DATA_DIR: t.testdir({}), LOG_LEVEL: 'silent' } })
const outputOf = async (args: string[]): Promise<{ code: number | null, out: string }> => await new Promise((resolve) => {
  const child = started(args)
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { out += chunk.toString() })
  child.on('close', (code) => { resolve({ code, out }) })
})

t.test('the command killed with -9 while it erases leaves nothing half done, and the next one does the rest', async (t) => {
  const lines = Array.from({ length: 3000 }, (_, index) => JSON.stringify(declaration({ lrn: `C-${index}`, acceptanceDate: '2011-06-06' })))
  await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: lines.join('\n') })
  await app.inject({ method: 'POST', url: '/v1/declarations', headers: { ...bearer({ operator: OTHER_OPERATOR }) }, payload: declaration({ lrn: 'OTHER', acceptanceDate: '2011-06-06' }) })
  const left = async (): Promise<number> => Number((await superuser.query<{ count: string }>('select count(*) from aeo.declaration_versions v join aeo.declarations d on d.operator_id = v.operator_id and d.id = v.declaration_id where v.operator_id = $1 and v.original is not null and d.lrn like \'C-%\'', [operatorId])).rows[0]?.count)
  const dry = await outputOf([])
  t.equal(dry.code, 0, dry.out)
  t.match(dry.out, /originals\t10 years\t.*3000 due/)
  t.equal(await left(), 3000)
  const child = started(['--apply'])
  const closed = new Promise((resolve) => { child.on('close', resolve) })
  while (await left() === 3000 && child.exitCode === null) await new Promise((resolve) => { setTimeout(resolve, 5) })
  child.kill('SIGKILL')
  await closed
  // The database may still be about to commit the last page.
  await new Promise((resolve) => { setTimeout(resolve, 300) })
  const between = await left()
  t.ok(between < 3000, `${between} were left`)
  const events = (await eventsOf('retention.originals_erased')).length
  const rest = await outputOf(['--apply'])
  t.equal(rest.code, 0, rest.out)
  t.equal(await left(), 0)
  t.equal((await eventsOf('retention.originals_erased')).length - events, between, 'each erasure has its event')
  t.match(rest.out, new RegExp(`originals\t.*\t${between} erased`))
  const { rows } = await superuser.query('select 1 from aeo.declaration_versions v where v.operator_id <> $1 and v.original is not null', [operatorId])
  t.equal(rows.length, 1, 'another operator keeps what is its own')
  t.match(await verified(), { fault: null })
})

t.test('answers to keys are counted and end after thirty days', async (t) => {
  t.equal(await expiredAnswers(db.operations, operatorId, new Date()), 0)
  t.ok(await expiredAnswers(db.operations, operatorId, new Date(Date.now() + 31 * 86_400_000)) > 0)
})

t.test('what was erased, held and set is in the feed of whoever may read records', async (t) => {
  const { rows } = await superuser.query<{ type: string }>("select distinct type from aeo.operator_log where operator_id = $1 and type ~ '^(retention|legal_hold)' order by type", [operatorId])
  const { items } = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer({ scope: 'events:read records:read' }) })).json<{ items: { type: string }[] }>()
  t.ok(rows.length > 5)
  t.strictSame([...new Set(items.map(({ type }) => type))].filter((type) => /^(retention|legal_hold)/.test(type)).toSorted(), rows.map(({ type }) => type))
})
