import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { DEFAULT_RULES } from '../src/ai-systems/oversight/rules/own-rules.ts'
import { eraseAgain, ERASURE_TYPES, erasuresOf } from '../src/erased-again.ts'
import type { Erasure } from '../src/erased-again.ts'
import type { Principal } from '../src/platform/access.ts'
import { addressOfDatabase, withConnection } from '../src/platform/db/connection.ts'
import { runOperatorTx } from '../src/platform/db/operator-tx.ts'
import { openDatabase } from '../src/platform/db/pool.ts'
import type { Database } from '../src/platform/db/pool.ts'
import { OWNER_ROLE, restrictDatabase } from '../src/platform/db/roles.ts'
import { addOperator } from '../src/platform/operators.ts'
import { sanction } from './sanctions/sanctions.ts'
import { testApp } from './support/app.ts'
import { testDatabase } from './support/postgres.ts'
import { ownRisk, RiskRegister, STATED } from './support/risks.ts'
import { dropDatabase } from './support/test-server.ts'
import { TEST_OPERATOR } from './support/tokens.ts'

/** What was erased after a backup was made is there again once that is restored: until the list of erasures is applied again. */

t.setTimeout(120_000)
const CANARY = 'CANARY-AGAIN'
const said = `As ${CANARY} said`
const database = await testDatabase(t)
const server = addressOfDatabase(database.superuserUrl, 'postgres')
const backup = `${database.name}_backup`
const clock = () => new Date()
const things: string[] = []
const listed: Erasure[] = []

/** Tables of a database in any column of which the words stand. */
async function tablesWith (name: string): Promise<string[]> {
  return await withConnection(addressOfDatabase(database.superuserUrl, name), async (client) => {
    const { rows } = await client.query<{ name: string }>('select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = \'aeo\' and c.relkind = \'r\' order by 1')
    const found: string[] = []
    for (const { name: table } of rows) if ((await client.query(`select 1 from aeo.${table} t where t::text like '%' || $1 || '%' limit 1`, [CANARY])).rowCount !== 0) found.push(table)
    return found
  })
}

async function principalIn (db: Database): Promise<Principal> {
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  return { subject: 'system:command-line', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
}

t.test('words are said, and a backup is made', async (t) => {
  const { app } = await testApp(t, database.appUrl)
  const company = new RiskRegister(app)
  await company.prepare()
  await company.done('PATCH', '/people/P-OWNER/contact', { name: said })
  await company.done('POST', '/risks', ownRisk('VAL-AGAIN', { title: said, description: said }))
  await company.done('POST', '/risks/VAL-AGAIN/inputs', { ...STATED, reason: said })
  await company.done('PUT', '/risk-appetites/value', { acceptableScore: 5, appetiteEur: 1000, reason: said })
  await company.done('PUT', '/ai-oversight-rules', { ...DEFAULT_RULES, reason: said })
  const { id } = await company.done<{ id: string }>('POST', '/sanctions', sanction({ authorityReference: 'AGAIN', severityReason: said }))
  things.push('/people/P-OWNER/erase', '/risk-appetites/value/erase-words', `/sanctions/${id}/erase-words`, '/ai-oversight-rules/erase-words')
})

t.test('then they are erased, and the log lists what was', async (t) => {
  await withConnection(server, async (client) => {
    await client.query(`create database ${backup} template ${database.name} owner ${OWNER_ROLE}`)
    await restrictDatabase(client, backup)
  })
  const { app, db } = await testApp(t, database.appUrl)
  const company = new RiskRegister(app)
  await company.done('POST', '/risks', ownRisk('VAL-LATER', { title: said }))
  for (const risk of ['VAL-AGAIN', 'VAL-LATER']) await company.done('POST', `/risks/${risk}/erase-words`, { description: true })
  for (const thing of things) await company.done('POST', thing, thing.includes('appetites') ? {} : undefined)
  t.strictSame(await tablesWith(database.name), [])
  const found = await runOperatorTx(db.operations, await principalIn(db), erasuresOf, clock)
  t.strictSame(found.map(({ type }) => type), ['risk.words_erased', 'risk.words_erased', 'person.erased', 'risk_appetite.words_erased', 'sanction.words_erased', 'ai_output.rules_words_erased'])
  t.notMatch(JSON.stringify(found), CANARY)
  listed.push(...found)
})

t.test('of the restored backup they are erased again, whatever the backup does not know is passed over, and a second time changes nothing', async (t) => {
  t.teardown(async () => { await dropDatabase(database.superuserUrl, backup) })
  t.strictSame(await tablesWith(backup), ['ai_oversight_rules', 'person_contacts', 'risk_appetites', 'risk_inputs', 'risks', 'sanction_revisions', 'sanctions'], 'all is there again')
  const db = openDatabase({ url: addressOfDatabase(database.appUrl, backup), poolSize: 2, reportPoolSize: 1 })
  t.teardown(async () => { await db.close() })
  const principal = await principalIn(db)
  const inTx = async (sql: string) => await runOperatorTx(db.operations, principal, async (tx) => await tx.query(sql, [tx.operatorId]), clock)
  await inTx('insert into aeo.legal_holds (operator_id, id, class, reason, set_at, set_by) values ($1, gen_random_uuid(), \'risk_register\', \'Court case\', now(), gen_random_uuid())')
  const again = async () => {
    const outcomes = []
    for (const erasure of listed) outcomes.push(await eraseAgain({ db, clock }, principal, erasure))
    return outcomes
  }
  t.match(await again(), [{ refused: /legal hold/ }, 'missing', 'erased', { refused: /legal hold/ }, 'erased', 'erased'])
  t.strictSame(await tablesWith(backup), ['risk_appetites', 'risk_inputs', 'risks'], 'what a legal hold keeps is named and stays')
  await inTx('update aeo.legal_holds set lifted_at = now(), lifted_by = gen_random_uuid(), lift_reason = \'Over\' where operator_id = $1')
  t.match(await again(), ['erased', 'missing', 'erased', 'erased', 'erased', 'erased'])
  t.strictSame(await tablesWith(backup), [])
  t.equal((await runOperatorTx(db.operations, principal, erasuresOf, clock)).length, listed.length - 1, 'the log of the backup has them once')
})

t.test('every erasure that the log tells of can be made again', (t) => {
  const source = new URL('../src/', import.meta.url).pathname
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => readFileSync(join(source, path), 'utf8'))
  const logged = files.flatMap((text) => [...text.matchAll(/(?:tx\.log\(|event: )'((?!retention\.)[a-z_.]*erased)'/g)].map(([, type]) => type ?? ''))
  t.ok(logged.length > 10)
  // Of a person's training nothing is erased but with the person.
  t.strictSame([...new Set(logged)].filter((type) => type !== 'training_record.details_erased' && !ERASURE_TYPES.includes(type)), [])
  t.end()
})
