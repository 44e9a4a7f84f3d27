import type { Principal } from '../../platform/access.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { SimulationPlaces, Simulations } from '../assess/simulations.ts'
import type { AssessedInputs } from '../assessments/assessed-risks.ts'
import type { EvidenceScope, RiskInputs } from '../evidence/risk-evidence.ts'
import type { StatedRisks } from '../evidence/stated-risks.ts'
import type { KeptTreatment } from '../treatments/treatment.ts'

/** What the stages of an audit rest on and others keep. It is frozen as it is handed over: plain JSON, without the name of a person. */

export interface AuditRef { readonly id: string, readonly version: number }

export interface AuditRecipient {
  /** Code. */
  readonly position: string
  /** Instants, ISO in UTC. */
  readonly notifiedAt: string | null
  readonly acknowledgedAt: string | null
}

/** What a finding of the audit became. */
export interface AuditFollowUp {
  readonly kind: string
  /** Code of the risk; null: of the audit as a whole. */
  readonly risk: string | null
}

export interface AssessmentRun {
  readonly seed: string
  readonly operatorId: string
  readonly timeoutMs?: number | undefined
  /** Where its years are simulated, if a place is kept; else wherever there is one. */
  readonly simulations?: Simulations | undefined
}

/** Each that reads does so with a constant number of statements. */
export interface AuditSources {
  readonly riskInputs: (tx: OperatorTx, scope: EvidenceScope) => Promise<RiskInputs>
  /** What people decided of the same risks: without evidence, so that it takes no time where others wait. */
  readonly statedRisks: (tx: OperatorTx, scope: EvidenceScope) => Promise<StatedRisks>
  /** Where places are kept for what is simulated. */
  readonly simulations: SimulationPlaces
  /** Off the event loop; the same inputs and seed give the same figures. */
  readonly assess: (inputs: RiskInputs, run: AssessmentRun) => Promise<AssessedInputs>
  /** The position of the person behind a login, as the report names people; null: it is no person's. */
  readonly personOf: (tx: OperatorTx, subject: string) => Promise<string | null>
  /** What key figures suggest of the risks, in transactions of its own: read before the stage is. */
  readonly suggestions: (principal: Principal, scope: EvidenceScope) => Promise<object>
  /** Those who have to know still, by position. */
  readonly recipientsOf: (tx: OperatorTx, audit: AuditRef) => Promise<readonly AuditRecipient[]>
  /** In the order in which they were linked. */
  readonly followUpsOf: (tx: OperatorTx, audit: AuditRef) => Promise<readonly AuditFollowUp[]>
  /** What the report shows beside the risks, as it is when stage 3 closes: sanctions, AI systems, training needs, open duties, authorisations, and what finished ones of the treatments were worth. */
  readonly reportContext: (tx: OperatorTx, audit: AuditRef & { readonly scope: EvidenceScope }, treatments: readonly KeptTreatment[]) => Promise<object>
}
