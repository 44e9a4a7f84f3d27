import { randomBytes } from 'node:crypto'
import type { Client } from 'pg'
import t from 'tap'
import { ConfigError } from '../../../src/config.ts'
import { addressOfDatabase, withConnection } from '../../../src/platform/db/connection.ts'
import { guardRole } from '../../../src/platform/db/guard.ts'
import { testDatabase } from '../../support/postgres.ts'
import { dropDatabase } from '../../support/test-server.ts'

const database = await testDatabase(t)
const asOwner = (statements: string): Promise<unknown> => withConnection(database.ownerUrl, (client) => client.query(`set role aeo_owner; ${statements}`))
const asSuperuser = (statements: string): Promise<unknown> => withConnection(database.superuserUrl, (client) => client.query(statements))

/** The one line of the refusal, or nothing when the guard is content. */
async function refusal (address: string, options = { allowNotDurable: true }, prepare?: (client: Client) => Promise<unknown>): Promise<string | undefined> {
  return await withConnection(address, async (client) => {
    await prepare?.(client)
    return await guardRole(client, options).then(() => undefined, (error: unknown) => {
      if (!(error instanceof ConfigError) || error.message.includes('\n')) throw error
      return error.message
    })
  })
}

/** A role made for one test, with its address. */
async function role (t: { teardown (end: () => unknown): unknown }, attributes: string): Promise<{ name: string, address: string }> {
  const name = `guarded_${randomBytes(4).toString('hex')}`
  await asSuperuser(`create role ${name} login password 'guarded' ${attributes}; grant connect on database ${database.name} to ${name}; grant usage on schema aeo to ${name}`)
  t.teardown(() => asSuperuser(`drop owned by ${name}; drop role ${name}`))
  const url = new URL(database.appUrl)
  url.username = name
  url.password = 'guarded'
  return { name, address: url.href }
}

t.test('the service\'s own role on a sound database passes', async (t) => {
  t.equal(await refusal(database.appUrl), undefined)
})

t.test('a role that would see every operator is refused', async (t) => {
  t.match(await refusal(database.superuserUrl), /is a superuser .*; set DATABASE_URL to the address of aeo_app$/)
  t.match(await refusal((await role(t, 'bypassrls')).address), /has BYPASSRLS/)
  t.match(await refusal(database.ownerUrl), /is a member of aeo_owner, which owns the tables/)
  const member = await role(t, 'noinherit in role aeo_owner')
  t.match(await refusal(member.address), /is a member of aeo_owner/, 'also without inheriting')
})

t.test('a strong session in a weak role\'s clothes is refused', async (t) => {
  t.match(await refusal(database.superuserUrl, undefined, (client) => client.query('set role aeo_app')), /is a superuser/)
})

t.test('a member of a role with BYPASSRLS is refused: it could become it', async (t) => {
  const strong = await role(t, 'bypassrls')
  const member = await role(t, `noinherit in role ${strong.name}`)
  t.match(await refusal(member.address), new RegExp(`is a member of ${strong.name}, which has BYPASSRLS`))
})

t.test('a role that owns a thing in the schema is refused', async (t) => {
  const owner = await role(t, '')
  await asSuperuser(`create table aeo.owned (n integer); alter table aeo.owned owner to ${owner.name}`)
  t.teardown(() => asSuperuser('drop table aeo.owned'))
  t.match(await refusal(owner.address), /owns aeo\.owned and could lift its row security/)
})

t.test('a table of operators without its guards is refused by name', async (t) => {
  const cases: [name: string, guards: string, refused: boolean][] = [
    ['nothing', '', true],
    ['enabled alone', 'alter table aeo.loose enable row level security', true],
    ['without a policy', 'alter table aeo.loose enable row level security, force row level security', true],
    ['not forced', 'alter table aeo.loose enable row level security; create policy own on aeo.loose using (false)', true],
    ['complete', 'alter table aeo.loose enable row level security, force row level security; create policy own on aeo.loose using (false)', false]
  ]
  for (const [name, guards, refused] of cases) {
    await asOwner(`create table aeo.loose (operator_id uuid not null); ${guards}`)
    const line = await refusal(database.appUrl)
    if (refused) t.match(line, /on aeo\.loose; restore what its migration made$/, name)
    else t.equal(line, undefined, name)
    await asOwner('drop table aeo.loose')
  }
})

t.test('a table without operators needs no policy', async (t) => {
  await asOwner('create table aeo.codes (code text)')
  t.equal(await refusal(database.appUrl), undefined)
})

t.test('a server that may lose what was acknowledged is refused outside tests', async (t) => {
  const line = await refusal(database.appUrl, { allowNotDurable: false }, (client) => client.query('set synchronous_commit = off'))
  t.match(line, /(fsync|full_page_writes|synchronous_commit) off and could lose what was acknowledged; set \w+ = on$/)
})

t.test('a database without the schema asks for the migration, and another encoding for a new database', async (t) => {
  const bare = `aeo_test_${randomBytes(6).toString('hex')}`
  t.teardown(() => dropDatabase(database.superuserUrl, bare))
  await asSuperuser(`create database ${bare} template template0 encoding 'LATIN1' locale 'C' locale_provider libc`)
  const address = addressOfDatabase(database.appUrl, bare)
  t.match(await refusal(address), /has no schema aeo yet; run "npm run migrate"/)
  await withConnection(addressOfDatabase(database.superuserUrl, bare), (client) => client.query('create schema aeo'))
  t.match(await refusal(address), /is encoded in LATIN1/)
})

t.test('a version below the security release is a warning', async (t) => {
  const [warnings, number] = await withConnection(database.appUrl, async (client) => {
    const { rows } = await client.query<{ number: number }>("select current_setting('server_version_num')::int as number")
    return [await guardRole(client, { allowNotDurable: true }), rows[0]?.number ?? 0] as const
  })
  t.equal(warnings.length, number < 180006 ? 1 : 0)
})
