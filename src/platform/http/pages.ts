import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { isDay, readInstant } from '../calendar.ts'
import { invalidRequest } from '../problem.ts'

/** Pages by key: a cursor says after which row to go on, never how many rows to skip. */

export const DEFAULT_PAGE = 100
export const MAX_PAGE = 1000

export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE, description: `Entries on the page; ${DEFAULT_PAGE} if absent` })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: '^[A-Za-z0-9_-]+$', description: '`nextCursor` of the page before, unchanged' }))
}

/** Says of a list that its page may hold fewer. */
export const LARGE_ENTRIES = `Entries on the page at most; ${DEFAULT_PAGE} if absent. A page ends earlier where entries are large: \`nextCursor\` says whether more follow`

/** Of a list that reads through `fittingRows`: its entries may be so large that a thousand at once would take the memory of the service. */
export const LargePageQuery = {
  ...PageQuery,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE, description: LARGE_ENTRIES }))
}

/** A page of entries: `{ items, nextCursor }`. */
export const pageOf = <T extends TSchema>(entry: T, $id: string, description: string) => Type.Object({
  items: Type.Array(entry, { maxItems: MAX_PAGE, description: 'Entries, in order' }),
  nextCursor: Type.Union([Type.String({ maxLength: 500 }), Type.Null()], { description: 'Pass it as `cursor` for the next page; null on the last' })
}, { $id, additionalProperties: false, description })

/** The key of the last row of a page, sealed as opaque text. It grants nothing: the list is read as whoever passes it. */
export function sealCursor (purpose: string, key: readonly string[]): string {
  return Buffer.from(JSON.stringify([purpose, ...key])).toString('base64url')
}

/** What a part of a key must be. A sender may have written the cursor himself, so that even a day need not exist. */
export interface KeyPart { readonly test: (text: string) => boolean }

/** @throws invalid-request for anything that is no cursor of this purpose with these parts. */
export function openCursor (purpose: string, cursor: string, parts: readonly KeyPart[]): string[] {
  const [named, ...key] = parseCursor(cursor)
  if (named === purpose && key.length === parts.length && key.every((part, index) => typeof part === 'string' && parts[index]?.test(part) === true)) return key as string[]
  throw invalidRequest('The cursor is not one of this list.', { errors: [{ pointer: '/cursor', detail: 'is no cursor of this list', hint: 'Pass nextCursor of the page before, with the same filters' }] })
}

function parseCursor (cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

export const DAY_KEY: KeyPart = { test: isDay }
export const INSTANT_KEY: KeyPart = { test: (text) => readInstant(text)?.toISOString() === text }
export const UUID_KEY: KeyPart = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
