import { Type } from 'typebox'
import * as fields from '../platform/http/fields.ts'
import { Reference, Words } from '../platform/http/fields.ts'

/** Shapes of single fields that this feature's schemas are built of. */

type Schema = Parameters<typeof Type.Union>[0][number]

export const Instant = (description: string) => Type.String({ format: 'date-time', maxLength: 35, description: `${description}; RFC 3339` })
export const Country = fields.Country('ISO 3166 alpha-2')
export const Currency = fields.Currency('ISO 4217')
export const Sha256 = fields.Sha256('SHA-256 of the document, hexadecimal')
export const Amount = (description: string) => Type.String({ maxLength: 24, pattern: '^[0-9]{1,16}(\\.[0-9]{1,6})?$', description: `${description}; decimal text` })
export const Whole = (minimum: number, maximum: number, description: string) => Type.Integer({ minimum, maximum, description })
export const ListOf = <T extends Schema>(entry: T, maxItems: number, description: string) => Type.Array(entry, { maxItems, description })
export const optional = <T extends Schema>(schema: T) => Type.Optional(schema)

export const Documents = ListOf(Type.Object({
  reference: Reference(200, 'Where the document is archived, or its number'),
  title: optional(Words(200, 'What it is')),
  sha256: optional(Sha256)
}, { additionalProperties: false, description: 'A document by reference and hash' }), 50, 'Documents, by reference and hash')
