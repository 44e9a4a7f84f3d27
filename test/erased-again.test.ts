import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { DEFAULT_RULES } from '../src/ai-systems/oversight/rules/own-rules.ts'
import { eraseAgain, ERASURE_TYPES, erasuresOf, unmade } from '../src/erased-again.ts'
import type { Dated } from '../src/erased-again.ts'
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
const listed: Dated[] = []
let message = ''

/** Tables of a database in any column of which the words stand. */
async function tablesWith (name: string, words = CANARY): Promise<string[]> {
  return await withConnection(addressOfDatabase(database.superuserUrl, name), async (client) => {
    const { rows } = await client.query<{ name: string }>('select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = \'aeo\' and c.relkind = \'r\' order by 1')
    const found: string[] = []
    for (const { name: table } of rows) if ((await client.query(`select 1 from aeo.${table} t where t::text like '%' || $1 || '%' limit 1`, [words])).rowCount !== 0) found.push(table)
    return found
  })
}

async function copyTo (name: string): Promise<void> {
  await withConnection(server, async (client) => {
    await client.query(`create database ${name} template ${database.name} owner ${OWNER_ROLE}`)
    await restrictDatabase(client, name)
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
  message = (await company.done<{ id: string }>('POST', '/training/messages', { kind: 'law_change', title: 'New code', text: said, issuedOn: '2026-03-01', dueOn: '2026-03-31', audience: { units: ['CUSTOMS'] } })).id
  things.push('/people/P-OWNER/erase', '/risk-appetites/value/erase-words', `/sanctions/${id}/erase-words`, '/ai-oversight-rules/erase-words', `/training/messages/${message}/erase-words`)
})

t.test('then they are erased, and the log lists what was', async (t) => {
  await copyTo(backup)
  const { app, db } = await testApp(t, database.appUrl)
  const company = new RiskRegister(app)
  await company.done('POST', '/risks', ownRisk('VAL-LATER', { title: said }))
  for (const risk of ['VAL-AGAIN', 'VAL-LATER']) await company.done('POST', `/risks/${risk}/erase-words`, { description: true })
  await company.done('PATCH', `/training/messages/${message}`, { withdrawnOn: '2026-04-01' })
  for (const thing of things) await company.done('POST', thing, thing.includes('appetites') ? {} : undefined)
  t.strictSame(await tablesWith(database.name), [])
  const found = await runOperatorTx(db.operations, await principalIn(db), erasuresOf, clock)
  t.strictSame(found.map(({ type }) => type), ['risk.words_erased', 'risk.words_erased', 'person.erased', 'risk_appetite.words_erased', 'sanction.words_erased', 'ai_output.rules_words_erased', 'training_message.words_erased'])
  t.notMatch(JSON.stringify(found), CANARY)
  listed.push(...found)
})

t.test('of the restored backup they are erased again, whatever the backup does not know is passed over, and a second time changes nothing', async (t) => {
  t.teardown(async () => { await dropDatabase(database.superuserUrl, backup) })
  t.strictSame(await tablesWith(backup), ['ai_oversight_rules', 'person_contacts', 'risk_appetites', 'risk_inputs', 'risks', 'sanction_revisions', 'sanctions', 'training_messages'], 'all is there again')
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
  t.match(await again(), [{ refused: /legal hold/ }, 'missing', 'erased', { refused: /legal hold/ }, 'erased', 'erased', 'erased'], 'a message too that the backup has in force')
  t.strictSame(await tablesWith(backup), ['risk_appetites', 'risk_inputs', 'risks'], 'what a legal hold keeps is named and stays')
  await inTx('update aeo.legal_holds set lifted_at = now(), lifted_by = gen_random_uuid(), lift_reason = \'Over\' where operator_id = $1')
  const left = unmade(listed, await runOperatorTx(db.operations, principal, erasuresOf, clock))
  t.strictSame(left.map(({ type }) => type), ['risk.words_erased', 'risk.words_erased', 'risk_appetite.words_erased'], 'those that were held, and what the backup does not know')
  t.match(await again(), ['erased', 'missing', 'erased', 'erased', 'erased', 'erased', 'erased'])
  t.strictSame(await tablesWith(backup), [])
  t.strictSame(unmade(listed, await runOperatorTx(db.operations, principal, erasuresOf, clock)).map(({ subject }) => subject), [listed[1]?.subject], 'the log of the backup tells of all but what it does not know')
})

async function reapply (t: Test, name: string, lines: readonly object[]): Promise<{ code: number | null, out: string }> {
  const folder = t.testdir({})
  writeFileSync(join(folder, 'list'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/cli.ts'), 'reapply-erasures', '--from', join(folder, 'list')], { env: { ...process.env, DATABASE_URL: addressOfDatabase(database.appUrl, name), DATA_DIR: folder, LOG_LEVEL: 'silent' } })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { out += chunk.toString() })
  return await new Promise((resolve) => { child.on('close', (code) => { resolve({ code, out }) }) })
}

t.test('what was said since an erasure that the backup knows of stays: nobody asked to erase it', async (t) => {
  const SINCE = 'CANARY-SINCE'
  const { app } = await testApp(t, database.appUrl)
  const company = new RiskRegister(app)
  await company.done('PUT', '/risk-appetites/value', { acceptableScore: 6, appetiteEur: 1000, reason: SINCE })
  await company.done('PATCH', '/risks/VAL-AGAIN', { title: SINCE })
  await company.done('PUT', '/ai-oversight-rules', { ...DEFAULT_RULES, reason: SINCE })
  const lines = listed.map((line) => ({ operator: TEST_OPERATOR, ...line }))
  const answer = await reapply(t, database.name, [...lines, { ...lines[0], operator: 'XX1' }])
  t.match(answer, { code: 0, out: new RegExp(`${listed.length} listed until 20[^;]*; ${listed.length} told of by the log, 0 erased, 0 not there, 0 refused\\nXX1: no operator here; 1 passed over`) })
  t.strictSame(await tablesWith(database.name, SINCE), ['ai_oversight_rules', 'risk_appetites', 'risks'])
})

t.test('what the database does not let be erased is named, and run again the rest is made', async (t) => {
  const later = listed.map((line) => ({ operator: TEST_OPERATOR, ...line, at: new Date(Date.now() + 60_000) }))
  const [appetite, sanctioned] = [later.filter(({ type }) => type === 'risk_appetite.words_erased'), later.filter(({ type }) => type === 'sanction.words_erased')]
  const held = await withConnection(addressOfDatabase(database.superuserUrl, database.name), async (client) => {
    await client.query('begin; lock table aeo.sanctions in access exclusive mode')
    return await reapply(t, database.name, [...sanctioned, ...appetite])
  })
  t.match(held, { code: 1, out: new RegExp(`${String(sanctioned[0]?.subject)} was not erased, nor what follows`) })
  t.match(await reapply(t, database.name, [...sanctioned, ...appetite]), { code: 0, out: /2 erased/ })
})

t.test('a backup of an earlier release is refused until it is migrated', async (t) => {
  await withConnection(addressOfDatabase(database.superuserUrl, database.name), async (client) => { await client.query('delete from aeo.migrations m where m.number = (select max(n.number) from aeo.migrations n)') })
  t.match(await reapply(t, database.name, []), { code: 1, out: /^The database is at migration \d+, this release needs \d+; run npm run migrate first/ })
})

t.test('a list that is none, or that breaks off, is refused whole', async (t) => {
  const [line] = listed.map((erasure) => ({ operator: TEST_OPERATOR, ...erasure }))
  for (const [name, wrong] of [['no day', { ...line, at: undefined }], ['a day that is none', { ...line, at: 'x' }], ['no data', { ...line, data: null }], ['another type', { ...line, type: 'risk.changed' }], ['no subject', { ...line, subject: 'x' }]] as const) t.match(await reapply(t, database.name, [line ?? {}, wrong]), { code: 1, out: /^Line 2 of .* is no erasure/ }, name)
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
