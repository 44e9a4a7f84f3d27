import type { TSchema } from 'typebox'
import { Build } from 'typebox/schema'

/** What says of a value whether it is of a schema, and of which. */
export interface Checker {
  readonly Check: (value: unknown) => boolean
  readonly Context: () => Record<string, TSchema>
  readonly Type: () => TSchema
}

/**
 * As TypeBox's `Compile`, without the pieces of code that it was put together from: over all routes they were 9 MB, and a quarter of a
 * million objects for the collector to mark each time.
 *
 * @param context schemas that the schema refers to.
 */
export function checkerOf (context: Record<string, TSchema>, schema: TSchema): Checker {
  const evaluated = Build(context, schema).Evaluate()
  return { Check: (value) => evaluated.Check(value), Context: () => context, Type: () => schema }
}
