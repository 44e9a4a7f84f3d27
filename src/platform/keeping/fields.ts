import { Type } from 'typebox'
import { QUANTITY_PATTERN, Reference, Sha256 } from '../http/fields.ts'

/** Shapes of the fields that records state. */

export const Instant = (description: string) => Type.String({ format: 'date-time', maxLength: 40, pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(Z|[+-][0-9]{2}:[0-9]{2})$', description: `${description}; RFC 3339 with offset` })
/** Not negative; text, so that no digit is lost. */
export const Quantity = (description: string) => Type.String({ minLength: 1, maxLength: 23, pattern: QUANTITY_PATTERN, description: `${description}; decimal text` })
export const ItemNumber = (description: string) => Type.Integer({ minimum: 1, maximum: 99_999, description })

/** Hash and place of a document that is archived elsewhere. */
export const ARCHIVED = {
  sha256: Sha256('SHA-256 of the document; 64 hexadecimal digits'),
  archive: Reference(100, 'System that keeps the document'),
  locator: Reference(500, 'Where it is in that system')
}
