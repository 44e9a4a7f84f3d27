import pg from 'pg'
import t from 'tap'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

/**
 * A new database has no statistics, and a plan that is made then is kept: one that reads all declarations of the operator for each document
 * is fast at first and ends a large file later. What indexes read tells it at any size.
 */

const database = await testDatabase(t)
const { app } = await testApp(t, database.appUrl)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const DECLARATIONS = 1_500
const bulk = async (documents: readonly object[]): Promise<string[]> => {
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: documents.map((document) => `${JSON.stringify(document)}\n`).join('') })
  return answer.body.trim().split('\n').map((line) => (JSON.parse(line) as { outcome: string }).outcome)
}
/** Eight digits only: each has findings. */
const wrong = (number: number, changes: object = {}) => declaration({ lrn: `Y-${number}`, items: [item({ taric2: undefined, ...changes })] })

async function readByIndexes (): Promise<Map<string, number>> {
  // Sessions report what they did when they end, if not before.
  await superuser.query('select pg_terminate_backend(a.pid, 5000) from pg_stat_activity a where a.datname = current_database() and a.pid <> pg_backend_pid()')
  const { rows } = await superuser.query<{ name: string, read: string }>('select s.indexrelname as name, s.idx_tup_read::text as read from pg_stat_user_indexes s where s.schemaname = \'aeo\' and s.idx_tup_read > 0')
  return new Map(rows.map(({ name, read }) => [name, Number(read)]))
}

t.test('a document costs the same, however many of its operator are there', async (t) => {
  const outcomes = await bulk(Array.from({ length: DECLARATIONS }, (_, number) => wrong(number)))
  t.ok(outcomes.length === DECLARATIONS && outcomes.every((outcome) => outcome === 'created'))
  t.strictSame([...new Set(await bulk(Array.from({ length: 300 }, (_, number) => wrong(number, { netMass: '7' }))))], ['new_version'])
  const read = await readByIndexes()
  t.ok((read.get('declaration_versions_pkey') ?? 0) >= 300, 'the sessions have reported')
  for (const [name, rows] of read) t.ok(rows <= 20 * DECLARATIONS, `${name} read ${rows}`)
})
