import { addDays } from '../../platform/calendar.ts'
import type { AiActClass } from '../../ai-act/rule-set.ts'
import type { SystemContent } from '../register/system.ts'

/** What went wrong with a system, whom that must be reported to and by when (AI Act Art. 26(5), 73; GDPR Art. 33). Pure. */

export const INCIDENT_KINDS = ['death', 'serious_harm_to_health', 'critical_infrastructure', 'fundamental_rights', 'widespread_infringement', 'property_or_environment', 'wrong_output_declared', 'data_disclosure', 'malfunction'] as const
export type IncidentKind = typeof INCIDENT_KINDS[number]
export const RECIPIENTS = ['provider', 'market_surveillance', 'data_protection'] as const
export type Recipient = typeof RECIPIENTS[number]
export const REPORT_STATES = ['open', 'made', 'not_owed'] as const
export type ReportState = typeof REPORT_STATES[number]
export const INCIDENT_STATES = ['open', 'closed'] as const

export interface ReportRule {
  readonly to: Recipient
  /** Days after the company became aware of it, that day not counted; 0: the same day. */
  readonly days: number
  readonly legalRef: string
  /** Only of a system that is of high risk. */
  readonly whenHighRisk?: true
  /** Only of a system that processes personal data. */
  readonly whenPersonalData?: true
  /** Only where the company has one of these roles; any where absent. */
  readonly roles?: readonly string[]
}

export interface KindRule {
  readonly kind: IncidentKind
  readonly what: string
  /** Whether it is a serious incident of Art. 3(49). */
  readonly serious: boolean
  readonly legalRef: string
  readonly reports: readonly ReportRule[]
}

export interface IncidentCatalogue {
  readonly release: string
  /** Control that asks for incidents to be recorded. */
  readonly control: string
  readonly kinds: readonly KindRule[]
}

/** What of a system decides. */
export interface IncidentFacts {
  readonly class: AiActClass | null
  /** Whether an open question could still change the class. */
  readonly provisional: boolean
  /** As it was on the day, and as it is: what was changed since takes no report away, and no past day is recorded more exactly than today. */
  readonly contents: readonly Pick<SystemContent, 'roles' | 'data'>[]
}

export interface OwedReport { readonly recipient: Recipient, readonly legalRef: string, readonly dueOn: string }

/** Whom it must be reported to, the earliest day first. A class that is not settled may be high: then it is owed. */
export function reportsOwed ({ reports }: KindRule, { class: name, provisional, contents }: IncidentFacts, awareOn: string): OwedReport[] {
  const isHighPossible = name === null || provisional || name === 'high_risk' || name === 'prohibited'
  const roles = contents.flatMap((content) => content.roles)
  const isPersonal = contents.flatMap(({ data }) => data.categories).some((category) => category === 'personal' || category === 'special_category')
  return reports
    .filter((rule) => (rule.whenHighRisk !== true || isHighPossible) && (rule.whenPersonalData !== true || isPersonal) && (rule.roles === undefined || rule.roles.some((role) => roles.includes(role))))
    .map(({ to, days, legalRef }) => ({ recipient: to, legalRef, dueOn: addDays(awareOn, days) }))
    .toSorted((a, b) => a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : RECIPIENTS.indexOf(a.recipient) - RECIPIENTS.indexOf(b.recipient))
}

export interface KeptReport extends OwedReport {
  readonly state: ReportState
  readonly reportedOn: string | null
  readonly reason: string | null
  readonly evidenceReference: string | null
  readonly evidenceSha256: string | null
  readonly decidedBy: string | null
  readonly decidedAt: string | null
}

export interface KeptIncident {
  readonly id: string
  readonly systemId: string
  readonly system: string
  /** Version of the system that held on the day. */
  readonly version: number
  /** Class when it was recorded. */
  readonly class: AiActClass | null
  readonly kind: IncidentKind
  readonly occurredOn: string
  readonly awareOn: string
  /** Words; null once erased. */
  readonly description: string | null
  readonly references: readonly string[]
  readonly state: typeof INCIDENT_STATES[number]
  readonly closedOn: string | null
  readonly rootCause: string | null
  readonly correctiveAction: string | null
  readonly recordedBy: string
  readonly recordedAt: Date
  readonly revision: number
  readonly reports: readonly KeptReport[]
}

/** Open on a day after the one by which it was due; a report made too late is not overdue any more. */
export const isOverdue = ({ state, dueOn }: Pick<KeptReport, 'state' | 'dueOn'>, today: string): boolean => state === 'open' && dueOn < today

export interface StatedReport { readonly state: ReportState, readonly reportedOn?: string | undefined, readonly reason?: string | undefined, readonly evidence?: unknown }

/** What a statement about a report lacks, or says too much: the field, and why. */
export function reportFault ({ state, reportedOn, reason, evidence }: StatedReport): { readonly field: 'reportedOn' | 'evidence' | 'reason', readonly isMissing: boolean } | undefined {
  if (state === 'made') return reportedOn === undefined ? { field: 'reportedOn', isMissing: true } : evidence === undefined ? { field: 'evidence', isMissing: true } : undefined
  if (reportedOn !== undefined) return { field: 'reportedOn', isMissing: false }
  return state === 'not_owed' && reason === undefined ? { field: 'reason', isMissing: true } : undefined
}
