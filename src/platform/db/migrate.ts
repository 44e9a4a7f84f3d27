import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { ConfigError } from '../../config.ts'
import { addressOfDatabase, databaseOf, errorCode, withConnection } from './connection.ts'
import type { Queryable } from './connection.ts'
import { MIGRATIONS_FOLDER, readMigrations } from './migration-files.ts'
import type { Migration } from './migration-files.ts'
import { APP_ROLE, OWNER_ROLE, ensureRoles, mayMakeRoles } from './roles.ts'
import type { RolePasswords } from './roles.ts'

export { expectedLevel, readMigrations } from './migration-files.ts'
export type { Migration } from './migration-files.ts'

export interface MigrateOptions {
  readonly folder?: string
  /** For the roles, where the address may make them; a role keeps the password it has where none is given. */
  readonly passwords?: RolePasswords
  readonly log: { info (message: string): void }
}

export interface Migrated {
  /** Names of the files applied now, in order. */
  readonly applied: string[]
  /** Level of the database afterwards. */
  readonly level: number
}

const RUNNER_LOCK = '7165012'
const LOCK_ATTEMPTS = 30
const RUNNER_WAIT_MS = 10 * 60_000
/** Lock not available, deadlock: the same statement may succeed a moment later. */
const WORTH_ANOTHER_TRY = new Set(['55P03', '40P01'])

interface AppliedRow { number: number, name: string, sha256: string }

/**
 * Brings the database of the address to the level of this release. Each file is one transaction, run as the owner of
 * the schema; one runner works at a time, the others wait. An address that may make roles makes them first.
 *
 * @throws ConfigError with one line when an applied file was edited, a migration fails or rights are missing.
 */
export async function migrate (ownerUrl: string, options: MigrateOptions): Promise<Migrated> {
  const migrations = readMigrations(options.folder ?? MIGRATIONS_FOLDER)
  await prepareRoles(ownerUrl, options.passwords)
  return withConnection(ownerUrl, async (client) => {
    await client.query("set statement_timeout = 0; set lock_timeout = '2s'; set client_min_messages = warning")
    await takeTurn(client, options.log)
    await ensureRecord(client)
    const recorded = await appliedMigrations(client)
    refuseEdited(migrations, recorded)
    const pending = migrations.filter(({ number }) => !recorded.has(number))
    for (const migration of pending) {
      await applyPatiently(client, migration, options.log)
      options.log.info(`applied ${migration.name}`)
    }
    return { applied: pending.map(({ name }) => name), level: await currentLevel(client) }
  })
}

/** Level of the database: its highest applied migration, 0 before the first. The service's own role may ask. */
export async function currentLevel (client: Queryable): Promise<number> {
  const found = await client.query<{ found: boolean }>(`select exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'aeo' and c.relname = 'migrations') as found`)
  if (found.rows[0]?.found !== true) return 0
  const { rows } = await client.query<{ level: number }>('select coalesce(max(m.number), 0) as level from aeo.migrations m')
  return rows[0]?.level ?? 0
}

async function prepareRoles (ownerUrl: string, passwords: RolePasswords = {}): Promise<void> {
  const database = databaseOf(ownerUrl)
  // A database that does not exist yet is made from the one every server has.
  for (const address of [ownerUrl, addressOfDatabase(ownerUrl, 'postgres')]) {
    try {
      if (await withConnection(address, mayMakeRoles)) await ensureRoles(address, passwords, database)
      return
    } catch (error) {
      if (errorCode(error) !== '3D000' || address !== ownerUrl) throw error
    }
  }
}

/**
 * Asks again and again instead of waiting inside one statement: a statement that waits holds a snapshot, and an index
 * built concurrently by the runner would wait for that snapshot in turn.
 */
async function takeTurn (client: Client, log: MigrateOptions['log']): Promise<void> {
  const giveUpAt = performance.now() + RUNNER_WAIT_MS
  for (let attempt = 1; ; attempt++) {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [RUNNER_LOCK])
    if (rows[0]?.mine === true) return
    if (performance.now() > giveUpAt) throw new ConfigError('Another migration has been running for ten minutes; wait for it or end its session')
    if (attempt === 1) log.info('another migration is running; waiting for it')
    await sleep(250)
  }
}

async function ensureRecord (client: Client): Promise<void> {
  try {
    await client.query(`begin; set local role ${OWNER_ROLE};
      create table if not exists aeo.migrations (
        number integer constraint migrations_pkey primary key,
        name text not null,
        sha256 text not null,
        applied_at timestamptz not null default now());
      grant select on aeo.migrations to ${APP_ROLE};
      commit`)
  } catch (error) {
    const code = errorCode(error)
    if (code !== '42501' && code !== '22023' && code !== '3F000') throw error
    throw new ConfigError('This address may neither act as aeo_owner nor make roles; run migrate once with a superuser\'s address, then with that of aeo_migrator', { cause: error })
  }
}

async function appliedMigrations (client: Client): Promise<Map<number, AppliedRow>> {
  const { rows } = await client.query<AppliedRow>('select m.number, m.name, m.sha256 from aeo.migrations m')
  return new Map(rows.map((row) => [row.number, row]))
}

/** Migrations above this release's own are a newer release's: both run on the widened schema, so they are no fault. */
function refuseEdited (migrations: Migration[], recorded: Map<number, AppliedRow>): void {
  for (const { number, name, sha256 } of migrations) {
    const row = recorded.get(number)
    if (row === undefined || row.sha256 === sha256) continue
    throw new ConfigError(row.name === name
      ? `Migration ${name} was edited after it had been applied; put the file back and write a new migration`
      : `Migration ${name} takes the number of ${row.name}, which is applied; give it a new number`)
  }
}

async function applyPatiently (client: Client, migration: Migration, log: MigrateOptions['log']): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await apply(client, migration)
    } catch (error) {
      await client.query('rollback').catch(() => {})
      if (!WORTH_ANOTHER_TRY.has(errorCode(error) ?? '') || attempt === LOCK_ATTEMPTS) throw describeFailure(migration, error)
      log.info(`${migration.name} waits for a lock, attempt ${attempt}`)
      // Every pause lets through the work that queued behind the wish for the lock.
      await sleep(200 + Math.random() * 800)
    }
  }
}

async function apply (client: Client, migration: Migration): Promise<void> {
  await client.query('begin')
  await client.query(`set local role ${OWNER_ROLE}; set local search_path = aeo, pg_temp`)
  const before = await transactionId(client)
  await client.query(migration.sql)
  if (await transactionId(client) !== before) throw new Error(`${migration.name} ends its transaction itself; remove its begin, commit or rollback`)
  await client.query('insert into aeo.migrations (number, name, sha256) values ($1, $2, $3)', [migration.number, migration.name, migration.sha256])
  await client.query('commit')
}

async function transactionId (client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id')
  return rows[0]?.id
}

/** Messages about data (classes 22 and 23) quote it, so only their code and constraint are shown. */
function describeFailure ({ name, sql }: Migration, error: unknown): Error {
  const code = errorCode(error)
  if (!(error instanceof Error) || code === undefined) return error instanceof Error ? error : new Error(`${name} failed`, { cause: error })
  const { position, constraint } = error as { position?: string, constraint?: string }
  const line = position === undefined ? '' : `, line ${sql.slice(0, Number(position)).split('\n').length}`
  const words = /^2[23]/.test(code) ? constraint ?? '' : error.message
  return new ConfigError(`Migration ${name} failed${line}: ${code} ${words}`.trimEnd(), { cause: error })
}
