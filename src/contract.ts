import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './app.ts'
import { graphqlParts } from './features.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './platform/db/pool.ts'
import { schemaSdl } from './platform/graphql/schema.ts'
import { createLifecycle } from './platform/http/lifecycle.ts'
import { createMetrics } from './platform/http/metrics.ts'

/** The committed contract: `openapi/openapi.json`, its operations as a list, and `openapi/schema.graphql`, made from the code without a database. */

export const CONTRACT_FOLDER = join(import.meta.dirname, '../openapi')

export async function contractFiles (): Promise<Map<string, string>> {
  const config = readConfig({ JWT_SECRET: 'for the contract alone, nothing is served', DATA_DIR: import.meta.dirname })
  const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', poolSize: 2, reportPoolSize: 1 })
  const { app } = await buildApp({ config: { ...config, logLevel: 'silent' }, db, metrics: createMetrics(), lifecycle: createLifecycle(), readiness: async () => ({ ready: false, checks: {} }) })
  await app.ready()
  const document = app.swagger() as unknown as OpenapiDocument
  const openapi = `${JSON.stringify(document, null, 2)}\n`
  const sdl = `${schemaSdl(graphqlParts({ db, clock: () => new Date() })).trimEnd()}\n`
  await app.close()
  await db.close()
  return new Map([['openapi.json', openapi], ['operations.txt', operationList(document)], ['schema.graphql', sdl]])
}

interface OpenapiDocument { readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string, readonly security?: readonly { readonly bearer?: readonly string[] }[] }>>>> }

/** A line an operation: name, method and path, scope. What a change adds or takes away shows at a glance. */
function operationList ({ paths }: OpenapiDocument): string {
  const lines = Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([verb, { operationId, security = [] }]) =>
    `${operationId.padEnd(30)} ${verb.toUpperCase().padEnd(5)} ${path.padEnd(60)} ${security.flatMap(({ bearer = [] }) => bearer).join(' ')}`.trimEnd()))
  return `${lines.toSorted().join('\n')}\n`
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
