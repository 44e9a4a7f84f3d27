import { Type } from 'typebox'
import { Country, Reference } from '../platform/http/fields.ts'

/** Types of fields that this feature's records are made of. */

export const Text = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, description })
export const Decimal = (description: string) => Type.String({ pattern: '^[0-9]{1,16}([.][0-9]{1,6})?$', minLength: 1, maxLength: 24, description: `${description}; decimal text` })
export const Digits = (from: number, to: number, description: string) => Type.String({ pattern: `^[0-9]{${from},${to}}$`, minLength: from, maxLength: to, description })
export const PERSON = (description: string) => Type.String({ minLength: 1, maxLength: 64, pattern: '^[!-~]+$', description: `${description}; pseudonym of a person, never a name` })
export const COUNTRY = (description: string) => Country(`${description}; ISO 3166 alpha-2`)
export const AGREEMENT = Reference(32, 'Agreement or scheme of the preference')
