import { assignElement, assignment, assignSection, unresolved } from './wco-assign.ts'
import type { Resolution } from './wco-assign.ts'
import type { Compiled, ListField, Section } from './wco-compile.ts'
import { DECLARATION_SECTION } from './wco-declaration.ts'
import { DataIndex, entryStep, positionOf, within } from './wco-place.ts'
import type { Place } from './wco-place.ts'
import { textIn } from './wco-pointers.ts'
import type { PointerStep } from './wco-pointers.ts'
import type { WcoReader } from './wco-reader.ts'
import type { XmlElement } from './xml-tree.ts'

/** What a message amends, what it amends it with, and where that stands in the message. */
export interface AmendedMessage {
  /** Holds the `Amendment` elements and the statements that explain them. */
  readonly holder: XmlElement
  /** The declaration, in part, with the new values; in a request the same element. */
  readonly data: XmlElement | undefined
  /** The elements around `data`, from the root of the message. */
  readonly way: readonly XmlElement[]
}

/** In a request these elements speak of the request, so none of them gives a new value for the declaration. */
const OF_THE_REQUEST: ReadonlySet<string> = new Set(['FunctionCode', 'FunctionalReferenceID', 'ID', 'IssueDateTime', 'TypeCode', 'AdditionalInformation'])
const WITHOUT_REQUEST: ReadonlyMap<string, Compiled> = new Map([...DECLARATION_SECTION.rules].map(([name, rule]) =>
  [name, OF_THE_REQUEST.has(name) ? { is: 'unread', why: 'in a request it speaks of the request', noted: true } : rule]))

/** One step of the walk: further in, or at the end what is assigned. */
type Entered = { readonly place: Place } | { readonly resolution: Resolution }
const stop = (why: string): Entered => ({ resolution: unresolved(why) })

/** Follows the pointers of one message along its data and the mapping of declarations, to what they assign. */
export class PointerResolver {
  readonly #reader: WcoReader
  readonly #root: Place
  readonly #index = new DataIndex()
  /** Places that the message points at, by element. */
  readonly #pointedAt = new Map<string, Set<number | undefined>>()

  /** @param pointers all pointers of the message */
  constructor (reader: WcoReader, message: AmendedMessage, pointers: readonly (readonly PointerStep[])[]) {
    this.#reader = reader
    const rules = message.data === message.holder ? WITHOUT_REQUEST : DECLARATION_SECTION.rules
    this.#root = { rules, path: [], data: message.data, way: message.way, position: 1 }
    for (const { section, sequence } of pointers.flat()) {
      if (section === undefined) continue
      const places = this.#pointedAt.get(section.element) ?? new Set()
      this.#pointedAt.set(section.element, places.add(sequence))
    }
  }

  resolve (steps: readonly PointerStep[]): Resolution {
    const [root, ...rest] = steps
    if (root?.code !== '42A') return unresolved('it does not start at the declaration')
    let place = this.#root
    for (const [index, step] of rest.entries()) {
      const entered = this.#enter(place, step, index === rest.length - 1 && step.tag === undefined)
      if ('resolution' in entered) return entered.resolution
      place = entered.place
    }
    const last = steps.at(-1)
    return last?.tag === undefined ? unresolved('it points at a whole part of the declaration') : this.#element(place, last)
  }

  /** One step further in; `atEnd` when the pointer means the whole section. */
  #enter (place: Place, step: PointerStep, atEnd: boolean): Entered {
    const name = step.section?.element
    const rule = name === undefined ? undefined : place.rules.get(name)
    if (name === undefined || rule === undefined) return stop(`there is no section ${step.code.slice(0, 8)} there`)
    const candidates = this.#index.children(place.data, name)
    switch (rule.is) {
      case 'section': return this.#enterSection(place, rule, candidates, step, atEnd)
      case 'items': return this.#enterItem(place, rule.list, candidates, step, atEnd)
      case 'each': {
        // Where not every such element makes an entry of the list, its place is not the place in the list.
        const position = rule.list.beside.size > 0 ? undefined : positionOf(candidates, step)
        return this.#enterEntry(place, rule.list, this.#dataOf(candidates, step), position, step, atEnd)
      }
      case 'choose': return this.#enterChosen(place, rule, candidates, step, atEnd)
      case 'unread': return stop(`${name} is not kept: ${rule.why}`)
      default: return stop(`${name} is no section`)
    }
  }

  #dataOf (candidates: readonly XmlElement[], step: PointerStep): XmlElement | undefined {
    return this.#index.entry(candidates, step, this.#pointedAt.get(step.section?.element ?? '')?.size ?? 0)
  }

  #enterSection (place: Place, { rules, repeats }: Section, candidates: readonly XmlElement[], step: PointerStep, atEnd: boolean): Entered {
    // A section that may occur once has no place among others, whatever number the message writes there.
    const data = repeats ? this.#dataOf(candidates, step) : candidates[0]
    const amongOthers = place.position === 1 ? positionOf(candidates, step) : undefined
    const inside: Place = { ...place, rules, data, way: within(place), position: repeats ? amongOthers : place.position }
    return atEnd ? { resolution: assignSection(this.#reader, inside) } : { place: inside }
  }

  #enterItem (place: Place, list: ListField, candidates: readonly XmlElement[], step: PointerStep, atEnd: boolean): Entered {
    const itemNumber = step.sequence ?? (candidates.length === 1 ? Number(textIn(candidates[0], 'SequenceNumeric') ?? Number.NaN) : Number.NaN)
    if (!Number.isInteger(itemNumber)) return stop('it does not say which goods item')
    const data = this.#index.numbered(candidates, itemNumber)
    const path = [...place.path, ...list.path, { itemNumber }]
    if (!atEnd) return { place: { rules: list.rules, path, data, way: within(place), position: 1 } }
    return { resolution: [assignment(path, data === undefined ? undefined : this.#reader.at(within(place)).readEntry(list, data, {}))] }
  }

  #enterEntry (place: Place, list: ListField, data: XmlElement | undefined, position: number | undefined, step: PointerStep, atEnd: boolean): Entered {
    const entry = data === undefined ? undefined : this.#reader.at(within(place)).readEntry(list, data, {})
    const known = entryStep(list, entry, position)
    const isBeside = step.tag !== undefined && list.beside.has(step.section?.tags.get(step.tag) ?? '')
    if (known === undefined && !isBeside) return stop('it does not say which entry of the list')
    const path = [...place.path, ...list.path, known ?? {}]
    if (!atEnd) return { place: { rules: list.rules, path, data, way: within(place), position: undefined, beside: { rules: list.beside, path: place.path } } }
    return list.beside.size > 0 ? stop('it points at a section of several fields') : { resolution: [assignment(path, entry)] }
  }

  #enterChosen (place: Place, rule: Extract<Compiled, { is: 'choose' }>, candidates: readonly XmlElement[], step: PointerStep, atEnd: boolean): Entered {
    const data = this.#dataOf(candidates, step)
    const position = positionOf(candidates, step)
    const picked = data === undefined ? undefined : rule.pick((name) => textIn(data, name), position)
    const chosen = picked === undefined ? undefined : rule.cases.get(picked)
    // Of the place among all kinds only this much can be told of the place among its own: procedures follow the first one.
    const own = step.section?.element === 'GovernmentProcedure' && position !== undefined && position > 1 ? position - 1 : undefined
    if (chosen?.is === 'each') return this.#enterEntry(place, chosen.list, data, undefined, step, atEnd)
    if (chosen?.is !== 'section') return stop('the message does not say of which kind this entry is')
    const inside: Place = { rules: chosen.rules, path: place.path, data, way: within(place), position: own }
    return atEnd ? { resolution: assignSection(this.#reader, inside) } : { place: inside }
  }

  /** The element that a tag names. */
  #element (place: Place, step: PointerStep): Resolution {
    const name = step.tag === undefined ? undefined : step.section?.tags.get(step.tag)
    if (name === undefined) return unresolved(`there is no tag ${step.tag?.slice(0, 8)} in section ${step.code.slice(0, 8)}`)
    const beside = place.beside?.rules.get(name)
    if (beside !== undefined) return assignElement(this.#reader, { ...place, path: place.beside?.path ?? [] }, beside, name)
    const rule = place.rules.get(name)
    return rule === undefined ? unresolved(`${name} has no place in the canonical form`) : assignElement(this.#reader, place, rule, name)
  }
}
