import { errorForLog } from './platform/http/error-for-log.ts'
import type { LoggedError } from './platform/http/error-for-log.ts'
import { Problem } from './platform/problem.ts'

/** What the command line says when a command fails in a way that it did not expect. */

/** The error and what caused it, each with where it was thrown; no more of them than a log may hold, as output of commands is kept in logs. */
export function failureText (error: unknown): string {
  const lines: string[] = []
  let thrown = error
  for (let logged: LoggedError | undefined = errorForLog(error); logged !== undefined; logged = logged.cause) {
    lines.push(`${lines.length === 0 ? '' : 'Caused by '}${headOf(logged, thrown)}`, ...(logged.stack ?? []).map((frame) => `    ${frame}`))
    thrown = thrown instanceof Error ? thrown.cause : undefined
  }
  return lines.join('\n')
}

function headOf ({ type, message, reason, code, sqlState, constraint, table }: LoggedError, thrown: unknown): string {
  // What a problem says is meant for whoever asked.
  const words = thrown instanceof Problem ? `${thrown.title}: ${thrown.message}` : message ?? reason
  const facts = Object.entries({ code: code === sqlState ? undefined : code, sqlState, constraint, table }).flatMap(([name, value]) => value === undefined ? [] : [`${name} ${value}`])
  return `${type}${words === undefined ? '' : `: ${words}`}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`
}
