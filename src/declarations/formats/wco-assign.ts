import type { Assignment, Step } from './wco-changes.ts'
import type { Compiled } from './wco-compile.ts'
import { within } from './wco-place.ts'
import type { Place } from './wco-place.ts'
import { textIn } from './wco-pointers.ts'
import { valueAt } from './wco-reader.ts'
import type { Fields, WcoReader } from './wco-reader.ts'
import { childOf } from './xml-tree.ts'

/** What a pointer comes to: assignments, or the reason why it cannot be told for certain. */
export type Resolution = readonly Assignment[] | Unresolved
export interface Unresolved { readonly unresolved: string }
export const unresolved = (why: string): Unresolved => ({ unresolved: why })

/** Without them a declaration, or an item, would be none. */
const NEVER_EMPTY: ReadonlySet<string> = new Set(['itemNumber', 'declarationType'])

type ValueRule = Extract<Compiled, { is: 'value' }>

export const assignment = (path: readonly Step[], value: unknown): Assignment => value === undefined ? { path } : { path, value }

/** What a pointer to one element of a place assigns. */
export function assignElement (reader: WcoReader, place: Place, rule: Compiled, name: string): Resolution {
  switch (rule.is) {
    case 'value': return assignValue(reader, place, rule, name)
    case 'append': return assignListed(reader, place, rule, name)
    case 'direction': {
      const [importName, exportName] = [rule.importField.path.join('.'), rule.exportField.path.join('.')]
      return [assignment([...place.path, { import: importName, export: exportName }], fieldsOf(reader, place, name, rule)[importName])]
    }
    case 'joined':
      if (rule.parts.some((part) => textIn(place.data, part) === undefined)) return unresolved(`the message gives only a part of ${rule.field.path.join('.')}`)
      return assignPaths(reader, place, rule, name, [rule.field.path])
    case 'cut':
      if (textIn(place.data, name) === undefined) return unresolved(`${name} cannot be taken out`)
      return assignPaths(reader, place, rule, name, rule.fields.map(({ path }) => path))
    case 'section': return assignSection(reader, { ...place, rules: rule.rules, data: childOf(place.data, name), way: within(place) })
    case 'unread': return unresolved(rule.noted ? `${name} is not kept: ${rule.why}` : `${name} cannot be changed by itself: ${rule.why}`)
    default: return unresolved(`${name} is not a single element`)
  }
}

/** All fields of a section that may occur once, as the message's data has them. */
export function assignSection (reader: WcoReader, place: Place): Resolution {
  const paths = pathsOf(place.rules)
  if (paths === undefined) return unresolved('it points at a section that holds lists')
  const fields: Fields = {}
  if (place.data !== undefined) {
    reader.at(place.way).readSection(place.data, place.rules, fields)
    reader.settle()
  }
  return paths.map((path) => assignment([...place.path, ...path], valueAt(fields, path)))
}

function assignValue (reader: WcoReader, place: Place, rule: ValueRule, name: string): Resolution {
  const field = rule.field.path.join('.')
  if (textIn(place.data, name) === undefined) {
    if (NEVER_EMPTY.has(field)) return unresolved(`${name} cannot be taken out`)
    const other = otherSourceOf(place, rule)
    // A field with two sources is not emptied by emptying one of them, unless the message fills it from the other.
    if (other !== undefined && textIn(place.data, other.name) !== undefined) return assignValue(reader, place, other.rule, other.name)
    if (rule.choice === 'fallback') return unresolved(`it is not known whether ${field} was stated by ${name}`)
  }
  const companion = rule.attribute?.field
  return assignPaths(reader, place, rule, name, companion === undefined ? [rule.field.path] : [rule.field.path, companion.path])
}

/** Another element of the same section that fills the same field. */
function otherSourceOf (place: Place, rule: ValueRule): { name: string, rule: ValueRule } | undefined {
  for (const [name, other] of place.rules) {
    if (other.is === 'value' && other !== rule && other.field.path.join('.') === rule.field.path.join('.')) return { name, rule: other }
  }
  return undefined
}

function assignListed (reader: WcoReader, place: Place, rule: Extract<Compiled, { is: 'append' }>, name: string): Resolution {
  if (place.position === undefined) return unresolved('its place in the list cannot be told')
  const listed = valueAt(fieldsOf(reader, place, name, rule), rule.field.path) as readonly unknown[] | undefined
  return [assignment([...place.path, ...rule.field.path, { position: place.position }], listed?.[0])]
}

function assignPaths (reader: WcoReader, place: Place, rule: Compiled, name: string, paths: readonly (readonly string[])[]): Assignment[] {
  const fields = fieldsOf(reader, place, name, rule)
  return paths.map((path) => assignment([...place.path, ...path], valueAt(fields, path)))
}

/** The fields that one element of the message's data fills, read as in a declaration. */
function fieldsOf (reader: WcoReader, place: Place, name: string, rule: Compiled): Fields {
  const fields: Fields = {}
  if (place.data === undefined) return fields
  const alone: Compiled = rule.is === 'value' && rule.choice === 'fallback' ? { ...rule, choice: undefined } : rule
  reader.at(place.way).readSection(place.data, new Map([[name, alone]]), fields)
  return fields
}

/** Paths of all fields of a section, undefined when it holds lists, whose entries a section does not tell apart. */
function pathsOf (rules: ReadonlyMap<string, Compiled>): (readonly string[])[] | undefined {
  const paths = new Map<string, readonly string[]>()
  for (const rule of rules.values()) {
    const found = rule.is === 'section' ? pathsOf(rule.rules) : ownPaths(rule)
    if (found === undefined) return undefined
    for (const path of found) paths.set(path.join('.'), path)
  }
  return [...paths.values()]
}

function ownPaths (rule: Compiled): (readonly string[])[] | undefined {
  if (rule.is === 'unread') return []
  if (rule.is === 'cut') return rule.fields.map(({ path }) => path)
  if (rule.is !== 'value') return undefined
  return rule.attribute?.field === undefined ? [rule.field.path] : [rule.field.path, rule.attribute.field.path]
}
