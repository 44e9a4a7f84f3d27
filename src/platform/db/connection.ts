import { Client } from 'pg'
import type { ClientBase, Pool } from 'pg'

/** Whatever can run a statement: a client inside or outside a transaction, or a pool. */
export type Queryable = ClientBase | Pool

/** Opens one connection of its own, does the work on it and closes it, whatever happens. */
export async function withConnection<T> (address: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: address, connectionTimeoutMillis: 10_000, application_name: 'aeo-control' })
  // Without a listener a lost connection would end the process; the statement under way fails anyway.
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The same address, leading to another database of that server. */
export function addressOfDatabase (address: string, database: string): string {
  const url = new URL(address)
  url.pathname = `/${encodeURIComponent(database)}`
  return url.href
}

/** Name of the database an address leads to; like every PostgreSQL client, the user's name where it says none. */
export function databaseOf (address: string): string {
  const { pathname, username } = new URL(address)
  return decodeURIComponent(pathname.slice(1)) || decodeURIComponent(username)
}

/**
 * Address over the Unix socket in a folder. The host part is a placeholder: the `host` parameter wins, and a standard
 * URL parser refuses a user without a host.
 */
export function socketAddress (folder: string, user: string, password: string, database: string): string {
  return `postgres://${user}:${encodeURIComponent(password)}@localhost:5432/${database}?host=${encodeURIComponent(folder)}`
}

/** SQLSTATE of a database error, or the code of a connection error. */
export function errorCode (error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
