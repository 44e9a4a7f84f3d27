import { databaseFault, databaseProblem } from './database-failure.ts'

/** What a database error means for the work that met it. */

/** SQLSTATEs of a server that ends the session: whatever ran may or may not have happened. */
const SESSION_ENDED = /^(08|57P)/

/** Whether the connection broke, so that what was asked may or may not have happened. */
export function isConnectionLoss (error: unknown): boolean {
  const state = databaseFault(error)?.sqlState
  return state === undefined ? databaseProblem(error) !== undefined : SESSION_ENDED.test(state)
}

/** Deadlock, serialisation failure, or a lock that was not to be had in time: nothing was done, and running again is right. */
export function isRetryable (error: unknown): boolean {
  const state = databaseFault(error)?.sqlState
  return state === '40P01' || state === '40001' || state === '55P03'
}

/** Faults of the data itself (classes 22 and 23): running again is no use, the culprit must be found. */
export function isDataError (error: unknown): boolean {
  return /^2[23]/.test(databaseFault(error)?.sqlState ?? '')
}
