import type { TSchema } from 'typebox'
import { isRule } from './wco-mapping.ts'
import type { AttributeRule, Cut, Mapping, Pick, Rule } from './wco-mapping.ts'
import { readCount, readDay, readDecimal, readInstantText, readText } from './wco-values.ts'
import type { ReadText } from './wco-values.ts'

/** A mapping, joined once with the schema of the fields, so that every text is held against the shape of its own field. */

/** Where a value goes in the object it belongs to, and how its text becomes the value. */
export interface Field {
  readonly path: readonly string[]
  readonly read: ReadText
}

/** Rules by element name; a Map, since the names looked up come from the message. */
export interface Section {
  readonly is: 'section'
  readonly rules: ReadonlyMap<string, Compiled>
  /** Whether it may occur more than once: each time, it adds to a list. */
  readonly repeats: boolean
}

export interface ListField extends Section {
  readonly path: readonly string[]
  readonly identity: readonly string[]
  /** Rules of elements inside an entry whose text belongs to the object that holds the list. */
  readonly beside: ReadonlyMap<string, Compiled>
  readonly required: readonly string[]
  readonly maxItems: number
}

export type Compiled =
  | Section
  | { readonly is: 'value', readonly field: Field, readonly attribute: CompiledAttribute | undefined, readonly choice: 'first' | 'fallback' | undefined }
  | { readonly is: 'append', readonly field: Field, readonly maxItems: number }
  | { readonly is: 'joined', readonly field: Field, readonly parts: readonly string[] }
  | { readonly is: 'cut', readonly fields: readonly Field[], readonly cut: Cut }
  | { readonly is: 'direction', readonly importField: Field, readonly exportField: Field }
  | { readonly is: 'each', readonly list: ListField }
  | { readonly is: 'choose', readonly pick: Pick, readonly cases: ReadonlyMap<string, Compiled> }
  | { readonly is: 'items', readonly list: ListField }
  | { readonly is: 'unread', readonly why: string, readonly noted: boolean }

export interface CompiledAttribute {
  readonly name: string
  readonly field?: Field
  readonly only?: string
}

/** The parts of a JSON schema that matter here. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly maxLength?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly '~decimal'?: boolean
}

/** @throws Error when the mapping names a field that the schema does not have. */
export function compileMapping (mapping: Mapping, schema: TSchema): Section {
  return compileSection(mapping, schema as Shape)
}

function compileSection (mapping: Mapping, shape: Shape): Section {
  const rules = new Map(Object.entries(mapping).map(([element, entry]) => [element, compileEntry(entry, shape)]))
  return { is: 'section', rules, repeats: [...rules.values()].some(({ is }) => is === 'append') }
}

function compileEntry (entry: string | Rule | Mapping, shape: Shape): Compiled {
  if (typeof entry === 'string') return { is: 'value', field: fieldOf(entry, shape), attribute: undefined, choice: undefined }
  return isRule(entry) ? compileRule(entry, shape) : compileSection(entry, shape)
}

function compileRule (rule: Rule, shape: Shape): Compiled {
  switch (rule.rule) {
    case 'value':
      return { is: 'value', field: fieldOf(rule.field, shape), attribute: rule.attribute && compileAttribute(rule.attribute, shape), choice: rule.choice }
    case 'append': {
      const list = shapeAt(rule.field, shape)
      return { is: 'append', field: { path: rule.field.split('.'), read: readerOf(itemShape(list, rule.field)) }, maxItems: list.maxItems ?? Infinity }
    }
    case 'joined':
      return { is: 'joined', field: fieldOf(rule.field, shape), parts: rule.parts }
    case 'cut':
      return { is: 'cut', fields: rule.fields.map((field) => fieldOf(field, shape)), cut: rule.cut }
    case 'direction':
      return { is: 'direction', importField: fieldOf(rule.importField, shape), exportField: fieldOf(rule.exportField, shape) }
    case 'each':
      return { is: 'each', list: compileList(rule.field, rule.identity, rule.entry, rule.beside, shape) }
    case 'items':
      return { is: 'items', list: compileList('items', ['itemNumber'], rule.entry, {}, shape) }
    case 'choose':
      return { is: 'choose', pick: rule.pick, cases: new Map(Object.entries(rule.cases).map(([name, entry]) => [name, compileEntry(entry, shape)])) }
    case 'unread':
      return { is: 'unread', why: rule.why, noted: rule.noted }
  }
}

function compileList (field: string, identity: readonly string[], entry: Mapping, beside: Mapping, shape: Shape): ListField {
  const list = shapeAt(field, shape)
  const entryShape = itemShape(list, field)
  return {
    ...compileSection(entry, entryShape),
    path: field.split('.'),
    identity,
    beside: compileSection(beside, shape).rules,
    required: entryShape.required ?? [],
    maxItems: list.maxItems ?? Infinity
  }
}

function compileAttribute (rule: AttributeRule, shape: Shape): CompiledAttribute {
  return 'only' in rule ? rule : { name: rule.name, field: fieldOf(rule.field, shape) }
}

function fieldOf (field: string, shape: Shape): Field {
  return { path: field.split('.'), read: readerOf(shapeAt(field, shape)) }
}

function shapeAt (field: string, shape: Shape): Shape {
  return field.split('.').reduce((at, name) => {
    const next = at.properties?.[name]
    if (next === undefined) throw new Error(`The mapping names the field ${field}, which the schema does not have`)
    return next
  }, shape)
}

function itemShape (list: Shape, field: string): Shape {
  if (list.items === undefined) throw new Error(`The mapping takes ${field} for a list, which it is not`)
  return list.items
}

function readerOf (shape: Shape): ReadText {
  if (shape['~decimal'] === true) return readDecimal
  if (shape.type === 'integer') return readCount(shape.minimum ?? 0, shape.maximum ?? Number.MAX_SAFE_INTEGER)
  if (shape.format === 'date-time') return readInstantText
  if (shape.maxLength === 10 && shape.pattern?.startsWith('^[0-9]{4}-') === true) return readDay
  return readText(shape.maxLength ?? Infinity, shape.pattern)
}
