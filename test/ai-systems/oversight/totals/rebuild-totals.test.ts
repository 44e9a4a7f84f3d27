import t from 'tap'
import pg from 'pg'
import { rebuildOversightTotals } from '../../../../src/ai-systems/index.ts'
import { addOperator } from '../../../../src/platform/operators.ts'
import { aiOutput, decision, ndjson, overridden } from '../../../support/ai-outputs.ts'
import { Inventory } from '../../../support/ai-systems.ts'
import { testApp } from '../../../support/app.ts'
import { testDatabase } from '../../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => new Date('2026-03-20T10:00:00Z') })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const inventory = new Inventory(app)
await inventory.prepare()
await inventory.inUse('CLASSIFIER', { validFrom: '2026-03-20' })
const rebuild = async (repair = false) => await rebuildOversightTotals(db.operations, operatorId, repair)
const outcomes = async (): Promise<number> => (await superuser.query('select from aeo.ai_output_outcomes where operator_id = $1', [operatorId])).rows.length
const file = ndjson(Array.from({ length: 60 }, (_, index) => aiOutput(`r${index}`, {
  modelVersion: index < 30 ? '4.1' : '4.2', ...index % 4 === 0 ? {} : { decision: index % 3 === 0 ? overridden() : decision({ reviewer: `P-${index % 7}` }) }, ...index % 2 === 0 ? { usedAt: '2026-03-10T10:00:00Z' } : {}
})))
await app.inject({ method: 'POST', url: '/v1/ai-outputs/bulk', headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson' }, payload: file })

t.test('totals that moved with the writes are those of the outputs, whatever was added later', async (t) => {
  t.strictSame(await rebuild(), { outputs: 60, differences: [], outdated: 0 })
  const lines = ['r0', 'r4', 'r8', 'r12'].flatMap((reference) => [
    { kind: 'decision', system: 'CLASSIFIER', reference, ...decision() }, { kind: 'outcome', system: 'CLASSIFIER', reference, source: 'court', value: '8471300000', knownOn: '2026-03-19' }
  ])
  const answer = await app.inject({ method: 'POST', url: '/v1/ai-decisions/bulk', headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson' }, payload: ndjson(lines) })
  t.notMatch(answer.body, /refused|stopped/)
  t.notSame(await outcomes(), 0)
  t.strictSame(await rebuild(), { outputs: 60, differences: [], outdated: 0 })
})

t.test('what totals are off by is told, and is right after the repair', async (t) => {
  await superuser.query(`update aeo.ai_oversight_totals set bins = bins || '{"accepted": 1000}' where operator_id = $1 and counter = 'decision' and version = '4.1'`, [operatorId])
  await superuser.query(`delete from aeo.ai_oversight_totals where operator_id = $1 and counter = 'explanation'`, [operatorId])
  const found = await rebuild()
  t.ok(found.differences.some(({ counter, bin, count, version }) => counter === 'decision' && bin === 'accepted' && version === '4.1' && count > 900))
  t.ok(found.differences.some(({ counter, count }) => counter === 'explanation' && count < 0))
  t.strictSame((await rebuild()).differences, found.differences, 'looking changes nothing')
  t.strictSame((await rebuild(true)).differences, found.differences)
  t.strictSame(await rebuild(), { outputs: 60, differences: [], outdated: 0 })
})

t.test('totals of another version of the counters go with the repair', async (t) => {
  await superuser.query('update aeo.ai_oversight_totals set tally_version = 0 where operator_id = $1', [operatorId])
  t.match(await rebuild(), { outdated: Number })
  await rebuild(true)
  t.strictSame(await rebuild(), { outputs: 60, differences: [], outdated: 0 })
})

t.test('outputs that come while totals are counted again are in neither or in both', async (t) => {
  const sending = Promise.all(Array.from({ length: 20 }, async (_, index) => await inventory.call('POST', '/ai-outputs', aiOutput(`meanwhile ${index}`))))
  for (let round = 0; round < 5; round++) t.strictSame((await rebuild()).differences, [], String(round))
  t.ok((await sending).every(({ statusCode }) => statusCode === 201))
  t.strictSame(await rebuild(), { outputs: 80, differences: [], outdated: 0 })
})

t.test('a reviewer is counted whatever the pseudonym, and so are the others of the file', async (t) => {
  for (const reviewer of ['toString', 'constructor', '__proto__']) t.equal((await inventory.call('POST', '/ai-outputs', aiOutput(`by ${reviewer}`.replace(' ', '-'), { decision: decision({ reviewer }) }))).statusCode, 201, reviewer)
  t.strictSame(await rebuild(), { outputs: 83, differences: [], outdated: 0 })
  await rebuild(true)
  t.strictSame((await rebuild()).differences, [])
})
