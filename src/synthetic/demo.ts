import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Principal } from '../platform/access.ts'
import type { Database } from '../platform/db/pool.ts'
import { addOperator } from '../platform/operators.ts'
import { shippedReference } from '../reference/shipped.ts'
import { loadYear } from './load-year.ts'
import type { LoadedYear } from './load-year.ts'
import { firstDay } from './seasons.ts'
import { traderSetting } from './trader-setting.ts'
import type { YearSetting } from './trader-setting.ts'
import { syntheticYear } from './year.ts'
import type { YearDeclaration } from './year.ts'

/** Loads a synthetic year into the configured database, and keeps its answer key beside it. Run again, it changes nothing. */

export interface LoadedDemo extends LoadedYear {
  readonly planted: number
  readonly keyFile: string
}

export interface DemoOptions {
  readonly db: Database
  readonly dataDir: string
  readonly setting: YearSetting
  readonly declarations: number
  readonly clock: () => Date
}

export async function loadDemo ({ db, dataDir, setting, declarations, clock }: DemoOptions): Promise<LoadedDemo> {
  const { trader, reference } = traderSetting(shippedReference(), setting)
  const { operatorId } = await addOperator(db.operations, setting.operator, 'Synthetic trader')
  const principal: Principal = { subject: 'demo', eori: setting.operator, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  const keyFile = join(dataDir, 'demo.key.ndjson')
  const key = createWriteStream(keyFile, { mode: 0o600 })
  await once(key, 'open')
  let planted = 0
  try {
    const loaded = await loadYear({ db, principal, clock }, setting, noting(syntheticYear({ trader, reference, declarations }), (line) => {
      key.write(line)
      planted++
    }))
    return { ...loaded, planted, keyFile }
  } finally {
    key.end()
    await once(key, 'close')
  }
}

function * noting (year: Iterable<YearDeclaration>, note: (line: string) => void): Generator<YearDeclaration> {
  for (const made of year) {
    if (made.planted !== null) note(`${JSON.stringify(made.planted)}\n`)
    yield made
  }
}

/** Queries to paste: what was declared, what was found, and how good who was. */
export function demoQueries (until: string): string[] {
  const period = `from: "${firstDay(until)}", to: "${until}"`
  return [
    `{ declarationTotals(${period}, groupBy: [direction, month]) { key month currency declarations items statisticalValue duties } }`,
    `{ findingRates(${period}, groupBy: broker) { key declarations opened perThousand lower upper } }`,
    `{ findings(first: 10, filter: { pillar: origin, severity: error }) { nodes { check itemNumber message broker declarationId } } }`,
    `{ firstTimeRight(${period}, groupBy: broker) { key declarations share lower upper } }`
  ]
}
