import { contentHash } from '../perimeter/content-hash.ts'
import type { Members } from '../perimeter/perimeter-record.ts'
import { firstDay } from '../seasons.ts'

/** The audit of the synthetic trader's year: what it looks at, who must know, and what its people say where something is missing. Pure data. */

export const auditOf = (until: string): { readonly title: string, readonly from: string, readonly to: string } => ({ title: `Risk audit of the year to ${until}`, from: firstDay(until), to: until })

/** Documents that stage 1 takes into account, by kind. */
export const CONSIDERED: Readonly<Record<string, { readonly title: string, readonly reference: string }>> = {
  security_plan: { title: 'Security plan of the three sites', reference: 'dms:security-plan-7' }, threat_assessment: { title: 'Threat assessment of the supply chain', reference: 'dms:threats-of-the-year' },
  measures: { title: 'Measures agreed with customs at the last reassessment', reference: 'dms:measures-3' }, internal_controls: { title: 'Handbook of internal controls', reference: 'dms:controls-12' }
}
export const documentOf = (kind: string): { readonly reference: string, readonly title: string, readonly sha256: string } | undefined => {
  const document = CONSIDERED[kind]
  return document === undefined ? undefined : { ...document, sha256: contentHash(document.reference) }
}

/** Positions that must know the result, and who takes note for those whose holders have no login. */
export const RECIPIENTS: Readonly<Record<string, string>> = { 'managing-director': 'P-01', 'finance-director': 'P-02', 'head-of-customs': 'P-04', classification: 'P-05', audit: 'P-26' }

export const noteOf = (position: string): Members => {
  const reference = `signed-report-${position}`
  return { person: RECIPIENTS[position] ?? '', evidence: { reference, sha256: contentHash(reference) } }
}

export const NOT_EVALUATED = 'Nothing in force was tested against it in the year: the figure counts on half of what the design promises, or on nothing, until treatments work.'
export const SIGNED = 'What can be done is planned or costs more than it saves; the board knows the figure and looks at it again within a year.'
