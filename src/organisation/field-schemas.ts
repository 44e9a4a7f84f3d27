import { Type } from 'typebox'
import type { TProperties, TSchema } from 'typebox'
import * as fields from '../platform/http/fields.ts'
import { orNull, Reference } from '../platform/http/fields.ts'

/** Parts that the schemas of the organisation are made of. */

export const Code = (description: string) => Reference(64, `${description}; printable ASCII`)
export const Country = (description: string) => fields.Country(`${description}; ISO 3166-1`)

export const Percent = (description: string) => Type.Integer({ minimum: 0, maximum: 100, description })
export const ListOf = (schema: TSchema, description: string, maxItems = 100) => Type.Array(schema, { maxItems, uniqueItems: true, description })

export type Fields = Readonly<Record<string, TSchema>>

/** What a client states at first: what has a value when it is not stated may be left out. */
export function statedAtFirst (fields: Fields, absent: Readonly<Record<string, unknown>>): TProperties {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, name in absent ? Type.Optional(schema) : schema]))
}

/** What a client changes: absent leaves, null clears. */
export function changeable (fields: Fields, absent: Readonly<Record<string, unknown>>): TProperties {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(absent[name] === null ? orNull(schema) : schema)]))
}

/** What is shown. */
export function shown (fields: Fields, absent: Readonly<Record<string, unknown>>): TProperties {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, absent[name] === null ? orNull(schema) : schema]))
}
