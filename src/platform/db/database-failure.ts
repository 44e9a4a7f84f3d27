import { databaseUnavailable, storageFull } from '../problem.ts'
import type { Problem } from '../problem.ts'

/** What may be said about a database error: its other members hold other people's values. */
export interface DatabaseFault { sqlState: string, constraint?: string, table?: string }

const DEEPEST_CAUSE = 5

/** The database's own error within an error and its causes. */
export function databaseFault (error: unknown): DatabaseFault | undefined {
  for (const cause of causes(error)) {
    const { code, severity, constraint, table } = cause as unknown as Record<string, unknown>
    if (typeof severity !== 'string' || typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) continue
    return {
      sqlState: code,
      ...(typeof constraint === 'string' ? { constraint } : {}),
      ...(typeof table === 'string' ? { table } : {})
    }
  }
  return undefined
}

/** Whether an error, or what caused it, carries a statement and its values in its message. */
export function quotesStatement (error: unknown): boolean {
  return causes(error).some((cause) => 'query' in cause && 'params' in cause)
}

/** Connection exceptions, rollbacks that outlasted their retries, lacking resources, intervention by an operator. */
const PASSING_CLASSES = new Set(['08', '40', '53', '57'])
/** Lock not available, and timeouts of transactions. */
const PASSING_STATES = new Set(['55P03', '25P03', '25P04'])
const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])
/** The pool and the client name these in words alone. */
const POOL_MESSAGES = /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout|Client was closed and is not queryable|Cannot use a pool after calling end)/

/** The problem for a database that cannot answer now; undefined when the error is of another kind. */
export function databaseProblem (error: unknown): Problem | undefined {
  const options = { cause: error, headers: { 'retry-after': '2' } }
  const fault = databaseFault(error)
  if (fault?.sqlState === '53100') return storageFull('Nothing can be written until space is freed.', {}, options)
  if (fault !== undefined) return isPassing(fault.sqlState) ? unavailable(options) : undefined
  return causes(error).some(isLostConnection) ? unavailable(options) : undefined
}

function unavailable (options: { cause: unknown, headers: Record<string, string> }): Problem {
  return databaseUnavailable('Try again in a moment; nothing was decided.', {}, options)
}

function isPassing (sqlState: string): boolean {
  return PASSING_CLASSES.has(sqlState.slice(0, 2)) || PASSING_STATES.has(sqlState)
}

function isLostConnection (cause: Error): boolean {
  const { code, syscall } = cause as NodeJS.ErrnoException
  if (typeof code === 'string' && SOCKET_CODES.has(code)) return true
  if (code === 'ENOENT' && syscall === 'connect') return true
  return POOL_MESSAGES.test(cause.message)
}

function causes (error: unknown): Error[] {
  const found: Error[] = []
  for (let cause = error; cause instanceof Error && found.length < DEEPEST_CAUSE; cause = cause.cause) {
    found.push(cause)
    // Trying every address of a name fails with one error for all of them.
    if (cause instanceof AggregateError) found.push(...cause.errors.filter((each) => each instanceof Error).slice(0, DEEPEST_CAUSE))
  }
  return found
}
