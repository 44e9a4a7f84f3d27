import { readInstant } from '../../platform/calendar.ts'
import { canonicalDecimalText } from '../../platform/decimal.ts'
import { DECIMAL_PATTERN } from '../data-elements.ts'

/** A text that is not of the shape its place demands. */
export class Unfit {
  readonly detail: string
  readonly hint: string | undefined
  /** An unreadable system instant is left out with a note; anything else that does not fit refuses the message. */
  readonly leaveOut: boolean

  constructor (detail: string, hint?: string, leaveOut = false) {
    this.detail = detail
    this.hint = hint
    this.leaveOut = leaveOut
  }
}

export type ReadText = (text: string) => string | number | Unfit

const SENT_DECIMAL = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/
const DECIMAL = new RegExp(DECIMAL_PATTERN)
/** Longer than any number with a meaning; bounds the work on digits. */
const MAX_DIGITS = 64
const DATE_TIME = /^([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})(?:(Z)|([+-][0-9]{2}):?([0-9]{2})?)?)?$/

/** Decimal in canonical text: no leading `+` or zeros, no trailing zeros, no `-0`. */
export const readDecimal: ReadText = (text) => {
  if (text.length <= MAX_DIGITS && SENT_DECIMAL.test(text)) {
    const [sign, digits] = text.startsWith('-') ? ['-', text.slice(1)] : ['', text.replace(/^\+/, '')]
    const canonical = canonicalDecimalText(`${sign}${digits.startsWith('.') ? '0' : ''}${digits}`)
    if (DECIMAL.test(canonical)) return canonical
  }
  return new Unfit('is not a decimal number', 'Digits with a point, at most 16 before and 6 after it')
}

/** Whole number; a fraction of zeros is the same number. */
export function readCount (minimum: number, maximum: number): ReadText {
  return (text) => {
    const number = /^\+?[0-9]{1,15}(?:\.0{0,6})?$/.test(text) ? Number(text) : Number.NaN
    return number >= minimum && number <= maximum ? number : new Unfit(`is not a whole number from ${minimum} to ${maximum}`)
  }
}

/**
 * Declared day from format 102 (CCYYMMDD) or 304 (CCYYMMDDHHMMSS and zone): the day as written, in its own offset. A day
 * that does not exist is what was declared, so it is kept.
 */
export const readDay: ReadText = (text) => {
  const match = DATE_TIME.exec(text)
  return match === null ? new Unfit('is not a date', 'CCYYMMDD, or CCYYMMDDHHMMSS with a zone') : `${match[1]}-${match[2]}-${match[3]}`
}

/** Instant of format 304, RFC 3339 in its own offset. Without a time or a zone it is no instant. */
export const readInstantText: ReadText = (text) => {
  const match = DATE_TIME.exec(text)
  const zone = match?.[7] ?? (match?.[8] === undefined ? undefined : `${match[8]}:${match[9] ?? '00'}`)
  if (match !== null && zone !== undefined) {
    const instant = `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}${zone}`
    if (readInstant(instant) !== undefined) return instant
  }
  return new Unfit('is not an instant that exists', 'CCYYMMDDHHMMSS with a zone', true)
}

/** Text of a length and, where there is one, a pattern. */
export function readText (maxLength: number, pattern: string | undefined): ReadText {
  const shape = pattern === undefined ? undefined : new RegExp(pattern)
  return (text) => {
    if (text.length > maxLength && Array.from(text).length > maxLength) return new Unfit(`has more than ${maxLength} characters`)
    return shape === undefined || shape.test(text) ? text : new Unfit('is not of the shape of this element', `It must match ${pattern}`)
  }
}
