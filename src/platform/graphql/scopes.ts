import { isObjectType } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { SCOPES } from '../access.ts'
import type { Scope } from '../access.ts'
import { joinSettings } from './parts.ts'
import type { GraphqlPart } from './parts.ts'
import { joinedSchema } from './schema.ts'

/**
 * The right each field needs, keyed `Type.field`.
 *
 * @throws Error, which stops the start, when a field of Query has none or when one is named that does not exist.
 */
export function fieldScopes (parts: readonly GraphqlPart[], schema: GraphQLSchema = joinedSchema(parts)): ReadonlyMap<string, Scope> {
  const scopes = joinSettings(parts.map(({ scopes }) => scopes))
  for (const [coordinate, scope] of scopes) {
    refuseUnknownField(schema, coordinate)
    if (!SCOPES.includes(scope)) throw new Error(`GraphQL field ${coordinate} names the unknown scope ${scope}`)
  }
  for (const field of Object.keys(schema.getQueryType()?.getFields() ?? {})) {
    if (!scopes.has(`Query.${field}`)) throw new Error(`GraphQL field Query.${field} names no scope`)
  }
  return scopes
}

/** Rows to expect of lists without a page size. @throws Error when a field is named that does not exist. */
export function assumedRows (parts: readonly GraphqlPart[], schema: GraphQLSchema): ReadonlyMap<string, number> {
  const rows = joinSettings(parts.map(({ assumedRows }) => assumedRows ?? {}))
  for (const coordinate of rows.keys()) refuseUnknownField(schema, coordinate)
  return rows
}

function refuseUnknownField (schema: GraphQLSchema, coordinate: string): void {
  const [typeName = '', field = ''] = coordinate.split('.')
  const type = schema.getType(typeName)
  if (!isObjectType(type) || type.getFields()[field] === undefined) throw new Error(`There is no GraphQL field ${coordinate}`)
}
