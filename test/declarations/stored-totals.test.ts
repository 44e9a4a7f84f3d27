import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { rebuildExaminationTotals, rebuildTotals } from '../../src/declarations/index.ts'
import { FIGURE_DIMENSIONS } from '../../src/declarations/figure-totals.ts'
import { Examiner } from '../../src/declarations/examination/examiner.ts'
import { runBatch } from '../../src/declarations/ingest/batch.ts'
import { readMigrations } from '../../src/platform/db/migrate.ts'
import { MIGRATIONS_FOLDER } from '../../src/platform/db/migration-files.ts'
import { withConnection } from '../../src/platform/db/connection.ts'
import { onConnection } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { anyPush } from '../support/random-declarations.ts'
import { allRealFiles, realJob } from '../support/real-messages.ts'
import { bearer } from '../support/tokens.ts'

/** What an upgrade counts of the declarations that were stored before. */

const { appUrl, ownerUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)

const migration = (subject: string): string => {
  const name = readMigrations(MIGRATIONS_FOLDER).map((file) => file.name).find((file) => file.includes(subject))
  return readFileSync(join(MIGRATIONS_FOLDER, name ?? subject), 'utf8')
}
/** The statement of a migration that goes over all operators. */
const fillOf = (sql: string): string => sql.slice(sql.lastIndexOf('do $$\ndeclare\n  v_operator'))

async function upgradeAgain (forget: string): Promise<void> {
  await withConnection(ownerUrl, async (client) => {
    await client.query('begin; set local role aeo_owner; set local search_path = aeo, pg_temp')
    const { rows } = await client.query<{ id: string }>('select o.operator_id as id from aeo.operators o')
    for (const { id } of rows) await client.query(`set local app.operator_id = '${id}'; ${forget}`)
    for (const subject of ['totals_by_structure', 'reference_use', 'ai_proposed_totals']) await client.query(fillOf(migration(subject)))
    await client.query('commit')
  })
}

const differencesOf = async (operatorId: string): Promise<unknown[]> => (await onConnection(db.operations, async (client) => await rebuildTotals(client, operatorId, false))).differences
/** Counted from versions and messages, which no migration reads. */
const OF_FIGURES = new Set<string>(FIGURE_DIMENSIONS.filter((dimension) => !dimension.startsWith('ai_')))
const NEW_TOTALS = "delete from aeo.declaration_totals t where t.dimension in ('unit', 'site', 'broker', 'member_state', 'ai', 'goods', 'ai_items', 'ai_proposed') or t.currency = '*' or t.currency like '-%' or t.dimension like '%month'; delete from aeo.reference_use; update aeo.findings f set proposed_by = null where f.proposed_by is not null; delete from aeo.finding_totals t where t.dimension = 'ai_proposed'"

const random = (await addOperator(db.operations, 'FR00000000001', 'Random')).operatorId
for (let round = 0; round < 12; round++) {
  const pushes = fc.sample(anyPush, { numRuns: 12, seed: 7 + round }).map((push, index) => ({ ...push, lrn: push['lrn'] === undefined ? undefined : `${String(push['lrn'])}-${round}-${index % 5}` }))
  const payload = pushes.map((push) => JSON.stringify(push)).join('\n')
  await app.inject({ method: 'POST', url: '/v1/declarations/bulk', headers: { ...bearer({ operator: 'FR00000000001' }), 'content-type': 'application/x-ndjson' }, payload })
}

const real = (await addOperator(db.operations, 'FR00000000002', 'Real')).operatorId
const examiner = new Examiner({ db, registers: {}, clock: () => new Date() })
const jobs = await Promise.all(allRealFiles().map(async (file) => await realJob(file, new Date('2026-11-01T00:00:00Z'))))
await runBatch({ db, examiner, clock: () => new Date(), onRefused: (error) => { throw error } },
  { subject: 'broker', eori: 'FR00000000002', operatorId: real, scopes: new Set(['*']), expiresAt: 4e9 }, jobs)

t.test('an upgrade counts what was stored before as a recount does, for every operator', async (t) => {
  for (const operatorId of [random, real]) t.strictSame(await differencesOf(operatorId), [])
  await upgradeAgain(NEW_TOTALS)
  for (const operatorId of [random, real]) {
    const differences = await differencesOf(operatorId) as { dimension?: string }[]
    t.strictSame(differences.filter(({ dimension = '' }) => !OF_FIGURES.has(dimension.replace(/_month$/, ''))), [])
    t.strictSame(await onConnection(db.operations, async (client) => await rebuildExaminationTotals(client, operatorId, false)), [])
    await onConnection(db.operations, async (client) => await rebuildTotals(client, operatorId, true))
    t.strictSame(await differencesOf(operatorId), [], 'totals for key figures alone are counted by the command that repairs')
  }
})

t.test('the comparison would show what an upgrade left out', async (t) => {
  await withConnection(ownerUrl, async (client) => {
    await client.query(`begin; set local role aeo_owner; set local app.operator_id = '${random}'; ${NEW_TOTALS}; commit`)
  })
  const missing = await differencesOf(random) as { dimension: string, currency: string }[]
  const dimensions = new Set(missing.map(({ dimension }) => dimension))
  t.ok(missing.some((difference) => 'reference' in difference), 'the use of references')
  t.ok(missing.some(({ dimension, currency }) => dimension === 'direction' && currency === '*'), 'what several currencies count too often')
  for (const dimension of ['unit', 'site', 'broker', 'member_state', 'ai', 'goods', 'ai_items', 'ai_proposed', 'ai_proposed_month', 'unit_month', 'status_month']) t.ok(dimensions.has(dimension), dimension)
})

t.test('an upgrade names the goods of the items that were stored before, for every operator', async (t) => {
  const stored = async (): Promise<unknown[]> => await withConnection(ownerUrl, async (client) => {
    const rows: unknown[] = []
    for (const operatorId of [random, real]) {
      await client.query(`begin; set local role aeo_owner; set local app.operator_id = '${operatorId}'`)
      rows.push((await client.query('select i.declaration_id, i.item_number, i.goods_ref from aeo.declaration_items i where i.operator_id = $1 order by 1, 2', [operatorId])).rows)
      await client.query('commit')
    }
    return rows
  })
  const before = await stored()
  t.match(JSON.stringify(before[0]), /"goods_ref":"[^"]/)
  const sql = migration('goods_of_items')
  const fill = sql.slice(sql.indexOf('do $$'), sql.indexOf('end $$;') + 'end $$;'.length)
  await withConnection(ownerUrl, async (client) => {
    await client.query('begin; set local role aeo_owner; set local search_path = aeo, pg_temp')
    for (const operatorId of [random, real]) await client.query(`set local app.operator_id = '${operatorId}'; update aeo.declaration_items set goods_ref = null`)
    await client.query(fill)
    await client.query('commit')
  })
  t.strictSame(await stored(), before)
})
