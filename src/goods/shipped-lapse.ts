import { shippedReference } from '../reference/shipped.ts'
import { lapseByEdition } from './nomenclature-lapse.ts'
import type { LapseOf } from './spans.ts'

/** By the editions of the nomenclature that ship with the service. */
export const shippedLapse: LapseOf = lapseByEdition((day) => shippedReference().nomenclature(day))
