import t from 'tap'
import type { Test } from 'tap'
import pg from 'pg'
import { outputsSource, rebuildOversightTotals } from '../../../../src/ai-systems/index.ts'
import type { Principal } from '../../../../src/platform/access.ts'
import { onConnection, runOperatorTx } from '../../../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../../../src/platform/log/verify.ts'
import { addOperator } from '../../../../src/platform/operators.ts'
import { runRetention } from '../../../../src/records/index.ts'
import { aiOutput, overridden } from '../../../support/ai-outputs.ts'
import { Inventory } from '../../../support/ai-systems.ts'
import { testApp } from '../../../support/app.ts'
import { testDatabase } from '../../../support/postgres.ts'
import { TEST_OPERATOR } from '../../../support/tokens.ts'

/** Words that must be nowhere once they are erased. */
const CANARY = 'Canary4711'
const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => new Date('2026-03-20T10:00:00Z') })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const inventory = new Inventory(app)
await inventory.prepare()
await inventory.inUse('CLASSIFIER', { validFrom: '2026-03-20' })

const words = { explanation: `${CANARY} explains`, alternatives: [{ value: `${CANARY} 1`, score: 0.1 }], evidenceRefs: [`${CANARY}-REF`] }
const sent = (reference: string, madeAt: string, changes: object = {}) => aiOutput(reference, { ...words, madeAt, decision: overridden({ rationale: `${CANARY} because`, shownAt: madeAt, decidedAt: madeAt.replace(':00Z', ':40Z') }), ...changes })
const record = async (output: object, key = 'x'): Promise<{ id: string }> => (await inventory.call('POST', '/ai-outputs', output, 'erp', { 'idempotency-key': key })).json()
const read = async (id: string) => (await inventory.call('GET', `/ai-outputs/${id}`)).json()
const erase = async (id: string) => await inventory.call('POST', `/ai-outputs/${id}/erase-words`, {}, 'dpo')
const hold = async (scope: object): Promise<string> => (await inventory.call('POST', '/legal-holds', { reason: 'Audit', ...scope })).json<{ id: string }>().id
const lift = async (id: string) => await inventory.call('POST', `/legal-holds/${id}/lift`, { reason: 'Over' })
const principal: Principal = { subject: 'system:command-line', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
const run = async (today: string, apply: boolean, pageSize = 500) =>
  (await runRetention(async (work) => await runOperatorTx(db.operations, principal, work, () => new Date()), { apply, today, pageSize, others: { ai_oversight: outputsSource } })).find(({ name }) => name === 'ai_oversight')

async function tablesWithCanary (): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'aeo'")
  const found: string[] = []
  for (const { name } of rows) {
    const hex = Buffer.from(CANARY).toString('hex')
    if ((await superuser.query(`select 1 from aeo.${name} x where x::text like '%${CANARY}%' or x::text like '%${hex}%' limit 1`)).rows.length > 0) found.push(name)
  }
  return found
}
async function unharmed (t: Pick<Test, 'strictSame' | 'match'>): Promise<void> {
  t.strictSame((await rebuildOversightTotals(db.operations, operatorId, false)).differences, [], 'every figure is as it was')
  t.match(await onConnection(db.operations, async (client) => await verifyLog(client, operatorId, [])), { fault: null })
}

t.test('words are erased on request, everywhere, and what was proposed and decided stays', async (t) => {
  const { id } = await record(sent('asked', '2026-03-09T10:00:00Z'))
  t.ok((await tablesWithCanary()).length > 0)
  const before = await read(id)
  const answer = await erase(id)
  t.equal(answer.statusCode, 200)
  t.match(answer.json(), { explanation: null, alternatives: null, evidenceRefs: null, explained: true, proposal: '8471300000', wordsErasedAt: '2026-03-20T10:00:00.000Z', contentSha256: before['contentSha256'], decision: { decision: 'overridden', finalValue: '8517620000', rationaleCode: 'goods_differ', rationale: null } })
  t.strictSame(await tablesWithCanary(), [])
  await unharmed(t)
  t.equal((await inventory.call('POST', '/ai-outputs', sent('asked', '2026-03-09T10:00:00Z'), 'erp')).statusCode, 200, 'the same again is still a replay')
  t.equal((await erase(id)).json()['wordsErasedAt'], '2026-03-20T10:00:00.000Z', 'once is enough')
  t.strictSame(await tablesWithCanary(), [])
})

t.test('a legal hold on the class, the declaration or the day keeps them until it is lifted', async (t) => {
  const { id } = await record(sent('held', '2026-03-09T10:00:00Z', { declaration: { mrn: '26DE1234567890ABC4' } }), 'held')
  for (const scope of [{ class: 'ai_oversight' }, { mrn: '26DE1234567890ABC4' }, { from: '2026-03-09', to: '2026-03-09' }]) {
    const set = await hold(scope)
    t.match((await erase(id)).json(), { status: 409, type: '/problems/ai-output-words-held' }, JSON.stringify(scope))
    await lift(set)
  }
  await hold({ class: 'originals' })
  t.equal((await erase(id)).statusCode, 200, 'a hold on something else keeps nothing here')
})

t.test('they go by themselves at the end of the tenth year after that of the output, a page after the other, and not under a hold', async (t) => {
  for (let number = 0; number < 5; number++) await record(sent(`old ${number}`, `2015-12-31T23:5${number}:00Z`), `old-${number}`)
  const held = await record(sent('old and held', '2015-06-01T10:00:00Z', { declaration: { mrn: '15DE1234567890ABC4' } }), 'old-and-held')
  const young = await record(sent('young', '2016-01-01T00:00:00Z'), 'young')
  await hold({ mrn: '15DE1234567890ABC4' })
  t.match(await run('2025-12-31', true), { erased: 0, held: 0 }, 'the tenth year has not ended')
  t.match(await run('2026-01-01', false), { erased: 5, held: 1 })
  t.match(await run('2026-01-01', true, 2), { erased: 5, held: 1, years: 10 })
  t.match(await run('2026-01-01', true), { erased: 0, held: 1 })
  t.match(await read(held.id), { explanation: words.explanation, wordsErasedAt: null })
  t.match(await read(young.id), { explanation: words.explanation })
  const { rows } = await superuser.query<{ data: string }>("select data from aeo.operator_log where operator_id = $1 and type = 'retention.ai_output_words_erased'", [operatorId])
  t.equal(rows.length, 5)
  t.match(JSON.parse(rows[0]?.data ?? ''), { class: 'ai_oversight', sha256: /^[0-9a-f]{64}$/ })
  await unharmed(t)
})
