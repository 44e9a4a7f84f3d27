import { holdsOn } from './dated.ts'
import type { Period } from './dated.ts'

/** Power of a representative to act before customs (UCC 18, 19). */
export interface MandateTerm extends Period {
  /** EORI number. */
  readonly representative: string
  /** First day on which it covers nothing any more. */
  readonly revokedOn: string | null
}

export const mandateCovers = (mandate: MandateTerm, day: string): boolean => holdsOn(mandate, day) && (mandate.revokedOn === null || day < mandate.revokedOn)

export interface MandateRegister { readonly covers: (representative: string, day: string) => boolean }

export function mandateRegisterOf (mandates: readonly MandateTerm[]): MandateRegister {
  const byRepresentative = Map.groupBy(mandates, ({ representative }) => representative)
  return { covers: (representative, day) => (byRepresentative.get(representative) ?? []).some((mandate) => mandateCovers(mandate, day)) }
}
