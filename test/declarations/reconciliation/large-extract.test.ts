import pg from 'pg'
import t from 'tap'
import { entriesOf, missingDeclarations } from '../../../src/declarations/reconciliation/entry-store.ts'
import { reconcile } from '../../../src/declarations/reconciliation/reconcile.ts'
import type { ReconcileDeps } from '../../../src/declarations/reconciliation/reconcile.ts'
import { openFindings } from '../../../src/findings/index.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { beginStatement } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { overloaded } from '../../../src/platform/problem.ts'
import { testDatabase } from '../../support/postgres.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const db = openDatabase({ url: database.appUrl, poolSize: 4, reportPoolSize: 2 })
t.teardown(async () => { await db.close() })
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'erp', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4_000_000_000 }

const DECLARATIONS = 60_000
const LINES = 100_000
await superuser.query(`insert into aeo.declarations (operator_id, id, mrn, lrn, declarant, direction, declaration_type, status, status_at, accepted_on, received_at, counted_on, source_system, current_version, version_count)
  select $1, gen_random_uuid(), '26IT' || lpad(i::text, 13, '0') || '0', 'L-' || i, 'IT1', 'import', 'IMA', 'released', now(), date '2026-01-01' + i % 90, now(), date '2026-01-01' + i % 90, 's' || i % 5, 1, 1
  from generate_series(1, ${DECLARATIONS}) i`, [operatorId])
await superuser.query(`insert into aeo.declaration_versions (operator_id, declaration_id, version, content_hash, status, status_dated, status_at, received_at, document, original_sha256, original_size, original_media_type)
  select d.operator_id, d.id, 1, '\\x00', 'released', true, now(), now(), '{"accountsCurrency":"EUR","items":[{"itemNumber":1,"statisticalValue":"10","description":"${'x'.repeat(1_500)}"}]}', '\\x00', 1, 'application/json' from aeo.declarations d`)
await superuser.query('analyze aeo.declarations, aeo.declaration_versions')

const dayOf = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number % 90)).toISOString().slice(0, 10)

/** Lines of MRNs that end here (1 to 60,000, less the first thousand) and of those that do not; every thousandth has another value. */
async function * extract (lines: number): AsyncGenerator<Buffer> {
  yield Buffer.from('mrn,date,value\n')
  let text = ''
  for (let number = 1_001; number <= 1_000 + lines; number++) {
    text += `26IT${String(number).padStart(13, '0')}0,${dayOf(number)},${number % 1_000 === 0 ? 11 : 10}\n`
    if (number % 500 === 0) {
      yield Buffer.from(text)
      text = ''
    }
  }
  yield Buffer.from(text)
}

/** Counts statements, and watches the memory. */
async function measured<T> (work: () => Promise<T>): Promise<{ result: T, statements: number, peakBytes: number }> {
  let statements = 0
  const counting = (client: pg.PoolClient): void => {
    const { query } = client
    client.query = ((...words: unknown[]) => { statements++; return (query as (...all: unknown[]) => unknown).apply(client, words) }) as typeof query
    db.operations.once('release', () => { client.query = query })
  }
  db.operations.on('acquire', counting)
  const before = process.memoryUsage().rss
  let peakBytes = 0
  const timer = setInterval(() => { peakBytes = Math.max(peakBytes, process.memoryUsage().rss - before) }, 20)
  try {
    const result = await work()
    return { result, statements, peakBytes }
  } finally {
    clearInterval(timer)
    db.operations.off('acquire', counting)
  }
}

let opened = 0
const deps: ReconcileDeps = {
  db, clock: () => new Date(), bulk: { mayGoOn: async () => undefined, idleMs: 60_000, stopping: new AbortController().signal },
  openFindings: async (tx, findings) => {
    opened += findings.length
    await openFindings(tx, 'reconciliation', findings)
  }
}
const PERIOD = { from: '2026-01-01', to: '2026-03-31', encoding: undefined }

t.test('an extract of 100,000 lines takes statements by the chunk and no memory by the line', async (t) => {
  const began = performance.now()
  const small = await measured(async () => await reconcile(deps, principal, { file: extract(10_000), ...PERIOD, to: '2026-04-01' }))
  const large = await measured(async () => await reconcile(deps, principal, { file: extract(LINES), ...PERIOD }))
  t.match(large.result.row, { lines: LINES, matched: 59_000 - 59, differing: 59, missingHere: LINES - 59_000, missingThere: 1_000, differingBy: { value: 59 } })
  t.match(small.result.row, { lines: 10_000, matched: 9_990, missingHere: 0, missingThere: DECLARATIONS - 10_000 })
  const chunks = LINES / 1_000 + DECLARATIONS / 5_000
  t.ok(large.statements < 10 * chunks, `${large.statements} statements for ${chunks} chunks`)
  t.ok(large.peakBytes < 150 * 1024 * 1024, `${Math.round(large.peakBytes / 1024 / 1024)} MiB more at the peak`)
  t.ok(performance.now() - began < 120_000, 'no window of it searches all that was read')
  t.equal(opened, 10 + 49, 'each difference once, over both extracts')
})

t.test('a file that breaks off, or whose token ends, leaves nothing', async (t) => {
  const before = await superuser.query('select (select count(*) from aeo.reconciliations) as a, (select count(*) from aeo.reconciliation_entries) as b')
  const broken = async function * (): AsyncGenerator<Buffer> {
    yield * extract(4_000)
    throw new Error('aborted')
  }
  await t.rejects(reconcile(deps, principal, { file: broken(), ...PERIOD }), { message: 'The content ended before it was complete.' })
  let asked = 0
  const stopping = { ...deps, bulk: { ...deps.bulk, mayGoOn: async () => ++asked > 2 ? overloaded('The service is stopping.') : undefined } }
  await t.rejects(reconcile(stopping, principal, { file: extract(4_000), ...PERIOD }), { message: 'The service is stopping.' })
  t.strictSame((await superuser.query('select (select count(*) from aeo.reconciliations) as a, (select count(*) from aeo.reconciliation_entries) as b')).rows, before.rows)
})

t.test('findings that could not be opened are opened when the extract is sent again', async (t) => {
  const period = { ...PERIOD, from: '2026-01-01', to: '2026-04-02' }
  // Other values than before are other evidence.
  const file = async function * (): AsyncGenerator<Buffer> {
    yield Buffer.from('mrn,date,value\n')
    for (let number = 1; number <= 1_200; number++) yield Buffer.from(`26IT${String(number).padStart(13, '0')}0,${dayOf(number)},77\n`)
  }
  let chunks = 0
  const failing: ReconcileDeps = { ...deps, openFindings: async (tx, findings) => { if (++chunks === 2) throw overloaded('The database was lost.'); await deps.openFindings(tx, findings) } }
  const before = opened
  await t.rejects(reconcile(failing, principal, { file: file(), ...period }), { message: 'The database was lost.' })
  t.equal(opened - before, 500, 'the first chunk stands')
  const again = await reconcile(deps, principal, { file: file(), ...period })
  t.match(again, { replayed: true, row: { differing: 1_200 } })
  t.equal(opened - before, 1_200)
  const { rows: [row] } = await superuser.query<{ n: string, distinct: string }>("select count(*) as n, count(distinct declaration_id) as distinct from aeo.findings where source = 'reconciliation' and values -> 'differences' -> 0 ->> 'customs' = '77'")
  t.strictSame(row, { n: '1200', distinct: '1200' })
})

t.test('what is missing is read by its keys, whatever else there is', async (t) => {
  await superuser.query('analyze aeo.reconciliation_entries, aeo.reconciliations')
  const client = await db.reports.connect()
  t.teardown(() => { client.release() })
  await client.query(beginStatement(operatorId, true))
  const plans: string[] = []
  const tx = { operatorId, query: async (text: string, values: unknown[]) => { plans.push((await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)).rows.map((row) => row['QUERY PLAN']).join('\n')); return [] } } as never
  await missingDeclarations(tx, 101, undefined)
  await missingDeclarations(tx, 101, { day: '2026-02-01', mrn: '26IT00000000000010' })
  await entriesOf(tx, '018f0000-0000-7000-8000-000000000000', ['missing_here'], 101, undefined)
  await client.query('commit')
  for (const plan of plans) t.notMatch(plan, /Seq Scan on (declarations|reconciliation_entries)/, plan.split('\n')[0] ?? '')
  t.match(plans[0], /reconciliation_entries_(unsettled|missing)/)
  for (const plan of plans.slice(0, 2)) t.notMatch(plan, /^Limit[^\n]*\n\s+->\s+Sort/, 'in order before anything is looked up, so that a page looks up no more than it shows')
})
