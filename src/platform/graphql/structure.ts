import { Kind, OperationTypeNode, visit } from 'graphql'
import type { DocumentNode, FragmentDefinitionNode, SelectionNode, SelectionSetNode } from 'graphql'
import type { GraphqlLimits } from './limits.ts'
import { graphqlInvalid, limitExceeded } from './problems.ts'

/** The size of a selection once its fragments are written out. */
interface Extent {
  depth: number
  introspectionDepth: number
  selections: number
  /** Fields at this level: of an operation, its root fields. */
  rootFields: number
}

/**
 * Refuses a document by its shape alone, before validation: one rule of graphql-js (introspection depth) walks every path
 * through the fragments, so twenty of them that spread each other would hold it for years, used or not; another (overlapping
 * fields) compares each pair of fields of one name.
 *
 * Takes time linear in the document, whatever its fragments do.
 *
 * @throws graphqlLimitExceeded, and graphqlInvalid for anything but queries and for a fragment within itself.
 */
export function limitStructure (document: DocumentNode, limits: GraphqlLimits): void {
  const written = countWritten(document)
  for (const limit of ['aliases', 'fragments', 'directives', 'repeats'] as const) {
    if (written[limit] > limits[limit]) throw limitExceeded(limit, limits[limit], written[limit])
  }
  const extentOf = extents(document)
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      if (definition.operation !== OperationTypeNode.QUERY) throw graphqlInvalid(`Only queries are answered here, no ${definition.operation}: changes go through REST.`)
      limitExtent(extentOf(definition.selectionSet), ['rootFields', 'depth', 'introspectionDepth', 'selections'], limits)
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      limitExtent(extentOf(definition.selectionSet), ['selections'], limits)
    }
  }
}

function limitExtent (extent: Extent, checked: readonly (keyof Extent)[], limits: GraphqlLimits): void {
  for (const limit of checked) {
    if (extent[limit] > limits[limit]) throw limitExceeded(limit, limits[limit], extent[limit])
  }
}

type Written = Record<'aliases' | 'fragments' | 'directives' | 'repeats', number>

function countWritten (document: DocumentNode): Written {
  const count: Written = { aliases: 0, fragments: 0, directives: 0, repeats: 0 }
  visit(document, {
    Field: (node) => { if (node.alias !== undefined) count.aliases++ },
    Directive: () => { count.directives++ },
    InlineFragment: () => { count.fragments++ },
    FragmentDefinition: () => { count.fragments++ },
    // An escape may hide it; in variables the parser of the body sees to it.
    StringValue: (node) => { if (node.value.includes('\0')) throw graphqlInvalid('A text of the query holds the character U+0000.') },
    SelectionSet: (node) => { count.repeats = Math.max(count.repeats, mostRepeated(node)) }
  })
  return count
}

/** How often the most frequent name of an answer stands in one selection. */
function mostRepeated ({ selections }: SelectionSetNode): number {
  const times = new Map<string, number>()
  let most = 0
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) continue
    const name = (selection.alias ?? selection.name).value
    const now = (times.get(name) ?? 0) + 1
    times.set(name, now)
    most = Math.max(most, now)
  }
  return most
}

function extents (document: DocumentNode): (selectionSet: SelectionSetNode) => Extent {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const known = new Map<string, Extent | 'being measured'>()

  function ofSelectionSet (selectionSet: SelectionSetNode | undefined): Extent {
    const total = { depth: 0, introspectionDepth: 0, selections: 0, rootFields: 0 }
    for (const selection of selectionSet?.selections ?? []) {
      const extent = ofSelection(selection)
      total.depth = Math.max(total.depth, extent.depth)
      total.introspectionDepth = Math.max(total.introspectionDepth, extent.introspectionDepth)
      total.selections += extent.selections
      total.rootFields += extent.rootFields
    }
    return total
  }

  function ofSelection (selection: SelectionNode): Extent {
    if (selection.kind === Kind.INLINE_FRAGMENT) return counted(ofSelectionSet(selection.selectionSet))
    if (selection.kind === Kind.FRAGMENT_SPREAD) return counted(ofFragment(selection.name.value))
    const { depth, introspectionDepth, selections } = ofSelectionSet(selection.selectionSet)
    const introspection = selection.name.value === '__schema' || selection.name.value === '__type'
    return introspection
      ? { depth: 1, introspectionDepth: Math.max(introspectionDepth, depth + 1), selections: selections + 1, rootFields: 1 }
      : { depth: depth + 1, introspectionDepth, selections: selections + 1, rootFields: 1 }
  }

  function ofFragment (name: string): Extent {
    const before = known.get(name)
    if (before === 'being measured') throw graphqlInvalid(`Cannot spread fragment "${name}" within itself.`)
    if (before !== undefined) return before
    known.set(name, 'being measured')
    const extent = ofSelectionSet(fragments.get(name)?.selectionSet)
    known.set(name, extent)
    return extent
  }

  return ofSelectionSet
}

const counted = (extent: Extent): Extent => ({ ...extent, selections: extent.selections + 1 })
