import { shippedReference } from '../reference/shipped.ts'
import { knownByEdition } from './code-warnings.ts'
import type { KnowsCode } from './code-warnings.ts'
import { lapseByEdition } from './nomenclature-lapse.ts'
import type { LapseOf } from './spans.ts'

/** Of the list of countries; `EU` is an origin too. */
export const shippedCountry = (code: string, day: string): boolean => shippedReference().countries.has(code, day) || shippedReference().countries.isUnion(code, day)

/** By the editions of the nomenclature that ship with the service. */
export const shippedLapse: LapseOf = lapseByEdition((day) => shippedReference().nomenclature(day))
export const shippedCode: KnowsCode = knownByEdition((day) => shippedReference().nomenclature(day))
