import t from 'tap'
import pg from 'pg'
import { RETAINED_ELSEWHERE } from '../../../src/features.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { onConnection, runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { runRetention } from '../../../src/records/index.ts'
import type { InTx } from '../../../src/records/retention/run-retention.ts'
import { testApp } from '../../support/app.ts'
import { Inventory } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

/** Words of people about systems: planted wherever they may be said, and looked for everywhere once erased. */

t.setTimeout(120_000)
const database = await testDatabase(t)
let today = '2026-03-10'
const clock = () => new Date(`${today}T10:00:00Z`)
const { app, db } = await testApp(t, database.appUrl, {}, { clock })
const inventory = new Inventory(app)
await inventory.prepare()
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const PROOF = { reference: 'proof', sha256: 'a'.repeat(64) }

/** Tables in any column of which the text stands. */
async function tablesWith (text: string): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>('select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = \'aeo\' and c.relkind = \'r\' order by 1')
  const found: string[] = []
  for (const { name } of rows) if ((await superuser.query(`select 1 from aeo.${name} t where t::text like '%' || $1 || '%' limit 1`, [text])).rowCount !== 0) found.push(name)
  return found
}

/** A system of which everything is said that may be, in stored answers too. */
async function plant (code: string): Promise<{ id: string, canary: string, incident: string, evaluation: string }> {
  const canary = `CANARY-${code}`
  const said = `As ${canary} said`
  const id = await inventory.register(code, { validFrom: '2026-01-01', data: { categories: ['personal'], trainingUseAllowed: false } })
  const call = async (method: 'POST' | 'PUT', path: string, body: object): Promise<string> => {
    const answer = await inventory.call(method, path, body, undefined, { 'if-match': '*', 'idempotency-key': `${code}-${method}-${path}` })
    if (answer.statusCode > 201) throw new Error(`${path} ${answer.body}`)
    return String(answer.json()['id'])
  }
  await inventory.assess(id)
  await call('POST', `/ai-systems/${id}/status`, { status: 'assessed', reason: said })
  await call('PUT', `/ai-systems/${id}/obligations/OB-4-LITERACY`, { state: 'not_applicable', reason: said })
  await call('PUT', `/ai-systems/${id}/controls/AIC-01`, { rating: 'not_applicable', reason: said })
  const evaluation = await call('POST', `/ai-systems/${id}/evaluations`, { evaluatedOn: '2026-03-09', pillar: 'classification', sampleSize: 10, errors: 1, comparedWith: said, evidence: PROOF })
  const incident = await call('POST', `/ai-systems/${id}/incidents`, { kind: 'data_disclosure', occurredOn: '2026-03-08', awareOn: '2026-03-08', description: said })
  await call('PUT', `/ai-incidents/${incident}/reports/data_protection`, { state: 'not_owed', reason: said })
  await call('POST', `/ai-incidents/${incident}/close`, { rootCause: said, correctiveAction: said })
  return { id, canary, incident, evaluation }
}
const WHERE = ['ai_control_ratings', 'ai_evaluations', 'ai_incident_reports', 'ai_incidents', 'ai_obligations', 'ai_system_statuses', 'idempotency_answers']
const erase = async (id: string) => await inventory.call('POST', `/ai-systems/${id}/erase-words`, undefined, undefined, {})
const hold = async (scope: object): Promise<string> => (await inventory.call('POST', '/legal-holds', { ...scope, reason: 'Court case' }, undefined, {})).json<{ id: string }>().id
const lift = async (id: string) => { await inventory.call('POST', `/legal-holds/${id}/lift`, { reason: 'Over' }) }
const get = async (path: string) => (await inventory.call('GET', path)).json<Record<string, unknown>>()
const counts = async () => (await superuser.query(`select (select count(*) from aeo.ai_system_statuses) s, (select count(*) from aeo.ai_control_ratings) r, (select count(*) from aeo.ai_evaluations) e, (select count(*) from aeo.ai_incidents) i,
  (select count(*) from aeo.ai_obligations where owed and state = 'not_applicable') o`)).rows
const verified = async () => await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))

t.test('on request words about a system go from every table and stored answer, those of others stay, and what was decided with them', async (t) => {
  const [gone, other] = [await plant('GONE'), await plant('OTHER')]
  t.strictSame(await tablesWith(gone.canary), WHERE, 'everywhere they may stand, and nowhere else: not in the log')
  const [before, logged] = [await counts(), await verified()]
  const gaps = await get(`/ai-systems/${gone.id}/controls`)
  t.equal((await erase(gone.id)).statusCode, 200)
  t.strictSame(await tablesWith(gone.canary), [])
  t.strictSame(await tablesWith(other.canary), WHERE)
  t.strictSame([await counts(), logged.fault, (await verified()).fault], [before, null, null])
  t.match(await get(`/ai-systems/${gone.id}/status`), { items: [{ number: 2, status: 'assessed', reason: null }, { number: 1, reason: null }] })
  t.match(await get(`/ai-systems/${gone.id}/obligations/OB-4-LITERACY`), { state: 'not_applicable', reason: null })
  t.match(await get(`/ai-systems/${gone.id}/controls/AIC-01/ratings`), { items: [{ rating: 'not_applicable', reason: null }] })
  t.match(await get(`/ai-systems/${gone.id}/evaluations`), { items: [{ comparedWith: null, errors: 1, evidence: PROOF }] })
  t.match(await get(`/ai-incidents/${gone.incident}`), { state: 'closed', description: null, rootCause: null, correctiveAction: null, reports: [{ state: 'not_owed', reason: null }] })
  t.strictSame((gaps['items'] as { state: string }[]).map(({ state }) => state), ((await get(`/ai-systems/${gone.id}/controls`))['items'] as { state: string }[]).map(({ state }) => state), 'controls stand as before')
  const erasures = async () => (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string }[] }>().items.filter(({ type }) => type === 'ai_system.words_erased').length
  t.equal(await erasures(), 1)
  t.equal((await erase(gone.id)).statusCode, 200)
  t.equal(await erasures(), 1, 'what is gone is not erased again')
})

t.test('after an erasure things are decided as before, and asked for a reason again', async (t) => {
  const { id } = await plant('AGAIN')
  await erase(id)
  t.match((await inventory.call('PUT', `/ai-systems/${id}/obligations/OB-4-LITERACY`, { state: 'not_applicable' })).json(), { status: 400, errors: [{ pointer: '/reason' }] })
  t.match((await inventory.call('PUT', `/ai-systems/${id}/obligations/OB-4-LITERACY`, { state: 'not_applicable', reason: 'Anew' })).json(), { reason: 'Anew' })
  await t.rejects(superuser.query('update aeo.ai_obligations set reason = null where system_id = $1 and state = \'not_applicable\'', [id]), /ai_obligations_excused_why/, 'nor past the service')
})

t.test('a legal hold on their class or days keeps them, another one does not', async (t) => {
  const { id, canary } = await plant('HELD')
  for (const scope of [{ class: 'ai_register' }, { from: '2026-03-08', to: '2026-03-08' }, { class: 'ai_register', from: '2026-03-09', to: '2026-03-09' }]) {
    const held = await hold(scope)
    t.match((await erase(id)).json(), { status: 409, type: '/problems/ai-system-words-held' }, JSON.stringify(scope))
    await lift(held)
  }
  t.strictSame(await tablesWith(canary), WHERE)
  const other = await hold({ class: 'training_records' })
  t.equal((await erase(id)).statusCode, 200)
  await lift(other)
})

const principal: Principal = { subject: 'system:command-line', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
const inTx: InTx = async (work) => await runOperatorTx(db.operations, principal, work, clock)
const run = async (on: string, apply: boolean) => (await runRetention(inTx, { apply, today: on, pageSize: 1, others: RETAINED_ELSEWHERE })).find(({ name }) => name === 'ai_register')

t.test('of a retired system they go at the end of their years, not a day before, and never of one that is not retired', async (t) => {
  const [retired, later, kept] = [await plant('RETIRED'), await plant('LATER'), await plant('KEPT')]
  today = '2026-12-31'
  await inventory.step(retired.id, 'retired', { reason: `As ${retired.canary} said` })
  today = '2027-01-01'
  await inventory.step(later.id, 'retired')
  t.match(await run('2036-12-31', true), { erased: 0, years: 10 })
  t.match(await run('2037-01-01', false), { erased: 1, dueUntil: '2026-12-31' })
  t.strictSame(await tablesWith(retired.canary), WHERE, 'a dry run erases nothing')
  const held = await hold({ class: 'ai_register' })
  t.match(await run('2037-01-01', true), { erased: 0, held: 1 })
  await lift(held)
  t.match(await run('2037-01-01', true), { erased: 1, held: 0 })
  t.strictSame([await tablesWith(retired.canary), await tablesWith(later.canary), await tablesWith(kept.canary)], [[], WHERE, WHERE])
  t.match(await run('2037-01-01', true), { erased: 0 }, 'once')
  t.match(await get(`/ai-systems/${retired.id}`), { status: 'retired', code: 'RETIRED' }, 'the system itself stays on record')
  t.match((await superuser.query('select subject from aeo.operator_log where type = \'retention.ai_register_erased\'')).rows, [{ subject: `ai_system:${retired.id}` }])
  t.equal((await verified()).fault, null)
})
