/** What differs between two canonical contents, as paths with both values. Pure. */

export interface Difference {
  /** JSON Pointer into the canonical form; items are addressed by position. */
  readonly pointer: string
  readonly from: unknown
  readonly to: unknown
}

/** Differences in order of the canonical form; a value that only one side has is null on the other. */
export function differencesBetween (from: unknown, to: unknown, pointer = ''): Difference[] {
  if (isContainer(from) && isContainer(to) && Array.isArray(from) === Array.isArray(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
    return keys.flatMap((key) => differencesBetween((from as Record<string, unknown>)[key], (to as Record<string, unknown>)[key], `${pointer}/${key}`))
  }
  return Object.is(from, to) ? [] : [{ pointer, from: from ?? null, to: to ?? null }]
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null
