import type { EntryStep, Step } from './wco-changes.ts'
import type { Compiled, ListField } from './wco-compile.ts'
import { textIn } from './wco-pointers.ts'
import type { PointerStep } from './wco-pointers.ts'
import type { Fields } from './wco-reader.ts'
import { childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** Where the walk along a pointer has come to. */
export interface Place {
  readonly rules: ReadonlyMap<string, Compiled>
  /** Path of the object whose fields the rules fill. */
  readonly path: readonly Step[]
  /** What the message says about this section, if anything. */
  readonly data: XmlElement | undefined
  /** The elements around `data`. */
  readonly way: readonly XmlElement[]
  /** Place among its like of the repeating section last entered; undefined where it cannot be told. */
  readonly position: number | undefined
  /** Rules for elements inside a list entry that belong to the object that holds the list. */
  readonly beside?: { readonly rules: ReadonlyMap<string, Compiled>, readonly path: readonly Step[] }
}

/** The elements around what is inside a place. */
export const within = (place: Place): readonly XmlElement[] => place.data === undefined ? place.way : [...place.way, place.data]

/** Children of the message's data by name and by number, looked up once, since many pointers go the same way. */
export class DataIndex {
  readonly #byName = new Map<XmlElement, Map<string, readonly XmlElement[]>>()
  readonly #byNumber = new Map<readonly XmlElement[], ReadonlyMap<string, XmlElement>>()

  children (element: XmlElement | undefined, name: string): readonly XmlElement[] {
    if (element === undefined) return []
    const named = this.#byName.get(element) ?? new Map<string, readonly XmlElement[]>()
    const children = named.get(name) ?? childrenOf(element, name)
    this.#byName.set(element, named.set(name, children))
    return children
  }

  /** The first of those elements with that `SequenceNumeric`. */
  numbered (elements: readonly XmlElement[], sequence: number): XmlElement | undefined {
    const byNumber = this.#byNumber.get(elements) ?? new Map(elements.toReversed().map((element) => [textIn(element, 'SequenceNumeric') ?? '', element]))
    this.#byNumber.set(elements, byNumber)
    return byNumber.get(String(sequence))
  }

  /**
   * The entry that a pointer means: the one with that sequence number; else the one at that place; else the only one, when
   * nothing else of the kind is pointed at.
   *
   * @param pointedAt how many places of such entries the message points at
   */
  entry (candidates: readonly XmlElement[], { sequence }: PointerStep, pointedAt: number): XmlElement | undefined {
    const only = candidates.length === 1 && pointedAt <= 1 ? candidates[0] : undefined
    return sequence === undefined ? only : this.numbered(candidates, sequence) ?? candidates[sequence - 1] ?? only
  }
}

export function positionOf (candidates: readonly XmlElement[], { sequence }: PointerStep): number | undefined {
  return sequence ?? (candidates.length === 1 ? 1 : undefined)
}

/** How an entry is found in a declaration: by what it is when the data says so, and by its place. */
export function entryStep (list: ListField, entry: Fields | undefined, position: number | undefined): EntryStep | undefined {
  const known = list.identity.length > 0 && entry !== undefined && list.identity.every((name) => entry[name] !== undefined)
  if (!known) return position === undefined ? undefined : { position }
  const like = Object.fromEntries(list.identity.map((name) => [name, entry[name]]))
  return position === undefined ? { like } : { position, like }
}
