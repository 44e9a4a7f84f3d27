import { GraphQLError, getOperationAST, getVariableValues } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import mercurius from 'mercurius'
import type { MercuriusLoaders } from 'mercurius'
import type { App } from '../http/route-config.ts'
import type { Problem } from '../problem.ts'
import { shownFailures } from './answers.ts'
import { costOf } from './cost.ts'
import type { CostRules } from './cost.ts'
import { guardFields } from './guard.ts'
import type { GuardedContext } from './guard.ts'
import { countIntrospection, introspectionMaximum } from './introspection.ts'
import type { GraphqlLimits } from './limits.ts'
import { joinLoaders, joinResolvers } from './parts.ts'
import type { GraphqlPart } from './parts.ts'
import { graphqlInvalid, limitExceeded } from './problems.ts'
import { joinedSchema } from './schema.ts'
import { assumedRows, fieldScopes } from './scopes.ts'
import { limitStructure } from './structure.ts'

/** One query on its way: what resolvers get, and what the engine notes. */
export interface QueryContext extends GuardedContext {
  readonly operationName: string | undefined
  cost?: { readonly requested: number, readonly maximum: number }
}

export interface EngineOptions {
  readonly limits: GraphqlLimits
  readonly problemOf: (error: unknown) => Problem | undefined
}

/**
 * Sets up mercurius, without its routes, so that `reply.graphql()` answers within the limits.
 *
 * @throws Error, which stops the start, on a fault in the parts.
 */
export function prepareEngine (parts: readonly GraphqlPart[], { limits, problemOf }: EngineOptions): (app: App) => Promise<void> {
  const schema = joinedSchema(parts)
  const scopes = fieldScopes(parts, schema)
  const rules = { schema, limits, assumedRows: assumedRows(parts, schema) }
  const resolvers = joinResolvers(parts)
  const loaders = joinLoaders(parts) as unknown as MercuriusLoaders // its context is the one given to reply.graphql()
  const checkCost = costCheck(rules, limits)

  return async (app) => {
    await app.register(mercurius, {
      schema,
      resolvers,
      loaders,
      routes: false,
      jit: 0,
      cache: limits.cachedDocuments,
      graphql: { parseOptions: { maxTokens: limits.tokens }, validateOptions: { maxErrors: limits.errors } },
      errorFormatter: (execution, context) => {
        const { log, request } = context as unknown as QueryContext
        const errors = shownFailures(execution.errors, { log, requestId: request.id, problemOf })
        // The code as it is: after the deadline another answer may be under way.
        return { statusCode: context.reply.statusCode, response: { data: execution.data ?? null, errors } }
      }
    })
    guardFields(schema, scopes, limits.rows)
    app.graphql.addHook('preParsing', async (_schema, source) => refuseJson(source))
    app.graphql.addHook('preValidation', async (_schema, document) => limitStructure(document, limits))
    app.graphql.addHook('preExecution', async (_schema, document, context, variables) => {
      checkCost(document, context as unknown as QueryContext, variables)
    })
  }
}

/**
 * What mercurius cannot parse it tries as a syntax tree in JSON, past the limit on tokens: 64 KiB of it hold validation
 * for seconds. No GraphQL document is JSON, so JSON is refused; the pattern spares other documents the attempt.
 */
function refuseJson (source: string): void {
  if (!/^\s*(?:\{\s*["}]|[["\-\dtfn])/.test(source)) return
  try {
    JSON.parse(source)
  } catch {
    return
  }
  throw graphqlInvalid('The query is a GraphQL document as text, not JSON.')
}

function costCheck (rules: CostRules, limits: GraphqlLimits): (document: DocumentNode, context: QueryContext, variables: Record<string, unknown>) => void {
  const maximumIntrospection = introspectionMaximum(rules.schema)
  return (document, context, variables) => {
    const operation = getOperationAST(document, context.operationName)
    if (!operation) throw graphqlInvalid('The document has no such operation.')
    const values = coercedVariables(rules.schema, operation.variableDefinitions ?? [], variables)
    const { cost, rows } = costOf(rules, document, operation, values)
    context.cost = { requested: Math.min(cost, Number.MAX_SAFE_INTEGER), maximum: limits.cost }
    if (rows > limits.rows) throw limitExceeded('rows', limits.rows, rows)
    if (cost > limits.cost) throw limitExceeded('cost', limits.cost, cost)
    countIntrospection(rules.schema, document, operation, values, maximumIntrospection)
  }
}

function coercedVariables (schema: GraphQLSchema, definitions: Parameters<typeof getVariableValues>[1], variables: Record<string, unknown>): Record<string, unknown> {
  const { coerced, errors } = getVariableValues(schema, definitions, variables)
  if (coerced === undefined) throw errors?.[0] ?? new GraphQLError('The variables do not fit.')
  return coerced
}
