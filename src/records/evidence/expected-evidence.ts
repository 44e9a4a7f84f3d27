import { addMonths, dayBefore } from '../../platform/calendar.ts'
import DATA from './expected-evidence.json' with { type: 'json' }

/** Which evidence is expected for a criterion, how long it holds, and what is missing on a day. Pure. */

export interface ExpectedKind {
  readonly criterion: string
  readonly kind: string
  /** For whom one is expected; `none`: kept when there is one. */
  readonly per: string
  /** Months for which it holds where nothing is stated; null: without end. */
  readonly validMonths: number | null
  readonly legalRef: string
}

export const EXPECTED: readonly ExpectedKind[] = Object.entries(DATA.criteria).flatMap(([criterion, { legalRef, kinds }]) =>
  Object.entries(kinds).map(([kind, { per, validMonths }]) => ({ criterion, kind, per, validMonths, legalRef })))

export const CRITERIA = Object.keys(DATA.criteria)
export const EVIDENCE_KINDS = [...new Set(EXPECTED.map(({ kind }) => kind))]

export const expectedKind = (criterion: string, kind: string): ExpectedKind | undefined => EXPECTED.find((expected) => expected.criterion === criterion && expected.kind === kind)

/** The day before the same day some months on; where that month is shorter, its last day. */
export function endOfValidity (from: string, months: number): string {
  const same = addMonths(from, months)
  return same.slice(8) === from.slice(8) ? dayBefore(same) : same
}

/** What there is of one kind for one site or partner, or for the operator as a whole. */
export interface EvidenceStanding {
  readonly criterion: string
  readonly kind: string
  readonly siteCode: string | null
  readonly partner: string | null
  /** Whether one that did not fail holds on the day. */
  readonly holds: boolean
  /** Last day on which one held before; null when none ever ended. */
  readonly lastEndedOn: string | null
}

export interface MissingEvidence { readonly criterion: string, readonly kind: string, readonly siteCode: string | null, readonly partner: string | null, readonly lastEndedOn: string | null, readonly legalRef: string }

/**
 * @param sites those of the operator on that day; those that any evidence names are added.
 * Partners are those that any evidence names: who a partner is stands in other registers.
 */
export function missingEvidence (standings: readonly EvidenceStanding[], sites: readonly string[]): MissingEvidence[] {
  const allSites = [...new Set([...sites, ...standings.flatMap(({ siteCode }) => siteCode ?? [])])].toSorted()
  const partners = [...new Set(standings.flatMap(({ partner }) => partner ?? []))].toSorted()
  return EXPECTED.flatMap(({ criterion, kind, per, legalRef }) => {
    const of = standings.filter((standing) => standing.criterion === criterion && standing.kind === kind)
    const missing = (siteCode: string | null, partner: string | null): MissingEvidence[] => {
      const own = of.filter((standing) => (siteCode === null || standing.siteCode === siteCode) && (partner === null || standing.partner === partner))
      if (own.some(({ holds }) => holds)) return []
      return [{ criterion, kind, siteCode, partner, legalRef, lastEndedOn: own.flatMap(({ lastEndedOn }) => lastEndedOn ?? []).toSorted().at(-1) ?? null }]
    }
    if (per === 'operator') return missing(null, null)
    if (per === 'site') return allSites.flatMap((site) => missing(site, null))
    return per === 'partner' ? partners.flatMap((partner) => missing(null, partner)) : []
  })
}
