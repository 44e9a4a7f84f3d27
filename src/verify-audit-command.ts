import { chosenOperators, say, withPool } from './command-line.ts'
import type { Values } from './command-line.ts'
import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import { verifyAudits } from './risks/index.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** `verify-audit`: makes every frozen stage again of its own inputs. Exit code 1 when any differs, naming what. */
export async function runVerifyAudit (config: Config, values: Values): Promise<number> {
  const audit = values['audit']
  if (audit !== undefined && (typeof audit !== 'string' || !UUID.test(audit))) throw new ConfigError('--audit is the id of a risk audit')
  return await withPool(config, async (pool, db) => {
    let [stages, faulty] = [0, 0]
    for (const { operatorId, eori } of await chosenOperators(pool, values)) {
      for await (const { id, version, stage, sha256, faults } of verifyAudits(db, operatorId, audit)) {
        stages++
        if (faults.length > 0) faulty++
        say(`${eori}: audit ${id} version ${version} ${stage}: ${faults.length === 0 ? `${sha256}, the same to the byte` : 'DIFFERS'}`)
        for (const fault of faults) say(`  ${fault}`)
      }
    }
    say(`${stages} stages verified, ${faulty} differ`)
    if (audit !== undefined && stages === 0) throw new ConfigError(`No stage of audit ${audit} is closed, or there is no such audit`)
    return faulty === 0 ? 0 : 1
  })
}
