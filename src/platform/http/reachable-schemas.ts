/**
 * Shared schemas that the schema refers to, and those that these refer to. Compilers look at all that they are given: the start of the
 * service would grow with the product of routes and schemas.
 */
export function reachable <Schema extends object> (schema: unknown, shared: Readonly<Record<string, Schema>>): Record<string, Schema> {
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
