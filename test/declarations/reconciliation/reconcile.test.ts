import { gzipSync } from 'node:zlib'
import pg from 'pg'
import t from 'tap'
import { onConnection } from '../../../src/platform/db/operator-tx.ts'
import { rebuildExaminationTotals } from '../../../src/declarations/index.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

interface Receipt { id: string, replayed: boolean, lines: number, matched: number, differing: number, missingHere: number, missingThere: number, differingBy: Record<string, number> }
interface Entry { mrn: string, kind: string, closedBecause: string | null, closedAt: string | null, ageDays: number, findingId: string | null, differences: { field: string, customs: string, here: string | null, by: string | null }[] }

const own = bearer()
const get = async (url: string, headers = own) => await app.inject({ url: `/v1${url}`, headers })
const push = async (payload: object, headers = own) => {
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations', headers, payload })
  if (answer.statusCode > 201) throw new Error(answer.body)
  return answer.json<{ declarationId: string }>()
}
const send = async (csv: string | Buffer, query = 'from=2026-03-01&to=2026-03-31', headers: Record<string, string> = own) =>
  await app.inject({ method: 'POST', url: `/v1/declarations/reconciliation?${query}`, headers: { ...headers, 'content-type': 'text/csv' }, payload: csv })
const entries = async (id: string, query = ''): Promise<Entry[]> => (await get(`/declarations/reconciliations/${id}/entries${query}`)).json<{ items: Entry[] }>().items
const findings = async (declarationId?: string): Promise<{ id: string, message: string, atStake: string | null, severity: string, pillar: string }[]> =>
  (await get(`/findings?source=reconciliation&limit=1000${declarationId === undefined ? '' : `&declarationId=${declarationId}`}`)).json<{ items: [] }>().items
const graph = async <T>(query: string): Promise<T> => {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: own, payload: { query } })).json<{ data: T, errors?: unknown }>()
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}
const count = async (table: string): Promise<number> => Number((await superuser.query<{ n: string }>(`select count(*) as n from aeo.${table}`)).rows[0]?.n)

const mrn = (number: number): string => `26IT${String(number).padStart(13, '0')}0`
const accepted = (number: number, changes: object = {}) => declaration({ lrn: `R-${number}`, mrn: mrn(number), status: 'released', items: [item({ taxes: [{ type: 'A00', amount: '100' }, { type: 'B00', amount: '900' }] })], ...changes })
const HEADER = 'mrn,date,type,value,duty,currency'

t.test('each declaration is matched, differing, missing here or missing there', async (t) => {
  await push(accepted(1))
  const differing = await push(accepted(2))
  await push(accepted(3, { acceptanceDate: '2026-03-05' }))
  await push(accepted(4, { status: 'rejected' }))
  await push(accepted(5, { status: 'draft' }))
  await push(accepted(6, { acceptanceDate: '2026-04-01' }))
  const answer = await send(`${HEADER}\n${mrn(1)},2026-03-02,IMA,4200.01,100,EUR\n${mrn(2)},2026-03-04,IMA,4300.5,80,\n${mrn(99)},2026-03-10,IMA,50,5,EUR\n`)
  t.equal(answer.statusCode, 201, answer.body)
  const receipt = answer.json<Receipt>()
  t.match(receipt, { replayed: false, lines: 3, matched: 1, differing: 1, missingHere: 1, missingThere: 1, differingBy: { date: 1, value: 1, duty: 1 }, from: '2026-03-01', direction: null })
  t.equal(answer.headers.location, `/v1/declarations/reconciliations/${receipt.id}`)
  const { replayed: _, ...kept } = receipt
  t.strictSame((await get(`/declarations/reconciliations/${receipt.id}`)).json(), kept)
  const found = await entries(receipt.id)
  t.strictSame(found.map(({ kind, mrn: reference }) => [kind, reference]), [['differing', mrn(2)], ['missing_here', mrn(99)], ['missing_there', mrn(3)]])
  t.strictSame(found[0]?.differences, [
    { field: 'date', customs: '2026-03-04', here: '2026-03-02', by: '2' }, { field: 'value', customs: '4300.5', here: '4200', by: '100.5' }, { field: 'duty', customs: '80', here: '100', by: '-20' }
  ])
  t.ok(found.every(({ closedBecause, ageDays }) => closedBecause === null && ageDays > 0))
  for (const [kind, expected] of [['differing', 2], ['missing_here', 99], ['missing_there', 3]] as const) t.strictSame((await entries(receipt.id, `?kind=${kind}`)).map((entry) => entry.mrn), [mrn(expected)])
  t.equal((await get(`/declarations/reconciliations/${receipt.id}/entries?kind=matched`)).statusCode, 400)
  const [finding] = await findings(differing.declarationId)
  t.match(finding, { id: found[0]?.findingId, severity: 'error', pillar: 'lifecycle', atStake: { amount: '20', currency: 'EUR' }, message: /value 4300.5 there, 4200 here/ })
  t.equal((await findings()).length, 1, 'what is missing has no declaration, and no finding')
})

t.test('the same extract is the same comparison until something here changes', async (t) => {
  const extract = `${HEADER}\n${mrn(1)},2026-03-02,IMA,4200.01,100,EUR\n${mrn(2)},2026-03-04,IMA,4300.5,80,\n${mrn(99)},2026-03-10,IMA,50,5,EUR\n`
  const [first] = (await get('/declarations/reconciliations')).json<{ items: Receipt[] }>().items
  const before = [await count('reconciliations'), await count('reconciliation_entries'), await count('findings')]
  const again = await send(extract)
  t.equal(again.statusCode, 200)
  t.match(again.json(), { id: first?.id, replayed: true })
  t.strictSame([await count('reconciliations'), await count('reconciliation_entries'), await count('findings')], before, 'nothing is left of the second')
  t.match((await send(extract, 'from=2026-03-01&to=2026-04-30')).json(), { replayed: false, missingThere: 2 }, 'another period is another comparison')
  await push(accepted(99, { acceptanceDate: '2026-03-10', items: [item({ statisticalValue: '50', taxes: [{ type: 'A00', amount: '5' }] })] }))
  const changed = (await send(extract)).json<Receipt>()
  t.match(changed, { replayed: false, matched: 2, missingHere: 0 })
  t.equal((await findings()).length, 1, 'the same evidence opens no second finding')
})

t.test('what is missing here closes itself when it arrives', async (t) => {
  const receipt = (await send(`mrn,date\n${mrn(201)},2025-05-01\n${mrn(202)},2025-05-02\n`, 'from=2025-05-01&to=2025-05-31')).json<Receipt>()
  t.match(receipt, { missingHere: 2 })
  await send(`mrn,date\n${mrn(201)},2025-05-01\n`, 'from=2025-05-01&to=2025-05-02')
  const missing = async (query = '') => (await get(`/declarations/missing${query}`)).json<{ items: (Entry & { reconciliationId: string, acceptedOn: string })[], nextCursor: string | null }>()
  t.match((await missing()).items, [{ mrn: mrn(201), acceptedOn: '2025-05-01', reconciliationId: receipt.id }, { mrn: mrn(202) }], 'once, however often it was missed')
  const { nextCursor } = await missing('?limit=1')
  t.match(await missing(`?limit=1&cursor=${nextCursor}`), { items: [{ mrn: mrn(202) }], nextCursor: null })
  const age = Math.floor((Date.now() - Date.parse('2025-05-01')) / 86_400_000)
  t.equal((await missing()).items[0]?.ageDays, age)
  await push(accepted(201, { acceptanceDate: '2025-05-01' }))
  t.strictSame((await missing()).items.map((entry) => entry.mrn), [mrn(202)])
  const [arrived, open] = await entries(receipt.id)
  t.match(arrived, { mrn: mrn(201), kind: 'missing_here', closedBecause: 'arrived', closedAt: new Date().toISOString().slice(0, 10) })
  t.match(open, { mrn: mrn(202), closedBecause: null, closedAt: null })
  t.match(await graph('{ completeness(from: "2025-05-01", to: "2025-05-31") { missingHereOpen missingHereClosed oldestOpenDays reconciled matched share months { month missingHereOpen } } }'),
    { completeness: { missingHereOpen: 1, missingHereClosed: 1, oldestOpenDays: age - 1, reconciled: 2, matched: 0, share: 0, months: [{ month: '2025-05', missingHereOpen: 1 }] } })
  t.match(await graph('{ missingDeclarations { nodes { mrn ageDays acceptedOn } pageInfo { hasNextPage } } }'), { missingDeclarations: { nodes: [{ mrn: mrn(202), ageDays: age - 1, acceptedOn: '2025-05-02' }], pageInfo: { hasNextPage: false } } })
  // The next extract takes note of it, which changes nothing that is shown.
  await send(`mrn,date\n${mrn(201)},2025-05-01\n`, 'from=2025-05-01&to=2025-05-03')
  t.equal(Number((await superuser.query<{ n: string }>('select count(*) as n from aeo.reconciliation_entries where settled and mrn = $1', [mrn(201)])).rows[0]?.n), 2)
  t.match((await entries(receipt.id))[0], { closedBecause: 'arrived' })
  t.match(await graph('{ completeness(from: "2025-05-01", to: "2025-05-03") { missingHereOpen missingHereClosed matched reconciled } }'), { completeness: { matched: 1, missingHereOpen: 1, missingHereClosed: 0, reconciled: 2 } }, 'the latest extract of a day counts, but its silence makes nothing arrive')
})

t.test('what is missing there or differs closes by a later extract, a correction, or the end of the declaration', async (t) => {
  const june = 'from=2025-06-01&to=2025-06-30'
  for (const number of [301, 302, 303, 304]) await push(accepted(number, { acceptanceDate: '2025-06-10' }))
  const { id } = (await send(`mrn,date,value\n${mrn(303)},2025-06-11,4200\n${mrn(304)},2025-06-10,5000\n`, june)).json<Receipt>()
  t.strictSame((await entries(id)).map(({ kind, closedBecause }) => [kind, closedBecause]), [['differing', null], ['differing', null], ['missing_there', null], ['missing_there', null]])
  await push(accepted(302, { acceptanceDate: '2025-06-10', status: 'invalidated', statusAt: '2027-01-01T00:00:00Z' }))
  await push(accepted(304, { acceptanceDate: '2025-06-10', items: [item({ statisticalValue: '5000' })] }))
  const later = (await send(`mrn,date,value\n${mrn(301)},2025-06-10,\n${mrn(303)},2025-06-10,4200\n`, 'from=2025-06-01&to=2025-06-29')).json<Receipt>()
  t.match(later, { matched: 2, missingThere: 1 }, 'the invalidated one is not expected there')
  const closed = new Map((await entries(id)).map((entry) => [entry.mrn, entry]))
  t.match(closed.get(mrn(301)), { kind: 'missing_there', closedBecause: 'reported_later', closedAt: String })
  t.match(closed.get(mrn(302)), { kind: 'missing_there', closedBecause: 'no_longer_accepted' })
  t.match(closed.get(mrn(303)), { kind: 'differing', closedBecause: 'agreed_later', differences: [{ field: 'date' }] }, 'what was compared stays as it was')
  t.match(closed.get(mrn(304)), { kind: 'differing', closedBecause: 'agrees_now', closedAt: null, differences: [{ field: 'value', here: '4200' }] })
})

t.test('an extract of one direction expects and counts that direction alone', async (t) => {
  const july = 'from=2025-07-01&to=2025-07-31'
  await push(accepted(401, { acceptanceDate: '2025-07-10', sourceSystem: 'broker' }))
  await push(accepted(402, { acceptanceDate: '2025-07-10', declarationType: 'EX', items: [item({ requestedProcedure: '10', previousProcedure: '00' })] }))
  t.match((await send('mrn,date\n', `${july}&direction=export`)).json(), { lines: 0, missingThere: 1, direction: 'export' })
  const imports = (await send(`mrn,date\n${mrn(401)},2025-07-10\n${mrn(402)},2025-07-10\n`, `${july}&direction=import`)).json<Receipt>()
  t.match(imports, { matched: 1, differing: 1, differingBy: { direction: 1 } })
  t.match(await graph('{ completeness(from: "2025-07-01", to: "2025-07-31") { matched differing missingThere systems { sourceSystem declarations matched missingThere } } }'), {
    completeness: { matched: 1, missingThere: 1, systems: [{ sourceSystem: 'broker', declarations: 1, matched: 1, missingThere: 0 }, { sourceSystem: 'erp', declarations: 1, matched: 0, missingThere: 1 }] }
  })
  await send(`mrn,date\n${mrn(401)},2025-07-10\n${mrn(402)},2025-07-10\n`, july)
  t.match(await graph('{ completeness(from: "2025-07-01", to: "2025-07-31") { reconciled matched share lower upper } }'), { completeness: { reconciled: 2, matched: 2, share: 1, upper: 1 } }, 'one of both takes the place of both')
})

t.test('a fault anywhere refuses the whole file, and nothing is left of it', async (t) => {
  const before = [await count('reconciliations'), await count('reconciliation_entries'), await count('operator_log')]
  const many = Array.from({ length: 1_500 }, (_, index) => `${mrn(10_000 + index)},2026-03-02`)
  const refused = await send(['mrn,date', ...many, 'short,2026-03-02', `${mrn(1)},2026-02-30`, `${mrn(2)},2026-05-01`].join('\n'))
  t.equal(refused.statusCode, 400)
  t.match(refused.json(), { type: '/problems/invalid-request', errors: [{ pointer: '/1502/mrn' }, { pointer: '/1503/date', detail: /does not exist|not a day/ }, { pointer: '/1504/date', detail: /outside/ }] })
  const twice = await send(['mrn,date', ...many, many[3], many[1_499], many[1_499]].join('\n'))
  t.strictSame(twice.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer), ['/1502/mrn', '/1503/mrn', '/1504/mrn'], 'repeated within a chunk or over chunks')
  const faulty = await send(['mrn,date', ...Array.from({ length: 5_000 }, () => 'x,y')].join('\n'))
  t.match(faulty.json(), { truncated: true })
  t.equal(faulty.json<{ errors: unknown[] }>().errors.length, 100)
  t.equal((await send('')).statusCode, 400)
  t.equal((await send('mrn,date\n', 'from=2026-03-31&to=2026-03-01')).statusCode, 400)
  t.equal((await send('mrn,date\n', 'from=2026-02-30&to=2026-03-01')).statusCode, 400)
  t.equal((await send('mrn,date\n', 'from=2016-01-01&to=2026-03-01')).statusCode, 400, 'longer than extracts may be')
  t.equal((await send('mrn,date\n', 'from=2026-01-01')).statusCode, 400)
  t.equal((await app.inject({ method: 'POST', url: '/v1/declarations/reconciliation?from=2026-03-01&to=2026-03-31', headers: { ...own, 'content-type': 'application/json' }, payload: '{}' })).statusCode, 415)
  t.strictSame([await count('reconciliations'), await count('reconciliation_entries'), await count('operator_log')], before)
})

t.test('gzip is unpacked, and the comparison is of what was in it', async (t) => {
  const csv = `mrn,date\n${mrn(501)},2025-08-01\n`
  const packed = (await send(gzipSync(csv), 'from=2025-08-01&to=2025-08-31', { ...own, 'content-encoding': 'gzip' })).json<Receipt>()
  t.match(packed, { lines: 1, missingHere: 1 })
  t.match((await send(csv, 'from=2025-08-01&to=2025-08-31')).json(), { id: packed.id, replayed: true })
})

t.test('of two same extracts at once one is the comparison, and each difference opens one finding', async (t) => {
  const numbers = Array.from({ length: 40 }, (_, index) => 600 + index)
  const pushed = await Promise.all(numbers.map(async (number) => await push(accepted(number, { acceptanceDate: '2025-09-10' }))))
  const csv = ['mrn,date,value', ...numbers.map((number) => `${mrn(number)},2025-09-10,1`)].join('\n')
  const answers = await Promise.all(Array.from({ length: 4 }, async () => await send(csv, 'from=2025-09-01&to=2025-09-30')))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 200, 200, 201])
  t.equal(new Set(answers.map((answer) => answer.json<Receipt>().id)).size, 1)
  const others = await Promise.all(['2025-09-29', '2025-09-28'].map(async (to) => await send(csv, `from=2025-09-01&to=${to}`)))
  t.strictSame(others.map(({ statusCode }) => statusCode), [201, 201])
  for (const { declarationId } of pushed) t.equal((await findings(declarationId)).length, 1)
  t.equal(Number((await superuser.query("select count(*) as n from aeo.reconciliations where state <> 'done'")).rows[0].n), 0)
})

t.test('a comparison that was abandoned is removed by the next extract', async (t) => {
  const id = '018f0000-0000-7000-8000-0000000000aa'
  await superuser.query(`insert into aeo.reconciliations (operator_id, id, from_day, to_day, direction, touched_at) values ($1, $2, '2025-01-01', '2025-01-31', '', now() - interval '2 hours')`, [operatorId, id])
  await superuser.query(`insert into aeo.reconciliation_entries (operator_id, reconciliation_id, mrn, kind, day) values ($1, $2, $3, 'missing_here', '2025-01-02')`, [operatorId, id, mrn(701)])
  t.equal((await get(`/declarations/reconciliations/${id}`)).statusCode, 404, 'nobody sees it before')
  t.notOk((await get('/declarations/missing')).body.includes(mrn(701)))
  await send('mrn,date\n', 'from=2025-01-01&to=2025-01-02')
  t.equal(Number((await superuser.query('select count(*) as n from aeo.reconciliation_entries where reconciliation_id = $1', [id])).rows[0].n), 0)
  t.equal(Number((await superuser.query('select count(*) as n from aeo.reconciliations where id = $1', [id])).rows[0].n), 0)
})

t.test('lists go on by their cursors', async (t) => {
  const all = (await get('/declarations/reconciliations')).json<{ items: Receipt[] }>().items
  const paged: string[] = []
  let cursor = ''
  do {
    const page = (await get(`/declarations/reconciliations?limit=3${cursor}`)).json<{ items: Receipt[], nextCursor: string | null }>()
    paged.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
  } while (cursor !== '')
  t.strictSame(paged, all.map(({ id }) => id))
  const longest = all.find(({ differing }) => differing === 40)
  const first = (await get(`/declarations/reconciliations/${longest?.id}/entries?limit=25`)).json<{ items: Entry[], nextCursor: string }>()
  const second = (await get(`/declarations/reconciliations/${longest?.id}/entries?limit=25&cursor=${first.nextCursor}`)).json<{ items: Entry[], nextCursor: string | null }>()
  t.equal(new Set([...first.items, ...second.items].map((entry) => entry.mrn)).size, 40)
  t.equal(second.nextCursor, null)
})

t.test('another operator sees nothing of it, and its extract knows only its own', async (t) => {
  const other = bearer({ operator: OTHER_OPERATOR })
  const [first] = (await get('/declarations/reconciliations')).json<{ items: Receipt[] }>().items
  for (const url of ['', '/entries']) t.equal((await get(`/declarations/reconciliations/${first?.id}${url}`, other)).statusCode, 404)
  for (const url of ['/declarations/reconciliations', '/declarations/missing']) t.strictSame((await get(url, other)).json(), { items: [], nextCursor: null })
  t.match((await send(`mrn,date\n${mrn(1)},2026-03-02\n`, 'from=2026-03-01&to=2026-03-31', other)).json(), { matched: 0, missingHere: 1, missingThere: 0 })
  t.notOk((await get('/declarations/missing')).body.includes(mrn(1)))
})

t.test('totals of findings can be recounted, and the log proves what was compared', async (t) => {
  t.strictSame(await onConnection(db.operations, async (client) => await rebuildExaminationTotals(client, operatorId, false)), [])
  t.equal((await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))).fault, null)
  const { rows } = await superuser.query<{ n: string, done: string }>(`select (select count(*) from aeo.operator_log where type = 'declaration.reconciled') as n, (select count(*) from aeo.reconciliations) as done`)
  t.equal(rows[0]?.n, rows[0]?.done, 'one event a comparison')
  const events = await get('/events?limit=1000')
  t.match(events.json<{ items: { type: string, data: object }[] }>().items.find(({ type }) => type === 'declaration.reconciled'), { data: { matched: 1, differing: 1, missing_here: 1, missing_there: 1 } })
})

t.test('an extract that names no period covers the days of its lines', async (t) => {
  await push(accepted(401, { acceptanceDate: '2024-05-02' }))
  await push(accepted(402, { acceptanceDate: '2024-05-03' }))
  await push(accepted(403, { acceptanceDate: '2024-05-05' }))
  const answer = await send(`MRN,Date\n${mrn(401)},2024-05-02\n${mrn(404)},2024-05-04\n`, '')
  t.match(answer.json(), { from: '2024-05-02', to: '2024-05-04', matched: 1, missingHere: 1, missingThere: 1 }, 'the declaration between the two days is missing there, the later one is not')
  t.match((await send(`mrn,date\n${mrn(401)},2024-05-02\n`, 'to=2024-05-05')).json(), { from: '2024-05-02', to: '2024-05-05', matched: 1, missingThere: 2 })
  t.match((await send('mrn,date\n', '')).json(), { status: 400, errors: [{ pointer: '/from' }] })
  t.match((await send(`mrn,date\n${mrn(405)},2004-05-02\n${mrn(406)},2024-05-02\n`, '')).json(), { status: 400, errors: [{ pointer: '/to' }] })
})
