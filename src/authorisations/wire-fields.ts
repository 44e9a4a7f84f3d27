import { Type } from 'typebox'

/** Shapes of single fields that this feature's schemas are built of. */

const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
const PRINTABLE = '^[!-~]([ -~]*[!-~])?$'
const WORDS = '^\\s*\\S[\\s\\S]*$'
type Schema = Parameters<typeof Type.Union>[0][number]

export const Uuid = (description: string) => Type.String({ format: 'uuid', pattern: UUID_PATTERN, minLength: 36, maxLength: 36, description })
export const Day = (description: string) => Type.String({ format: 'date', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', minLength: 10, maxLength: 10, description: `${description}; YYYY-MM-DD` })
export const Instant = (description: string) => Type.String({ format: 'date-time', maxLength: 35, description: `${description}; RFC 3339` })
export const Reference = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: PRINTABLE, description })
export const Words = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: WORDS, description })
export const Text = (maxLength: number, description: string) => Type.String({ maxLength, description })
export const Eori = (description: string) => Type.String({ minLength: 3, maxLength: 17, pattern: '^[A-Z]{2}[A-Za-z0-9]{1,15}$', description })
export const Country = Type.String({ minLength: 2, maxLength: 2, pattern: '^[A-Z]{2}$', description: 'ISO 3166 alpha-2' })
export const Currency = Type.String({ minLength: 3, maxLength: 3, pattern: '^[A-Z]{3}$', description: 'ISO 4217' })
export const Amount = (description: string) => Type.String({ maxLength: 24, pattern: '^[0-9]{1,16}(\\.[0-9]{1,6})?$', description: `${description}; decimal text` })
export const Sha256 = Type.String({ minLength: 64, maxLength: 64, pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the document, hexadecimal' })
export const Whole = (minimum: number, maximum: number, description: string) => Type.Integer({ minimum, maximum, description })
export const orNull = <T extends Schema>(schema: T, description: string) => Type.Union([schema, Type.Null()], { description })
export const ListOf = <T extends Schema>(entry: T, maxItems: number, description: string) => Type.Array(entry, { maxItems, description })
export const optional = <T extends Schema>(schema: T) => Type.Optional(schema)

export const Documents = ListOf(Type.Object({
  reference: Reference(200, 'Where the document is archived, or its number'),
  title: optional(Words(200, 'What it is')),
  sha256: optional(Sha256)
}, { additionalProperties: false, description: 'A document by reference and hash' }), 50, 'Documents, by reference and hash')
