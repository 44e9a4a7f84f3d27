import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import type { FastifyBaseLogger } from 'fastify'
import { MAX_FAULTS, Problem } from '../problem.ts'
import { graphqlInvalid, limitExceeded } from './problems.ts'

/** Messages of validation repeat what was sent; more than this of it helps nobody. */
const MAX_MESSAGE = 500

/** A problem as GraphQL shows it: `detail` is the message, all other members are extensions. */
export function shownProblem (problem: Problem, at: Pick<GraphQLFormattedError, 'locations' | 'path'> = {}): GraphQLFormattedError {
  const { detail: _detail, ...extensions } = problem.toJSON()
  return { message: problem.message, ...at, extensions }
}

/** Faults of parsing, validation and variables: graphql-js words them for the client, so they are shown. */
export function shownFaults (faults: readonly Error[], limits: { errors: number, tokens: number }): GraphQLFormattedError[] {
  return faults.slice(0, limits.errors).map((fault) => {
    if (fault instanceof Problem) return shownProblem(fault)
    if (/ more tha[nt] \d+ tokens/.test(fault.message)) return shownProblem(limitExceeded('tokens', limits.tokens))
    const message = fault.message.length > MAX_MESSAGE ? `${fault.message.slice(0, MAX_MESSAGE)}…` : fault.message
    return shownProblem(graphqlInvalid(message), fault instanceof GraphQLError ? whereabouts(fault) : {})
  })
}

export interface ErrorAudience {
  readonly log: FastifyBaseLogger
  readonly requestId: string
  /** Knows failures that are expected but are no problems yet, such as a lost database connection. */
  readonly problemOf: (error: unknown) => Problem | undefined
}

/**
 * Failures of resolvers: problems are shown, everything else is our bug, so it is logged and then masked.
 *
 * One missing right can fail a field in each of a thousand rows: the first hundred are shown, and each kind is logged once.
 */
export function shownFailures (failures: readonly GraphQLError[], audience: ErrorAudience): GraphQLFormattedError[] {
  const logged = new Set<string>()
  return failures.slice(0, MAX_FAULTS).map((failure) => {
    const cause = failure.originalError ?? failure
    const problem = cause instanceof Problem ? cause : audience.problemOf(cause)
    const kind = `${problem?.type} ${problem === undefined ? cause.message : ''} ${fieldOf(failure)}`
    if (!logged.has(kind)) logFailure(audience.log, cause, problem, fieldOf(failure))
    logged.add(kind)
    return problem === undefined ? internalError(audience.requestId, whereabouts(failure)) : shownProblem(problem, whereabouts(failure))
  })
}

function logFailure (log: FastifyBaseLogger, cause: Error, problem: Problem | undefined, field: string): void {
  if (problem === undefined) log.error({ err: cause, field }, 'a GraphQL field failed')
  else if (problem.status >= 500) log.warn({ err: problem.cause ?? cause, type: problem.type, field }, 'a GraphQL field was not answered')
  else log.info({ type: problem.type, field }, 'a GraphQL field was refused')
}

/** The path without the positions in lists, so that all rows of a list are one field. */
function fieldOf ({ path }: GraphQLError): string {
  return path?.filter((step) => typeof step === 'string').join('.') ?? ''
}

function internalError (requestId: string, at: Pick<GraphQLFormattedError, 'locations' | 'path'>): GraphQLFormattedError {
  return { message: 'Internal error', ...at, extensions: { type: 'about:blank', status: 500, title: 'Internal error', requestId } }
}

function whereabouts ({ locations, path }: GraphQLError): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  return { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) }
}
