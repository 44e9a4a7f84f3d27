import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ConfigError } from '../../../src/config.ts'
import { addressOfDatabase, withConnection } from '../../../src/platform/db/connection.ts'
import { currentLevel, expectedLevel, migrate, readMigrations } from '../../../src/platform/db/migrate.ts'
import { ensureRoles, restrictDatabase } from '../../../src/platform/db/roles.ts'
import { testDatabase } from '../../support/postgres.ts'
import { dropDatabase } from '../../support/test-server.ts'

type Test = { teardown (end: () => unknown): unknown }
const log = { info () {} }
t.setTimeout(120_000)
const server = await testDatabase(t)

function folderOf (t: Test, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'aeo-migrations-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql)
  return folder
}

/** A database with roles and schema, and no migration applied. */
async function emptyDatabase (t: Test): Promise<{ ownerUrl: string, appUrl: string, superuserUrl: string }> {
  const name = `aeo_test_${randomBytes(6).toString('hex')}`
  await ensureRoles(server.superuserUrl, {}, name)
  t.teardown(() => dropDatabase(server.superuserUrl, name))
  const [ownerUrl, appUrl, superuserUrl] = [server.ownerUrl, server.appUrl, server.superuserUrl].map((url) => addressOfDatabase(url, name)) as [string, string, string]
  return { ownerUrl, appUrl, superuserUrl }
}

const two = { '0001_first.sql': 'create table first (n integer);', '0002_second.sql': 'create table second (n integer); insert into first values (1);' }

t.test('migrations are applied once, in order, as the owner of the schema', async (t) => {
  const database = await emptyDatabase(t)
  const folder = folderOf(t, two)
  t.equal(await withConnection(database.appUrl, currentLevel), 0, 'nothing yet')
  t.same(await migrate(database.ownerUrl, { folder, log }), { applied: ['0001_first.sql', '0002_second.sql'], level: 2 })
  t.same(await migrate(database.ownerUrl, { folder, log }), { applied: [], level: 2 })
  t.equal(await withConnection(database.appUrl, currentLevel), 2, 'the service may ask for the level')
  t.equal(expectedLevel(folder), 2)
  const { rows } = await withConnection(database.superuserUrl, (client) =>
    client.query("select c.relname, c.relowner::regrole::text as owner from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'aeo' and c.relkind = 'r' order by 1"))
  t.same(rows, ['first', 'migrations', 'second'].map((relname) => ({ relname, owner: 'aeo_owner' })))
})

t.test('a migration that fails leaves nothing of itself and names file, line and cause', async (t) => {
  const database = await emptyDatabase(t)
  const folder = folderOf(t, { ...two, '0003_broken.sql': 'create table third (n integer);\n\ncreate tabel fourth (n integer);' })
  const failure = await migrate(database.ownerUrl, { folder, log }).catch((error: unknown) => error as Error)
  t.type(failure, ConfigError)
  t.match((failure as Error).message, /^Migration 0003_broken\.sql failed, line 3: 42601 /)
  t.equal(await withConnection(database.appUrl, currentLevel), 2)
  await t.rejects(withConnection(database.ownerUrl, (client) => client.query('select from aeo.third')), { code: '42P01' })
})

t.test('a failure over data does not repeat the data', async (t) => {
  const database = await emptyDatabase(t)
  const folder = folderOf(t, { '0001_data.sql': "create table people (name text constraint people_name_key unique); insert into people values ('Ada'), ('Ada');" })
  await t.rejects(migrate(database.ownerUrl, { folder, log }), { message: 'Migration 0001_data.sql failed: 23505 people_name_key' })
})

t.test('an edited, replaced or reused migration is refused with one line', async (t) => {
  const database = await emptyDatabase(t)
  await migrate(database.ownerUrl, { folder: folderOf(t, two), log })
  const cases: [name: string, files: Record<string, string>, message: RegExp][] = [
    ['edited', { ...two, '0002_second.sql': 'create table other (n integer);' }, /^Migration 0002_second\.sql was edited .* write a new migration$/],
    ['another file under its number', { '0001_first.sql': two['0001_first.sql'], '0002_else.sql': 'select 1' }, /^Migration 0002_else\.sql takes the number of 0002_second\.sql/]
  ]
  for (const [name, files, message] of cases) {
    const failure = await migrate(database.ownerUrl, { folder: folderOf(t, files), log }).catch((error: unknown) => error)
    t.type(failure, ConfigError, name)
    t.match((failure as Error).message, message, name)
  }
  const windows = Object.fromEntries(Object.entries(two).map(([name, sql]) => [name, sql.replaceAll('\n', '\r\n')]))
  t.same(await migrate(database.ownerUrl, { folder: folderOf(t, windows), log }), { applied: [], level: 2 }, 'line ends do not count')
})

t.test('an older release accepts a newer database', async (t) => {
  const database = await emptyDatabase(t)
  await migrate(database.ownerUrl, { folder: folderOf(t, two), log })
  t.same(await migrate(database.ownerUrl, { folder: folderOf(t, { '0001_first.sql': two['0001_first.sql'] }), log }), { applied: [], level: 2 })
})

t.test('of runners at once each migration is applied by one', async (t) => {
  const database = await emptyDatabase(t)
  const folder = folderOf(t, { '0001_slow.sql': 'create table slow (n integer); select pg_sleep(0.5);', '0002_second.sql': 'create table second (n integer);' })
  const results = await Promise.all([1, 2, 3].map(() => migrate(database.ownerUrl, { folder, log })))
  t.same(results.flatMap(({ applied }) => applied).sort(), ['0001_slow.sql', '0002_second.sql'])
  t.same(results.map(({ level }) => level), [2, 2, 2])
})

t.test('a busy table makes a migration wait in turns that let the others work', async (t) => {
  const database = await emptyDatabase(t)
  await migrate(database.ownerUrl, { folder: folderOf(t, two), log })
  const folder = folderOf(t, { ...two, '0003_wider.sql': 'alter table first add column m integer;' })
  const told: string[] = []
  await withConnection(database.ownerUrl, async (holder) => {
    await holder.query('begin; select * from aeo.first')
    const migrating = migrate(database.ownerUrl, { folder, log: { info: (message) => { told.push(message) } } })
    while (!told.some((message) => message.includes('waits for a lock'))) await new Promise((resolve) => setTimeout(resolve, 50))
    await holder.query('commit')
    t.same(await migrating, { applied: ['0003_wider.sql'], level: 3 })
  })
})

t.test('a migration may not end its transaction', async (t) => {
  const database = await emptyDatabase(t)
  const folder = folderOf(t, { '0001_open.sql': 'create table open (n integer); commit; select 1;' })
  await t.rejects(migrate(database.ownerUrl, { folder, log }), { message: /ends its transaction itself/ })
  t.equal(await withConnection(database.appUrl, currentLevel), 0, 'and is not recorded')
})

t.test('an address that may make roles prepares the database, even one that does not exist', async (t) => {
  const name = `aeo_test_${randomBytes(6).toString('hex')}`
  t.teardown(() => dropDatabase(server.superuserUrl, name))
  t.same(await migrate(addressOfDatabase(server.superuserUrl, name), { folder: folderOf(t, two), log }), { applied: ['0001_first.sql', '0002_second.sql'], level: 2 })
  t.equal(await withConnection(addressOfDatabase(server.appUrl, name), currentLevel), 2)
})

t.test('an address without the right, or a database without the schema, is refused with one line', async (t) => {
  const database = await emptyDatabase(t)
  await t.rejects(migrate(database.appUrl, { folder: folderOf(t, two), log }), { message: /^This address may neither act as aeo_owner nor make roles; run migrate once / })
  const name = `aeo_test_${randomBytes(6).toString('hex')}`
  t.teardown(() => dropDatabase(server.superuserUrl, name))
  await withConnection(server.superuserUrl, async (client) => {
    await client.query(`create database ${name}`)
    await restrictDatabase(client, name)
  })
  await t.rejects(migrate(addressOfDatabase(server.ownerUrl, name), { folder: folderOf(t, two), log }), { message: /^This address may neither act as aeo_owner/ })
})

t.test('misnamed and misnumbered files are faults of the release', async (t) => {
  const cases: [name: string, files: string[]][] = [
    ['no number', ['first.sql']], ['a capital', ['0001_First.sql']], ['a gap', ['0001_a.sql', '0003_c.sql']], ['twice', ['0001_a.sql', '0001_b.sql']]
  ]
  for (const [name, files] of cases) {
    const folder = folderOf(t, Object.fromEntries(files.map((file) => [file, 'select 1'])))
    t.throws(() => readMigrations(folder), Error, name)
  }
  t.same(readMigrations(folderOf(t, { ...two, 'notes.md': '' })).map(({ number }) => number), [1, 2], 'other files are left alone')
})
