import { readFileSync } from 'node:fs'
import { asOperator, chosenOperators, say, textOf, withPool } from './command-line.ts'
import type { Values } from './command-line.ts'
import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import { ERASURE_TYPES, eraseAgain, erasuresOf, unmade } from './erased-again.ts'
import type { Dated } from './erased-again.ts'
import type { Principal } from './platform/access.ts'
import type { Database } from './platform/db/pool.ts'
import type { Operator } from './platform/operators.ts'

/** The list of erasures, which is kept apart from backups, and its use once one was restored. */

type Listed = Dated & { readonly operator: string }

/** `erasures`: one JSON object a line, without anything personal. */
export async function runErasures (config: Config, values: Values): Promise<number> {
  return await withPool(config, async (pool, db) => {
    for (const operator of await chosenOperators(pool, values)) {
      for (const { at, type, subject, data } of await asOperator(db, operator, erasuresOf)) say(JSON.stringify({ operator: operator.eori, at: at.toISOString(), type, subject, data }))
    }
    return 0
  })
}

/** `reapply-erasures`: makes every erasure of the list again of which the log does not tell. Exit code 1 when any was refused, naming it. @throws ConfigError for a file that is no such list. */
export async function runReapplyErasures (config: Config, values: Values): Promise<number> {
  const listed = readListed(textOf(values, 'from'))
  return await withPool(config, async (pool, db) => {
    const operators = await chosenOperators(pool, values)
    let refusals = 0
    for (const operator of operators) refusals += await reapply(db, operator, listed.filter(({ operator: eori }) => eori === operator.eori))
    if (values['operator'] === undefined) for (const [eori, { length }] of Map.groupBy(listed, ({ operator }) => operator)) if (!operators.some((known) => known.eori === eori)) say(`${eori}: no operator here; ${length} passed over`)
    return refusals === 0 ? 0 : 1
  })
}

/** @returns how many were refused. */
async function reapply (db: Database, operator: Operator, listed: readonly Dated[]): Promise<number> {
  const { eori, operatorId } = operator
  const principal: Principal = { subject: 'system:command-line', eori, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  const last = listed.at(-1)
  const missed = unmade(listed, await asOperator(db, operator, erasuresOf))
  const counts = { erased: 0, missing: 0, refused: 0 }
  for (const erasure of missed) {
    const outcome = await eraseAgain({ db, clock: () => new Date() }, principal, erasure).catch((error: unknown) => {
      say(`${eori}: ${erasure.subject} was not erased, nor what follows in the list: run the command again, what is erased stays so`)
      throw error
    })
    counts[typeof outcome === 'string' ? outcome : 'refused']++
    if (typeof outcome !== 'string') say(`${eori}: ${erasure.subject}: ${outcome.refused}`)
  }
  say(`${eori}: ${listed.length} listed${last === undefined ? '' : ` until ${last.at.toISOString()}`}; ${listed.length - missed.length} told of by the log, ${counts.erased} erased, ${counts.missing} not there, ${counts.refused} refused`)
  return counts.refused
}

function readListed (file: string): Listed[] {
  const lines = textIn(file).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line, index) => {
    const listed = asListed(line)
    if (listed === undefined) throw new ConfigError(`Line ${index + 1} of ${file} is no erasure, as \`erasures\` writes them`)
    return listed
  })
}

function textIn (file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new ConfigError(`${file} cannot be read`)
  }
}

function asListed (line: string): Listed | undefined {
  try {
    const { operator, at, type, subject, data } = JSON.parse(line) as Partial<Record<keyof Listed, unknown>>
    if (typeof operator !== 'string' || typeof at !== 'string' || typeof type !== 'string' || typeof subject !== 'string' || typeof data !== 'object' || data === null) return undefined
    const made = new Date(at)
    return ERASURE_TYPES.includes(type) && subject.includes(':') && !Number.isNaN(made.getTime()) ? { operator, at: made, type, subject, data: data as Dated['data'] } : undefined
  } catch {
    return undefined
  }
}
