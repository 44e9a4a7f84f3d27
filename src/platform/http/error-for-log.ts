import { Problem } from '../problem.ts'
import { AccessRefusal } from './access-refusal.ts'
import { databaseFault, quotesStatement } from '../db/database-failure.ts'

export interface LoggedError {
  type: string
  code?: string
  message?: string
  reason?: string
  sqlState?: string
  constraint?: string
  table?: string
  stack?: string[]
  cause?: LoggedError
}

/** Messages of these built-in errors quote what was parsed. */
const QUOTING = new Set(['SyntaxError', 'URIError'])
/** What a problem says may quote the request; this one says in words of ours of what there was too much. */
const OVERLOADED = '/problems/overloaded'
const DEEPEST_CAUSE = 4

/** An error for the log, member by member: never a value of a statement, nor what a parser choked on. */
export function errorForLog (error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error }
  if (error instanceof AccessRefusal) return { type: error.name, reason: error.reason }
  const { code } = error as NodeJS.ErrnoException
  const stack = frames(error)
  return {
    type: error instanceof Problem ? error.type : plain(error.name, 100),
    ...(typeof code === 'string' ? { code: plain(code, 100) } : {}),
    ...(mayBeQuoted(error) ? { message: plain(error.message, 500) } : {}),
    ...databaseFault(error),
    ...(error instanceof Problem || stack.length === 0 ? {} : { stack }),
    ...(error.cause === undefined || depth === DEEPEST_CAUSE ? {} : { cause: errorForLog(error.cause, depth + 1) })
  }
}

function mayBeQuoted (error: Error): boolean {
  if (error instanceof Problem) return error.type === OVERLOADED
  return !QUOTING.has(error.name) && databaseFault(error) === undefined && !quotesStatement(error)
}

/** The stack without its first line, which repeats the message. */
function frames (error: Error): string[] {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 20).map((line) => line.trim())
}

/** One line stays one line, also on a terminal: no control, direction or invisible characters. */
export function plain (text: string, longest: number): string {
  return text.slice(0, longest).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
}
