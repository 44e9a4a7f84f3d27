import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp, graphqlParts } from './app.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './platform/db/pool.ts'
import { schemaSdl } from './platform/graphql/schema.ts'
import { createLifecycle } from './platform/http/lifecycle.ts'
import { createMetrics } from './platform/http/metrics.ts'

/** The committed contract: `openapi/openapi.json` and `openapi/schema.graphql`, made from the code without a database. */

export const CONTRACT_FOLDER = join(import.meta.dirname, '../openapi')

export async function contractFiles (): Promise<Map<string, string>> {
  const config = readConfig({ JWT_SECRET: 'for the contract alone, nothing is served', DATA_DIR: import.meta.dirname })
  const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', poolSize: 2, reportPoolSize: 1 })
  const { app } = await buildApp({ config: { ...config, logLevel: 'silent' }, db, metrics: createMetrics(), lifecycle: createLifecycle(), readiness: async () => ({ ready: false, checks: {} }) })
  await app.ready()
  const openapi = `${JSON.stringify(app.swagger(), null, 2)}\n`
  const sdl = `${schemaSdl(graphqlParts(db)).trimEnd()}\n`
  await app.close()
  await db.close()
  return new Map([['openapi.json', openapi], ['schema.graphql', sdl]])
}

/** Writes the files, or with `check` answers 1 when one is stale. */
export async function runOpenapi (check: boolean): Promise<number> {
  let stale = 0
  for (const [name, text] of await contractFiles()) {
    const path = join(CONTRACT_FOLDER, name)
    if (!check) writeFileSync(path, text)
    else if (readFileSync(path, 'utf8') !== text) {
      process.stderr.write(`openapi/${name} is stale; run npm run openapi and read the difference\n`)
      stale++
    }
  }
  return stale === 0 ? 0 : 1
}
