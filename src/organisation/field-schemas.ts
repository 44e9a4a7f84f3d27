import { Type } from 'typebox'
import type { TProperties, TSchema } from 'typebox'

/** Parts that the schemas of the organisation are made of. */

const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
const WORDS = '^\\s*\\S[\\s\\S]*$'
const CODE = '^[!-~]([ -~]*[!-~])?$'

export const Uuid = (description: string) => Type.String({ format: 'uuid', pattern: UUID_PATTERN, minLength: 36, maxLength: 36, description })
export const Words = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: WORDS, description })
export const Code = (description: string) => Type.String({ minLength: 1, maxLength: 64, pattern: CODE, description: `${description}; printable ASCII` })
export const Day = (description: string) => Type.String({ format: 'date', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', minLength: 10, maxLength: 10, description: `${description}; YYYY-MM-DD` })
export const Eori = (description: string) => Type.String({ pattern: '^[A-Z]{2}[A-Za-z0-9]{1,15}$', minLength: 3, maxLength: 17, description })
export const Country = (description: string) => Type.String({ pattern: '^[A-Z]{2}$', minLength: 2, maxLength: 2, description: `${description}; ISO 3166-1` })
export const Percent = (description: string) => Type.Integer({ minimum: 0, maximum: 100, description })
export const OneOf = (values: readonly string[], description: string) => Type.Enum([...values], { description })
export const ListOf = (schema: TSchema, description: string, maxItems = 100) => Type.Array(schema, { maxItems, uniqueItems: true, description })
export const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()], describedLike(schema))


const describedLike = ({ description }: TSchema & { readonly description?: string }): { description?: string } => description === undefined ? {} : { description }

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
