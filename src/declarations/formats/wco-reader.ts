import { invalidRequest, MAX_FAULTS } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import type { Compiled, CompiledAttribute, Field, ListField } from './wco-compile.ts'
import { Unfit } from './wco-values.ts'
import { childOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** An object of the canonical form while it is being read; its keys come from the mapping alone, never from the message. */
export type Fields = Record<string, unknown>

/** Where, in the model's own schemas, the content of dates stands: in a namespace of its own. */
const DATE_NAMESPACES: ReadonlySet<string> = new Set(['urn:wco:datamodel:WCO:Declaration_DS:DMS:2', 'urn:wco:datamodel:WCO:Response_DS:DMS:2'])
const MAX_NOTES = 50
/** One more than is listed, so that the list is known to be cut; to write out the way to each of many would take long. */
const MAX_FAULTS_KEPT = MAX_FAULTS + 1

/** Reads XML elements into objects by a compiled mapping and collects what did not fit and what was left out. */
export class WcoReader {
  readonly faults: Fault[] = []
  readonly notes: string[] = []
  readonly #exporting: boolean
  /** From the message's root to the element being read; the way to it is only written out when something is wrong. */
  #way: XmlElement[]
  readonly #places = new Map<XmlElement, ReadonlyMap<XmlElement, string>>()
  readonly #fallbacks: { target: Fields, field: Field, value: string | number, way: readonly XmlElement[] }[] = []

  /** @param way the elements around the one that is read, from the root of the message. */
  constructor (way: readonly XmlElement[], exporting: boolean) {
    this.#way = [...way]
    this.#exporting = exporting
  }

  /** Goes on elsewhere in the message: the elements around what is read next. */
  at (way: readonly XmlElement[]): this {
    this.#way = [...way]
    return this
  }

  /** Reads the children of an element into the target. */
  readSection (element: XmlElement, rules: ReadonlyMap<string, Compiled>, target: Fields, outer?: { rules: ReadonlyMap<string, Compiled>, target: Fields }): void {
    this.#way.push(element)
    if (element.text !== '') this.note('text beside the elements is not read')
    const positions = new Map<Compiled, number>()
    for (const child of element.children) {
      const named = isOfModel(child, element)
      const rule = named ? rules.get(child.name) : undefined
      if (rule !== undefined) {
        const position = (positions.get(rule) ?? 0) + 1
        positions.set(rule, position)
        if (rule.is === 'section' && !rule.repeats && position > 1) this.fault('occurs more than once', 'This element may be stated once', child)
        else this.#apply(rule, child, element, target, position)
        continue
      }
      const beside = named ? outer?.rules.get(child.name) : undefined
      if (beside !== undefined && outer !== undefined) this.#apply(beside, child, element, outer.target, 1)
      else this.note('is not known here and not read', child)
    }
    this.#way.pop()
  }

  /** Fills fields from their second places, where the first ones said nothing. */
  settle (): void {
    for (const { target, field, value, way } of this.#fallbacks.splice(0)) {
      const present = valueAt(target, field.path)
      if (present === undefined) setAt(target, field.path, value)
      else if (present !== value) this.at(way).note('is not read: the same field is filled from another element')
    }
  }

  /** Ends the reading. @throws invalid-request when anything did not fit */
  finish (): void {
    this.settle()
    if (this.faults.length > 0) throw invalidRequest('Elements of the message are not of the shape they must have.', { errors: this.faults })
  }

  note (what: string, child?: XmlElement): void {
    // The limit comes first: to write out the way to each of a hundred thousand unknown elements would take minutes.
    if (this.notes.length < MAX_NOTES) this.notes.push(`${this.#wayTo(child)}: ${what}`)
  }

  fault (detail: string, hint: string | undefined, child?: XmlElement, attribute?: string): void {
    if (this.faults.length >= MAX_FAULTS_KEPT) return
    const pointer = attribute === undefined ? this.#wayTo(child) : `${this.#wayTo(child)}/@${attribute}`
    this.faults.push(hint === undefined ? { pointer, detail } : { pointer, detail, hint })
  }

  #apply (rule: Compiled, child: XmlElement, parent: XmlElement, target: Fields, position: number): void {
    switch (rule.is) {
      case 'section': return this.readSection(child, rule.rules, target)
      case 'value': return this.#value(rule, child, target)
      case 'append': return this.#append(rule, child, target)
      case 'joined': return this.#put(target, rule.field, rule.parts.map((part) => childOf(parent, part)?.text ?? '').join(''), child)
      case 'cut': return this.#cut(rule, child, target)
      case 'direction': return this.#put(target, this.#exporting ? rule.exportField : rule.importField, child.text, child)
      case 'each': return this.#entry(rule.list, child, target)
      case 'items': return this.#entry(rule.list, child, target)
      case 'choose': return this.#choose(rule, child, parent, target, position)
      case 'unread':
        if (rule.noted && hasText(child)) this.note(`is not read: ${rule.why}`, child)
    }
  }

  #value (rule: Extract<Compiled, { is: 'value' }>, child: XmlElement, target: Fields): void {
    if (rule.choice === undefined) this.#put(target, rule.field, child.text, child)
    else this.#choice(rule.field, rule.choice, child, target)
    if (rule.attribute !== undefined && child.text !== '') this.#attribute(rule.attribute, child, target)
  }

  #choice (field: Field, choice: 'first' | 'fallback', child: XmlElement, target: Fields): void {
    const value = this.#read(field, child.text, child)
    if (value === undefined) return
    if (choice === 'fallback') {
      this.#fallbacks.push({ target, field, value, way: [...this.#way, child] })
      return
    }
    const present = valueAt(target, field.path)
    if (present === undefined) setAt(target, field.path, value)
    else if (present !== value) this.note('differs from an earlier one, which counts', child)
  }

  #attribute (rule: CompiledAttribute, child: XmlElement, target: Fields): void {
    const text = child.attributes.get(rule.name)
    if (text === undefined || text === '') return
    if (rule.field !== undefined) this.#put(target, rule.field, text, child, rule.name)
    else if (text !== rule.only) this.fault(`is not ${rule.only}`, `This quantity is kept in ${rule.only}`, child, rule.name)
  }

  #append (rule: Extract<Compiled, { is: 'append' }>, child: XmlElement, target: Fields): void {
    const value = this.#read(rule.field, child.text, child)
    if (value !== undefined) this.#push(target, rule.field.path, value, rule.maxItems, child)
  }

  #cut (rule: Extract<Compiled, { is: 'cut' }>, child: XmlElement, target: Fields): void {
    if (child.text === '') return
    const texts = rule.cut(child.text)
    if (texts === undefined) this.fault('is longer than this element may be', undefined, child)
    else rule.fields.forEach((field, index) => { this.#put(target, field, texts[index] ?? '', child) })
  }

  #entry (list: ListField, child: XmlElement, target: Fields): void {
    const entry = this.readEntry(list, child, target)
    if (entry === undefined) return
    for (const name of list.required) {
      if (entry[name] === undefined) this.fault(`has nothing for ${name}`, 'This element is required', child)
    }
    this.#push(target, list.path, entry, list.maxItems, child)
  }

  /** One entry of a list, undefined when the element says nothing about it. */
  readEntry (list: ListField, child: XmlElement, holder: Fields): Fields | undefined {
    const entry: Fields = {}
    this.readSection(child, list.rules, entry, { rules: list.beside, target: holder })
    for (const _ in entry) return entry
    return undefined
  }

  #choose (rule: Extract<Compiled, { is: 'choose' }>, child: XmlElement, parent: XmlElement, target: Fields, position: number): void {
    const picked = rule.pick((name) => textOf(child, name), position)
    const chosen = picked === undefined ? undefined : rule.cases.get(picked)
    if (chosen !== undefined) this.#apply(chosen, child, parent, target, position)
    else if (hasText(child)) this.note('is of a kind that is not known here and not read', child)
  }

  #push (target: Fields, path: readonly string[], value: unknown, maxItems: number, child: XmlElement): void {
    const present = valueAt(target, path) as unknown[] | undefined
    if (present === undefined) setAt(target, path, [value])
    else if (present.length < maxItems) present.push(value)
    else this.fault(`occurs more than ${maxItems} times`, undefined, child)
  }

  /** A field that two elements fill differently is refused: whichever were kept, the declaration would be altered. */
  #put (target: Fields, field: Field, text: string, child: XmlElement, attribute?: string): void {
    const value = this.#read(field, text, child, attribute)
    if (value === undefined) return
    const present = valueAt(target, field.path)
    if (present === undefined) setAt(target, field.path, value)
    else if (present !== value) this.fault('contradicts an earlier element', 'The field may be stated once', child, attribute)
  }

  #read (field: Field, text: string, child: XmlElement, attribute?: string): string | number | undefined {
    if (child.children.length > 0) {
      this.fault('holds elements where a text is expected', undefined, child)
      return undefined
    }
    if (text === '') return undefined
    const value = field.read(text)
    if (!(value instanceof Unfit)) return value
    if (value.leaveOut) this.note(`left out, since it ${value.detail}`, child)
    else this.fault(value.detail, value.hint, child, attribute)
    return undefined
  }

  /** `[2]` for the second of several of the name. Counted once for all children of a parent. */
  #placeOf (element: XmlElement, parent: XmlElement | undefined): string {
    if (parent === undefined) return ''
    let places = this.#places.get(parent)
    if (places === undefined) {
      const namesakes = Map.groupBy(parent.children, ({ name }) => name)
      places = new Map([...namesakes.values()].filter(({ length }) => length > 1).flatMap((all) => all.map((one, index) => [one, `[${index + 1}]`])))
      this.#places.set(parent, places)
    }
    return places.get(element) ?? ''
  }

  /** XPath-like way to an element, counting where siblings share the name. */
  #wayTo (child: XmlElement | undefined): string {
    const way = child === undefined ? this.#way : [...this.#way, child]
    return way.map((element, index) => {
      return `/${element.name.slice(0, 80)}${this.#placeOf(element, way[index - 1])}`
    }).join('')
  }
}

/** Whether an element stands in the namespace of the one around it, or in the one that the schemas use for dates. */
export function isOfModel (child: XmlElement, parent: XmlElement): boolean {
  return child.ns === parent.ns || (child.name === 'DateTimeString' && DATE_NAMESPACES.has(child.ns))
}

const textOf = (element: XmlElement, name: string): string | undefined => {
  const text = childOf(element, name)?.text
  return text === '' ? undefined : text
}

const hasText = (element: XmlElement): boolean => element.text !== '' || element.children.some(hasText)

export function valueAt (target: Fields, path: readonly string[]): unknown {
  let at: unknown = target
  for (const name of path) {
    if (at === undefined) return undefined
    at = (at as Fields)[name]
  }
  return at
}

export function setAt (target: Fields, path: readonly string[], value: unknown): void {
  let at = target
  for (let index = 0; index < path.length - 1; index++) {
    const name = path[index] as string
    at = (at[name] ??= {}) as Fields
  }
  at[path[path.length - 1] as string] = value
}
