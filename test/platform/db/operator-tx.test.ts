import { createHash } from 'node:crypto'
import t from 'tap'
import { withConnection } from '../../../src/platform/db/connection.ts'
import { beginStatement, onConnection, withOperator, withOperatorReadOnly } from '../../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testDatabase } from '../../support/postgres.ts'

const database = await testDatabase(t)
// One connection a pool: whatever a transaction leaves behind, the next one meets.
const db = openDatabase({ url: database.appUrl, poolSize: 2, reportPoolSize: 1 })
t.teardown(async () => { await db.close() })

const principalOf = async (eori: string, ...scopes: string[]) =>
  ({ subject: 'erp', eori, operatorId: (await addOperator(db.operations, eori, 'Test operator')).operatorId, scopes: new Set(scopes), expiresAt: 4e9 })
const own = await principalOf('IT01234567890', 'declarations:write', 'declarations:read')
const other = await principalOf('DE98765432109', 'declarations:write', 'declarations:read')

const logged = (index: number) => async (tx: OperatorTx): Promise<void> => { tx.log('operator.tested', `test:${index}`, { index }) }
const seen = async (principal = own): Promise<string[]> =>
  await withOperatorReadOnly(db, principal, 'declarations:read', async (tx) => (await tx.query<{ subject: string }>('select l.subject from aeo.operator_log l order by l.seq')).map(({ subject }) => subject))
const fault = (code: string): Error => Object.assign(new Error('a fault'), { severity: 'ERROR', code })

t.test('a right that is missing is refused before anything reaches the database', async (t) => {
  let ran = false
  const work = async (): Promise<void> => { ran = true }
  const reader = { ...own, scopes: new Set(['declarations:read']) }
  await t.rejects(async () => await withOperator(db, reader, 'declarations:write', work), { name: 'Problem', type: '/problems/forbidden', status: 403 })
  await t.rejects(async () => await withOperatorReadOnly(db, { ...own, scopes: new Set<string>() }, 'declarations:read', work), { name: 'Problem', status: 403 })
  t.equal(ran, false)
})

t.test('each operator sees its own rows alone, and a bare connection afterwards none', async (t) => {
  await withOperator(db, own, 'declarations:write', logged(1))
  t.strictSame(await seen(own), ['test:1'])
  t.strictSame(await seen(other), [])
  for (const pool of [db.operations, db.reports]) {
    t.equal((await pool.query('select 1 from aeo.operator_log')).rowCount, 0)
    t.equal((await pool.query("select current_setting('app.operator_id', true) as operator")).rows[0].operator, '', 'the setting is local to the transaction')
  }
})

t.test('the work and its events are one: what fails leaves nothing, and the connection is whole', async (t) => {
  const before = await seen()
  await t.rejects(withOperator(db, own, 'declarations:write', async (tx) => {
    tx.log('operator.tested', 'test:9', {})
    await tx.query('insert into aeo.actors (operator_id, actor_id, subject) values ($1, gen_random_uuid(), $2)', [tx.operatorId, 'ghost'])
    throw new Error('second thoughts')
  }), { message: 'second thoughts' })
  await t.rejects(withOperator(db, own, 'declarations:write', async (tx) => { await tx.query('select no_such_column') }), { code: '42703' })
  t.strictSame(await seen(), before)
  t.equal((await withOperator(db, own, 'declarations:write', async (tx) => await tx.query("select 1 from aeo.actors a where a.subject = 'ghost'"))).length, 0)
})

t.test('events are written in the order they were logged, each under its actor\'s pseudonym', async (t) => {
  await withOperator(db, other, 'declarations:write', async (tx) => {
    tx.log('operator.tested', 'test:1', {})
    tx.log('operator.tested', 'test:2', {}, 'somebody else')
    tx.log('operator.tested', 'test:3', {})
  })
  t.strictSame(await seen(other), ['test:1', 'test:2', 'test:3'])
  const rows = await withOperatorReadOnly(db, other, 'declarations:read', async (tx) => await tx.query<{ actor: string, subject: string }>(
    'select l.actor, a.subject from aeo.operator_log l join aeo.actors a on a.operator_id = l.operator_id and a.actor_id = l.actor order by l.seq'))
  t.strictSame(rows.map(({ subject }) => subject), ['erp', 'somebody else', 'erp'])
  t.equal(rows[0]?.actor, rows[2]?.actor)
})

t.test('a transaction for reading cannot write', async (t) => {
  await t.rejects(withOperatorReadOnly(db, own, 'declarations:read', async (tx) =>
    await tx.query('insert into aeo.actors (operator_id, actor_id) values ($1, gen_random_uuid())', [tx.operatorId])), { code: '25006' })
})

t.test('a deadlock runs again, up to three times; then it is an outage, and no other fault runs twice', async (t) => {
  for (const [code, failures, runs] of [['40P01', 2, 3], ['40001', 1, 2], ['40P01', 3, 3], ['23505', 1, 1]] as const) {
    let ran = 0
    const result = withOperator(db, own, 'declarations:write', async (tx) => {
      tx.log('operator.tested', `test:${code}`, {})
      if (++ran <= failures) throw fault(code)
      return 'done'
    })
    if (failures < runs) t.equal(await result, 'done')
    else await t.rejects(result, code === '23505' ? { code } : { name: 'Problem', type: '/problems/database-unavailable', status: 503 })
    t.equal(ran, runs, `${code} ${failures} times`)
  }
  t.equal((await seen()).filter((subject) => subject === 'test:40P01').length, 1, 'an attempt that failed left no event')
})

t.test('a session that ends at the commit is asked about; what was rolled back runs again', async (t) => {
  await withConnection(database.superuserUrl, async (client) => {
    await client.query('create sequence aeo.commits; grant usage on sequence aeo.commits to aeo_app')
    await client.query(`create function aeo.end_session() returns trigger language plpgsql as $$
      begin if nextval('aeo.commits') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if; return null; end $$`)
    await client.query('grant execute on function aeo.end_session() to aeo_app')
    await client.query('create constraint trigger end_session after insert on aeo.actors deferrable initially deferred for each row execute function aeo.end_session()')
  })
  let ran = 0
  const work = async (tx: OperatorTx): Promise<string> => {
    ran++
    tx.log('operator.tested', 'test:lost', {}, 'a new subject')
    return `run ${ran}`
  }
  t.equal(await withOperator(db, own, 'declarations:write', work), 'run 2')
  t.equal((await seen()).filter((subject) => subject === 'test:lost').length, 1)
  await withConnection(database.superuserUrl, async (client) => { await client.query('drop trigger end_session on aeo.actors') })
})

t.test('the statement that begins takes nothing but an id', (t) => {
  t.equal(beginStatement(own.operatorId), `begin; set local app.operator_id = '${own.operatorId}'`)
  t.match(beginStatement(own.operatorId, true), /^begin read only;/)
  for (const id of ['', 'x', own.operatorId.toUpperCase().replace(/[0-9]/g, 'A'), `${own.operatorId}'; drop table aeo.declarations; --`, `${own.operatorId}\n`]) t.throws(() => beginStatement(id), /lower-case UUID/)
  t.end()
})

t.test('a connection on which a transaction stayed open is not lent again', async (t) => {
  const pid = async (): Promise<number> => (await db.reports.query('select pg_backend_pid() as pid')).rows[0].pid
  const before = await pid()
  await t.rejects(onConnection(db.reports, async () => { throw Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }), { code: 'ECONNRESET' })
  t.not(await pid(), before, 'one that broke is closed')
  const healthy = await pid()
  await t.rejects(onConnection(db.reports, async (client) => await client.query('select 1 / 0')), { code: '22012' })
  t.equal(await pid(), healthy, 'one that answered an error is rolled back and kept')
})

t.test('large parameters arrive as they are among others of all kinds, and a fault in their statement leaves the connection whole', async (t) => {
  const large = Buffer.alloc(300_000, Buffer.from('large '))
  const at = new Date('2026-03-20T10:00:00.123Z')
  const select = 'select $1::text as text, md5($2::bytea) as large, $3::integer as number, $4::timestamptz as at, $5::text as nothing, octet_length($6::bytea) as other, $7::text as long, $8::boolean as yes'
  const values = ['é€', large, 7, at, null, new Uint8Array(70_000), 'x'.repeat(100_000), true]
  const expected = [{ text: 'é€', large: createHash('md5').update(large).digest('hex'), number: 7, at, nothing: null, other: 70_000, long: 'x'.repeat(100_000), yes: true }]
  const read = async (): Promise<unknown> => await withOperatorReadOnly(db, own, 'declarations:read', async (tx) => await tx.query(select, values))
  t.strictSame(await read(), expected)
  const wrong = async (text: string): Promise<unknown> => await withOperatorReadOnly(db, own, 'declarations:read', async (tx) => await tx.query(text, [large]))
  await t.rejects(async () => await wrong('select 1 / (octet_length($1::bytea) - 300000)'), { code: '22012' })
  await t.rejects(async () => await wrong('select $1::bytea from nowhere'), { code: '42P01' })
  await t.rejects(async () => await wrong('select $1::bytea, $2::text'), { code: '08P01' })
  t.strictSame(await read(), expected, 'on the same connection')
})
