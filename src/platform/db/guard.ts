import { ConfigError } from '../../config.ts'
import type { Queryable } from './connection.ts'

export interface GuardOptions {
  /** Tests alone: a server that forgets on a power cut is fast, and nobody relies on it. */
  readonly allowNotDurable?: boolean
}

/** PostgreSQL before this version has faults that its security releases mend. */
const VERSION_FLOOR = { number: 180006, name: '18.6' }

/**
 * Refuses to work with a role or a server that would undo the isolation of operators or the durability of what was
 * acknowledged (security rule DB1).
 *
 * @returns warnings, a line each: things worth mending that do not stop the start.
 * @throws ConfigError with one line that says what to do.
 */
export async function guardRole (client: Queryable, options: GuardOptions = {}): Promise<string[]> {
  await refuseStrongRole(client)
  await refuseOwner(client)
  await refuseUnguardedTables(client)
  return refuseWeakServer(client, options)
}

const USE_APP = 'set DATABASE_URL to the address of aeo_app'

/** Also a role it could become: `set role` needs no password, and `reset role` undoes it. */
async function refuseStrongRole (client: Queryable): Promise<void> {
  const { rows } = await client.query<{ role: string, itself: boolean, rolsuper: boolean, owner: boolean }>(
    `select r.rolname as role, r.rolname in (session_user, current_user) as itself, r.rolsuper, r.rolname = 'aeo_owner' as owner
       from pg_roles r
      where (r.rolsuper or r.rolbypassrls or r.rolname = 'aeo_owner')
        and (pg_has_role(session_user, r.oid, 'MEMBER') or pg_has_role(current_user, r.oid, 'MEMBER'))
      order by itself desc, r.rolsuper desc, r.rolname`)
  const strong = rows[0]
  if (strong === undefined) return
  const power = strong.rolsuper ? 'is a superuser' : strong.owner ? 'owns the tables' : 'has BYPASSRLS'
  const role = strong.itself ? `role ${strong.role}` : `role is a member of ${strong.role}, which`
  throw new ConfigError(`The database ${role} ${power} and would see every operator's rows; ${USE_APP}`)
}

async function refuseOwner (client: Queryable): Promise<void> {
  const { rows } = await client.query<{ thing: string | null, schema: boolean }>(
    `with mine as (select r.oid from pg_roles r where pg_has_role(session_user, r.oid, 'MEMBER') or pg_has_role(current_user, r.oid, 'MEMBER'))
     select (select min(t.name) from (
              select 'schema aeo' as name from pg_namespace n where n.nspname = 'aeo' and n.nspowner in (select m.oid from mine m)
              union all select 'aeo.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                         where n.nspname = 'aeo' and c.relowner in (select m.oid from mine m)
              union all select 'aeo.' || p.proname || '()' from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                         where n.nspname = 'aeo' and p.proowner in (select m.oid from mine m)) t) as thing,
            exists (select from pg_namespace n where n.nspname = 'aeo') as schema`)
  const found = rows[0]
  if (found?.schema !== true) throw new ConfigError('The database has no schema aeo yet; run "npm run migrate" with DATABASE_OWNER_URL first')
  if (found.thing !== null) throw new ConfigError(`The database role owns ${found.thing} and could lift its row security; ${USE_APP}`)
}

async function refuseUnguardedTables (client: Queryable): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select 'aeo.' || c.relname as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'aeo' and c.relkind in ('r', 'p', 'f')
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'operator_id' and not a.attisdropped)
        and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
      order by c.relname`)
  if (rows.length === 0) return
  const names = rows.map(({ name }) => name).join(', ')
  throw new ConfigError(`Row security is not enabled, forced and given a policy on ${names}; restore what its migration made`)
}

async function refuseWeakServer (client: Queryable, options: GuardOptions): Promise<string[]> {
  const { rows } = await client.query<{ fsync: string, pages: string, commit: string, encoding: string, version: string, number: number }>(
    `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages, current_setting('synchronous_commit') as commit,
            current_setting('server_encoding') as encoding, current_setting('server_version') as version,
            current_setting('server_version_num')::int as number`)
  const server = rows[0]
  if (server === undefined) throw new Error('The server did not tell its settings')
  if (server.encoding !== 'UTF8') throw new ConfigError(`The database is encoded in ${server.encoding}; make it anew with encoding UTF8`)
  if (options.allowNotDurable !== true) {
    const weak = [['fsync', server.fsync], ['full_page_writes', server.pages], ['synchronous_commit', server.commit]].find(([, value]) => value === 'off')
    if (weak !== undefined) throw new ConfigError(`PostgreSQL runs with ${weak[0]} off and could lose what was acknowledged; set ${weak[0]} = on`)
  }
  if (server.number >= VERSION_FLOOR.number) return []
  return [`PostgreSQL ${server.version} lacks the security release ${VERSION_FLOOR.name}: update the server (the embedded one is for trying and tests)`]
}
