import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'

/**
 * Serialisers for answers, each compiled with the shared schemas that it refers to and no others. The library would check and merge all of
 * them for every answer of every route: the start of the service would grow with their product. Routes that answer the same share one.
 */

type Schema = Readonly<Record<string, unknown>>
type Compile = ReturnType<ReturnType<typeof SerializerSelector>>

/** Of one server: what its contexts share. */
export function serialiserCompilers (): (shared: unknown, options: Parameters<ReturnType<typeof SerializerSelector>>[1]) => Compile {
  const select = SerializerSelector()
  const compiled = new Map<string, ReturnType<Compile>>()
  return (shared, options) => {
    const schemas = (shared ?? {}) as Readonly<Record<string, Schema>>
    return (route) => {
      const used = reachable(route.schema, schemas)
      const key = JSON.stringify([route.schema, used])
      const serialise = compiled.get(key) ?? select(used, options)(route)
      compiled.set(key, serialise)
      return serialise
    }
  }
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
