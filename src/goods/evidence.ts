import { addMonths, dayBefore } from './days.ts'
import { LEGAL_LIMITS } from './legal-limits.ts'
import type { Ruling, SupplierDeclaration } from './model.ts'

/** How long evidence can be relied on, which is not always how long it says. Pure. */

/** Last day on which a binding tariff decision may be used; null when its end is not known. */
export function lastDayOfUse ({ validTo, lostOn, lostBecause, extendedUseUntil }: Pick<Ruling, 'validTo' | 'lostOn' | 'lostBecause' | 'extendedUseUntil'>): string | null {
  if (lostOn === null) return validTo
  const end = dayBefore(lostOn)
  if (extendedUseUntil === null || lostBecause === 'annulled') return end
  const most = dayBefore(addMonths(lostOn, LEGAL_LIMITS.extendedUseMonths))
  return extendedUseUntil < end ? end : extendedUseUntil < most ? extendedUseUntil : most
}

export const isUsable = (ruling: Ruling, day: string): boolean => {
  const last = lastDayOfUse(ruling)
  return ruling.validFrom <= day && (last === null || day <= last)
}

type Stated = Pick<SupplierDeclaration, 'kind' | 'validFrom' | 'validTo' | 'withdrawnOn'>

/** Last day that a long-term declaration may cover; null for a declaration of one consignment, which keeps its worth for these goods. */
export const longestCover = ({ kind, validFrom }: Stated): string | null => kind === 'single' ? null : dayBefore(addMonths(validFrom, LEGAL_LIMITS.longTermDeclarationMonths))

/** Last day on which it is evidence: what it states beyond the lawful period is recorded and does not count. */
export function lastDayOfEvidence (declaration: Stated): string | null {
  const ends = [declaration.validTo, longestCover(declaration), declaration.withdrawnOn === null ? null : dayBefore(declaration.withdrawnOn)].filter((day) => day !== null)
  return ends.toSorted()[0] ?? null
}

export const isEvidenceOn = (declaration: Stated, day: string): boolean => {
  const last = lastDayOfEvidence(declaration)
  return declaration.validFrom <= day && (last === null || day <= last)
}

export const DECLARATION_WARNINGS = ['longer_than_lawful', 'end_missing', 'begins_more_than_a_year_before_issue', 'begins_more_than_six_months_after_issue'] as const
export type DeclarationWarning = typeof DECLARATION_WARNINGS[number]

/** What the declaration states that the law does not allow (IA 62): it is recorded as it stands, and people are told. */
export function warningsOf (declaration: Stated & Pick<SupplierDeclaration, 'issuedOn'>): DeclarationWarning[] {
  if (declaration.kind === 'single') return []
  const { validFrom, validTo, issuedOn } = declaration
  const longest = longestCover(declaration)
  return [
    ...(validTo === null ? ['end_missing' as const] : []),
    ...(validTo !== null && longest !== null && validTo > longest ? ['longer_than_lawful' as const] : []),
    ...(validFrom < addMonths(issuedOn, -12) ? ['begins_more_than_a_year_before_issue' as const] : []),
    ...(validFrom > addMonths(issuedOn, 6) ? ['begins_more_than_six_months_after_issue' as const] : [])
  ]
}
