import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { GraphQLResolveInfo } from 'graphql'
import type { Principal, Scope } from '../access.ts'

/** What every resolver and loader gets. */
export interface GraphqlContext {
  readonly principal: Principal
  readonly request: FastifyRequest
  readonly log: FastifyBaseLogger
  /** Aborted at the deadline: nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** Arguments were checked against the SDL beside the resolver, which TypeScript cannot read. */
// oxlint-disable-next-line no-explicit-any
type Checked = any

export type Resolver = (root: Checked, args: Checked, context: GraphqlContext, info: GraphQLResolveInfo) => unknown

/** Answers a whole page of parents with one query, in the order asked. */
export type Loader = (queries: { obj: Checked, params: Checked }[], context: GraphqlContext) => Promise<unknown[]>

/** What one feature adds to the graph: its contract, its code and the right each door needs, side by side. */
export interface GraphqlPart {
  /** `extend type Query { … }` and the feature's own types. */
  readonly sdl: string
  readonly resolvers?: Readonly<Record<string, Readonly<Record<string, Resolver>>>>
  readonly loaders?: Readonly<Record<string, Readonly<Record<string, Loader>>>>
  /** The right for each field, keyed `Type.field`: every field of Query needs one, others may have one. */
  readonly scopes: Readonly<Record<string, Scope>>
  /** Rows to expect of a list without a page size, keyed `Type.field`, for the cost of a query. */
  readonly assumedRows?: Readonly<Record<string, number>>
}

type ByField<T> = Record<string, Record<string, T>>

/** Resolvers of all parts, by type and field. @throws Error when two parts answer the same field. */
export function joinResolvers (parts: readonly GraphqlPart[]): ByField<Resolver> {
  return joinByField(parts.map(({ resolvers }) => resolvers ?? {}))
}

/** Loaders of all parts. @throws Error when a field has two loaders, or a loader and a resolver. */
export function joinLoaders (parts: readonly GraphqlPart[]): ByField<Loader> {
  const loaders = joinByField(parts.map(({ loaders }) => loaders ?? {}))
  joinByField<unknown>([joinResolvers(parts), loaders])
  return loaders
}

function joinByField<T> (sources: readonly Readonly<Record<string, Readonly<Record<string, T>>>>[]): ByField<T> {
  const joined: ByField<T> = {}
  for (const source of sources) {
    for (const [type, fields] of Object.entries(source)) {
      const target = (joined[type] ??= {})
      for (const [field, answer] of Object.entries(fields)) {
        if (field in target) throw new Error(`GraphQL field ${type}.${field} is answered twice`)
        target[field] = answer
      }
    }
  }
  return joined
}

/** `Type.field` settings of all parts in one map. @throws Error when two parts set the same field. */
export function joinSettings<T> (sources: readonly Readonly<Record<string, T>>[]): Map<string, T> {
  const joined = new Map<string, T>()
  for (const [coordinate, value] of sources.flatMap((source) => Object.entries(source))) {
    if (joined.has(coordinate)) throw new Error(`GraphQL field ${coordinate} is declared twice`)
    joined.set(coordinate, value)
  }
  return joined
}
