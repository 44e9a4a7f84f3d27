import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { compare, principalOf } from './compare.ts'
import { fillOperator } from './fill.ts'
import { REPORTS } from './reports.ts'
import { fillSanctions } from './sanctions.ts'

/**
 * `npm run bench:reports [-- --quick]`: what each report takes for an operator of 10,000 declarations and for one of 1,000,000, in one
 * database. The two take turns, so that whatever else the machine does falls on both; medians and their ratio are printed.
 */

const quick = process.argv.includes('--quick')
const SMALL = 10_000
const LARGE = quick ? 100_000 : 1_000_000

const folder = mkdtempSync(join(tmpdir(), 'aeo-bench-'))
const log = { info: () => {}, warn: console.error, error: console.error }
const server = await startEmbedded({ dataDir: folder, log })
const db = openDatabase({ url: server.appUrl, poolSize: 4, reportPoolSize: 2 })
const superuser = new pg.Client(server.superuserUrl.replace(/\/postgres\?/, '/aeo?'))
try {
  await migrate(server.ownerUrl, { log })
  await superuser.connect()
  console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}\n`)
  const small = await filled('IT1SMALL', SMALL)
  const large = await filled('IT1LARGE', LARGE)
  await superuser.query('vacuum (analyze)')
  await superuser.query('checkpoint')
  await compare(db, REPORTS, small, large, quick ? 20 : 60)
} finally {
  await superuser.end()
  await db.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function filled (eori: string, declarations: number): Promise<{ eori: string, operatorId: string }> {
  const began = performance.now()
  const operatorId = await fillOperator(db, superuser, eori, declarations)
  await fillSanctions(db, principalOf({ eori, operatorId }))
  console.log(`${declarations} declarations, and their totals recounted from them, in ${Math.round((performance.now() - began) / 1000)} s`)
  return { eori, operatorId }
}
