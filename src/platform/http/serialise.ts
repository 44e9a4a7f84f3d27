import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'

/**
 * Serialisers for answers, each compiled with the shared schemas that it refers to and no others. The library would check and merge all of
 * them for every answer of every route: the start of the service would grow with their product.
 */

type Schema = Readonly<Record<string, unknown>>
type Compile = ReturnType<ReturnType<typeof SerializerSelector>>

export function serialiserCompiler (shared: unknown, options: Parameters<ReturnType<typeof SerializerSelector>>[1]): Compile {
  const schemas = (shared ?? {}) as Readonly<Record<string, Schema>>
  const select = SerializerSelector()
  return (route) => select(reachable(route.schema, schemas), options)(route)
}

/** Shared schemas that the schema refers to, and those that these refer to. */
export function reachable (schema: unknown, shared: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const found: Record<string, Schema> = {}
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { $ref } = value as { $ref?: unknown }
    const name = typeof $ref === 'string' ? $ref.split('#', 1)[0] ?? '' : ''
    const target = shared[name]
    if (target !== undefined && found[name] === undefined) {
      found[name] = target
      visit(target)
    }
    for (const member of Object.values(value)) visit(member)
  }
  visit(schema)
  return found
}
