import type { Validator } from 'typebox/compile'
import { closestFirst } from '../spelling.ts'
import { QUANTITY_PATTERN, REFERENCE_PATTERN, WORDS_PATTERN } from './fields.ts'

/** The kind of a JSON value, in the words of JSON Schema. */
export function kindOf (value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

const MOST_NAMED = 12

/** "Known fields: …", the closest spelling first. */
export function knownFields (key: string, known: string[]): string {
  if (known.length === 0) return 'No fields are known here.'
  const nearest = key.length > 60 ? known : closestFirst(key, known)
  const rest = known.length - MOST_NAMED
  return `Known fields: ${nearest.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`
}

/** What a value lacks, in sentences that never repeat the value itself. */
export function describeFault (outline: Validator, schema: Record<string, unknown>, value: unknown): string[] {
  const choices = choicesOf(schema)
  if (choices !== undefined) return [`Expected one of: ${choices}.`]
  const errors = outline.Errors(value)
  const type = errors.find(({ keyword }) => keyword === 'type' || keyword === 'anyOf')
  if (type !== undefined) return [`Expected ${expected(schema)}, found ${kindOf(value)}.`]
  const own = errors.filter(({ instancePath }) => instancePath === '')
  const format = own.find(({ keyword }) => keyword === 'format')
  // What is no UUID or no day is also too short and matches no pattern: one sentence says it.
  return [...new Set((format === undefined ? own : [format]).map((error) => sentence(error.keyword, error.params as Record<string, unknown>)))]
}

function choicesOf ({ enum: values, anyOf, const: constant }: Record<string, unknown>): string | undefined {
  const branches = Array.isArray(anyOf) ? anyOf as Record<string, unknown>[] : undefined
  const allowed = constant !== undefined ? [constant]
    : Array.isArray(values) ? values as unknown[]
      : branches?.every((branch) => 'const' in branch) === true ? branches.map((branch) => branch['const']) : undefined
  if (allowed === undefined) return undefined
  const rest = allowed.length - 30
  return `${allowed.slice(0, 30).map(String).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function expected ({ type, anyOf }: Record<string, unknown>): string {
  if (Array.isArray(anyOf)) return [...new Set((anyOf as Record<string, unknown>[]).map(expected))].join(' or ')
  return Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : 'another form'
}

const FORMATS: Readonly<Record<string, string>> = { uuid: 'a UUID', date: 'a day that exists, as YYYY-MM-DD', 'date-time': 'an instant of RFC 3339' }

/** What patterns that stand in many places ask, for whoever reads no expressions. */
const PATTERNS: Readonly<Record<string, string>> = {
  [WORDS_PATTERN]: 'The text must hold more than blanks.',
  [REFERENCE_PATTERN]: 'The text must be letters, digits and signs of ASCII, without a blank at either end.',
  [QUANTITY_PATTERN]: 'The text must be a number of 0 or above, with a point before at most 6 decimals.'
}

function sentence (keyword: string, params: Record<string, unknown>): string {
  const limit = String(params['limit'])
  switch (keyword) {
    case 'minLength': return limit === '1' ? 'The text is empty.' : `At least ${limit} characters are needed.`
    case 'maxLength': return `At most ${limit} characters are allowed.`
    case 'pattern': return PATTERNS[String(params['pattern'])] ?? `The text must match ${String(params['pattern'])}.`
    case 'format': return `The text must be ${FORMATS[String(params['format'])] ?? `a ${String(params['format'])}`}.`
    case 'minimum': return `The least value is ${limit}.`
    case 'maximum': return `The greatest value is ${limit}.`
    case 'exclusiveMinimum': return `The value must be above ${limit}.`
    case 'exclusiveMaximum': return `The value must be below ${limit}.`
    case 'multipleOf': return `The value must be a multiple of ${String(params['multipleOf'])}.`
    case 'minItems': return limit === '1' ? 'At least one entry is needed.' : `At least ${limit} entries are needed.`
    case 'maxItems': return `At most ${limit} entries are allowed.`
    case 'uniqueItems': return 'No entry may appear twice.'
    case 'minProperties': return limit === '1' ? 'At least one field is needed.' : `At least ${limit} fields are needed.`
    case 'maxProperties': return `At most ${limit} fields are allowed.`
    case '~refine': return String(params['message'])
    default: return 'The value does not have the expected form.'
  }
}
