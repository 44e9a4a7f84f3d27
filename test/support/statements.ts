import type pg from 'pg'
import type { Database } from '../../src/platform/db/pool.ts'

/** Who the operator of the token is, asked again every few seconds: whichever request comes then pays for it. */
const DIRECTORY = 'aeo.find_operator('

/** Runs the work and lists the statements that reached the database for it meanwhile, over all pools. */
export async function statementsOf (db: Database, work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const watched = new Map<pg.PoolClient, pg.PoolClient['query']>()
  const watch = (client: pg.PoolClient): void => {
    if (watched.has(client)) return
    const { query } = client
    watched.set(client, query)
    client.query = ((...words: unknown[]) => {
      const [first] = words
      seen.push(typeof first === 'string' ? first : (first as { text: string }).text)
      return (query as (...all: unknown[]) => unknown).apply(client, words)
    }) as typeof query
  }
  const pools = [db.operations, db.ingest, db.reports]
  for (const pool of pools) pool.on('acquire', watch)
  try {
    await work()
  } finally {
    for (const pool of pools) pool.off('acquire', watch)
    for (const [client, query] of watched) client.query = query
  }
  return seen.filter((text) => !text.includes(DIRECTORY))
}
