import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import pg from 'pg'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { samplesOver } from './samples-over-http.ts'
import type { DrawnItem } from './samples-over-http.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { call, draw, drawn, all } = samplesOver(app)

const PERIOD = { from: '2026-03-01', to: '2026-03-31' }
const lines: string[] = []
for (let index = 0; index < 150; index++) {
  // Every tenth has a code without its last digits, which is an error of its second item.
  const second = item({ itemNumber: 2, statisticalValue: '250.50', ...(index % 10 === 0 ? { taric2: undefined } : {}) })
  lines.push(JSON.stringify(declaration({
    lrn: `S-${index}`, acceptanceDate: `2026-03-${String(1 + index % 28).padStart(2, '0')}`, orgUnitId: index % 2 === 0 ? 'U-1' : 'U-2',
    ...(index < 110 ? { representative: { eori: 'DE123', status: '2' } } : {}), items: [item({ statisticalValue: String(100 + 40 * index) }), second]
  })))
}
lines.push(JSON.stringify(declaration({ lrn: 'S-USD', acceptanceDate: '2026-03-05', accountsCurrency: 'USD', items: [item({ statisticalValue: '9000000' })] })))
lines.push(JSON.stringify(declaration({ lrn: 'S-NONE', acceptanceDate: '2026-03-05', items: [item({ statisticalValue: undefined })] })))
for (const status of ['rejected', 'invalidated']) lines.push(JSON.stringify(declaration({ lrn: `S-${status}`, acceptanceDate: '2026-03-05', status })))
lines.push(JSON.stringify(declaration({ lrn: 'S-BEFORE', acceptanceDate: '2026-02-28' })))
lines.push(JSON.stringify(declaration({ lrn: 'S-AFTER', acceptanceDate: '2026-04-01' })))
const bulk = await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: lines.join('\n') })
if (bulk.statusCode !== 200) throw new Error(bulk.body)

const SETTINGS = { ...PERIOD, seed: '2026-Q1', random: { size: 30, leastPerStratum: 3 }, monetaryInterval: '20000' }

t.test('the frame holds every item that counts in the period, by direction, role and volume', async (t) => {
  const sample = await draw(SETTINGS)
  t.equal(sample.frameSize, 302, 'neither rejected nor invalidated, none of the days around')
  t.match(sample, { withoutValue: 1, otherCurrency: 1, currency: 'EUR', method: 'review-sampling/1', reviewed: 0, missing: sample.drawSize })
  const volumes = new Map(sample.strata?.map(({ stratum, volume }) => [stratum, volume]))
  // 110 declarations of the broker; of the operator's own 20 by each unit, and 2 by none.
  t.strictSame([...volumes.keys()].toSorted(), ['import/broker/100_to_999', 'import/own/1_to_99'])
  t.equal(volumes.get('import/broker/100_to_999'), 220 - 11, 'error hits are no part of a stratum')
  t.equal(volumes.get('import/own/1_to_99'), 82 - 4)
  const unit = await draw({ ...SETTINGS, orgUnitId: 'U-1' })
  t.equal(unit.frameSize, 150)
  t.equal((await draw({ ...SETTINGS, direction: 'export' })).frameSize, 0, 'an empty frame is a frame')
  const inDollars = await draw({ ...SETTINGS, currency: 'USD' })
  t.match(inDollars, { otherCurrency: 300, drawnBecause: { topStratum: 1 } }, 'no value is compared with one of another currency')
})

t.test('every item with a standing error is drawn, and what was dismissed no more', async (t) => {
  const hits = (await call('GET', '/findings?check=CLA-01&severity=error&from=2026-03-01&to=2026-03-31&limit=1000')).json<{ items: { id: string, declarationId: string, itemNumber: number, countedOn: string }[] }>().items
  t.equal(hits.length, 15)
  const named = (entries: readonly { declarationId: string, itemNumber: number | null }[]): string[] => entries.map(({ declarationId, itemNumber }) => `${declarationId} ${itemNumber}`).toSorted()
  const errorHits = async (): Promise<DrawnItem[]> => (await drawn((await draw(SETTINGS)).id)).filter(({ reasons }) => reasons.includes('error_hit'))
  t.strictSame(named(await errorHits()), named(hits))
  t.ok((await errorHits()).every(({ reasons }) => reasons.length === 1), 'and they are no part of the other samples')
  const [first] = hits
  await call('POST', `/findings/${first?.id}/review`, { decision: 'dismissed', words: 'It is right.' }, { 'if-match': '*' })
  t.strictSame(named(await errorHits()), named(hits.slice(1)))
  await call('POST', `/findings/${first?.id}/review`, { decision: 'confirmed', words: 'It is wrong after all.', cause: 'other' }, { 'if-match': '*' })
  await call('POST', '/findings', { pillar: 'value', severity: 'error', message: 'The whole is wrong.', declarationId: hits[1]?.declarationId })
  const whole = (await errorHits()).filter(({ declarationId }) => declarationId === hits[1]?.declarationId)
  t.strictSame(whole.map(({ itemNumber }) => itemNumber), [1, 2], 'an error of the declaration is one of all its items')
})

t.test('the same seed draws the same, another seed otherwise, and one is made where none is given', async (t) => {
  const [first, again, other] = [await draw(SETTINGS), await draw(SETTINGS), await draw({ ...SETTINGS, seed: '2026-Q2' })]
  t.equal(first.frameHash, again.frameHash)
  t.equal(first.drawHash, again.drawHash)
  t.strictSame(await drawn(first.id), await drawn(again.id))
  t.equal(other.frameHash, first.frameHash)
  t.not(other.drawHash, first.drawHash)
  const { seed: _seed, ...unseeded } = SETTINGS
  const [one, two] = [await draw(unseeded), await draw(unseeded)]
  t.match(one.seed, /^[0-9a-f]{32}$/)
  t.not(one.seed, two.seed)
  t.equal((await draw({ ...unseeded, seed: one.seed })).drawHash, one.drawHash, 'the seed that was made draws the same again')
  const usual = await draw(PERIOD)
  t.match(usual, { random: { size: 60, leastPerStratum: 5 }, monetaryInterval: null, monetary: null, drawnBecause: { random: 60 } })
  t.match(await draw({ ...PERIOD, random: null }), { random: null, strata: null, drawnBecause: { random: 0 } })
})

t.test('frame and draw stay what they were, whatever is declared later', async (t) => {
  const sample = await draw(SETTINGS)
  const [frame, entries] = [await all<{ position: number, bookValue: string }>(`/findings/samples/${sample.id}/frame`, 97), await drawn(sample.id)]
  t.equal(frame.length, sample.frameSize)
  t.strictSame(frame.map(({ position }) => position), frame.map((_, index) => index + 1), 'each once, in order, over all pages')
  await call('POST', '/declarations', declaration({ lrn: 'S-3', acceptanceDate: '2026-03-04', orgUnitId: 'U-2', representative: { eori: 'DE123', status: '2' }, items: [item({ statisticalValue: '1' })] }))
  t.strictSame(await all(`/findings/samples/${sample.id}/frame`), frame)
  t.strictSame(await drawn(sample.id), entries)
  t.not((await draw(SETTINGS)).frameHash, sample.frameHash, 'a new draw sees it')
  t.match((await call('POST', `/findings/samples/${sample.id}/redraw`)).json(), { identical: true, frameIntact: true, drawIntact: true, sameDraw: true, drawHash: sample.drawHash, frameHash: sample.frameHash })
  const { rows } = await superuser.query<{ lines: Buffer }>('select lines from aeo.review_sample_frames where sample_id = $1 order by piece', [sample.id])
  const file = Buffer.concat(rows.map((row) => row.lines))
  t.equal(createHash('sha256').update(gunzipSync(file)).digest('hex'), sample.frameHash, 'the pieces are one gzip file with the hash of the frame')
})

t.test('a draw that was tampered with shows', async (t) => {
  const redraw = async (id: string) => (await call('POST', `/findings/samples/${id}/redraw`)).json<object>()
  const [entry, piece, seed] = [await draw(SETTINGS), await draw(SETTINGS), await draw(SETTINGS)]
  await superuser.query('update aeo.review_sample_entries set declaration_id = gen_random_uuid() where sample_id = $1 and position = 5', [entry.id])
  t.match(await redraw(entry.id), { identical: false, frameIntact: true, drawIntact: false, sameDraw: true })
  const { rows: [other] } = await superuser.query<{ lines: Buffer }>('select f.lines from aeo.review_sample_frames f join aeo.review_samples s on s.id = f.sample_id where s.frame_size <> $1 and s.frame_size > 0 limit 1', [piece.frameSize])
  await superuser.query('update aeo.review_sample_frames set lines = $2 where sample_id = $1', [piece.id, other?.lines])
  t.match(await redraw(piece.id), { identical: false, frameIntact: false, drawIntact: true, sameDraw: false })
  await superuser.query('update aeo.review_samples set seed = \'another\' where id = $1', [seed.id])
  t.match(await redraw(seed.id), { identical: false, frameIntact: true, drawIntact: true, sameDraw: false })
})

t.test('the service itself cannot change a draw', async (t) => {
  const { id } = await draw(SETTINGS)
  const client = new pg.Client(database.appUrl)
  await client.connect()
  t.teardown(async () => { await client.end() })
  for (const statement of ['update aeo.review_samples set seed = \'x\'', 'update aeo.review_sample_entries set stratum = \'x\'', 'update aeo.review_sample_frames set entries = 0', 'delete from aeo.review_sample_entries', 'delete from aeo.review_samples', 'delete from aeo.review_sample_results']) {
    await t.rejects(client.query(statement), /permission denied/, statement)
  }
  t.equal((await drawn(id)).length > 0, true)
})

t.test('a draw is made once under its key, and refused where it cannot be', async (t) => {
  const { seed: _seed, ...unseeded } = SETTINGS
  const key = { 'idempotency-key': 'draw-1' }
  const [first, again] = [await call('POST', '/findings/samples', unseeded, key), await call('POST', '/findings/samples', unseeded, key)]
  t.equal(first.statusCode, 201)
  t.equal(again.body, first.body, 'the same sample, with the same seed')
  t.equal(String(first.headers['location']), `/v1/findings/samples/${first.json<{ id: string }>().id}`)
  t.equal((await call('POST', '/findings/samples', { ...unseeded, currency: 'USD' }, key)).statusCode, 422)
  t.match((await call('POST', '/findings/samples', { from: '2026-03-31', to: '2026-03-01' })).json(), { status: 400, errors: [{ pointer: '/to' }] })
  t.match((await call('POST', '/findings/samples', { from: '2026-02-30', to: '2026-03-01' })).json(), { status: 400, errors: [{ pointer: '/from' }] })
  for (const monetaryInterval of ['0', '0.00', '-5', '1.005', 'x']) t.match((await call('POST', '/findings/samples', { ...PERIOD, monetaryInterval })).json(), { status: 400, errors: [{ pointer: '/monetaryInterval' }] }, monetaryInterval)
  for (const random of [{ size: 5, leastPerStratum: 0 }, { size: -1, leastPerStratum: 1 }, { size: 1 }]) t.equal((await call('POST', '/findings/samples', { ...PERIOD, random })).statusCode, 400)
})

t.test('of two draws at once the one waits its turn', async (t) => {
  const both = await Promise.all([call('POST', '/findings/samples', SETTINGS), call('POST', '/findings/samples', SETTINGS)])
  t.strictSame(both.map(({ statusCode }) => statusCode).toSorted(), [201, 503])
  t.match(both.find(({ statusCode }) => statusCode === 503)?.headers, { 'retry-after': '10' })
  t.ok(await draw(SETTINGS), 'and then it is free again')
})

t.test('samples are listed newest first, page by page, with an ETag each', async (t) => {
  const listed = await all<{ id: string }>('/findings/samples', 3)
  t.strictSame(listed.map(({ id }) => id), listed.map(({ id }) => id).toSorted().toReversed())
  t.ok(listed.length > 6)
  const [newest] = listed
  const answer = await call('GET', `/findings/samples/${newest?.id}`)
  t.equal((await call('GET', `/findings/samples/${newest?.id}`, undefined, { 'if-none-match': String(answer.headers.etag) })).statusCode, 304)
  t.equal((await call('GET', '/findings/samples/018f0000-0000-7000-8000-000000000000')).statusCode, 404)
  for (const url of ['/findings/samples?cursor=x', `/findings/samples/${newest?.id}/draw?cursor=WyJmcmFtZSIsIjEiXQ`, `/findings/samples/${newest?.id}/frame?cursor=WyJmcmFtZSIsIi0xIl0`]) t.equal((await call('GET', url)).statusCode, 400, url)
})

t.test('the draw is filtered by reason, and every read takes a constant number of statements', async (t) => {
  const sample = await draw(SETTINGS)
  for (const [reason, count] of [['error_hit', sample.drawnBecause.errorHit], ['random', sample.drawnBecause.random], ['monetary_unit', sample.drawnBecause.monetaryUnit], ['top_stratum', sample.drawnBecause.topStratum]] as const) {
    t.equal((await all(`/findings/samples/${sample.id}/draw?reason=${reason}`, 7)).length, count, reason)
  }
  t.equal((await all(`/findings/samples/${sample.id}/draw`, 7)).length, sample.drawSize)
  for (const path of ['/draw?limit=1', '/draw?limit=1000', '/frame?limit=1', '/frame?limit=1000', '/projection']) {
    const statements = await statementsOf(db, async () => { await call('GET', `/findings/samples/${sample.id}${path}`) })
    t.ok(statements.length > 0 && statements.length <= 4, `${path}: ${statements.length}`)
  }
})

t.test('the log holds what was drawn, and nobody\'s words', async (t) => {
  const sample = await draw({ ...SETTINGS, seed: 'Mario said so' })
  const { rows } = await superuser.query<{ type: string, data: string }>('select type, data from aeo.operator_log where subject = $1', [`sample:${sample.id}`])
  t.strictSame(rows.map(({ type }) => type), ['finding.sample_drawn'])
  t.match(JSON.parse(rows[0]?.data ?? ''), { frameHash: sample.frameHash, drawHash: sample.drawHash, seedHash: createHash('sha256').update('Mario said so').digest('hex'), drawSize: sample.drawSize })
  t.notMatch(rows[0]?.data, /Mario/)
})
