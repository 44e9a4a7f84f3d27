import { GraphQLError, Kind } from 'graphql'
import type { ValueNode } from 'graphql'

export interface ScalarCode {
  /** A value the service made; a wrong one is our bug, so a plain Error that is masked. */
  serialize: (value: unknown) => string
  parseValue: (value: unknown) => string
  parseLiteral: (node: ValueNode) => string
}

const DECIMAL_IN = /^-?[0-9]{1,16}(\.[0-9]{1,6})?$/
const DECIMAL_OUT = /^-?[0-9]+(\.[0-9]+)?$/
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const INSTANT = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$/

/** A day of the calendar, in the years that customs papers can carry. */
function isDay (text: string): boolean {
  const [, year, month, day] = DAY.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined || year < 1900 || year > 2100) return false
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function isInstant (text: string): boolean {
  const match = INSTANT.exec(text)
  return match?.[1] !== undefined && isDay(match[1])
}

function scalar (name: string, hint: string, accepts: (text: string) => boolean, serialize: (value: unknown) => string): ScalarCode {
  const read = (value: unknown): string => {
    if (typeof value === 'string' && accepts(value)) return value
    throw new GraphQLError(`${name} must be ${hint}.`)
  }
  return {
    serialize,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined)
  }
}

function textOnly (name: string, accepts: (text: string) => boolean): (value: unknown) => string {
  return (value) => {
    if (typeof value === 'string' && accepts(value)) return value
    throw new Error(`A resolver gave ${typeof value === 'string' ? 'malformed text' : typeof value} for ${name}`)
  }
}

function instantText (value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return textOnly('DateTime', isInstant)(value)
}

/** Decimals are text in both directions: a float would lose digits of money and mass. */
export const scalars: Readonly<Record<'Decimal' | 'Date' | 'DateTime', ScalarCode>> = {
  Decimal: scalar('Decimal', 'text with at most 16 digits before and 6 after the point', (text) => DECIMAL_IN.test(text), textOnly('Decimal', (text) => DECIMAL_OUT.test(text))),
  Date: scalar('Date', 'a day as YYYY-MM-DD', isDay, textOnly('Date', isDay)),
  DateTime: scalar('DateTime', 'an instant with offset, RFC 3339', isInstant, instantText)
}
