import { randomBytes } from 'node:crypto'
import t from 'tap'
import { addressOfDatabase, withConnection } from '../../../src/platform/db/connection.ts'
import { ensureRoles } from '../../../src/platform/db/roles.ts'
import { testDatabase } from '../../support/postgres.ts'
import { dropDatabase } from '../../support/test-server.ts'

const database = await testDatabase(t)
const rowsOf = <T>(address: string, query: string): Promise<T[]> =>
  withConnection(address, async (client) => (await client.query(query)).rows as T[])

t.test('the service\'s role is weak and limited', async (t) => {
  const [role] = await rowsOf(database.appUrl,
    `select r.rolsuper, r.rolbypassrls, r.rolcreatedb, r.rolcreaterole, r.rolinherit, r.rolcanlogin, r.rolreplication from pg_roles r where r.rolname = 'aeo_app'`)
  t.same(role, { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false, rolinherit: false, rolcanlogin: true, rolreplication: false })
  const [limits] = await rowsOf(database.appUrl, `select current_setting('search_path') as path, current_setting('statement_timeout') as statement,
    current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle,
    current_setting('transaction_timeout') as transaction, current_setting('synchronous_commit') as commit`)
  t.same(limits, { path: 'aeo, pg_temp', statement: '15s', lock: '3s', idle: '15s', transaction: '20s', commit: 'on' })
})

t.test('nobody logs in as the owner, and the migrator is a member of it', async (t) => {
  const roles = await rowsOf(database.superuserUrl, `select r.rolname, r.rolcanlogin, r.rolsuper, pg_has_role(r.oid, 'aeo_owner', 'MEMBER') as member
    from pg_roles r where r.rolname in ('aeo_owner', 'aeo_migrator') order by r.rolname`)
  t.same(roles, [
    { rolname: 'aeo_migrator', rolcanlogin: true, rolsuper: false, member: true },
    { rolname: 'aeo_owner', rolcanlogin: false, rolsuper: false, member: true }
  ])
})

t.test('PUBLIC may nothing, and the service may not make anything that lasts', async (t) => {
  const [rights] = await rowsOf(database.superuserUrl, `select
    has_database_privilege('public', current_database(), 'connect') as connect,
    has_schema_privilege('public', 'public', 'usage') as public_schema,
    has_schema_privilege('public', 'aeo', 'usage') as schema,
    has_schema_privilege('aeo_app', 'aeo', 'usage') as app_usage,
    has_schema_privilege('aeo_app', 'aeo', 'create') as app_create`)
  t.same(rights, { connect: false, public_schema: false, schema: false, app_usage: true, app_create: false })
  await t.rejects(rowsOf(database.appUrl, 'create table aeo.mine (n integer)'), { code: '42501' })
  await t.rejects(rowsOf(database.appUrl, 'create table public.mine (n integer)'), { code: '42501' })
  await t.rejects(rowsOf(database.appUrl, 'set role aeo_owner'), { code: '42501' })
  await t.resolves(rowsOf(database.appUrl, 'create temporary table stage_mine (n integer)'), 'a stage is allowed')
})

t.test('a new function is not open to everybody', async (t) => {
  await rowsOf(database.ownerUrl, "set role aeo_owner; create function aeo.secret() returns integer language sql return 1")
  await t.rejects(rowsOf(database.appUrl, 'select aeo.secret()'), { code: '42501' })
})

t.test('a second run changes nothing, and strength given to the service\'s role is taken back', async (t) => {
  // A database of its own: the roles belong to the whole server, and other tests use them now.
  const name = `aeo_test_${randomBytes(6).toString('hex')}`
  t.teardown(() => dropDatabase(database.superuserUrl, name))
  await ensureRoles(database.superuserUrl, {}, name)
  const address = addressOfDatabase(database.superuserUrl, name)
  const picture = () => rowsOf(address, `select
    (select jsonb_agg(to_jsonb(r) order by r.rolname) from pg_roles r where r.rolname like 'aeo%') as roles,
    (select d.datacl::text from pg_database d where d.datname = current_database()) as database,
    (select jsonb_agg(n.nspacl::text order by n.nspname) from pg_namespace n where n.nspname in ('aeo', 'public')) as schemas,
    (select jsonb_agg(a.defaclacl::text) from pg_default_acl a) as defaults`)
  const before = await picture()
  await ensureRoles(database.superuserUrl, {}, name)
  t.same(await picture(), before)
  await rowsOf(address, "alter role aeo_app createdb; alter role aeo_app set statement_timeout = '0'")
  await ensureRoles(address, {}, name)
  t.same(await picture(), before)
})

t.test('two makers at once do not meet', async (t) => {
  await t.resolves(Promise.all([1, 2, 3].map(() => ensureRoles(database.superuserUrl, {}, database.name))))
})

t.test('a role that is no superuser but may make roles and databases is enough', async (t) => {
  const maker = `maker_${randomBytes(4).toString('hex')}`
  const name = `aeo_test_${randomBytes(6).toString('hex')}`
  await rowsOf(database.superuserUrl, `create role ${maker} login createdb createrole password 'maker';
    grant aeo_owner, aeo_migrator, aeo_app to ${maker} with admin option; grant connect on database ${database.name} to ${maker}`)
  t.teardown(async () => {
    await dropDatabase(database.superuserUrl, name)
    await rowsOf(database.superuserUrl, `drop owned by ${maker}; drop role ${maker}`)
  })
  const url = new URL(database.superuserUrl)
  url.username = maker
  url.password = 'maker'
  await ensureRoles(url.href, {}, name)
  t.same(await rowsOf(addressOfDatabase(database.superuserUrl, name), "select n.nspowner::regrole::text as owner from pg_namespace n where n.nspname = 'aeo'"), [{ owner: 'aeo_owner' }])
})

t.test('a schema of somebody else is refused with one line', async (t) => {
  const name = `aeo_test_${randomBytes(6).toString('hex')}`
  t.teardown(() => dropDatabase(database.superuserUrl, name))
  await rowsOf(database.superuserUrl, `create database ${name} template template0`)
  await rowsOf(addressOfDatabase(database.superuserUrl, name), 'create schema aeo')
  await t.rejects(ensureRoles(database.superuserUrl, {}, name), { message: /^Schema aeo belongs to / })
})
