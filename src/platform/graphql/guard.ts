import { defaultFieldResolver, getNamedType, getNullableType, isLeafType, isListType, isObjectType } from 'graphql'
import type { GraphQLField, GraphQLFieldResolver, GraphQLSchema } from 'graphql'
import { requireScope } from '../access.ts'
import type { Scope } from '../access.ts'
import type { GraphqlContext } from './parts.ts'
import { graphqlTimeout, limitExceeded } from './problems.ts'
import { ownTypes } from './schema.ts'

/** The context as the platform sees it: with the count of rows answered so far. */
export interface GuardedContext extends GraphqlContext {
  rows: number
}

type GuardedResolver = GraphQLFieldResolver<unknown, GuardedContext>

/**
 * Puts a guard before every field that does work: the right it needs, the deadline, and the count of rows, since an
 * estimate before execution cannot know a list without a page size. To be called once resolvers and loaders are set.
 */
export function guardFields (schema: GraphQLSchema, scopes: ReadonlyMap<string, Scope>, maximumRows: number): void {
  for (const type of ownTypes(schema)) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const scope = scopes.get(`${type.name}.${field.name}`)
      const rows = isListType(getNullableType(field.type)) && !isLeafType(getNamedType(field.type))
      if (scope !== undefined || rows || field.resolve !== undefined) field.resolve = guarded(field, scope, rows ? maximumRows : undefined)
    }
  }
}

function guarded (field: GraphQLField<unknown, GuardedContext>, scope: Scope | undefined, maximumRows: number | undefined): GuardedResolver {
  const resolve: GuardedResolver = field.resolve ?? defaultFieldResolver
  return (root, args, context, info) => {
    if (scope !== undefined) requireScope(context.principal, scope)
    if (context.signal.aborted) throw graphqlTimeout('The query passed its deadline.')
    const answer: unknown = resolve(root, args, context, info)
    if (maximumRows === undefined) return answer
    return answer instanceof Promise
      ? answer.then((rows: unknown) => countRows(rows, context, maximumRows))
      : countRows(answer, context, maximumRows)
  }
}

function countRows (answer: unknown, context: GuardedContext, maximum: number): unknown {
  if (Array.isArray(answer)) context.rows += answer.length
  if (context.rows > maximum) throw limitExceeded('rows', maximum, context.rows)
  return answer
}
