import pg from 'pg'
import { databaseUnavailable, storageFull } from '../problem.ts'
import type { Problem } from '../problem.ts'

/** SQLSTATE of a database error, or of the system error that stands for a lost connection. */
export function sqlState (error: unknown): string | undefined {
  if (error instanceof pg.DatabaseError) return error.code
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

const CONNECTION_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOTFOUND'])
const CONNECTION_MESSAGES = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|not queryable|Cannot use a pool after calling end/

/** Whether the connection broke, so that what was asked may or may not have happened. */
export function isConnectionLoss (error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined && (CONNECTION_ERRORS.has(state) || state.startsWith('08') || state.startsWith('57P'))) return true
  return error instanceof Error && CONNECTION_MESSAGES.test(error.message)
}

/** Deadlock, serialisation failure, lock timeout: running again is right. */
export function isRetryable (error: unknown): boolean {
  const state = sqlState(error)
  return state === '40P01' || state === '40001'
}

/** Faults of the data itself (classes 22 and 23): running again is no use, the culprit must be found. */
export function isDataError (error: unknown): boolean {
  const state = sqlState(error)
  return state !== undefined && (state.startsWith('22') || state.startsWith('23'))
}

/** The problem that an outage of the database stands for; undefined for anything else. */
export function outageProblem (error: unknown): Problem | undefined {
  const options = { cause: error, headers: { 'retry-after': '2' } }
  const state = sqlState(error)
  if (state === '53100') return storageFull('There is no room to store this; nothing was written.', {}, options)
  if (isConnectionLoss(error) || (state !== undefined && /^(53|57|55P03|25P04)/.test(state))) {
    return databaseUnavailable('Nothing is lost: send the request again.', {}, options)
  }
  return undefined
}
