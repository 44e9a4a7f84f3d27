import type pg from 'pg'
import { asOperator, chosenOperators, say, textOf, withPool } from './command-line.ts'
import type { Values } from './command-line.ts'
import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import { listEoris, recordEori, removeEori } from './declarations/index.ts'
import type { Database } from './platform/db/pool.ts'
import { addOperator, isEori, listOperators, setOperatorStatus } from './platform/operators.ts'

/** `operator`: who is served, and by which EORI numbers an operator is known in its declarations. */

const VERBS = ['add', 'list', 'suspend', 'activate', 'add-eori', 'remove-eori', 'list-eoris']

export async function runOperator (config: Config, values: Values, [verb = '']: string[]): Promise<number> {
  if (!VERBS.includes(verb)) throw new ConfigError(`operator knows ${VERBS.join(', ')}`)
  return await withPool(config, async (pool, db) => {
    if (verb.endsWith('-eori') || verb === 'list-eoris') return await runEoris(pool, db, values, verb)
    if (verb === 'list') {
      for (const { eori, name, status, operatorId } of await listOperators(pool)) say([eori, status, operatorId, name].join('\t'))
      return 0
    }
    const eori = textOf(values, 'eori')
    if (verb === 'add') return await add(pool, eori, textOf(values, 'name'))
    if (!await setOperatorStatus(pool, eori, verb === 'suspend' ? 'suspended' : 'active')) throw new ConfigError(`There is no operator ${eori}`)
    return 0
  })
}

async function add (pool: pg.Pool, eori: string, name: string): Promise<number> {
  try {
    const { operatorId, added } = await addOperator(pool, eori, name)
    say(added ? `Added ${eori} as ${operatorId}` : `${eori} is there already as ${operatorId}`)
    return 0
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
}

/** The numbers of the operator's group, by which checks know it. */
async function runEoris (pool: pg.Pool, db: Database, values: Values, verb: string): Promise<number> {
  textOf(values, 'operator')
  const [operator] = await chosenOperators(pool, values)
  if (operator === undefined) return 1
  if (verb === 'list-eoris') {
    for (const { eori, name, recordedAt } of await asOperator(db, operator, listEoris)) say([eori, recordedAt.toISOString(), name].join('\t'))
    return 0
  }
  const eori = textOf(values, 'eori')
  if (!isEori(eori)) throw new ConfigError(`${eori} is no EORI number: two letters of the country and up to 15 letters or digits`)
  if (verb === 'add-eori') {
    const name = textOf(values, 'name')
    say(await asOperator(db, operator, async (tx) => await recordEori(tx, eori, name)) ? `${operator.eori} is also known as ${eori}` : `${eori} is recorded already`)
    return 0
  }
  if (!await asOperator(db, operator, async (tx) => await removeEori(tx, eori))) throw new ConfigError(`${operator.eori} has no number ${eori}`)
  return 0
}
