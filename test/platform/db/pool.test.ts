import t from 'tap'
import { withConnection } from '../../../src/platform/db/connection.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { testDatabase } from '../../support/postgres.ts'

const database = await testDatabase(t)

t.test('days, large counts and decimals stay as the database has them, in any time zone', async (t) => {
  const db = openDatabase({ url: database.appUrl, poolSize: 2, reportPoolSize: 1 })
  t.teardown(async () => { await db.close() })
  const before = process.env['TZ']
  t.teardown(() => { if (before === undefined) delete process.env['TZ']; else process.env['TZ'] = before })
  for (const zone of ['Pacific/Auckland', 'America/Los_Angeles', 'UTC']) {
    process.env['TZ'] = zone
    for (const pool of [db.operations, db.ingest, db.reports]) {
      const { rows } = await pool.query("select date '2026-03-01' as day, 9007199254740993::int8 as count, 1.10::numeric as amount, timestamptz '2026-03-01T23:30:00.123Z' as at, 7::int4 as number")
      t.strictSame(rows, [{ day: '2026-03-01', count: '9007199254740993', amount: '1.10', at: new Date('2026-03-01T23:30:00.123Z'), number: 7 }], zone)
    }
  }
})

t.test('the sizes are shared out, and no pool is without a connection', async (t) => {
  for (const [poolSize, operations, ingest] of [[1, 1, 1], [2, 1, 1], [4, 1, 3], [5, 2, 3], [32, 8, 24]] as const) {
    const db = openDatabase({ url: database.appUrl, poolSize, reportPoolSize: 3 })
    t.strictSame([db.operations.options.max, db.ingest.options.max, db.reports.options.max], [operations, ingest, 3], `${poolSize}`)
    await db.close()
  }
})

t.test('a flood of reports leaves connections for changes', async (t) => {
  const db = openDatabase({ url: database.appUrl, poolSize: 2, reportPoolSize: 1 })
  t.teardown(async () => { await db.close() })
  const slow = Array.from({ length: 4 }, async () => await db.reports.query('select pg_sleep(0.3)'))
  const began = performance.now()
  await db.operations.query('select 1')
  t.ok(performance.now() - began < 300)
  await Promise.all(slow)
})

t.test('an idle connection that breaks is told, does not end the process and is replaced', async (t) => {
  const lost: Error[] = []
  const db = openDatabase({ url: database.appUrl, poolSize: 2, reportPoolSize: 1, onConnectionLost: (error) => { lost.push(error) } })
  t.teardown(async () => { await db.close() })
  const { rows: [session] } = await db.operations.query('select pg_backend_pid() as pid')
  await withConnection(database.superuserUrl, async (client) => { await client.query('select pg_terminate_backend($1)', [session.pid]) })
  for (let wait = 0; lost.length === 0 && wait < 100; wait++) await new Promise((resolve) => { setTimeout(resolve, 20) })
  t.equal(lost.length, 1)
  const { rows: [next] } = await db.operations.query('select pg_backend_pid() as pid')
  t.not(next.pid, session.pid)
})

t.test('a connection names itself, so that an administrator sees what it is for', async (t) => {
  const db = openDatabase({ url: database.appUrl, poolSize: 2, reportPoolSize: 1 })
  t.teardown(async () => { await db.close() })
  for (const name of ['operations', 'ingest', 'reports'] as const) {
    const { rows } = await db[name].query("select current_setting('application_name') as name")
    t.strictSame(rows, [{ name: `aeo-control ${name}` }])
  }
})
