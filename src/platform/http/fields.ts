import { Type } from 'typebox'
import type { TSchema } from 'typebox'

/** Fields that the schemas of several features are made of. A feature declares beside them what only its own records have. */

/** Of an object: a field that it does not know is refused. */
export const closed = { additionalProperties: false } as const

export const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'

export const Uuid = (description: string) => Type.String({ format: 'uuid', pattern: UUID_PATTERN, minLength: 36, maxLength: 36, description })
/** Whether such a day exists is for the operation to say. */
export const Day = (description: string) => Type.String({ format: 'date', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', minLength: 10, maxLength: 10, description: `${description}; YYYY-MM-DD` })
/** As we write it. */
export const Instant = (description: string) => Type.String({ format: 'date-time', maxLength: 24, description: `${description}; UTC, RFC 3339` })
export const WORDS_PATTERN = '^\\s*\\S[\\s\\S]*$'
export const REFERENCE_PATTERN = '^[!-~]([ -~]*[!-~])?$'
export const QUANTITY_PATTERN = '^[0-9]{1,16}(\\.[0-9]{1,6})?$'
/** Words of people: not only blanks. */
export const Words = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: WORDS_PATTERN, description })
/** What names something in the sending world: printable ASCII, no blank at either end. */
export const Reference = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: REFERENCE_PATTERN, description })
/** A text that we write; of what a client sends, nothing but the length is checked. */
export const Text = (maxLength: number, description: string) => Type.String({ maxLength, description })
export const Eori = (description: string) => Type.String({ minLength: 3, maxLength: 17, pattern: '^[A-Z]{2}[A-Za-z0-9]{1,15}$', description })
/** Whether its last digit is the check digit is for the operation to say. */
export const Mrn = (description: string) => Type.String({ minLength: 18, maxLength: 18, pattern: '^[0-9]{2}[A-Z]{2}[A-Z0-9]{13}[0-9]$', description })
/** ISO 3166-1, two letters. */
export const Country = (description: string) => Type.String({ pattern: '^[A-Z]{2}$', minLength: 2, maxLength: 2, description })
/** ISO 4217. */
export const Currency = (description: string) => Type.String({ pattern: '^[A-Z]{3}$', minLength: 3, maxLength: 3, description })
/** Hexadecimal. */
export const Sha256 = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', minLength: 64, maxLength: 64, description })
export const OneOf = (values: readonly string[], description: string) => Type.Enum([...values], { description })

/** @param description that of the schema if left out. */
export const orNull = <T extends TSchema>(schema: T, description: string = descriptionOf(schema)) => Type.Union([schema, Type.Null()], { description })

const descriptionOf = (schema: TSchema): string => (schema as { readonly description?: string }).description ?? ''
