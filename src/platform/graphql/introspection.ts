import { Kind, SchemaMetaFieldDef, TypeMetaFieldDef, getArgumentValues, getIntrospectionQuery, getNamedType, getOperationAST, isObjectType, parse } from 'graphql'
import type { DocumentNode, GraphQLField, GraphQLResolveInfo, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql'
import { fragmentOf, isIncluded } from './cost.ts'
import { limitExceeded } from './problems.ts'

const STANDARD_QUERY = getIntrospectionQuery({ descriptions: true, directiveIsRepeatable: true, inputValueDeprecation: true, oneOf: true, schemaDescription: true, specifiedByUrl: true })

/** Twice what the standard query of every client needs on this schema, so clients work and aliases of it do not pile up. */
export function introspectionMaximum (schema: GraphQLSchema): number {
  const document = parse(STANDARD_QUERY)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('The standard introspection query has no operation')
  return 2 * countIntrospection(schema, document, operation, {}, Number.MAX_SAFE_INTEGER)
}

/**
 * Counts the fields that introspection would answer. The schema is at hand, so the count is exact rather than estimated:
 * each step knows which types it stands on and how often, and it stops at the maximum.
 *
 * @throws graphqlLimitExceeded as soon as the count passes the maximum.
 */
export function countIntrospection (schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, values: Record<string, unknown>, maximum: number): number {
  let count = 0

  function walk (selectionSet: SelectionSetNode, fields: Readonly<Record<string, GraphQLField<unknown, unknown>>>, standingOn: ReadonlyMap<unknown, number>): void {
    for (const selection of selectionSet.selections) {
      if (!isIncluded(selection, values)) continue
      if (selection.kind !== Kind.FIELD) {
        walk(fragmentOf(document, selection)[0], fields, standingOn)
        continue
      }
      const field = fields[selection.name.value]
      if (field === undefined) continue // __typename, or a field of data when at the root
      for (const times of standingOn.values()) count += times
      if (count > maximum) throw limitExceeded('introspection', maximum, count)
      const type = getNamedType(field.type)
      if (selection.selectionSet === undefined || !isObjectType(type)) continue
      const reached = answersOf(schema, field, getArgumentValues(field, selection, values), standingOn)
      if (reached.size > 0) walk(selection.selectionSet, type.getFields(), reached)
    }
  }

  walk(operation.selectionSet, { __schema: SchemaMetaFieldDef, __type: TypeMetaFieldDef }, new Map([[schema, 1]]))
  return count
}

function answersOf (schema: GraphQLSchema, field: GraphQLField<unknown, unknown>, args: Record<string, unknown>, sources: ReadonlyMap<unknown, number>): Map<unknown, number> {
  const answers = new Map<unknown, number>()
  for (const [source, times] of sources) {
    // Resolvers of introspection read nothing of the info but the schema.
    const answer: unknown = field.resolve?.(source, args, undefined, { schema } as GraphQLResolveInfo)
    for (const one of Array.isArray(answer) ? answer : [answer]) {
      if (one !== undefined && one !== null) answers.set(one, (answers.get(one) ?? 0) + times)
    }
  }
  return answers
}
