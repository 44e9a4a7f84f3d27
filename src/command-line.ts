import type pg from 'pg'
import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import type { Principal } from './platform/access.ts'
import { runOperatorTx } from './platform/db/operator-tx.ts'
import type { OperatorTx } from './platform/db/operator-tx.ts'
import type { Database } from './platform/db/pool.ts'
import { listOperators } from './platform/operators.ts'
import type { Operator } from './platform/operators.ts'
import { openConfigured, refuseOlder } from './serve.ts'

/** What the command line's verbs share. */

export type Values = Record<string, string | boolean | undefined>

export const say = (line: string): void => { process.stdout.write(`${line}\n`) }

/** @throws ConfigError naming the option that is missing. */
export function textOf (values: Values, name: string, fallback?: string): string {
  const value = values[name] ?? fallback
  if (typeof value !== 'string' || value === '') throw new ConfigError(`--${name} is missing`)
  return value
}

/** The operator that `--operator` names, or all. @throws ConfigError when there is none of that name. */
export async function chosenOperators (pool: pg.Pool, values: Values): Promise<Operator[]> {
  const operators = await listOperators(pool)
  const eori = values['operator']
  if (eori === undefined) return operators
  const named = operators.filter((operator) => operator.eori === eori)
  if (named.length === 0) throw new ConfigError(`There is no operator ${String(eori)}`)
  return named
}

/** One transaction of the operator, by whoever may use the machine itself; the log names it by a pseudonym like anybody else. */
export async function asOperator<T> (db: Database, { operatorId, eori }: Operator, work: (tx: OperatorTx) => Promise<T>): Promise<T> {
  const principal: Principal = { subject: 'system:command-line', eori, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  return await runOperatorTx(db.operations, principal, work, () => new Date())
}

/** @throws ConfigError for a database of an earlier release: a command would end in the middle of its work. */
export async function withPool<T> (config: Config, work: (pool: pg.Pool, db: Database) => Promise<T>): Promise<T> {
  const opened = await openConfigured(config)
  try {
    await refuseOlder(opened.db)
    return await work(opened.db.operations, opened.db)
  } finally {
    await opened.close()
  }
}
