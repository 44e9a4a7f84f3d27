// Types only: names what a route may tell the documentation.
import type {} from '@fastify/swagger'
import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import type { FormattedExecutionResult } from 'graphql'
import { databaseProblem } from '../db/database-failure.ts'
import type { App } from '../http/route-config.ts'
import { Problem, methodNotAllowed } from '../problem.ts'
import { shownFaults } from './answers.ts'
import { prepareEngine } from './engine.ts'
import type { QueryContext } from './engine.ts'
import { GRAPHQL_LIMITS } from './limits.ts'
import type { GraphqlLimits } from './limits.ts'
import { GRAPHQL_ANSWER, answerType, requireJson } from './media-types.ts'
import type { GraphqlPart } from './parts.ts'
import { AnyParameters, GraphqlRequestSchema, NoParameters, compileStrictly } from './request-schema.ts'
import type { GraphqlRequest } from './request-schema.ts'
import { RunningQueries, beforeDeadline } from './running.ts'

export interface GraphqlOptions {
  readonly path?: string
  readonly limits?: Partial<GraphqlLimits>
  /** Turns failures that are expected into problems, by default those of a lost database; all others are masked. */
  readonly problemOf?: (error: unknown) => Problem | undefined
  /** Settings that the surrounding context wants of its routes. Rights are checked per field. */
  readonly routeConfig?: FastifyContextConfig
}

const REFUSED_METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Registers `POST /graphql` in a context whose hooks have set `request.principal`.
 *
 * @throws Error, which stops the start, on a fault in the parts, such as a field of Query that names no scope.
 */
export function registerGraphql (app: App, parts: readonly GraphqlPart[], options: GraphqlOptions = {}): void {
  const url = options.path ?? '/graphql'
  const limits = { ...GRAPHQL_LIMITS, ...options.limits }
  const config = options.routeConfig ?? {}
  const installEngine = prepareEngine(parts, { limits, problemOf: options.problemOf ?? databaseProblem })

  app.register(async (scope) => {
    await installEngine(scope)
    scope.route({
      method: 'POST',
      url,
      config,
      bodyLimit: limits.bodyBytes,
      schema: {
        operationId: 'queryGraphql',
        summary: 'Answer a GraphQL query',
        description: 'Reading only. The contract is openapi/schema.graphql; each field names the scope it needs.',
        tags: ['graphql'],
        querystring: NoParameters,
        body: GraphqlRequestSchema
      },
      validatorCompiler: compileStrictly,
      onRequest: async (request) => requireJson(request.headers['content-type']),
      handler: answering(limits)
    })
    scope.route({
      method: REFUSED_METHODS,
      url,
      config,
      schema: { hide: true, querystring: AnyParameters },
      onRequest: refuseMethod,
      handler: refuseMethod
    })
  })
}

async function refuseMethod (): Promise<never> {
  throw methodNotAllowed('Queries are sent by POST.', {}, { headers: { allow: 'POST' } })
}

type QueryRequest = FastifyRequest<{ Body: GraphqlRequest }>

function answering (limits: GraphqlLimits): (request: QueryRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const running = new RunningQueries(limits.concurrent)
  return async (request, reply) => {
    const { query, operationName, variables } = request.body
    const context = contextOf(request, operationName ?? undefined)
    const type = answerType(request.headers.accept)
    const leave = running.enter(context.principal.operatorId)
    let answer: FormattedExecutionResult
    try {
      // mercurius adds to the context it is given, and resolvers get that same object
      const run = (signal: AbortSignal) => reply.graphql(query, Object.assign(context, { signal }), variables ?? {}, operationName ?? undefined)
      const { data, errors } = await beforeDeadline(limits.deadlineMs, run, leave)
      answer = errors === undefined ? { data: data ?? null } : { errors: errors as FormattedExecutionResult['errors'] ?? [], data: data ?? null }
    } catch (error) {
      answer = { errors: shownFaults(faultsOf(error), limits) }
      reply.code(statusOf(answer, type === GRAPHQL_ANSWER))
      request.log.info({ type: answer.errors?.[0]?.extensions?.['type'] }, 'a GraphQL query was refused')
    }
    if (context.cost !== undefined) answer.extensions = { cost: context.cost }
    return reply.type(type).send(JSON.stringify(answer))
  }
}

function contextOf (request: QueryRequest, operationName: string | undefined): Omit<QueryContext, 'signal'> {
  const { principal } = request
  if (!principal) throw new Error('GraphQL is registered where no hook sets request.principal')
  return { principal, request, log: request.log, operationName, rows: 0 }
}

/** What stopped a query before its execution; anything else is a bug and goes to the problem handler. */
function faultsOf (error: unknown): readonly Error[] {
  if (error instanceof Problem || error instanceof GraphQLError) return [error]
  if (error instanceof Error && 'code' in error && error.code === 'MER_ERR_GQL_VALIDATION' && 'errors' in error && Array.isArray(error.errors)) {
    return error.errors
  }
  throw error
}

/** Under `application/json` a faulty document answers 200 (GraphQL over HTTP, 6.4.1); a limit is a 400 in either type. */
function statusOf ({ errors }: FormattedExecutionResult, graphqlType: boolean): number {
  const { type, status } = errors?.[0]?.extensions ?? {}
  if (type === '/problems/graphql-invalid' && !graphqlType) return 200
  return typeof status === 'number' ? status : 400
}
