import {
  GraphQLIncludeDirective, GraphQLSkipDirective, Kind, getArgumentValues, getDirectiveValues, getNamedType, getNullableType,
  isInterfaceType, isListType, isLeafType, isObjectType
} from 'graphql'
import type { DocumentNode, FieldNode, GraphQLField, GraphQLNamedType, GraphQLSchema, OperationDefinitionNode, SelectionNode, SelectionSetNode } from 'graphql'
import type { GraphqlLimits } from './limits.ts'
import { limitExceeded } from './problems.ts'

export interface Cost {
  /** One for each object that may be resolved and one for each ten leaves. */
  readonly cost: number
  readonly rows: number
}

export interface CostRules {
  readonly schema: GraphQLSchema
  readonly limits: Pick<GraphqlLimits, 'page' | 'assumedRows'>
  /** Rows of lists without a page size, keyed `Type.field`. */
  readonly assumedRows: ReadonlyMap<string, number>
}

const PAGE_ARGUMENTS = ['first', 'limit']

/**
 * What a query may cost at most: every list at its page size, multiplied inwards. The size of a field that answers a page
 * object counts for the lists of that object. A page size that is null or left out without a default counts as the largest.
 * Introspection is bounded on its own (`introspection.ts`).
 *
 * @param document valid and within the limits of its structure, so writing out its fragments is cheap.
 * @param values the variables, coerced.
 * @throws graphqlLimitExceeded for a page size, GraphQLError for a variable that an argument cannot take.
 */
export function costOf (rules: CostRules, document: DocumentNode, operation: OperationDefinitionNode, values: Record<string, unknown>): Cost {
  const { schema, limits } = rules
  let objects = 0
  let leaves = 0
  let rows = 0

  function walk (selectionSet: SelectionSetNode, parent: GraphQLNamedType, times: number, page: number | undefined): void {
    for (const selection of selectionSet.selections) {
      if (!isIncluded(selection, values)) continue
      if (selection.kind === Kind.FIELD) {
        const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[selection.name.value] : undefined
        if (field === undefined) leaves += times // __typename and its like
        else visitField(selection, field, parent, times, page)
        continue
      }
      const [inner, condition] = fragmentOf(document, selection)
      walk(inner, schema.getType(condition ?? parent.name) ?? parent, times, page)
    }
  }

  function visitField (node: FieldNode, field: GraphQLField<unknown, unknown>, parent: GraphQLNamedType, times: number, page: number | undefined): void {
    const ownPage = pageSize(node, field, values, limits.page)
    const type = getNamedType(field.type)
    if (isLeafType(type)) {
      leaves += times
      return
    }
    const list = isListType(getNullableType(field.type))
    const size = list ? ownPage ?? page ?? rules.assumedRows.get(`${parent.name}.${field.name}`) ?? limits.assumedRows : 1
    objects += times * size
    if (list) rows += times * size
    if (node.selectionSet !== undefined) walk(node.selectionSet, type, times * size, list ? undefined : ownPage)
  }

  const root = schema.getQueryType()
  if (root) walk(operation.selectionSet, root, 1, undefined)
  return { cost: Math.ceil(objects + leaves / 10), rows }
}

/** The largest of its page arguments, or undefined when the field has none. */
function pageSize (node: FieldNode, field: GraphQLField<unknown, unknown>, values: Record<string, unknown>, maximum: number): number | undefined {
  const given = getArgumentValues(field, node, values) // also refuses null where an argument may not be null
  const sizes = field.args
    .filter(({ name }) => PAGE_ARGUMENTS.includes(name))
    .map(({ name }) => typeof given[name] === 'number' ? given[name] : maximum)
  for (const size of sizes) {
    if (size < 1 || size > maximum) throw limitExceeded('page', maximum, size, { minimum: 1, field: field.name })
  }
  return sizes.length === 0 ? undefined : Math.max(...sizes)
}

export function isIncluded (selection: SelectionNode, values: Record<string, unknown>): boolean {
  return getDirectiveValues(GraphQLSkipDirective, selection, values)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, values)?.['if'] !== false
}

/** The selections of a spread or inline fragment, and the type it is for. */
export function fragmentOf (document: DocumentNode, selection: Exclude<SelectionNode, FieldNode>): [SelectionSetNode, condition: string | undefined] {
  if (selection.kind === Kind.INLINE_FRAGMENT) return [selection.selectionSet, selection.typeCondition?.name.value]
  const fragment = document.definitions.find((definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value)
  if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) throw new Error(`No fragment ${selection.name.value} in a valid document`)
  return [fragment.selectionSet, fragment.typeCondition.name.value]
}
