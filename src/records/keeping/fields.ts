import { Type } from 'typebox'
import type { TSchema } from 'typebox'

/** Shapes of the fields that records state. */

const REFERENCE = '^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$'
/** What names something in the sending world: printable ASCII. */
export const Reference = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: REFERENCE, description })
export const Words = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: '^\\s*\\S[\\s\\S]*$', description })
export const Mrn = (description: string) => Type.String({ minLength: 18, maxLength: 18, pattern: '^[0-9]{2}[A-Z]{2}[A-Z0-9]{13}[0-9]$', description })
export const Eori = (description: string) => Type.String({ minLength: 3, maxLength: 17, pattern: '^[A-Z]{2}[A-Za-z0-9]{1,15}$', description })
export const Sha256 = (description: string) => Type.String({ minLength: 64, maxLength: 64, pattern: '^[0-9a-f]{64}$', description: `${description}; 64 hexadecimal digits` })
export const Day = (description: string) => Type.String({ format: 'date', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', minLength: 10, maxLength: 10, description: `${description}; YYYY-MM-DD` })
export const Instant = (description: string) => Type.String({ format: 'date-time', maxLength: 40, pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(Z|[+-][0-9]{2}:[0-9]{2})$', description: `${description}; RFC 3339 with offset` })
/** Not negative; text, so that no digit is lost. */
export const Quantity = (description: string) => Type.String({ minLength: 1, maxLength: 23, pattern: '^[0-9]{1,16}(\\.[0-9]{1,6})?$', description: `${description}; decimal text` })
export const ItemNumber = (description: string) => Type.Integer({ minimum: 1, maximum: 99_999, description })
export const OneOf = (values: readonly string[], description: string) => Type.Enum([...values], { description })
export const Uuid = (description: string) => Type.String({ format: 'uuid', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$', minLength: 36, maxLength: 36, description })
export const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()], { description: (schema as { description?: string }).description ?? '' })

/** Hash and place of a document that is archived elsewhere. */
export const ARCHIVED = {
  sha256: Sha256('SHA-256 of the document'),
  archive: Reference(100, 'System that keeps the document'),
  locator: Reference(500, 'Where it is in that system')
}
