import { hash } from 'node:crypto'
import type { TSchema } from 'typebox'
import { canonicalDecimalText } from '../platform/decimal.ts'
import { readInstant } from '../platform/calendar.ts'
import type { Fault } from '../platform/problem.ts'
import { DECIMAL_PATTERN, DeclarationContentSchema } from './data-elements.ts'
import type { DeclarationContent } from './data-elements.ts'

/**
 * The canonical form: members in order of name, decimals as plain text, empty lists left out, instants in UTC.
 * Two messages that say the same have the same canonical text, whatever system wrote them.
 */

type Normalise = (value: unknown, pointer: string, faults: Fault[]) => unknown

const DECIMAL = new RegExp(DECIMAL_PATTERN)

interface SchemaParts { properties?: Record<string, TSchema>, items?: TSchema, format?: string }

/** Builds the normaliser from the schema once, so that a field can never be validated and then forgotten. */
function normaliserOf (schema: TSchema): Normalise {
  const { properties, items, format } = schema as unknown as SchemaParts
  if ((schema as unknown as { '~decimal'?: boolean })['~decimal'] === true) return normaliseDecimal
  if (format === 'date-time') return normaliseInstant
  if (properties !== undefined) return objectNormaliser(properties)
  if (items !== undefined) return listNormaliser(normaliserOf(items))
  return (value) => value
}

function objectNormaliser (properties: Record<string, TSchema>): Normalise {
  const members = Object.keys(properties).sort().map((name) => ({ name, normalise: normaliserOf(properties[name] as TSchema) }))
  return (value, pointer, faults) => {
    const source = value as Record<string, unknown>
    const result: Record<string, unknown> = {}
    for (const { name, normalise } of members) {
      const member = source[name]
      if (member === undefined) continue
      const normalised = normalise(member, `${pointer}/${name}`, faults)
      if (normalised !== undefined) result[name] = normalised
    }
    return result
  }
}

function listNormaliser (normalise: Normalise): Normalise {
  return (value, pointer, faults) => {
    const list = value as unknown[]
    return list.length === 0 ? undefined : list.map((entry, index) => normalise(entry, `${pointer}/${index}`, faults))
  }
}

const normaliseDecimal: Normalise = (value, pointer, faults) => {
  const text = typeof value === 'number' ? String(value) : value as string
  if (DECIMAL.test(text)) return canonicalDecimalText(text)
  faults.push({ pointer, detail: 'is not a decimal number', hint: 'At most 16 digits before and 6 after the point, no exponent; as text where digits matter' })
  return text
}

const normaliseInstant: Normalise = (value, pointer, faults) => {
  const instant = readInstant(value as string)
  if (instant !== undefined) return instant.toISOString()
  faults.push({ pointer, detail: 'is not an instant that exists', hint: 'RFC 3339 with offset, for example 2026-03-31T09:30:00Z' })
  return value
}

const normaliseContent = normaliserOf(DeclarationContentSchema)

/**
 * Normalises a declaration that has the right shape.
 * @returns the faults that a schema cannot see: decimals, instants, references that are missing, item numbers that repeat.
 */
export function normaliseDeclaration (value: unknown): { content: DeclarationContent, faults: Fault[] } {
  const faults: Fault[] = []
  const content = normaliseContent(value, '', faults) as DeclarationContent
  if (content.lrn === undefined && content.mrn === undefined) {
    faults.push({ pointer: '', detail: 'has neither lrn nor mrn', hint: 'Give the LRN with the declarant, or the MRN' })
  } else if (content.mrn === undefined && content.declarant === undefined) {
    faults.push({ pointer: '/declarant', detail: 'is missing', hint: 'An LRN is unique per declarant only; give the declarant\'s EORI' })
  }
  const seen = new Set<number>()
  content.items.forEach(({ itemNumber }, index) => {
    if (seen.has(itemNumber)) faults.push({ pointer: `/items/${index}/itemNumber`, detail: `repeats item number ${itemNumber}`, hint: 'Each item has its own number' })
    seen.add(itemNumber)
  })
  return { content, faults }
}

/** What the sender's transport adds and what dates the status are no part of what was declared. */
export function comparableContent (content: DeclarationContent): DeclarationContent {
  const { sourceSystem: _source, statusAt: _at, ...declared } = content
  return declared
}

/** SHA-256 of the canonical text: equal hashes mean that the same was declared. */
export function contentHash (canonicalText: string): Buffer {
  return hash('sha256', canonicalText, 'buffer')
}
