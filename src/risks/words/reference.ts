import { createHash } from 'node:crypto'

/**
 * What stands for words of people in texts that are kept for good. A text with references in it has the same hash whether or not the
 * words behind them are there still, and whoever has words with their salt can show that they are those that were meant. Pure.
 */

/** What is read where words were erased; also in the place where they were said. */
export const ERASED = '(erased)'

/** Revision of a state that is kept under its number, with a reason that may have been erased since: it reads otherwise then, and whoever has it is told. */
export const stateRevision = (number: number, reason: string | null): string => reason === ERASED ? `${number}-erased` : String(number)

const REFERENCE = /^words:[0-9a-f]{64}$/

/** By which nobody finds the words who has not got the salt. */
export const referenceOf = (salt: Uint8Array, words: string): string => `words:${createHash('sha256').update(salt).update(words, 'utf8').digest('hex')}`

/** Null: they were erased. */
export type Words = ReadonlyMap<string, string | null>

export interface PlacedReference {
  /** JSON Pointer to where it stands. */
  readonly pointer: string
  readonly reference: string
}

/** Every reference in a JSON value, in its order. */
export function placesOf (value: unknown, at = ''): PlacedReference[] {
  if (typeof value === 'string') return REFERENCE.test(value) ? [{ pointer: at, reference: value }] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => placesOf(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
}

/** The same value with the words in the place of their references. */
export const withWords = <T>(value: T, words: Words): T => mapped(value, (text) => REFERENCE.test(text) ? words.get(text) ?? ERASED : text) as T

function mapped (value: unknown, text: (found: string) => string): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((entry) => mapped(entry, text))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapped(member, text)]))
}

/** The references in the places of their words again: the value that was hashed. */
export function withReferences <T> (value: T, places: readonly PlacedReference[]): T {
  const copy = structuredClone(value)
  for (const { pointer, reference } of places) put(copy, pointer.slice(1).split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')), reference)
  return copy
}

function put (tree: unknown, path: readonly string[], text: string): void {
  const holder = path.slice(0, -1).reduce<unknown>((found, name) => (found as Record<string, unknown> | undefined)?.[name], tree)
  if (typeof holder !== 'object' || holder === null) throw new Error('A reference has no place in the value')
  Object.assign(holder, { [path.at(-1) as string]: text })
}
