import { readFileSync } from 'node:fs'
import { asOperator, chosenOperators, say, textOf, withPool } from './command-line.ts'
import type { Values } from './command-line.ts'
import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import { ERASURE_TYPES, eraseAgain, erasuresOf } from './erased-again.ts'
import type { Erasure } from './erased-again.ts'
import type { Principal } from './platform/access.ts'

/** The list of erasures, which is kept apart from backups, and its use once one was restored. */

type Listed = Erasure & { readonly operator: string }

/** `erasures`: one JSON object a line, without anything personal. */
export async function runErasures (config: Config, values: Values): Promise<number> {
  return await withPool(config, async (pool, db) => {
    for (const operator of await chosenOperators(pool, values)) {
      for (const { at, type, subject, data } of await asOperator(db, operator, erasuresOf)) say(JSON.stringify({ operator: operator.eori, at: at.toISOString(), type, subject, data }))
    }
    return 0
  })
}

/** `reapply-erasures`: makes every erasure of the list again. Exit code 1 when any was refused, naming it. @throws ConfigError for a file that is no such list. */
export async function runReapplyErasures (config: Config, values: Values): Promise<number> {
  const listed = readListed(textOf(values, 'from'))
  return await withPool(config, async (pool, db) => {
    let refusals = 0
    for (const { eori, operatorId } of await chosenOperators(pool, values)) {
      const principal: Principal = { subject: 'system:command-line', eori, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
      const counts = { erased: 0, missing: 0, refused: 0 }
      for (const erasure of listed.filter(({ operator }) => operator === eori)) {
        const outcome = await eraseAgain({ db, clock: () => new Date() }, principal, erasure)
        counts[typeof outcome === 'string' ? outcome : 'refused']++
        if (typeof outcome !== 'string') say(`${eori}: ${erasure.subject}: ${outcome.refused}`)
      }
      refusals += counts.refused
      say(`${eori}: ${counts.erased} erased, ${counts.missing} not there, ${counts.refused} refused`)
    }
    return refusals === 0 ? 0 : 1
  })
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
    const { operator, type, subject, data } = JSON.parse(line) as Partial<Listed>
    const isListed = typeof operator === 'string' && typeof type === 'string' && ERASURE_TYPES.includes(type) && typeof subject === 'string' && subject.includes(':') && typeof data === 'object'
    return isListed ? { operator, type, subject, data } : undefined
  } catch {
    return undefined
  }
}
