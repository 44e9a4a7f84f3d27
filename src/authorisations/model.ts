import type { DecisionKind, Status } from './state.ts'
import type { Terms, TermsChange } from './terms.ts'

/** Authorisations as they are kept. */

/** Evidence by reference and hash; the document itself stays where it is archived. */
export interface DocumentReference { readonly reference: string, readonly title?: string | undefined, readonly sha256?: string | undefined }

/** An authorisation with what held on the day asked for; status and terms are null on a day before its first decision. */
export interface Authorisation {
  readonly id: string
  readonly type: string
  readonly reference: string
  readonly holderEori: string
  readonly legalEntityId: string | null
  readonly decisionDate: string | null
  readonly effectiveFrom: string | null
  readonly barredUntil: string | null
  readonly recordedAt: Date
  readonly revision: number
  readonly status: Status | null
  readonly statusFrom: string | null
  readonly statusTo: string | null
  readonly terms: Terms | null
}

export interface RecordedDecision {
  readonly authorisationId: string
  readonly number: number
  readonly kind: DecisionKind
  readonly decisionDate: string
  readonly effectiveFrom: string
  readonly effectiveTo: string | null
  readonly terms: TermsChange | null
  readonly replaces: number | null
  readonly forFailure: boolean
  readonly reference: string | null
  readonly words: string | null
  readonly documents: readonly DocumentReference[]
  readonly recordedAt: Date
  readonly recordedBy: string
}
