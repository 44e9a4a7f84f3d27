import type { App } from './route-config.ts'

/** Methods that some route answers at a path. */
export type AllowedMethods = (path: string) => string[]

/** Keeps the routes as they are added, to tell a wrong method (405) from a wrong path (404). */
export function recordMethods (app: App): AllowedMethods {
  const methods = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method, config }) => {
    if (config?.secretAddress === true) return
    const known = methods.get(url) ?? new Set()
    for (const each of [method].flat()) known.add(each)
    methods.set(url, known)
  })
  return (path) => {
    const parts = path.split('/')
    const found = [...methods].filter(([pattern]) => covers(pattern.split('/'), parts)).flatMap(([, known]) => [...known])
    return [...new Set(found)].toSorted()
  }
}

function covers (pattern: string[], path: string[]): boolean {
  if (pattern.at(-1) !== '*' && pattern.length !== path.length) return false
  return pattern.every((part, index) => {
    const stated = path[index]
    if (stated === undefined) return false
    return part === '*' || part === stated || part.startsWith(':')
  })
}
