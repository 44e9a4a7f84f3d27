import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Validator } from 'typebox/compile'
import { MAX_FAULTS } from '../problem.ts'
import type { Fault } from '../problem.ts'
import { pointerToken } from './body.ts'
import type { Checker } from './checker.ts'
import { describeFault, kindOf, knownFields } from './fault-words.ts'

/** JSON Schema by its keywords. */
type Schema = Record<string, unknown>
type Context = Record<string, TSchema>

export interface FaultOptions {
  /** Pointer of the value within what the client sent. */
  pointer?: string
  /** At most so many; one above what is shown, so that the cut can be announced. */
  limit?: number
}

/**
 * What is wrong with a value, where, and what to do about it; empty when nothing is.
 *
 * Descends only into what the compiled schema refuses and stops at the limit, so its time is bounded by that of checking,
 * whatever number of faults a hostile body holds.
 */
export function faultsOf (compiled: Checker, value: unknown, { pointer = '', limit = MAX_FAULTS + 1 }: FaultOptions = {}): Fault[] {
  if (compiled.Check(value)) return []
  const search = new FaultSearch(compiled.Context() as Context, limit)
  search.explain(compiled.Type() as Schema, value, pointer)
  if (search.faults.length === 0) search.add(pointer, 'The value does not have the expected form.')
  return search.faults
}

/** Parts of schemas compiled so far; as many as there are places in the schemas. */
const parts = new WeakMap<object, Validator>()
const outlines = new WeakMap<object, Schema>()
const STRUCTURE = new Set(['properties', 'patternProperties', 'additionalProperties', 'required', 'items', 'additionalItems', '$id', '~kind', '~codec'])

class FaultSearch {
  readonly faults: Fault[] = []
  readonly context: Context
  readonly limit: number

  constructor (context: Context, limit: number) {
    this.context = context
    this.limit = limit
  }

  add (pointer: string, detail: string, hint?: unknown): void {
    if (this.isFull()) return
    this.faults.push(typeof hint === 'string' ? { pointer, detail, hint } : { pointer, detail })
  }

  isFull (): boolean {
    return this.faults.length >= this.limit
  }

  accepts (schema: Schema, value: unknown): boolean {
    return this.compiled(schema).Check(value)
  }

  explain (stated: Schema, value: unknown, pointer: string): void {
    const schema = this.resolve(stated)
    if (this.isFull() || this.accepts(schema, value)) return
    const before = this.faults.length
    if (isList(schema['anyOf'])) this.explainChoice(schema, schema['anyOf'], value, pointer)
    else if (isList(schema['allOf'])) for (const part of schema['allOf']) this.explain(part, value, pointer)
    else if (isMembers(value) && isMembers(schema['properties'] ?? schema['patternProperties'])) this.explainObject(schema, value, pointer)
    else if (Array.isArray(value) && schema['items'] !== undefined) this.explainArray(schema, value, pointer)
    if (this.faults.length === before) this.explainHere(schema, value, pointer)
  }

  explainObject (schema: Schema, value: Schema, pointer: string): void {
    const properties = (schema['properties'] ?? {}) as Record<string, Schema>
    const patterns = Object.entries((schema['patternProperties'] ?? {}) as Record<string, Schema>)
    const required = (schema['required'] ?? []) as string[]
    for (const name of required) {
      if (!Object.hasOwn(value, name)) this.add(`${pointer}/${pointerToken(name)}`, 'This field is missing.', properties[name]?.['description'])
    }
    for (const key in value) {
      if (this.isFull()) return
      const at = `${pointer}/${pointerToken(key)}`
      const pattern = patterns.find(([source]) => new RegExp(source, 'u').test(key))
      if (Object.hasOwn(properties, key)) this.explain(properties[key] ?? {}, value[key], at)
      else if (pattern !== undefined) this.explain(pattern[1], value[key], at)
      else if (schema['additionalProperties'] === false) this.add(at, 'Unknown field.', knownFields(key, Object.keys(properties)))
      else if (isMembers(schema['additionalProperties'])) this.explain(schema['additionalProperties'], value[key], at)
    }
  }

  explainArray (schema: Schema, value: unknown[], pointer: string): void {
    const most = schema['maxItems']
    if (typeof most === 'number' && value.length > most) {
      this.add(pointer, `At most ${most} entries are allowed.`, schema['description'])
      return
    }
    for (let index = 0; index < value.length && !this.isFull(); index += 1) {
      const items = schema['items']
      const item = Array.isArray(items) ? items[index] : items
      if (isMembers(item)) this.explain(item, value[index], `${pointer}/${index}`)
    }
  }

  /** Of several forms the one that was meant: by its constants, else by the kind of value, else the closest. */
  explainChoice (schema: Schema, branches: Schema[], value: unknown, pointer: string): void {
    const possible = branches.map((branch) => this.resolve(branch)).filter((branch) => mayBe(branch, value))
    let closest: Fault[] | undefined
    for (const branch of possible.slice(0, 20)) {
      const attempt = new FaultSearch(this.context, this.limit - this.faults.length)
      attempt.explain(branch, value, pointer)
      if (closest === undefined || attempt.faults.length < closest.length) closest = attempt.faults
    }
    if (closest === undefined || branches.every((branch) => 'const' in branch)) this.explainHere(schema, value, pointer)
    else for (const { pointer: at, detail, hint = at === pointer ? schema['description'] : undefined } of closest) this.add(at, detail, hint)
  }

  /** Faults of the value itself, not of what is in it; so its members need not be looked at. */
  explainHere (schema: Schema, value: unknown, pointer: string): void {
    const words = describeFault(this.compiled(this.outline(schema)), schema, value)
    // Who sent no object at all is told more than what the object is.
    const hint = pointer === '' && schema['type'] === 'object' && !isMembers(value) ? 'Send a JSON object' : schema['description']
    for (const detail of words) this.add(pointer, detail, hint)
  }

  compiled (schema: Schema): Validator {
    let validator = parts.get(schema)
    if (validator === undefined) {
      validator = Compile(this.context, schema as TSchema)
      parts.set(schema, validator)
    }
    return validator
  }

  resolve (schema: Schema): Schema {
    const target = typeof schema['$ref'] === 'string' ? this.context[schema['$ref']] : undefined
    return target === undefined ? schema : target as Schema
  }

  /** The schema without its members' schemas; hidden keywords (refinements) come along. */
  outline (schema: Schema): Schema {
    const known = outlines.get(schema)
    if (known !== undefined) return known
    const descriptors = Object.entries(Object.getOwnPropertyDescriptors(schema)).filter(([key]) => !STRUCTURE.has(key))
    const outline = Object.defineProperties({}, Object.fromEntries(descriptors)) as Schema
    outlines.set(schema, outline)
    return outline
  }
}

function mayBe (branch: Schema, value: unknown): boolean {
  const type = branch['type']
  if (typeof type === 'string' && type !== kindOf(value) && !(type === 'integer' && kindOf(value) === 'number')) return false
  if (!isMembers(value) || !isMembers(branch['properties'])) return true
  return Object.entries(branch['properties']).every(([name, property]) => {
    return !isMembers(property) || !('const' in property) || value[name] === property['const']
  })
}

function isMembers (value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList (value: unknown): value is Schema[] {
  return Array.isArray(value)
}
