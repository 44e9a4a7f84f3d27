import { existsSync } from 'node:fs'
import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import { rebuildOversightTotals } from './ai-systems/index.ts'
import { rebuildExaminationTotals, rebuildTotals } from './declarations/index.ts'
import { rebuildGoodsStates, shippedLapse } from './goods/index.ts'
import { rebuildDocumentTotals } from './records/index.ts'
import { asOperator, chosenOperators, say, textOf, withPool } from './command-line.ts'
import type { Values } from './command-line.ts'
import { localToken } from './local-token.ts'
import { onConnection } from './platform/db/operator-tx.ts'
import { migrate } from './platform/db/migrate.ts'
import { startEmbedded } from './platform/db/embedded.ts'
import { beginEpoch } from './platform/log/begin-epoch.ts'
import { checkpoint, readHead } from './platform/log/checkpoint-job.ts'
import { checkpointFile, loadCheckpointKey, readCheckpoints } from './platform/log/checkpoints.ts'
import { verifyLog } from './platform/log/verify.ts'
import { startLog } from './serve.ts'

/** The command line's verbs. Each answers its exit code. */

export async function runMigrate (config: Config): Promise<number> {
  const embedded = config.databaseOwnerUrl === null ? await startEmbeddedForMigrate(config) : undefined
  try {
    // Where the address may make roles, the service's role gets the password of the service's address.
    const app = config.databaseUrl === null ? '' : decodeURIComponent(new URL(config.databaseUrl).password)
    const { applied, level } = await migrate(config.databaseOwnerUrl ?? embedded?.ownerUrl ?? '', { log: startLog, ...(app === '' ? {} : { passwords: { app } }) })
    say(applied.length === 0 ? `Nothing to do: the database is at migration ${level}` : `The database is at migration ${level}`)
    return 0
  } finally {
    await embedded?.stop()
  }
}

async function startEmbeddedForMigrate (config: Config): ReturnType<typeof startEmbedded> {
  if (config.databaseUrl !== null) throw new ConfigError('DATABASE_OWNER_URL is missing: migrate needs the address with the migrator\'s role')
  return await startEmbedded({ dataDir: config.dataDir, log: startLog })
}

const MAX_HOURS = 24

export async function runToken (config: Config, values: Values): Promise<number> {
  const hours = Number(textOf(values, 'hours', String(MAX_HOURS)))
  if (!Number.isInteger(hours) || hours < 1 || hours > MAX_HOURS) throw new ConfigError(`--hours must be a whole number from 1 to ${MAX_HOURS}`)
  const operator = textOf(values, 'operator')
  return await withPool(config, async (_pool, db) => {
    say(await localToken(config, db, { operator, name: textOf(values, 'name', operator), scope: textOf(values, 'scope'), subject: textOf(values, 'subject', 'local'), hours }))
    return 0
  })
}

/** Exit code 1 when any chain has a fault, naming the first bad event. */
export async function runVerifyLog (config: Config, values: Values): Promise<number> {
  const anchor = values['anchor']
  const checkpoints = typeof anchor === 'string' ? anchorsIn(anchor, config) : []
  return await withPool(config, async (pool) => {
    let faults = 0
    for (const { operatorId, eori } of await chosenOperators(pool, values)) {
      const own = checkpoints.filter((candidate) => candidate.operatorId === operatorId)
      const { events, erased, fault, head } = await onConnection(pool, async (client) => await verifyLog(client, operatorId, own))
      if (fault === null) say(`${eori}: ${events} events verified, ${erased} erased, head ${head === null ? 'none' : `${head.epoch}:${head.seq} ${head.hash}`}${own.length > 0 ? `, ${own.length} checkpoints agree` : ''}`)
      else {
        faults++
        say(`${eori}: event ${fault.epoch}:${fault.seq}: ${fault.what}`)
      }
    }
    return faults === 0 ? 0 : 1
  })
}

function anchorsIn (file: string, config: Config): ReturnType<typeof readCheckpoints> {
  try {
    return readCheckpoints(file, loadCheckpointKey(config.dataDir))
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
}

export async function runCheckpoint (config: Config, values: Values): Promise<number> {
  return await withPool(config, async (pool) => {
    for (const { operatorId, eori } of await chosenOperators(pool, values)) {
      const head = await readHead(pool, operatorId)
      if (head === undefined) continue
      checkpoint(config.dataDir, operatorId, head)
      say(`${eori}: ${head.epoch}:${head.seq} written to ${checkpointFile(config.dataDir)}`)
    }
    return 0
  })
}

/** To be run once a backup was restored, before anything else happens. */
export async function runNewEpoch (config: Config, values: Values): Promise<number> {
  const signed = existsSync(checkpointFile(config.dataDir)) ? anchorsIn(checkpointFile(config.dataDir), config) : []
  return await withPool(config, async (pool, db) => {
    for (const operator of await chosenOperators(pool, values)) {
      const { eori, operatorId } = operator
      const known = signed.filter((one) => one.operatorId === operatorId).reduce((most, { epoch }) => Math.max(most, epoch), 0)
      const begun = await asOperator(db, operator, async (tx) => await beginEpoch(tx, known + 1))
      const head = await readHead(pool, operatorId)
      if (begun === undefined || head === undefined) continue
      // The next restore may be of a backup that knows nothing of this epoch.
      checkpoint(config.dataDir, operatorId, head)
      say(`${eori}: epoch ${begun.epoch} begins after ${begun.after}`)
    }
    return 0
  })
}

/** Exit code 1 when totals differ from what they ought to be. */
export async function runRebuildTotals (config: Config, values: Values): Promise<number> {
  return await withPool(config, async (pool) => {
    let differing = 0
    for (const { operatorId, eori } of await chosenOperators(pool, values)) {
      const { declarations, differences } = await onConnection(pool, async (client) => await rebuildTotals(client, operatorId, values['repair'] === true))
      say(`${eori}: ${declarations} declarations, ${differences.length} totals differ${differences.length > 0 && values['repair'] === true ? ', repaired' : ''}`)
      for (const difference of differences) say(`  ${JSON.stringify(difference)}`)
      const examined = await onConnection(pool, async (client) => await rebuildExaminationTotals(client, operatorId, values['repair'] === true))
      const goods = await onConnection(pool, async (client) => await rebuildGoodsStates(client, operatorId, shippedLapse, values['repair'] === true))
      const documents = await onConnection(pool, async (client) => await rebuildDocumentTotals(client, operatorId, values['repair'] === true))
      for (const { table, rows } of [...examined, ...goods]) say(`  ${table}: ${rows} rows differ${values['repair'] === true ? ', repaired' : ''}`)
      const oversight = await rebuildOversightTotals(pool, operatorId, values['repair'] === true)
      if (oversight.differences.length + oversight.outdated > 0) say(`  ai_oversight_totals: ${oversight.differences.length} counts differ, ${oversight.outdated} rows are of another version${values['repair'] === true ? ', repaired' : ''}`)
      for (const difference of oversight.differences) say(`  ${JSON.stringify(difference)}`)
      if (documents.length > 0) say(`  document_totals: ${documents.length} days differ${values['repair'] === true ? ', repaired' : ''}`)
      if (differences.length + examined.length + goods.length + documents.length + oversight.differences.length + oversight.outdated > 0) differing++
    }
    return differing === 0 || values['repair'] === true ? 0 : 1
  })
}
