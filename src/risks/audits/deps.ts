import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AssessedInputs } from '../assessments/assessed-risks.ts'
import type { EvidenceScope, RiskInputs } from '../evidence/risk-evidence.ts'

/** What the stages of an audit rest on and others keep. Everything they hand over is plain JSON: it is frozen as it is. */

export interface AuditRef { readonly id: string, readonly version: number }

/** A treatment that is planned or under way: what is done has become a control, and what is dropped does nothing. */
export interface AuditTreatment {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly kind: string
  readonly state: string
  /** A year, in cents. */
  readonly annualCostCents: number
  readonly owner: string
  readonly dueOn: string
  /** Share of the events of the risk that it prevents, 0 to 0.99, by code of the risk. */
  readonly effects: readonly { readonly risk: string, readonly share: number }[]
}

/** A signed acceptance as it was signed, whether or not it holds still. */
export interface AuditAcceptance {
  readonly id: string
  /** Code of the risk. */
  readonly risk: string
  /** Position and rank of the signer; pseudonyms stay with the acceptance. */
  readonly position: string | null
  readonly rank: string
  readonly reason: string
  readonly signedOn: string
  /** Last day on which it holds. */
  readonly expiresOn: string
  readonly signedScore: number
  readonly revokedOn: string | null
}

export interface AuditRecipient {
  readonly position: string
  /** Instants, ISO in UTC. */
  readonly notifiedAt: string | null
  readonly acknowledgedAt: string | null
  readonly reminders: number
}

export interface AuditFollowUp {
  readonly id: string
  readonly kind: string
  /** Code of the risk; null: of the audit as a whole. */
  readonly risk: string | null
  readonly title: string
  readonly reference: string
  readonly state: string
}

/** Each with a constant number of statements. */
export interface AuditSources {
  readonly riskInputs: (tx: OperatorTx, scope: EvidenceScope) => Promise<RiskInputs>
  readonly assess: (inputs: RiskInputs, settings: { readonly seed: string, readonly operatorId: string, readonly timeoutMs?: number | undefined }) => Promise<AssessedInputs>
  /** By code. */
  readonly treatmentsFor: (tx: OperatorTx, audit: AuditRef) => Promise<readonly AuditTreatment[]>
  /** By risk, then by id. */
  readonly acceptancesFor: (tx: OperatorTx, audit: AuditRef) => Promise<readonly AuditAcceptance[]>
  /** By position. */
  readonly recipientsOf: (tx: OperatorTx, audit: AuditRef) => Promise<readonly AuditRecipient[]>
  /** In the order in which they were linked. */
  readonly followUpsOf: (tx: OperatorTx, audit: AuditRef) => Promise<readonly AuditFollowUp[]>
  /** What the report shows beside the risks, as it is when stage 3 closes: sanctions, AI systems, training needs, open duties, authorisations. */
  readonly reportContext: (tx: OperatorTx, scope: EvidenceScope) => Promise<Readonly<Record<string, unknown>>>
}
