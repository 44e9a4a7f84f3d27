import { Type } from 'typebox'
import type { TSchema } from 'typebox'

/** Types of fields that this feature's records are made of. */

export const Text = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, description })
/** Words of people: not only blanks. */
export const Free = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: '^\\s*\\S[\\s\\S]*$', description })
/** A reference of the sending world: printable ASCII, no blank at either end. */
export const Reference = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: '^[!-~]([ -~]*[!-~])?$', description })
export const Day = (description: string) => Type.String({ format: 'date', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', minLength: 10, maxLength: 10, description: `${description}; YYYY-MM-DD` })
export const Decimal = (description: string) => Type.String({ pattern: '^[0-9]{1,16}([.][0-9]{1,6})?$', minLength: 1, maxLength: 24, description: `${description}; decimal text` })
export const Digits = (from: number, to: number, description: string) => Type.String({ pattern: `^[0-9]{${from},${to}}$`, minLength: from, maxLength: to, description })
export const PERSON = (description: string) => Type.String({ minLength: 1, maxLength: 64, pattern: '^[!-~]+$', description: `${description}; pseudonym of a person, never a name` })
export const COUNTRY = (description: string) => Type.String({ pattern: '^[A-Z]{2}$', minLength: 2, maxLength: 2, description: `${description}; ISO 3166 alpha-2` })
export const AGREEMENT = Type.String({ minLength: 1, maxLength: 32, pattern: '^[!-~]([ -~]*[!-~])?$', description: 'Agreement or scheme of the preference' })
export const Uuid = (description: string) => Type.String({ format: 'uuid', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$', minLength: 36, maxLength: 36, description })
export const orNull = (schema: TSchema, description: string): TSchema => Type.Union([schema, Type.Null()], { description })
