import pg from 'pg'

/** Types as they stand in the database: days, big counts and decimals are text, so that none of them is altered on the way. */
const DATE = 1082
const INT8 = 20
const NUMERIC = 1700
const asText = (value: string): string => value
export const TYPES = new pg.TypeOverrides()
TYPES.setTypeParser(DATE, asText)
TYPES.setTypeParser(INT8, asText)
TYPES.setTypeParser(NUMERIC, asText)

/** Three pools, so that a flood of one kind of work leaves connections for the others. */
export interface Database {
  /** Changes and single reads. */
  readonly operations: pg.Pool
  /** Ingest batches: several statements go out in one flight, so no COPY or cursor here. */
  readonly ingest: pg.Pool
  /** Reports, GraphQL, exports: read-only work. */
  readonly reports: pg.Pool
  close (): Promise<void>
}

export interface DatabaseOptions {
  readonly url: string
  readonly poolSize: number
  readonly reportPoolSize: number
  /** An idle connection broke; the pool replaces it. */
  readonly onConnectionLost?: (error: Error) => void
}

/** Client-side limit; the server's own (statement 15 s, transaction 20 s) are shorter, so it strikes only when the server is gone. */
const CLIENT_TIMEOUT_MS = 25_000

export function openDatabase (options: DatabaseOptions): Database {
  const make = (name: string, max: number, extra: Partial<pg.PoolConfig> & { pipeline?: boolean } = {}): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: options.url, max, types: TYPES, application_name: `aeo-control ${name}`,
      connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000, query_timeout: CLIENT_TIMEOUT_MS, keepAlive: true, ...extra
    })
    // Without a listener the loss of an idle connection would end the process.
    pool.on('error', (error) => options.onConnectionLost?.(error))
    pool.on('connect', (client) => client.on('error', () => { /* reported to whoever awaits the query */ }))
    return pool
  }
  // A batch waits for its flush most of the time and many operators have one at once, so ingest gets three of four.
  const ingestSize = Math.max(1, Math.floor(options.poolSize * 3 / 4))
  const operations = make('operations', Math.max(1, options.poolSize - ingestSize))
  const ingest = make('ingest', ingestSize, { pipeline: true })
  const reports = make('reports', options.reportPoolSize)
  return { operations, ingest, reports, close: async () => { await Promise.all([operations.end(), ingest.end(), reports.end()]) } }
}
