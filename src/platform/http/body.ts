import { isAscii, isUtf8 } from 'node:buffer'
import { invalidRequest } from '../problem.ts'
import type { Problem } from '../problem.ts'

/** Objects and arrays within each other, at most. */
export const DEEPEST_JSON = 32

/**
 * Bytes as text, exactly: what is kept must be what was sent, so nothing is replaced by U+FFFD.
 *
 * @throws invalidRequest for bytes that are not UTF-8, and for a byte order mark
 */
export function decodeStrictly (bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isAscii(buffer)) return buffer.toString('latin1')
  if (!isUtf8(buffer)) throw unreadable('The content is not valid UTF-8.', 'Send UTF-8; other encodings are not converted.')
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) throw unreadable('The content starts with a byte order mark.', 'Send UTF-8 without one.')
  return buffer.toString('utf8')
}

/** A number outside a string that may lose digits, or is written with an exponent. */
const NEEDS_ITS_SOURCE = /[:,[]\s*-?(?:\d[\d.]{15}|0\.0{6}|\d+(?:\.\d+)?[eE])/
const IS_A_NUMBER = /^\s*-?\d/
/** From here on depth is looked at before parsing: a few hundred thousand brackets alone would take the engine a second. */
const LOOKED_AT_FIRST = 65_536

/**
 * JSON as a value, with every digit that was sent: a number that a double cannot hold exactly, or that is written with an
 * exponent, comes back as its source text (12345678901234567.89 → "12345678901234567.89", 1e5 → "1e5").
 * Of a repeated key the last one counts.
 *
 * @throws invalidRequest for what is not JSON, nests deeper than 32, or holds U+0000, half a surrogate pair or the key `__proto__`
 */
export function parseJsonStrictly (text: string): unknown {
  if (text.length > LOOKED_AT_FIRST && nestsTooDeep(text)) throw tooDeep()
  const value = parse(text)
  // An escape may hide U+0000, half a surrogate pair or a key.
  if (text.includes('\\u') || text.includes('__proto__') || !text.isWellFormed()) lookInto(value, '', 0)
  else if (!isShallow(value, 0)) throw tooDeep()
  return NEEDS_ITS_SOURCE.test(text) || IS_A_NUMBER.test(text) ? JSON.parse(keepDigits(text)) : value
}

/** Counts brackets outside strings; whether the text is JSON at all is for the parser to say. */
function nestsTooDeep (text: string): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) inString = !inString
    else if (inString) index += code === BACKSLASH ? 1 : 0
    else if ((code === OPEN_BRACE || code === OPEN_BRACKET) && (depth += 1) > DEEPEST_JSON) return true
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1
  }
  return false
}
const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93]

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The engine's message quotes the content; only the position is passed on.
    const position = /at position (\d{1,10})/.exec((error as Error).message)?.[1]
    throw unreadable(position === undefined ? 'The content is not JSON: it ends too early, or is empty.' : `The content is not JSON: see character ${Number(position) + 1}.`, 'Send one JSON value, whole, as RFC 8259 has it')
  }
}

function isShallow (value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === DEEPEST_JSON) return false
  if (Array.isArray(value)) {
    for (const entry of value) if (typeof entry === 'object' && !isShallow(entry, depth + 1)) return false
    return true
  }
  const members = value as Record<string, unknown>
  for (const key in members) {
    const member = members[key]
    if (typeof member === 'object' && !isShallow(member, depth + 1)) return false
  }
  return true
}

function lookInto (value: unknown, pointer: string, depth: number): void {
  if (typeof value === 'string') {
    const found = unstorable(value)
    if (found !== undefined) throw unreadable(`The text holds ${found}.`, 'Leave it out.', pointer)
  }
  if (typeof value !== 'object' || value === null) return
  if (depth === DEEPEST_JSON) throw tooDeep()
  if (Array.isArray(value)) {
    value.forEach((entry, index) => { lookInto(entry, `${pointer}/${index}`, depth + 1) })
    return
  }
  for (const [key, member] of Object.entries(value)) {
    if (unstorable(key) !== undefined) throw unreadable(`A field name holds ${unstorable(key)}.`, 'Leave the field out.', pointer)
    const at = `${pointer}/${pointerToken(key)}`
    if (key === '__proto__') throw unreadable('Unknown field.', 'Leave the field out.', at)
    lookInto(member, at, depth + 1)
  }
}

/** What PostgreSQL could keep as JSON, but never read again. */
function unstorable (text: string): string | undefined {
  if (text.includes('\0')) return 'the character U+0000'
  return text.isWellFormed() ? undefined : 'half of a surrogate pair'
}

/** A key as one token of a JSON Pointer (RFC 6901), cut when it is longer than any real name. */
export function pointerToken (key: string): string {
  const name = key.length > 100 ? `${key.slice(0, 100).toWellFormed()}…` : key
  return name.includes('~') || name.includes('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name
}

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g

/** Numbers that would lose something become strings; the text was parsed before, so every token is what it looks like. */
function keepDigits (json: string): string {
  return json.replaceAll(STRING_OR_NUMBER, (token) => token.startsWith('"') || keepsDigits(Number(token), token) ? token : `"${token}"`)
}

/** No quantity is written longer; the cut also bounds the time spent on trailing zeros. */
const LONGEST_PLAIN_NUMBER = 40

/** 1.50 and 1.5 are the same number; what differs otherwise has lost something, or is not plain. */
function keepsDigits (value: number, source: string): boolean {
  if (source.length > LONGEST_PLAIN_NUMBER || source.includes('e') || source.includes('E')) return false
  const plain = source.includes('.') ? source.replace(/\.?0+$/, '') : source
  return String(value) === plain || (value === 0 && /^-?0$/.test(plain))
}

function tooDeep (): Problem {
  return unreadable(`The content nests deeper than ${DEEPEST_JSON} levels.`, 'Send it flatter')
}

function unreadable (detail: string, hint?: string, pointer = ''): Problem {
  return invalidRequest(detail, { errors: [{ pointer, detail, ...(hint === undefined ? {} : { hint }) }] })
}
