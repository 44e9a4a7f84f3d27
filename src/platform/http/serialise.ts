import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import { reachable } from './reachable-schemas.ts'

/**
 * Serialisers for answers, each compiled with the shared schemas that it refers to and no others. The library would check and merge all of
 * them for every answer of every route: the start of the service would grow with their product. Routes that answer the same share one.
 */

type Compile = ReturnType<ReturnType<typeof SerializerSelector>>

/** Of one server: what its contexts share. */
export function serialiserCompilers (): (shared: unknown, options: Parameters<ReturnType<typeof SerializerSelector>>[1]) => Compile {
  const select = SerializerSelector()
  const compiled = new Map<string, ReturnType<Compile>>()
  return (shared, options) => {
    const schemas = (shared ?? {}) as Readonly<Record<string, object>>
    return (route) => {
      const used = reachable(route.schema, schemas)
      const key = JSON.stringify([route.schema, used])
      const serialise = compiled.get(key) ?? select(used, options)(route)
      compiled.set(key, serialise)
      return serialise
    }
  }
}
