import t from 'tap'
import pg from 'pg'
import { onConnection } from '../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { declaration } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { sanction } from './sanctions.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const call = async (method: 'GET' | 'POST' | 'PATCH' | 'PUT', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const PLANTED = 'Planted Rossi'
let numbers = 0
const record = async (changes: object = {}, headers: Record<string, string> = {}): Promise<string> =>
  (await call('POST', '/sanctions', sanction({ authorityReference: `E-${++numbers}`, severityReason: `${PLANTED} did it.`, ...changes }), headers)).json<{ id: string }>().id
const verified = async () => await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))
/** Tables with the planted words in any column. */
async function tablesWith (words: string): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>('select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = \'aeo\' and c.relkind = \'r\' order by 1')
  const found: string[] = []
  for (const { name } of rows) if ((await superuser.query(`select 1 from aeo.${name} t where t::text like '%' || $1 || '%' limit 1`, [words])).rowCount !== 0) found.push(name)
  return found
}

t.test('words of a sanction are erased from every state and stored answer; what was decided, every count and the log stay', async (t) => {
  const id = await record({}, { 'idempotency-key': 'made' })
  await call('PATCH', `/sanctions/${id}`, { severity: 'serious', severityReason: `${PLANTED} did it again.`, reason: `As ${PLANTED} said.` }, { 'if-match': '"1"' })
  await call('POST', `/sanctions/${id}/appeal`, { status: 'lodged', on: '2025-09-10', words: `${PLANTED} disagrees.` }, { 'if-match': '"2"', 'idempotency-key': 'appeal' })
  const other = await record({ severityReason: 'Another reason.' }, { 'idempotency-key': 'other' })
  t.strictSame(await tablesWith(PLANTED), ['idempotency_answers', 'sanction_revisions', 'sanctions'], 'planted, and not in the log')
  const [before, counted] = [await verified(), (await call('GET', '/sanctions?severity=serious')).json<{ items: object[] }>().items.length]
  const erased = await call('POST', `/sanctions/${id}/erase-words`, undefined, { 'idempotency-key': 'erase' })
  t.equal(erased.statusCode, 200, erased.body)
  t.match(erased.json(), { severity: 'serious', severityReason: null, revision: 4, appeal: { status: 'lodged' } })
  t.equal(erased.headers.etag, '"4"')
  t.strictSame(await tablesWith(PLANTED), [], 'in no table')
  t.match((await call('GET', `/sanctions/${id}/revisions`)).json<{ items: unknown[] }>().items, [
    { kind: 'recorded', words: null, content: { severity: 'minor', severityReason: null } }, { kind: 'changed', words: null, content: { severity: 'serious', severityReason: null } }, { kind: 'appeal_changed', words: null }, { kind: 'words_erased', revision: 4 }
  ])
  t.equal((await call('GET', '/sanctions?severity=serious')).json<{ items: object[] }>().items.length, counted)
  t.match((await call('GET', `/sanctions/${other}`)).json(), { severityReason: 'Another reason.', revision: 1 }, 'another one keeps its own')
  t.equal((await superuser.query('select 1 from aeo.idempotency_answers where key = \'other\'')).rowCount, 1)
  const after = await verified()
  t.strictSame({ fault: after.fault, events: after.events, erased: after.erased }, { fault: null, events: before.events + 1, erased: before.erased }, 'the log verifies, with one event more')
})

t.test('erasing again changes nothing, and what is not there is not erased', async (t) => {
  const id = await record()
  for (const _ of [1, 2]) t.match((await call('POST', `/sanctions/${id}/erase-words`)).json(), { severityReason: null, revision: 2 })
  t.equal((await call('POST', '/sanctions/018f0000-0000-7000-8000-000000000000/erase-words')).statusCode, 404)
  t.match((await call('PATCH', `/sanctions/${id}`, { cause: 'training' }, { 'if-match': '*' })).json(), { severityReason: null, revision: 3 }, 'and it can be changed')
})

t.test('a legal hold that reaches the sanction keeps its words, by any MRN that it names or is linked to', async (t) => {
  const mrn = '25IT00000000000970'
  const declarationId = (await call('POST', '/declarations', declaration({ lrn: 'H-1', mrn }))).json<{ declarationId: string }>().declarationId
  const [byId, byMrn, free] = [await record({ declarations: [declarationId] }), await record({ declarations: [mrn] }), await record()]
  const hold = await call('POST', '/legal-holds', { mrn, reason: 'An investigation.' })
  t.equal(hold.statusCode, 201, hold.body)
  for (const id of [byId, byMrn]) t.match((await call('POST', `/sanctions/${id}/erase-words`)).json(), { status: 409, type: '/problems/sanction-words-held' })
  t.match((await call('GET', `/sanctions/${byId}`)).json(), { severityReason: `${PLANTED} did it.`, revision: 1 })
  t.equal((await call('POST', `/sanctions/${free}/erase-words`)).statusCode, 200)
})

t.test('reasons of settings are erased in every state, and the settings stay', async (t) => {
  const { weights, thresholds } = (await call('GET', '/sanctions/settings')).json<{ weights: object, thresholds: object }>()
  for (const revision of [0, 1]) t.equal((await call('PUT', '/sanctions/settings', { weights: { ...weights, serious: 20 + revision }, thresholds, reason: 'Reason by Bianchi.' }, { 'if-match': `"${revision}"` })).statusCode, 200)
  t.match((await call('POST', '/sanctions/settings/erase-words')).json(), { reason: null, revision: 2, weights: { serious: 21 } })
  t.strictSame(await tablesWith('Bianchi'), [])
  t.equal((await verified()).fault, null)
  t.strictSame((await superuser.query<{ type: string }>('select type from aeo.operator_log where type like \'sanction.%words_erased\' and subject = \'sanction:settings\'')).rows, [{ type: 'sanction.settings_words_erased' }])
})
