import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import pg from 'pg'
import { onConnection, runOperatorTx } from '../../src/platform/db/operator-tx.ts'
import type { Principal } from '../../src/platform/access.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { runRetention } from '../../src/records/index.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

/** What becomes of a record that is changed: its history, its trace in the log, and what a legal hold, the calendar and the sites allow. */

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object | string, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const patch = async (url: string, payload: object) => await call('PATCH', url, payload, { 'if-match': '*' })
const bulk = async (path: string, lines: object[]) => (await call('POST', `${path}/bulk`, lines.map((line) => JSON.stringify(line)).join('\n'), { 'content-type': 'application/x-ndjson' }))
  .body.trim().split('\n').map((line) => JSON.parse(line) as { outcome: string, id: string, problem?: { type: string } })
const made = async (path: string, record: object): Promise<string> => {
  const answer = await call('POST', path, record)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<{ id: string }>().id
}
const eventsOf = async (id: string): Promise<{ type: string, data: Record<string, unknown> }[]> =>
  (await superuser.query<{ type: string, data: string }>('select type, data from aeo.operator_log where operator_id = $1 and subject like $2 order by seq', [operatorId, `%:${id}`])).rows.map(({ type, data }) => ({ type, data: JSON.parse(data) as Record<string, unknown> }))
const revisions = async (path: string, id: string) => (await call('GET', `${path}/${id}/revisions`)).json<{ items: { revision: number, content: Record<string, unknown> }[] }>().items

const MRN = '26IT00000000000010'
const [A, B, C] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)]
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const TO_COME = inDays(3)
const document = (changes: object = {}) => ({ mrn: MRN, type: 'N380', reference: 'INV-1', sha256: A, archive: 'dms', locator: 'place-1', archivedAt: '2026-03-03T10:00:00Z', ...changes })
const movement = (changes: object = {}) => ({ movementNumber: 'GR-1', kind: 'receipt', movedOn: '2026-03-05', quantity: '60', unit: 'KGM', mrn: MRN, ...changes })
const excise = (changes: object = {}) => ({ arc: '26ITAB123456789012340', status: 'dispatched', statusOn: '2026-03-06', exciseProductCode: 'W200', commodityCode: '22042111', quantity: '900', unit: 'LTR', dispatchedOn: '2026-03-06', mrn: MRN, ...changes })
const exit = (changes: object = {}) => ({ mrn: MRN, kind: 'delivery_note', reference: 'DN-1', state: 'collected', leftOn: '2026-04-01', ...changes })
const evidence = (changes: object = {}) => ({ reference: 'EV-1', criterion: 'security', kind: 'personnel_check', issuedOn: '2026-01-10', validFrom: '2026-01-10', person: 'P-77', sha256: A, archive: 'dms', locator: 'place-1', ...changes })

const KINDS = [
  { path: '/documents', record: document, change: { sha256: B }, before: { sha256: A } },
  { path: '/goods-movements', record: movement, change: { quantity: '70' }, before: { quantity: '60' } },
  { path: '/excise-movements', record: excise, change: { quantity: '905' }, before: { quantity: '900' } },
  { path: '/exit-proofs', record: exit, change: { leftOn: '2026-04-02' }, before: { leftOn: '2026-04-01' } },
  { path: '/criteria-evidence', record: evidence, change: { sha256: B }, before: { sha256: A } }
]

for (const { path, record, change, before } of KINDS) {
  t.test(`${path}: what a change replaced is in the log and in the history`, async (t) => {
    const id = await made(path, record())
    t.match(await eventsOf(id), [{ type: /\.recorded$/, data: { revision: 1, after: before, contentHash: { after: /^[0-9a-f]{64}$/ } } }])
    t.strictSame(await revisions(path, id), [], 'nothing was replaced yet')
    t.equal((await patch(`${path}/${id}`, change)).statusCode, 200)
    const [recorded, changed] = await eventsOf(id)
    t.match(changed, { type: /\.changed$/, data: { revision: 2, fields: Object.keys(change), before, after: change } })
    t.match(changed?.data['contentHash'], { before: (recorded?.data['contentHash'] as { after: string } | undefined)?.after ?? 'none' }, 'each change follows from the one before')
    const [kept, ...others] = await revisions(path, id)
    t.match(kept, { revision: 1, content: before })
    t.equal(others.length, 0)
    t.equal((await patch(`${path}/${id}`, change)).headers.etag, '"2"')
    t.equal((await revisions(path, id)).length, 1, 'the same again replaces nothing')
  })
}

t.test('two hashes of one document in one file are both kept', async (t) => {
  const lines = [document({ reference: 'TWICE' }), document({ reference: 'TWICE', sha256: B }), document({ reference: 'TWICE', sha256: C, locator: 'place-2' })]
  const verdicts = await bulk('/documents', lines)
  t.strictSame(verdicts.map(({ outcome }) => outcome), ['created', 'changed', 'changed'])
  const id = verdicts[0]?.id ?? ''
  t.match(await eventsOf(id), [
    { type: 'supporting_document.recorded', data: { after: { sha256: A } } }, { type: 'supporting_document.changed', data: { revision: 2, before: { sha256: A }, after: { sha256: B } } },
    { type: 'supporting_document.changed', data: { revision: 3, fields: ['sha256', 'locator'], before: { sha256: B }, after: { sha256: C } } }
  ])
  t.strictSame((await revisions('/documents', id)).map(({ revision, content }) => [revision, content['sha256']]), [[2, B], [1, A]])
  t.equal((await call('GET', `/documents/${id}`)).headers.etag, '"3"')
  await bulk('/documents', lines.slice(0, 2))
  t.strictSame((await revisions('/documents', id)).map(({ content }) => content['sha256']), [A, C, B, A], 'a later file adds to the history')
  const first = (await call('GET', `/documents/${id}/revisions?limit=3`)).json<{ items: unknown[], nextCursor: string }>()
  t.match((await call('GET', `/documents/${id}/revisions?limit=3&cursor=${first.nextCursor}`)).json(), { items: [{ revision: 1 }], nextCursor: null })
})

t.test('as many statements for a file that changes two hundred records as for one that changes two', async (t) => {
  const file = (sha256: string, count: number) => Array.from({ length: count }, (_, index) => movement({ movementNumber: `N-${index}`, quantity: sha256 }))
  await bulk('/goods-movements', file('1', 200))
  const few = await statementsOf(db, async () => await bulk('/goods-movements', file('2', 2)))
  const many = await statementsOf(db, async () => await bulk('/goods-movements', file('3', 200)))
  t.equal(many.length, few.length)
})

t.test('neither where a document is nor who somebody is stands in the log', async (t) => {
  await made('/criteria-evidence', evidence({ reference: 'EV-P', person: 'P-SECRET', partner: 'ITRSSMRA80A01H501U', locator: 'SECRET-place' })).then(async (id) => await patch(`/criteria-evidence/${id}`, { person: 'P-SECRET2', locator: 'SECRET-place2' }))
  const { rows } = await superuser.query<{ data: string }>('select data from aeo.operator_log where operator_id = $1', [operatorId])
  t.notMatch(JSON.stringify(rows), /SECRET|RSSMRA|place-/)
})

t.test('nobody reads the history of another operator', async (t) => {
  const id = await made('/documents', document({ reference: 'OWN' }))
  t.equal((await app.inject({ url: `/v1/documents/${id}/revisions`, headers: bearer({ operator: OTHER_OPERATOR }) })).statusCode, 404)
  t.equal((await call('GET', `/goods-movements/${id}/revisions`)).statusCode, 404, 'nor that of another kind')
})

t.test('what is under a legal hold is not overwritten, by a change or by a file, until the hold is lifted', async (t) => {
  const mrn = '26IT00000000000029'
  const id = await made('/documents', document({ mrn, reference: 'HELD' }))
  const other = await made('/documents', document({ reference: 'FREE' }))
  const hold = await made('/legal-holds', { mrn, reason: 'Control' })
  const refused = await patch(`/documents/${id}`, { sha256: B, locator: 'elsewhere' })
  t.match(refused.json(), { type: '/problems/record-held', status: 409, holds: [hold], errors: [{ pointer: '/sha256', hint: new RegExp(hold) }, { pointer: '/locator' }] })
  t.strictSame((await bulk('/documents', [document({ mrn, reference: 'HELD', sha256: B }), document({ mrn, reference: 'HELD' }), document({ reference: 'FREE', sha256: B })])).map(({ outcome, problem }) => [outcome, problem?.type]),
    [['refused', '/problems/record-held'], ['replayed', undefined], ['changed', undefined]], 'the rest of the file is taken')
  t.match((await call('GET', `/documents/${id}`)).json(), { sha256: A, locator: 'place-1' })
  t.match((await call('GET', `/documents/${other}`)).json(), { sha256: B })
  t.equal((await patch(`/documents/${id}`, { size: 5 })).statusCode, 200, 'what was not stated is added')
  t.equal((await patch(`/documents/${id}`, { size: 6 })).statusCode, 409, 'and kept from then on')
  t.equal((await patch(`/documents/${id}`, { size: null })).statusCode, 409)
  t.equal((await call('POST', `/legal-holds/${hold}/lift`, { reason: 'Over' }, { 'if-match': '*' })).statusCode, 200)
  t.equal((await patch(`/documents/${id}`, { sha256: B })).statusCode, 200)
})

t.test('under a hold an excise movement and a proof of exit go on, but nothing leaves the hold', async (t) => {
  const mrn = '26IT00000000000038'
  const movementId = await made('/excise-movements', excise({ arc: '26ITAB123456789012341', mrn }))
  const proof = await made('/exit-proofs', exit({ mrn }))
  const ofMrn = await made('/legal-holds', { mrn, reason: 'Control' })
  t.equal((await patch(`/excise-movements/${movementId}`, { status: 'received', statusOn: '2026-03-09', arrivedOn: '2026-03-09' })).statusCode, 200)
  t.equal((await patch(`/excise-movements/${movementId}`, { quantity: '1' })).statusCode, 409)
  t.equal((await patch(`/excise-movements/${movementId}`, { mrn: MRN })).statusCode, 409)
  t.equal((await patch(`/exit-proofs/${proof}`, { state: 'accepted' })).statusCode, 200)
  t.equal((await patch(`/exit-proofs/${proof}`, { leftOn: '2026-04-02' })).statusCode, 409)
  const ofDays = await made('/legal-holds', { class: 'excise_movements', from: '2026-03-01', to: '2026-03-31', reason: 'Control' })
  t.match((await patch(`/excise-movements/${movementId}`, { statusOn: '2026-04-01' })).json(), { status: 409, errors: [{ pointer: '/statusOn' }] }, 'its day would take it out of the hold')
  for (const id of [ofMrn, ofDays]) await call('POST', `/legal-holds/${id}/lift`, { reason: 'Over' }, { 'if-match': '*' })
})

t.test('a change waits for a hold that is being set', async (t) => {
  const id = await made('/goods-movements', movement({ movementNumber: 'RACE', mrn: '26IT00000000000047' }))
  const client = new pg.Client(database.superuserUrl)
  await client.connect()
  await client.query('begin')
  await client.query("select pg_advisory_xact_lock(hashtextextended('retention ' || $1, 0))", [operatorId])
  const waiting = patch(`/goods-movements/${id}`, { quantity: '1' })
  const isWaiting = async (): Promise<boolean> => (await superuser.query("select from pg_locks where locktype = 'advisory' and not granted")).rowCount === 1
  for (let tries = 0; tries < 100 && !await isWaiting(); tries++) await new Promise((resolve) => { setTimeout(resolve, 20) })
  await client.query(`insert into aeo.legal_holds (operator_id, id, class, reason, set_at, set_by) select $1, gen_random_uuid(), 'goods_movements', 'x', now(), actor from aeo.operator_log where operator_id = $1 limit 1`, [operatorId])
  await client.query('commit')
  await client.end()
  t.equal((await waiting).statusCode, 409)
  await superuser.query('delete from aeo.legal_holds where operator_id = $1 and lifted_at is null', [operatorId])
})

t.test('a hold says what it is on, or that it is on everything', async (t) => {
  t.match((await call('POST', '/legal-holds', { reason: 'x' })).json(), { status: 400, errors: [{ pointer: '/everything' }] })
  t.match((await call('POST', '/legal-holds', { reason: 'x', everything: true, mrn: MRN })).json(), { status: 400, errors: [{ pointer: '/everything' }] })
  const all = await made('/legal-holds', { reason: 'x', everything: true })
  t.match((await call('GET', `/legal-holds/${all}`)).json(), { class: null, mrn: null, from: null, to: null })
  await call('POST', `/legal-holds/${all}/lift`, { reason: 'Over' }, { 'if-match': '*' })
})

t.test('a fact of a day that is still to come is refused, in a push, a file and a change', async (t) => {
  const cases: [path: string, record: object, field: string][] = [
    ['/documents', document({ reference: 'D', archivedAt: `${TO_COME}T10:00:00Z` }), 'archivedAt'],
    ['/goods-movements', movement({ movementNumber: 'D', movedOn: TO_COME }), 'movedOn'],
    ['/excise-movements', excise({ arc: '26ITAB123456789012342', statusOn: TO_COME }), 'statusOn'],
    ['/excise-movements', excise({ arc: '26ITAB123456789012342', arrivedOn: TO_COME }), 'arrivedOn'],
    ['/exit-proofs', exit({ reference: 'D', leftOn: TO_COME }), 'leftOn'],
    ['/criteria-evidence', evidence({ reference: 'D', issuedOn: TO_COME }), 'issuedOn']
  ]
  for (const [path, record, field] of cases) {
    t.match((await call('POST', path, record)).json(), { status: 400, errors: [{ pointer: `/${field}`, detail: 'is still to come' }] }, `${path} ${field}`)
    t.strictSame((await bulk(path, [record])).map(({ outcome }) => outcome), ['refused'], `${path} ${field} in a file`)
  }
  const id = await made('/goods-movements', movement({ movementNumber: 'TODAY', movedOn: inDays(0) }))
  t.equal((await patch(`/goods-movements/${id}`, { movedOn: TO_COME })).statusCode, 400)
  t.equal((await call('POST', '/criteria-evidence', evidence({ reference: 'LATER', validFrom: TO_COME }))).statusCode, 201, 'evidence may hold from a later day')
})

t.test('an excise movement goes on and never back, by a change or by a file', async (t) => {
  const arc = '26ITAB123456789012343'
  const id = await made('/excise-movements', excise({ arc }))
  t.equal((await patch(`/excise-movements/${id}`, { status: 'refused', statusOn: '2026-03-08' })).statusCode, 200)
  t.match((await patch(`/excise-movements/${id}`, { status: 'received', statusOn: '2026-03-07' })).json(), { type: '/problems/excise-movement-state', errors: [{ pointer: '/statusOn' }] })
  t.equal((await patch(`/excise-movements/${id}`, { status: 'received', statusOn: '2026-03-09' })).statusCode, 200)
  t.match((await patch(`/excise-movements/${id}`, { status: 'draft' })).json(), { type: '/problems/excise-movement-state', status: 409, errors: [{ pointer: '/status' }] })
  t.match(await bulk('/excise-movements', [excise({ arc })]), [{ outcome: 'refused', problem: { type: '/problems/excise-movement-state' } }])
  t.equal((await patch(`/excise-movements/${id}`, { arrivedOn: '2026-03-09' })).statusCode, 200, 'its days are still completed')
})

t.test('the command line says how it is used when it is asked', async (t) => {
  for (const verb of ['retention', 'migrate']) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../../src/cli.ts'), verb, '--help'], { encoding: 'utf8' })
    t.strictSame([status, stdout.startsWith(`Usage: ${verb}`), stderr], [0, true, ''], verb)
  }
})

t.test('where sites are kept a record names one of them', async (t) => {
  const before = await made('/goods-movements', movement({ movementNumber: 'SITE-0', siteId: 'NOWHERE' }))
  await made('/sites', { code: 'ROME', name: 'Rome', address: 'x', country: 'IT', validFrom: '2026-02-01' })
  t.match((await call('POST', '/goods-movements', movement({ movementNumber: 'SITE-1', siteId: 'NOWHERE' }))).json(), { status: 400, errors: [{ pointer: '/siteId', detail: 'is no site of yours' }] })
  t.match((await call('POST', '/criteria-evidence', evidence({ reference: 'SITE', siteCode: 'NOWHERE' }))).json(), { status: 400, errors: [{ pointer: '/siteCode' }] })
  t.strictSame((await bulk('/goods-movements', [movement({ movementNumber: 'SITE-1', siteId: 'NOWHERE' }), movement({ movementNumber: 'SITE-1', siteId: 'ROME' })])).map(({ outcome }) => outcome), ['refused', 'created'])
  t.equal((await patch(`/goods-movements/${before}`, { quantity: '1' })).statusCode, 200, 'what was recorded before can still be corrected')
})

t.test('what a record said goes with the record, and where a document was with its place', async (t) => {
  const principal: Principal = { subject: 'system:command-line', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  const old = await made('/documents', document({ reference: 'OLD', archivedAt: '2014-01-01T10:00:00Z' }))
  await patch(`/documents/${old}`, { locator: 'place-2', sha256: B })
  const moved = await made('/goods-movements', movement({ movementNumber: 'OLD', movedOn: '2014-01-01' }))
  await patch(`/goods-movements/${moved}`, { quantity: '2' })
  const cleared = await made('/exit-proofs', exit({ reference: 'OLD', leftOn: '2014-01-01', sha256: A, archive: 'dms', locator: 'place-1' }))
  await patch(`/exit-proofs/${cleared}`, { archive: null, locator: null })
  await runRetention(async (work) => await runOperatorTx(db.operations, principal, work, () => new Date()), { apply: true, today: inDays(0) })
  t.match((await revisions('/documents', old)), [{ content: { sha256: A, archive: null, locator: null, reference: 'OLD' } }])
  t.match((await revisions('/exit-proofs', cleared)), [{ content: { sha256: A, locator: null } }], 'also where the record itself does not state it any more')
  t.equal((await call('GET', `/goods-movements/${moved}/revisions`)).statusCode, 404)
  t.equal((await superuser.query('select from aeo.record_revisions where record_id = $1', [moved])).rowCount, 0)
  t.match(await onConnection(db.operations, async (client) => await verifyLog(client, operatorId, [])), { fault: null })
})
