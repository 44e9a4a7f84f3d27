import { gzipSync } from 'node:zlib'
import { hash } from 'node:crypto'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Test } from 'tap'
import { LINE_THREADS } from '../../../../src/ai-systems/oversight/outputs/bulk-outputs.ts'
import { recordOf } from '../../../../src/ai-systems/oversight/outputs/kept-output.ts'
import { selectOutputs } from '../../../../src/ai-systems/oversight/outputs/output-store.ts'
import { readTotals } from '../../../../src/ai-systems/oversight/totals/total-store.ts'
import { addTallies, tallyOf } from '../../../../src/ai-oversight/tally.ts'
import type { Count } from '../../../../src/ai-oversight/tally.ts'
import { BLOCK_BYTES } from '../../../../src/platform/bulk/threads/blocks.ts'
import { addOperator } from '../../../../src/platform/operators.ts'
import { giveMemory, SPARE_FROM_BYTES, takeMemory } from '../../../../src/platform/spare-memory.ts'
import { aiOutput, decision, ndjson, overridden } from '../../../support/ai-outputs.ts'
import { Inventory } from '../../../support/ai-systems.ts'
import { testApp } from '../../../support/app.ts'
import { testDatabase } from '../../../support/postgres.ts'
import { beginStatement, onConnection } from '../../../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../../src/platform/db/operator-tx.ts'
import { bearer, TEST_OPERATOR } from '../../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, { bulkChunk: 2 }, { clock: () => new Date('2026-03-20T10:00:00Z') })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const inventory = new Inventory(app)
await inventory.prepare()
await inventory.inUse('CLASSIFIER', { validFrom: '2026-03-20' })
const call = async (path: string, payload?: object, headers: Record<string, string> = {}) => await inventory.call(payload === undefined ? 'GET' : 'POST', path, payload, 'erp', headers)
const today = { madeAt: '2026-03-20T09:00:00Z', decision: decision({ shownAt: '2026-03-20T09:00:05Z', decidedAt: '2026-03-20T09:00:45Z' }) }

interface Verdict { line: number, outcome: string, id?: string, reference?: string, problem?: { status: number, errors?: { pointer: string }[] } }
async function bulk (payload: string | Buffer, headers: Record<string, string> = {}): Promise<Verdict[]> {
  const answer = await app.inject({ method: 'POST', url: '/v1/ai-outputs/bulk', headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson', ...headers }, payload })
  return answer.body.trim().split('\n').map((line) => JSON.parse(line) as Verdict)
}

/** What is kept, and what the totals say of it. */
async function kept (): Promise<{ fromRows: Count[], totals: Count[], references: string[] }> {
  return await onConnection(db.operations, async (client) => {
    await client.query(beginStatement(operatorId))
    const tx = { operatorId, query: async (text: string, values: unknown[]) => (await client.query(text, values)).rows } as unknown as OperatorTx
    const outputs = await selectOutputs(tx, 'order by o.id', [])
    const totals = await readTotals(tx, { from: '0000-00', to: '9999-12' })
    await client.query('rollback')
    return { references: outputs.map(({ reference }) => reference), fromRows: addTallies(...outputs.map((output) => tallyOf(recordOf(output)))), totals: addTallies(totals) }
  })
}
async function totalsAgree (t: Pick<Test, 'strictSame'>): Promise<void> {
  const { fromRows, totals } = await kept()
  t.strictSame(totals, fromRows, 'totals are those of the rows')
}

t.test('an output is recorded with what was decided, and read again as it was sent', async (t) => {
  const sent = aiOutput('full', {
    ...today, promptVersion: 'p7', dataVersion: 'd1', processStep: 'goods receipt', unit: 'CUSTOMS', declaration: { lrn: 'LRN-1', declarant: 'DE1234567' }, itemNumber: 3, goodsRef: 'MAT-7',
    alternatives: [{ value: '8471410000', score: 0.07 }], evidenceRefs: ['DE BTI 1/23-1', 'quo"ted\\'], decision: overridden({ shownAt: '2026-03-20T09:00:05Z', explanationOpenedAt: '2026-03-20T09:00:10+00:00', decidedAt: '2026-03-20T10:00:45.5+01:00', blindValue: '8517' }),
    usedAt: '2026-03-20T09:30:00Z'
  })
  const answer = await call('/ai-outputs', sent)
  t.equal(answer.statusCode, 201, answer.body)
  const { id } = answer.json<{ id: string }>()
  t.equal(answer.headers['location'], `/v1/ai-outputs/${id}`)
  const read = await call(`/ai-outputs/${id}`)
  t.strictSame(read.json(), answer.json())
  t.equal(read.headers['etag'], answer.headers['etag'])
  t.match(read.json(), {
    system: 'CLASSIFIER', version: '4.2|p7||d1', unit: 'CUSTOMS', madeAt: '2026-03-20T09:00:00.000Z', approved: true, declaration: { mrn: null, lrn: 'LRN-1', declarant: 'DE1234567' }, itemNumber: 3, confidence: 0.9,
    alternatives: [{ value: '8471410000', score: 0.07 }], evidenceRefs: ['DE BTI 1/23-1', 'quo"ted\\'], explained: true, planted: false,
    decision: { decision: 'overridden', finalValue: '8517620000', rationaleCode: 'goods_differ', rationale: /^Transmits/, reviewer: 'P-1', competence: 'unknown', decidedAt: '2026-03-20T09:00:45.500Z', seconds: 40.5, blindValue: '8517', source: 'log' },
    usedAt: '2026-03-20T09:30:00.000Z', use: 'reviewed'
  })
  await totalsAgree(t)
})

t.test('the same again is a replay, and anything else under its reference is refused', async (t) => {
  const first = await call('/ai-outputs', aiOutput('again', today))
  const again = await call('/ai-outputs', aiOutput('again', { ...today, madeAt: '2026-03-20T10:00:00.000+01:00' }))
  t.strictSame([first.statusCode, again.statusCode], [201, 200], 'an instant in another form is the same')
  t.strictSame(again.json(), first.json())
  for (const change of [{ proposal: '8471410000' }, { confidence: 0.91 }, { madeAt: '2026-03-20T09:00:00.001Z' }, { decision: decision({ shownAt: '2026-03-20T09:00:05Z', decidedAt: '2026-03-20T09:00:46Z' }) }, { usedAt: '2026-03-20T09:40:00Z' }, { unit: 'CUSTOMS' }]) {
    t.match((await call('/ai-outputs', aiOutput('again', { ...today, ...change }))).json(), { status: 409, type: '/problems/ai-output-differs', errors: [{ pointer: '/reference' }] }, JSON.stringify(change))
  }
  await totalsAgree(t)
})

t.test('what a long output took of the memory that is used again is given back, recorded or refused', async (t) => {
  const spare = takeMemory(SPARE_FROM_BYTES)
  for (const [system, status] of [['CLASSIFIER', 201], ['NOBODY', 400]] as const) {
    giveMemory(spare)
    t.equal((await call('/ai-outputs', aiOutput(`long ${system}`, { ...today, system, explanation: 'long '.repeat(700) }))).statusCode, status)
    t.equal(takeMemory(SPARE_FROM_BYTES).buffer, spare.buffer)
  }
})

t.test('a system that nobody registered is refused; one that was not in use on the day is recorded as that', async (t) => {
  t.match((await call('/ai-outputs', aiOutput('a', { system: 'NOBODY' }))).json(), { status: 400, errors: [{ pointer: '/system', hint: /\/v1\/ai-systems/ }] })
  const proposed = await inventory.register('PROPOSED', { validFrom: '2026-03-01' })
  for (const [system, madeAt, approved] of [['PROPOSED', '2026-03-20T09:00:00Z', false], [proposed, '2026-03-20T09:00:00Z', false], ['CLASSIFIER', '2026-03-19T23:59:59.999Z', false], ['CLASSIFIER', '2026-03-20T00:00:00Z', true]] as const) {
    const answer = await call('/ai-outputs', aiOutput(`day ${system} ${madeAt}`, { system, madeAt }))
    t.match(answer.json(), { approved, use: 'not_used', decision: null }, `${system} ${madeAt}`)
  }
  const { totals } = await kept()
  t.equal(totals.filter(({ counter }) => counter === 'unapproved').reduce((sum, { count }) => sum + count, 0), 3)
  await totalsAgree(t)
})

t.test('how it had been looked at follows from the decision, the use and the rule of review', async (t) => {
  await inventory.inUse('SAMPLED', { review: { mode: 'sampled', rule: 'One in ten' }, validFrom: '2026-03-20' })
  const used = async (reference: string, changes: object): Promise<unknown> => (await call('/ai-outputs', aiOutput(reference, { madeAt: today.madeAt, usedAt: '2026-03-20T09:00:45Z', ...changes }))).json()['use']
  t.equal(await used('same instant', today), 'reviewed')
  t.equal(await used('later', { decision: decision({ shownAt: '2026-03-20T09:00:05Z', decidedAt: '2026-03-20T09:00:45.001Z' }) }), 'unreviewed')
  t.equal(await used('none', {}), 'unreviewed')
  t.equal(await used('rule', { system: 'SAMPLED' }), 'unreviewed_by_rule')
  await totalsAgree(t)
})

t.test('what cannot be is refused with its place', async (t) => {
  const cases: [Record<string, unknown>, string][] = [
    [{ madeAt: '2026-02-30T10:00:00Z' }, '/madeAt'], [{ madeAt: '2026-03-20T10:01:00.001Z' }, '/madeAt'], [{ usedAt: '2026-03-09T09:59:59Z' }, '/usedAt'], [{ usedAt: '2026-03-20T10:01:01Z' }, '/usedAt'], [{ usedAt: '2026-13-01T00:00:00Z' }, '/usedAt'],
    [{ declaration: {} }, '/declaration'], [{ declaration: { lrn: 'x' } }, '/declaration'], [{ declaration: { mrn: '26DE1234567890ABC4', lrn: 'x', declarant: 'DE1' } }, '/declaration'],
    [{ unit: 'NOWHERE' }, '/unit'], [{ modelVersion: '4|2' }, '/modelVersion'], [{ confidence: 1.01 }, '/confidence'], [{ pillar: 'all' }, '/pillar'], [{ proposal: 'x'.repeat(201) }, '/proposal'], [{ planted: true }, '/planted'], [{ proposal: ' ' }, '/proposal'],
    [{ decision: decision({ decidedAt: '2026-03-09T10:00:04Z' }) }, '/decision/decidedAt'], [{ decision: decision({ shownAt: '2026-03-09T09:59:59Z' }) }, '/decision/shownAt'],
    [{ decision: decision({ decision: 'overridden', finalValue: '8517620000' }) }, '/decision/rationaleCode'], [{ decision: decision({ shownAt: '2026-02-30T10:00:00Z' }) }, '/decision/shownAt'],
    [{ decision: decision({ decision: 'rejected', rationaleCode: 'evidence_missing', rationale: 'No data sheet' }), usedAt: '2026-03-09T12:00:00Z' }, '/usedAt']
  ]
  for (const [changes, pointer] of cases) t.match((await call('/ai-outputs', aiOutput('bad', changes as never))).json(), { status: 400, errors: [{ pointer }] }, JSON.stringify(changes))
  t.equal((await call('/ai-outputs', aiOutput('minute ahead', { madeAt: '2026-03-20T10:01:00Z' }))).statusCode, 201, 'clocks may differ by a minute')
})

t.test('a file is taken line by line: what can be is recorded, what cannot has its reason', async (t) => {
  const lines = [aiOutput('b1', today), aiOutput('b2', { system: 'NOBODY' }), '{"broken', aiOutput('b1', today), aiOutput('b1', { ...today, proposal: '1' }), aiOutput('b3', { usedAt: '2026-03-09T11:00:00Z' }), aiOutput('b4', { confidence: 2 }), aiOutput('b5')]
  const payload = lines.map((line) => typeof line === 'string' ? `${line}\n` : ndjson([line])).join('')
  const verdicts = await bulk(payload)
  t.strictSame(verdicts.map(({ line, outcome }) => `${line} ${outcome}`), ['1 created', '2 refused', '3 refused', '4 replayed', '5 refused', '6 created', '7 refused', '8 created'])
  t.equal(verdicts[3]?.id, verdicts[0]?.id)
  t.match(verdicts.filter(({ outcome }) => outcome === 'refused').map(({ problem }) => [problem?.status, problem?.errors?.[0]?.pointer]), [[400, '/system'], [400, ''], [409, '/reference'], [400, '/confidence']])
  await totalsAgree(t)
  const again = await bulk(gzipSync(payload), { 'content-encoding': 'gzip' })
  t.strictSame(again.map(({ outcome }) => outcome), ['replayed', 'refused', 'refused', 'replayed', 'refused', 'replayed', 'refused', 'replayed'])
  t.strictSame(again.map(({ id }) => id), verdicts.map(({ id }) => id))
  await totalsAgree(t)
})

t.test('a bulk file has one event a chunk, tied to each of its outputs by their hashes', async (t) => {
  const verdicts = await bulk(ndjson(Array.from({ length: 20 }, (_, index) => aiOutput(`chunk ${index}`, { ...today, usedAt: '2026-03-20T09:30:00Z' }))))
  const { items } = (await call('/events?after=0&limit=1000')).json<{ items: { type: string, subject: string, data: Record<string, unknown> }[] }>()
  const events = items.filter(({ type, data }) => type === 'ai_output.recorded_many' && verdicts.some(({ id }) => data['firstId'] === id))
  t.strictSame(events.map(({ data }) => Number(data['count'])).toSorted((a, b) => b - a), [12, 8], 'six times the documents of other files')
  for (const { data, subject } of events) {
    const first = verdicts.findIndex(({ id }) => id === data['firstId'])
    const hashes = await Promise.all(verdicts.slice(first, first + Number(data['count'])).map(async ({ id }) => (await call(`/ai-outputs/${id}`)).json<{ contentSha256: string }>().contentSha256))
    t.match(data, { lastId: verdicts[first + hashes.length - 1]?.id, sha256: hash('sha256', Buffer.from(hashes.join(''), 'hex'), 'hex'), decided: hashes.length, used: hashes.length })
    t.equal(subject, `ai_output:${String(data['firstId'])}`)
  }
  t.notMatch(JSON.stringify(items.filter(({ type }) => type.startsWith('ai_output.'))), /Portable|Transmits|8517620000/, 'no words and no values in the log')
})

t.test('chunks of a sender who is known do not wait for one another, nor for whoever else acts in the same name', async (t) => {
  await bulk(ndjson([aiOutput('known', today)]))
  const other = await db.ingest.connect()
  t.teardown(() => { other.release() })
  await other.query(beginStatement(operatorId))
  await other.query('select 1 from aeo.actors a where a.operator_id = $1 and a.subject = $2 for update', [operatorId, 'erp'])
  t.equal((await bulk(ndjson([aiOutput('beside the lock', today)])))[0]?.outcome, 'created')
  await other.query('rollback')
})

t.test('a hostile line is refused with its place, and costs the lines beside it nothing', async (t) => {
  const members = (changes: string): string => ndjson([aiOutput('hostile', today)]).trim().replace(/\}$/, `,${changes}}`)
  const lines: [string | Buffer, string][] = [
    ['[]', ''], ['null', ''], [`{"a":${'['.repeat(40)}${']'.repeat(40)}}`, ''], [members('"__proto__":{"planted":true}'), '/__proto__'], [members('"constructor":1'), '/constructor'], [members('"goodsRef":"a\\u0000b"'), '/goodsRef'], [members('"goodsRef":"\\ud800"'), '/goodsRef'],
    [Buffer.concat([Buffer.from('{"reference":"'), Buffer.of(0xff), Buffer.from('"}')]), ''], [`{"explanation":"${'x'.repeat(256 * 1024)}"}`, ''], [members('"confidence":1e400'), '/confidence'], [members(`"${'a/~'.repeat(50)}":1`), `/${'a/~'.repeat(34).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}…`]
  ]
  const good = (index: number): string => ndjson([aiOutput(`beside ${index}`, today)])
  const verdicts = await bulk(Buffer.concat(lines.flatMap(([line], index) => [Buffer.from(line), Buffer.from('\n'), Buffer.from(good(index))])))
  t.strictSame(verdicts.map(({ outcome }) => outcome), lines.flatMap(() => ['refused', 'created']))
  t.strictSame(verdicts.flatMap(({ problem }) => problem === undefined ? [] : [problem.errors?.[0]?.pointer]), lines.map(([, pointer]) => pointer))
  const faults = await bulk(`${JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x${index}`, index])))}\n`)
  t.equal(faults[0]?.problem?.errors?.length, 100, 'no more than a hundred faults a line')
  await totalsAgree(t)
})

const rowsLike = async (prefix: string): Promise<string[]> => (await kept()).references.filter((reference) => reference.startsWith(prefix))

t.test('when the thread that reads a file dies, the file is stopped there, nothing is half written, and it can be sent again', async (t) => {
  const lines = Array.from({ length: 40 }, (_, index) => aiOutput(`dies ${index}`, today))
  const upload = new PassThrough()
  const answer = app.inject({ method: 'POST', url: '/v1/ai-outputs/bulk', headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson' }, payload: upload })
  // Blank lines fill what is read at once.
  upload.write(`${ndjson(lines.slice(0, 35))}${'\n'.repeat(BLOCK_BYTES)}`)
  for (let turn = 0; turn < 400 && (await rowsLike('dies ')).length < 12; turn++) await sleep(10)
  await LINE_THREADS.close()
  upload.end(ndjson(lines.slice(35)))
  const verdicts = (await answer).body.trim().split('\n').map((line) => JSON.parse(line) as Verdict)
  const written = await rowsLike('dies ')
  t.ok(written.length >= 12 && written.length < 40, `${written.length} were written`)
  t.strictSame(verdicts.flatMap(({ outcome, reference }) => outcome === 'created' ? [reference] : []).toSorted(), written.toSorted())
  const stopped = verdicts.find(({ outcome }) => outcome === 'stopped')
  t.match(stopped, { problem: { status: 503 } })
  const before = lines.slice(0, (stopped?.line ?? 0) - 1)
  t.ok(before.length < 40 && before.every(({ reference }) => written.includes(reference)), 'all before the line from which it is to be sent again is recorded; of chunks on their way a later one may be, too')
  await totalsAgree(t)
  t.strictSame((await bulk(ndjson(lines))).map(({ outcome }) => outcome), lines.map(({ reference }) => written.includes(reference) ? 'replayed' : 'created'))
  await totalsAgree(t)
})

t.test('a sender that hangs up leaves nothing half written, and no reading behind', async (t) => {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const upload = request({ port, host: '127.0.0.1', method: 'POST', path: '/v1/ai-outputs/bulk', headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson' } })
  upload.on('error', () => {})
  upload.write(`${ndjson(Array.from({ length: 20 }, (_, index) => aiOutput(`left ${index}`, today)))}${'\n'.repeat(BLOCK_BYTES)}`)
  for (let turn = 0; turn < 400 && (await rowsLike('left ')).length < 12; turn++) await sleep(10)
  t.equal(LINE_THREADS.open, 1)
  upload.destroy()
  for (let turn = 0; turn < 400 && LINE_THREADS.open > 0; turn++) await sleep(10)
  t.equal(LINE_THREADS.open, 0)
  t.equal((await rowsLike('left ')).length, 12, 'the chunk that was full')
  await totalsAgree(t)
})

t.test('the same file sent twice at once is recorded once', async (t) => {
  const file = ndjson(Array.from({ length: 40 }, (_, index) => aiOutput(`twice ${index}`, today)))
  const [one, other] = await Promise.all([bulk(file), bulk(file)])
  t.strictSame(one.map(({ id }) => id), other.map(({ id }) => id))
  t.strictSame([...one, ...other].map(({ outcome }) => outcome).filter((outcome) => outcome === 'created').length, 40)
  await totalsAgree(t)
})

t.test('a chunk is written in the order of its key, so that two files with the same references never wait for each other both ways', async (t) => {
  const verdicts = await bulk(ndjson(['c', 'a', 'b'].map((name) => aiOutput(`order ${name}`, today))))
  t.strictSame(verdicts.map(({ reference }) => reference), ['order c', 'order a', 'order b'], 'answered in the order of the file')
  const written = await onConnection(db.operations, async (client) => {
    await client.query(beginStatement(operatorId))
    const { rows } = await client.query<{ reference: string }>(`select o.reference from aeo.ai_outputs o where o.operator_id = $1 and o.reference like 'order %' order by o.ctid`, [operatorId])
    await client.query('rollback')
    return rows.map(({ reference }) => reference)
  })
  t.strictSame(written, ['order a', 'order b', 'order c'])
})

t.test('outputs are listed made last first, by what they are of, and page by page', async (t) => {
  const mrn = '26DE1234567890ABC4'
  for (const [reference, madeAt] of [['l1', '2026-02-10T00:00:00Z'], ['l2', '2026-02-10T23:59:59.999Z'], ['l3', '2026-02-11T00:00:00Z']] as const) await call('/ai-outputs', aiOutput(reference, { madeAt, goodsRef: 'LISTED', ...reference === 'l2' ? { declaration: { mrn } } : {} }))
  const list = async (query: string): Promise<string[]> => (await call(`/ai-outputs?${query}`)).json<{ items: { reference: string }[] }>().items.map(({ reference }) => reference)
  t.strictSame(await list('goodsRef=LISTED'), ['l3', 'l2', 'l1'])
  t.strictSame(await list('from=2026-02-10&to=2026-02-10'), ['l2', 'l1'], 'whole days')
  t.strictSame(await list(`mrn=${mrn}`), ['l2'])
  t.strictSame(await list('system=CLASSIFIER&reference=l1'), ['l1'])
  t.strictSame(await list('system=PROPOSED&goodsRef=LISTED'), [])
  t.strictSame(await list('system=NOBODY'), [])
  t.strictSame(await list('state=open&goodsRef=LISTED'), ['l3', 'l2', 'l1'])
  t.strictSame(await list('state=unapproved&goodsRef=LISTED'), ['l3', 'l2', 'l1'])
  t.strictSame(await list('state=unreviewed&goodsRef=LISTED'), [])
  const first = (await call('/ai-outputs?goodsRef=LISTED&limit=2')).json<{ nextCursor: string }>()
  t.strictSame(await list(`goodsRef=LISTED&limit=2&cursor=${first.nextCursor}`), ['l1'])
  for (const [query, pointer] of [['reference=l1', '/reference'], ['from=2026-02-30', '/from'], ['state=all', '/state']] as const) t.match((await call(`/ai-outputs?${query}`)).json(), { status: 400, errors: [{ pointer }] }, query)
})

t.test('who reviewed and which were planted is shown to nobody without the right to it', async (t) => {
  const { id } = (await call('/ai-outputs', aiOutput('seen', today))).json<{ id: string }>()
  const read = async (url: string, scope: string) => await app.inject({ url: `/v1/ai-outputs${url}`, headers: bearer({ subject: 'reader', scope }) })
  t.match((await read(`/${id}`, 'ai:read')).json(), { decision: { reviewer: null, seconds: null, decision: 'accepted' } })
  t.notOk('planted' in (await read(`/${id}`, 'ai:read ai:review')).json<object>())
  t.match((await read(`/${id}`, 'ai:read ai:personal')).json(), { decision: { reviewer: 'P-1', seconds: 40 } })
  t.match((await read(`/${id}`, 'ai:read ai:write')).json(), { planted: false })
  t.notMatch((await read('?limit=1000', 'ai:read')).body, /P-1"|planted/)
  t.match((await read('?state=planted', 'ai:read')).json(), { status: 403, requiredScope: 'ai:write' })
  t.equal((await read('?state=planted', 'ai:read ai:write')).statusCode, 200)
})
