import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../platform/db/embedded.ts'
import { migrate } from '../platform/db/migrate.ts'
import { openDatabase } from '../platform/db/pool.ts'
import type { Database } from '../platform/db/pool.ts'

/** A migrated database of its own in a temporary folder, gone when the work is done. It need not survive a crash, so it does not flush. */
export async function withTemporaryDatabase<T> (work: (db: Database) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'aeo-measure-'))
  const log = { info: () => {}, warn: (message: string) => { process.stderr.write(`${message}\n`) }, error: (message: string) => { process.stderr.write(`${message}\n`) } }
  try {
    const server = await startEmbedded({ dataDir: folder, durable: false, log })
    try {
      await migrate(server.ownerUrl, { log })
      const db = openDatabase({ url: server.appUrl, poolSize: 6, reportPoolSize: 2 })
      try {
        return await work(db)
      } finally {
        await db.close()
      }
    } finally {
      await server.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
