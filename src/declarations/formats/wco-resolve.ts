import type { Assignment, EntryStep, Step } from './wco-changes.ts'
import type { Compiled, ListField, Section } from './wco-compile.ts'
import { DECLARATION_SECTION } from './wco-declaration.ts'
import { textIn } from './wco-pointers.ts'
import type { PointerStep } from './wco-pointers.ts'
import { setAt, valueAt } from './wco-reader.ts'
import type { Fields, WcoReader } from './wco-reader.ts'
import { childOf, childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** What a pointer can be resolved to: assignments, or the reason why not. */
export type Resolution = readonly Assignment[] | { readonly unresolved: string }
const unresolved = (why: string): { unresolved: string } => ({ unresolved: why })

/** Where the walk along a pointer has come to. */
interface Place {
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

/** The walk along one pointer. */
export class PointerResolver {
  readonly #reader: WcoReader
  readonly #data: XmlElement | undefined
  readonly #way: readonly XmlElement[]
  readonly #pointers: readonly (readonly PointerStep[])[]

  /**
   * @param data the declaration in part, with the new values
   * @param way the elements around it, from the root of the message
   * @param pointers all pointers of the message
   */
  constructor (reader: WcoReader, data: XmlElement | undefined, way: readonly XmlElement[], pointers: readonly (readonly PointerStep[])[]) {
    this.#reader = reader
    this.#data = data
    this.#way = way
    this.#pointers = pointers
  }

  resolve (steps: readonly PointerStep[]): Resolution {
    const [root, ...rest] = steps
    if (root?.code !== '42A') return unresolved('it does not start at the declaration')
    let place: Place = { rules: DECLARATION_SECTION.rules, path: [], data: this.#data, way: this.#way, position: 1 }
    for (const [index, step] of rest.entries()) {
      const entered = this.#enter(place, step, index === rest.length - 1 && step.tag === undefined)
      if ('unresolved' in entered || Array.isArray(entered)) return entered as Resolution
      place = entered as Place
    }
    const last = steps.at(-1)
    return last?.tag === undefined ? unresolved('it points at a whole part of the declaration') : this.#leaf(place, last)
  }

  /** One step down; at the end of a pointer without a tag, the whole section. */
  #enter (place: Place, step: PointerStep, atEnd: boolean): Place | Resolution {
    const name = step.section?.element
    const rule = name === undefined ? undefined : place.rules.get(name)
    if (name === undefined || rule === undefined) return unresolved(`there is no section ${step.code.slice(0, 8)} there`)
    const candidates = childrenOf(place.data, name)
    switch (rule.is) {
      case 'section': return this.#enterSection(place, rule, candidates, step, atEnd)
      case 'items': return this.#enterItem(place, rule.list, candidates, step, atEnd)
      case 'each': return this.#enterEntry(place, rule.list, entryOf(candidates, step, this.#pointedAt(name)), positionOf(candidates, step), step, atEnd)
      case 'choose': return this.#enterChosen(place, rule, candidates, step, atEnd)
      case 'unread': return unresolved(`${name} is not kept: ${rule.why}`)
      default: return unresolved(`${name} is no section`)
    }
  }

  #enterSection (place: Place, { rules, repeats }: Section, candidates: readonly XmlElement[], step: PointerStep, atEnd: boolean): Place | Resolution {
    // A section that may occur once has no place among others, whatever number the message writes there.
    const data = repeats ? entryOf(candidates, step, this.#pointedAt(step.section?.element ?? '')) : candidates[0]
    const position = !repeats ? place.position : place.position === 1 ? positionOf(candidates, step) : undefined
    const inside: Place = { rules, path: place.path, data, way: within(place), position, ...(place.beside === undefined ? {} : { beside: place.beside }) }
    return atEnd ? this.#wholeSection(inside) : inside
  }

  /** All fields of a section that may occur once, as the message's data has them. */
  #wholeSection (place: Place): Resolution {
    const leaves = leavesOf(place.rules)
    if (leaves === undefined) return unresolved('it points at a section that holds lists')
    const fields: Fields = {}
    if (place.data !== undefined) this.#reader.at(place.way).readSection(place.data, place.rules, fields)
    return leaves.map((path) => assignment([...place.path, ...path], valueAt(fields, path)))
  }

  #enterItem (place: Place, list: ListField, candidates: readonly XmlElement[], step: PointerStep, atEnd: boolean): Place | Resolution {
    const numberOf = (item: XmlElement | undefined): number => Number(textIn(item, 'SequenceNumeric') ?? Number.NaN)
    const itemNumber = step.sequence ?? (candidates.length === 1 ? numberOf(candidates[0]) : Number.NaN)
    if (!Number.isInteger(itemNumber)) return unresolved('it does not say which goods item')
    const data = candidates.find((item) => numberOf(item) === itemNumber)
    const path = [...place.path, ...list.path, { itemNumber }]
    if (!atEnd) return { rules: list.rules, path, data, way: within(place), position: 1 }
    if (data === undefined) return [assignment(path, undefined)]
    return [assignment(path, this.#reader.at(within(place)).readEntry(list, data, {}))]
  }

  #enterEntry (place: Place, list: ListField, data: XmlElement | undefined, position: number | undefined, step: PointerStep, atEnd: boolean): Place | Resolution {
    const beside = { rules: list.beside, path: place.path }
    const entry = data === undefined ? undefined : this.#reader.at(within(place)).readEntry(list, data, {})
    const known = entryStep(list, entry, position)
    if (known === undefined && !(step.tag !== undefined && list.beside.has(step.section?.tags.get(step.tag) ?? ''))) {
      return unresolved('it does not say which entry of the list')
    }
    const path = [...place.path, ...list.path, known ?? {}]
    if (!atEnd) return { rules: list.rules, path, data, way: within(place), position: undefined, beside }
    if (list.beside.size > 0) return unresolved('it points at a section of several fields')
    return [assignment(path, entry)]
  }

  #enterChosen (place: Place, rule: Extract<Compiled, { is: 'choose' }>, candidates: readonly XmlElement[], step: PointerStep, atEnd: boolean): Place | Resolution {
    const data = entryOf(candidates, step, this.#pointedAt(step.section?.element ?? ''))
    const position = positionOf(candidates, step)
    const picked = data === undefined ? undefined : rule.pick((name) => textIn(data, name), position)
    const chosen = picked === undefined ? undefined : rule.cases.get(picked)
    if (chosen === undefined) return unresolved('the message does not say of which kind this entry is')
    // What stands at which place among its kind cannot be told from a place among all kinds, save for what follows the first.
    if (chosen.is === 'each') return this.#enterEntry(place, chosen.list, data, undefined, step, atEnd)
    if (chosen.is !== 'section') return unresolved('the kind of this entry has no fields')
    const afterFirst = step.section?.element === 'GovernmentProcedure' && position !== undefined && position > 1 ? position - 1 : undefined
    const inside: Place = { rules: chosen.rules, path: place.path, data, way: within(place), position: afterFirst }
    return atEnd ? this.#wholeSection(inside) : inside
  }

  /** The element that a tag names. */
  #leaf (place: Place, step: PointerStep): Resolution {
    const name = step.tag === undefined ? undefined : step.section?.tags.get(step.tag)
    if (name === undefined) return unresolved(`there is no tag ${step.tag?.slice(0, 8)} in section ${step.code.slice(0, 8)}`)
    const beside = place.beside?.rules.get(name)
    if (beside !== undefined) return this.#assign({ ...place, path: place.beside?.path ?? [] }, beside, name)
    const rule = place.rules.get(name)
    return rule === undefined ? unresolved(`${name} has no place in the canonical form`) : this.#assign(place, rule, name)
  }

  #assign (place: Place, rule: Compiled, name: string): Resolution {
    switch (rule.is) {
      case 'value': return this.#assignValue(place, rule, name)
      case 'append': return this.#assignListed(place, rule, name)
      case 'direction': return [assignment([...place.path, { import: rule.importField.path.join('.'), export: rule.exportField.path.join('.') }], this.#fieldsOf(place, name)[rule.importField.path.join('.')])]
      case 'joined':
        if (rule.parts.some((part) => textIn(place.data, part) === undefined)) return unresolved(`the message gives only a part of ${rule.field.path.join('.')}`)
        return this.#assignPaths(place, name, [rule.field.path])
      case 'cut':
        if (textIn(place.data, name) === undefined) return unresolved(`${name} cannot be taken out`)
        return this.#assignPaths(place, name, rule.fields.map(({ path }) => path))
      case 'section': return this.#wholeSection({ ...place, rules: rule.rules, data: childOf(place.data, name), way: within(place) })
      case 'unread': return unresolved(rule.noted ? `${name} is not kept: ${rule.why}` : `${name} cannot be changed by itself: ${rule.why}`)
      default: return unresolved(`${name} is not a single element`)
    }
  }

  #assignValue (place: Place, rule: Extract<Compiled, { is: 'value' }>, name: string): Resolution {
    const value = valueAt(this.#fieldsOf(place, name), rule.field.path)
    const primary = [...place.rules].find(([, other]) => other.is === 'value' && other !== rule && other.field.path.join('.') === rule.field.path.join('.'))
    if (value === undefined && (rule.choice === 'fallback' || primary !== undefined)) return this.#assignShared(place, rule, name, primary?.[0])
    if (value === undefined && NEVER_EMPTY.has(rule.field.path.join('.'))) return unresolved(`${name} cannot be taken out`)
    const companion = rule.attribute?.field
    return this.#assignPaths(place, name, companion === undefined ? [rule.field.path] : [rule.field.path, companion.path])
  }

  /** A field with two sources: emptying one of them says nothing unless the message fills the other. */
  #assignShared (place: Place, rule: Extract<Compiled, { is: 'value' }>, name: string, other: string | undefined): Resolution {
    const text = other === undefined ? undefined : textIn(place.data, other)
    if (text === undefined || other === undefined) return rule.choice === 'fallback' ? unresolved(`it is not known whether ${rule.field.path.join('.')} was stated by ${name}`) : this.#assignPaths(place, name, [rule.field.path])
    return this.#assignPaths(place, other, [rule.field.path])
  }

  #assignListed (place: Place, rule: Extract<Compiled, { is: 'append' }>, name: string): Resolution {
    if (place.position === undefined) return unresolved('its place in the list cannot be told')
    const listed = valueAt(this.#fieldsOf(place, name), rule.field.path) as readonly unknown[] | undefined
    return [assignment([...place.path, ...rule.field.path, { position: place.position }], listed?.[0])]
  }

  #assignPaths (place: Place, name: string, paths: readonly (readonly string[])[]): Assignment[] {
    const fields = this.#fieldsOf(place, name)
    return paths.map((path) => assignment([...place.path, ...path], valueAt(fields, path)))
  }

  /** The fields that one element of the message's data fills, read as in a declaration. */
  #fieldsOf (place: Place, name: string): Fields {
    const fields: Fields = {}
    const rule = place.rules.get(name) ?? place.beside?.rules.get(name)
    if (place.data === undefined || rule === undefined) return fields
    const plain = rule.is === 'value' && rule.choice === 'fallback' ? { ...rule, choice: 'first' as const } : rule
    this.#reader.at(place.way).readSection(place.data, new Map([[name, plain]]), fields)
    return fields
  }

  /** How many places of such sections the message points at. */
  #pointedAt (element: string): number {
    const places = this.#pointers.flatMap((steps) => steps.filter(({ section }) => section?.element === element).map(({ sequence }) => sequence))
    return new Set(places).size
  }
}

const NEVER_EMPTY: ReadonlySet<string> = new Set(['itemNumber', 'declarationType'])

const assignment = (path: readonly Step[], value: unknown): Assignment => value === undefined ? { path } : { path, value }

const within = (place: Place): readonly XmlElement[] => place.data === undefined ? place.way : [...place.way, place.data]

/**
 * The entry of the data that a pointer means: the one with that sequence number; else the one at that place; else the only
 * one, when nothing else of the kind is pointed at.
 */
function entryOf (candidates: readonly XmlElement[], step: PointerStep, pointedAt: number): XmlElement | undefined {
  const only = candidates.length === 1 && pointedAt <= 1 ? candidates[0] : undefined
  const { sequence } = step
  if (sequence === undefined) return only
  const numbered = candidates.find((candidate) => textIn(candidate, 'SequenceNumeric') === String(sequence))
  return numbered ?? candidates[sequence - 1] ?? only
}

function positionOf (candidates: readonly XmlElement[], step: PointerStep): number | undefined {
  return step.sequence ?? (candidates.length === 1 ? 1 : undefined)
}

/** How an entry is found in a declaration: by what it is when the data says so, and by its place. */
function entryStep (list: ListField, entry: Fields | undefined, position: number | undefined): EntryStep | undefined {
  const known = list.identity.length > 0 && entry !== undefined && list.identity.every((name) => entry[name] !== undefined)
  if (!known) return position === undefined ? undefined : { position }
  const like = Object.fromEntries(list.identity.map((name) => [name, entry[name]]))
  return position === undefined ? { like } : { position, like }
}

/** Paths of all fields of a section, undefined when it holds lists, whose entries a section does not tell apart. */
function leavesOf (rules: ReadonlyMap<string, Compiled>): string[][] | undefined {
  const paths: Fields = {}
  for (const rule of rules.values()) {
    if (rule.is === 'unread') continue
    if (rule.is === 'value') {
      setAt(paths, [rule.field.path.join('.')], rule.field.path)
      if (rule.attribute?.field !== undefined) setAt(paths, [rule.attribute.field.path.join('.')], rule.attribute.field.path)
    } else if (rule.is === 'section') {
      const inner = leavesOf(rule.rules)
      if (inner === undefined) return undefined
      for (const path of inner) setAt(paths, [path.join('.')], path)
    } else return undefined
  }
  return Object.values(paths) as string[][]
}
