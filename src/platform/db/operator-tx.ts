import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { requireScope } from '../access.ts'
import type { Principal, Scope } from '../access.ts'
import { resolveActor, rememberActor } from '../log/actors.ts'
import { eventParameters } from '../log/pending-events.ts'
import { outcomeUnknown } from '../problem.ts'
import { isConnectionLoss, isRetryable } from './database-error.ts'
import { databaseProblem } from './database-failure.ts'
import { hasLarge, queryLarge } from './large-values.ts'
import type { Database } from './pool.ts'

/**
 * A transaction of one operator. Only `withOperator` makes one, so a query without an operator or a right does not compile.
 */
export interface OperatorTx {
  readonly operatorId: string
  readonly principal: Principal
  /** Instant of the transaction, set once, whole milliseconds. */
  readonly at: Date
  /** Runs one statement. Values are parameters, never text. */
  query: <Row = Record<string, unknown>>(text: string, values?: readonly unknown[]) => Promise<Row[]>
  /** Collects an event; it is chained and written last, just before the commit. */
  log: (type: string, subject: string, data: Record<string, unknown>, actorSubject?: string) => void
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const ATTEMPTS = 3
const OUTCOME_WAIT_MS = 5_000

/** The statement that begins a transaction of the operator. SET takes no parameter, so the value is checked here. */
export function beginStatement (operatorId: string, readOnly = false): string {
  if (!UUID.test(operatorId)) throw new Error('An operator id is a lower-case UUID')
  return `begin${readOnly ? ' read only' : ''}; set local app.operator_id = '${operatorId}'`
}

/**
 * Runs `work` in one transaction of the principal's operator, with its events.
 *
 * Deadlocks run again, up to three times. If the connection breaks at the commit, the outcome is read back.
 *
 * @throws forbidden without the right; database-unavailable, storage-full, outcome-unknown.
 */
export function withOperator<T> (db: Database, principal: Principal, scope: Scope, work: (tx: OperatorTx) => Promise<T>, clock: () => Date = () => new Date()): Promise<T> {
  requireScope(principal, scope)
  return runOperatorTx(db.operations, principal, work, clock)
}

/** The same for reading: the database itself refuses a write. Uses the reports' own connections. */
export async function withOperatorReadOnly<T> (db: Database, principal: Principal, scope: Scope, work: (tx: OperatorTx) => Promise<T>, clock: () => Date = () => new Date()): Promise<T> {
  requireScope(principal, scope)
  return await onConnection(db.reports, async (client) => {
    await client.query(beginStatement(principal.operatorId, true))
    const result = await work(makeTx(client, principal, clock(), []))
    await client.query('commit')
    return result
  })
}

interface CollectedEvent { type: string, subject: string, data: Record<string, unknown>, actorSubject: string }

/** The transaction without a check of rights, for work that was checked when it was taken in (ingest batches, the command line). */
export async function runOperatorTx<T> (pool: pg.Pool, principal: Principal, work: (tx: OperatorTx) => Promise<T>, clock: () => Date): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const attemptState: { committing?: string } = {}
    try {
      return await onConnection(pool, async (client) => await attemptTx(client, principal, work, clock(), attemptState))
    } catch (error) {
      const decision = await afterFailure(pool, error, attemptState, attempt)
      if (decision === 'again') continue
      if (decision !== 'failed') return decision.committed as T
      throw error
    }
  }
}

class CommitLost extends Error {
  readonly result: unknown
  constructor (result: unknown, cause: unknown) {
    super('The connection broke at the commit', { cause })
    this.result = result
  }
}

async function attemptTx<T> (client: pg.PoolClient, principal: Principal, work: (tx: OperatorTx) => Promise<T>, at: Date, state: { committing?: string }): Promise<T> {
  await client.query(beginStatement(principal.operatorId))
  const events: CollectedEvent[] = []
  const tx = makeTx(client, principal, at, events)
  const result = await work(tx)
  const actors = events.length > 0 ? await appendEvents(tx, events) : new Map<string, string>()
  const { rows: [row] } = await client.query<{ xid: string | null }>('select pg_current_xact_id_if_assigned()::text as xid')
  if (row?.xid != null) state.committing = row.xid
  try {
    await client.query('commit')
  } catch (error) {
    throw isConnectionLoss(error) ? new CommitLost(result, error) : error
  }
  for (const [subject, actorId] of actors) rememberActor(principal.operatorId, subject, actorId)
  return result
}

async function appendEvents (tx: OperatorTx, events: readonly CollectedEvent[]): Promise<Map<string, string>> {
  const actors = new Map<string, string>()
  for (const { actorSubject } of events) {
    if (!actors.has(actorSubject)) actors.set(actorSubject, await resolveActor(tx.query, tx.operatorId, actorSubject))
  }
  const pending = events.map((event) => ({ ...event, actor: actors.get(event.actorSubject) ?? '' }))
  await tx.query('select aeo.append_events($1, $2, $3, $4, $5, $6, $7, $8)', [tx.operatorId, tx.at, ...eventParameters(pending)])
  return actors
}

/** Decides what a failed attempt means: run again, the true result after all, or the error itself. */
async function afterFailure (pool: pg.Pool, error: unknown, state: { committing?: string }, attempt: number): Promise<'again' | 'failed' | { committed: unknown }> {
  if (error instanceof CommitLost) {
    // A transaction that wrote nothing has no outcome to ask for.
    if (state.committing === undefined) return { committed: error.result }
    const outcome = await readOutcome(pool, state.committing)
    if (outcome === 'committed') return { committed: error.result }
    if (outcome === 'aborted' && attempt < ATTEMPTS) return 'again'
    throw outcomeUnknown('The database was lost at the commit. Send the request again: it takes effect once.', {}, { cause: error, headers: { 'retry-after': '5' } })
  }
  if (isRetryable(error) && attempt < ATTEMPTS) return 'again'
  const outage = databaseProblem(error)
  if (outage !== undefined) throw outage
  return 'failed'
}

/** Asks the database, on a new connection, what became of a transaction. */
async function readOutcome (pool: pg.Pool, xid: string): Promise<'committed' | 'aborted' | 'unknown'> {
  const deadline = performance.now() + OUTCOME_WAIT_MS
  while (performance.now() < deadline) {
    try {
      const { rows: [row] } = await pool.query<{ status: string | null }>('select pg_xact_status($1::xid8) as status', [xid])
      if (row?.status === 'committed' || row?.status === 'aborted') return row.status
    } catch (error) {
      // Another server may not know the number at all: then nothing can be said.
      if (!isConnectionLoss(error)) return 'unknown'
    }
    await pause(100)
  }
  return 'unknown'
}

/** Lends a connection; one on which anything failed is closed rather than lent again. */
export async function onConnection<T> (pool: pg.Pool, use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let failure: unknown
  try {
    return await use(client)
  } catch (error) {
    failure = error
    if (!isConnectionLoss(error) && !(error instanceof CommitLost)) {
      try {
        await client.query('rollback')
        failure = undefined
      } catch { /* the connection goes, and with it the transaction */ }
    }
    throw error
  } finally {
    client.release(failure !== undefined)
  }
}

function makeTx (client: pg.PoolClient, principal: Principal, at: Date, events: CollectedEvent[]): OperatorTx {
  return {
    operatorId: principal.operatorId,
    principal,
    at,
    async query <Row>(text: string, values: readonly unknown[] = []) {
      const result = hasLarge(values) ? await queryLarge(client, text, values) : await client.query(text, [...values])
      return result.rows as Row[]
    },
    log (type, subject, data, actorSubject = principal.subject) {
      events.push({ type, subject, data, actorSubject })
    }
  }
}
