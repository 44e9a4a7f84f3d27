import { escapeIdentifier, escapeLiteral } from 'pg'
import type { Client } from 'pg'
import { ConfigError } from '../../config.ts'
import { addressOfDatabase, withConnection } from './connection.ts'
import { scramVerifier } from './scram.ts'

/** A password left out stays as it is; a role made without one cannot log in where passwords are asked. */
export interface RolePasswords {
  readonly migrator?: string
  readonly app?: string
}

/** Owns everything; nobody logs in as it. */
export const OWNER_ROLE = 'aeo_owner'
/** `migrate` alone. */
export const MIGRATOR_ROLE = 'aeo_migrator'
/** The service: owns nothing and cannot pass by row security. */
export const APP_ROLE = 'aeo_app'

/** Server limits are shorter than the service's own, so that no statement outlives the request that sent it. */
const APP_SETTINGS: readonly (readonly [name: string, value: string])[] = [
  ['search_path', 'aeo, pg_temp'],
  ['statement_timeout', '15s'],
  ['lock_timeout', '3s'],
  ['idle_in_transaction_session_timeout', '15s'],
  ['transaction_timeout', '20s'],
  ['synchronous_commit', 'on']
]

/** Any number, the same in every release: two makers of roles would meet in "tuple concurrently updated". */
const ROLES_LOCK = '7165011'

/**
 * Makes the three roles, the database, its schema and their rights, or completes what is there.
 *
 * @param address leads to a database of the server (the one to prepare, or another) as a superuser or a role that may
 *   make roles and databases.
 * @throws ConfigError when the schema belongs to somebody else.
 */
export async function ensureRoles (address: string, passwords: RolePasswords = {}, database = 'aeo'): Promise<void> {
  await withConnection(address, async (client) => {
    await client.query('select pg_advisory_lock($1)', [ROLES_LOCK])
    await ensureOwner(client)
    await ensureMigrator(client, passwords.migrator)
    await ensureApp(client, passwords.app)
    await ensureDatabase(client, database)
    await restrictDatabase(client, database)
    await withConnection(addressOfDatabase(address, database), ensureSchema)
  })
}

/** Whether this session may make the roles. */
export async function mayMakeRoles (client: Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>('select r.rolsuper or r.rolcreaterole as may from pg_roles r where r.rolname = current_user')
  return rows[0]?.may === true
}

/** A database starts open to every role of the server, and a copy of a template starts so again. */
export async function restrictDatabase (client: Client, database: string): Promise<void> {
  const name = escapeIdentifier(database)
  await client.query(`revoke all on database ${name} from public`)
  await client.query(`grant connect, temporary on database ${name} to ${APP_ROLE}, ${OWNER_ROLE}`)
}

interface RoleRow {
  privileged: boolean
  rolcanlogin: boolean
  rolinherit: boolean
  rolconfig: string[] | null
}

async function findRole (client: Client, name: string): Promise<RoleRow | undefined> {
  const { rows } = await client.query<RoleRow>(
    `select r.rolsuper or r.rolbypassrls or r.rolcreatedb or r.rolcreaterole or r.rolreplication as privileged,
            r.rolcanlogin, r.rolinherit, r.rolconfig
       from pg_roles r where r.rolname = $1`, [name])
  return rows[0]
}

async function ensureOwner (client: Client): Promise<void> {
  const role = await findRole(client, OWNER_ROLE)
  if (role === undefined) await client.query(`create role ${OWNER_ROLE} nologin`)
  else if (role.rolcanlogin) await client.query(`alter role ${OWNER_ROLE} nologin`)
  // Without being superuser, only a member may give things to a role or set its default privileges.
  const { rows } = await client.query<{ member: boolean }>(`select pg_has_role(current_user, '${OWNER_ROLE}', 'USAGE') as member`)
  if (rows[0]?.member !== true) await client.query(`grant ${OWNER_ROLE} to current_user with inherit true, set true`)
}

async function ensureMigrator (client: Client, password: string | undefined): Promise<void> {
  const role = await findRole(client, MIGRATOR_ROLE)
  if (role === undefined) await client.query(`create role ${MIGRATOR_ROLE} login`)
  const { rows } = await client.query<{ member: boolean }>(
    'select exists (select from pg_auth_members m where m.roleid = $1::regrole and m.member = $2::regrole) as member', [OWNER_ROLE, MIGRATOR_ROLE])
  if (rows[0]?.member !== true) await client.query(`grant ${OWNER_ROLE} to ${MIGRATOR_ROLE}`)
  await setPassword(client, MIGRATOR_ROLE, password)
}

async function ensureApp (client: Client, password: string | undefined): Promise<void> {
  const attributes = 'login noinherit nosuperuser nobypassrls nocreatedb nocreaterole noreplication'
  const role = await findRole(client, APP_ROLE)
  if (role === undefined) await client.query(`create role ${APP_ROLE} ${attributes}`)
  else if (role.privileged || role.rolinherit || !role.rolcanlogin) await client.query(`alter role ${APP_ROLE} ${attributes}`)
  for (const [name, value] of APP_SETTINGS) {
    if (role?.rolconfig?.includes(`${name}=${value}`) === true) continue
    // search_path is a list of names: quoted as one it would be a single schema called "aeo, pg_temp".
    await client.query(`alter role ${APP_ROLE} set ${name} = ${name === 'search_path' ? value : escapeLiteral(value)}`)
  }
  await setPassword(client, APP_ROLE, password)
}

async function setPassword (client: Client, role: string, password: string | undefined): Promise<void> {
  if (password === undefined) return
  await client.query(`alter role ${role} password ${escapeLiteral(scramVerifier(password))}`)
}

async function ensureDatabase (client: Client, database: string): Promise<void> {
  const { rows } = await client.query('select from pg_database d where d.datname = $1', [database])
  if (rows.length > 0) return
  await client.query(`create database ${escapeIdentifier(database)} owner ${OWNER_ROLE} template template0
    encoding 'UTF8' locale_provider builtin builtin_locale 'C' locale 'C'`)
}

async function ensureSchema (client: Client): Promise<void> {
  await client.query('revoke all on schema public from public')
  await client.query(`create schema if not exists aeo authorization ${OWNER_ROLE}`)
  const { rows } = await client.query<{ owner: string }>("select n.nspowner::regrole::text as owner from pg_namespace n where n.nspname = 'aeo'")
  if (rows[0]?.owner !== OWNER_ROLE) {
    throw new ConfigError(`Schema aeo belongs to ${rows[0]?.owner ?? 'nobody'}; run "alter schema aeo owner to ${OWNER_ROLE}" or use another database`)
  }
  await client.query(`grant usage on schema aeo to ${APP_ROLE}`)
  // Not "in schema aeo": that form can only add to the built-in grant, never take it away.
  await client.query(`alter default privileges for role ${OWNER_ROLE} revoke execute on functions from public`)
}
