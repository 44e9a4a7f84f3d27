import type { Area, Criterion } from '../catalogue/areas.ts'
import type { Pillar } from '../catalogue/evidence-mapping.ts'
import type { ControlOfRisk } from '../controls/controls-of.ts'
import type { KeptInput } from '../register/risk.ts'
import type { ExposureBasis } from '../catalogue/statement.ts'
import type { RiskInput } from '../../risk/risk-input.ts'

/** What the figures of a risk are made of: what people stated, the controls that hold, and what the system itself counted. Pure. */

/** What is looked at. An empty list leaves nothing out. */
export interface EvidenceScope {
  /** Codes. */
  readonly sites: readonly string[]
  /** Requested procedures, EUCDM 11 09. */
  readonly procedures: readonly string[]
  /** They choose risks: those of their own pillars, or of an area that is one; what belongs to no pillar is always in. */
  readonly pillars: readonly Pillar[]
  /** Days that it is about: a risk whose own period lies outside of them is not in it. Evidence is counted back from the last one, or from today if that is earlier. */
  readonly from: string
  readonly to: string
  /** Areas whose stated risks an audit left out; not there: none. */
  readonly areasLeftOut?: readonly Area[]
}

/** What the operator set; kept with every assessment. */
export interface EvidenceSettings {
  /** Evidence counts for so many months back. */
  readonly windowMonths: number
  /** a0, in events. */
  readonly priorStrength: number
  /** Simulated, at least 50,000. */
  readonly years: number
}

export const EVENT_KINDS = ['finding', 'sanction', 'ai_error'] as const
export type EventKind = typeof EVENT_KINDS[number]

/** What speaks for an event; several may be of the same one. */
export interface EvidenceLink {
  /** A finding of an audit sample is one as well. */
  readonly kind: EventKind | 'sample'
  readonly id: string
  /** Day of acceptance of the declaration, or last day of the facts. */
  readonly day: string
  readonly href: string
}

/** Each real-world event once, by its first day. */
export interface EvidenceEvent {
  /** `declaration:<id>`, `sanction:<id>`, `finding:<id>` or `ai_output:<id>`. */
  readonly event: string
  readonly day: string
  readonly links: readonly EvidenceLink[]
}

/** An event as an assessment keeps it: with what speaks for it first. */
export interface KeptEvent extends EvidenceEvent { readonly linkCount: number }

/** Open findings that are evidence once confirmed, whatever their cause. Where a cause decides, nobody knows it before the review. */
export interface UnreviewedEvidence {
  /** Id of the check; of findings without one their source. */
  readonly raisedBy: string
  /** Declarations of which nobody confirmed a finding of the same check. */
  readonly count: number
  /** Of the findings raised by the same in the window that people decided, those that they confirmed; null: none was decided. */
  readonly confirmedShare: number | null
}

/**
 * counted: exposure is known, and an event would have been seen. no_current_exposure: nothing in the last twelve months. no_data: the
 * exposure is not known. not_observed: nothing that this system keeps is evidence of it, so that no event says nothing.
 */
export const EVIDENCE_STATES = ['counted', 'no_current_exposure', 'no_data', 'not_observed'] as const
export type EvidenceState = typeof EVIDENCE_STATES[number]

export interface RiskEvidence {
  readonly state: EvidenceState
  /** Days that events are counted on, and that W is of; from later than the setting says where nothing was declared before. Null: there are none. */
  readonly from: string | null
  readonly to: string | null
  readonly basis: ExposureBasis
  /** W and Y; null where there is no data. */
  readonly windowExposure: number | null
  readonly yearExposure: number | null
  /** k. */
  readonly eventCount: number
  /** The last of them, and a hash over all (kept-events.ts). */
  readonly events: readonly KeptEvent[]
  readonly eventsSha256: string
  readonly unreviewed: readonly UnreviewedEvidence[]
  /** Events that the unreviewed would add at each confirmed share; of what nobody ever decided, all. */
  readonly expectedUnreviewed: number
}

/** What its area takes on; by the default of its criterion where nobody set it. */
export interface RiskTolerance {
  readonly acceptableScore: number
  /** EUR a year; null while nobody has set it: then no risk is judged by its cost. */
  readonly appetiteEur: number | null
}

/** As a person made it; its instant as text, so that all of it is plain JSON. */
export type StatementMade = Omit<KeptInput, 'recordedAt'> & { readonly recordedAt: string }

/** One risk in scope. */
export interface RiskFacts {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly area: Area
  readonly criterion: Criterion
  /** The statement that holds. */
  readonly statement: StatementMade
  readonly controls: readonly ControlOfRisk[]
  readonly evidence: RiskEvidence
  readonly tolerance: RiskTolerance
  /** As the engine takes it. */
  readonly input: RiskInput
  /** The same with the unreviewed findings at their confirmed share; null where there are none. */
  readonly inputIfReviewed: RiskInput | null
}

/** A risk in scope without figures: nobody has stated its inputs. */
export interface UnscoredRisk { readonly id: string, readonly code: string, readonly title: string, readonly area: Area, readonly criterion: Criterion }

export interface RiskInputs {
  readonly scope: EvidenceScope
  readonly settings: EvidenceSettings
  /** Last day that evidence was counted to: of the scope, or the day it was read on. */
  readonly on: string
  /** By code; all that is in scope and was stated. */
  readonly risks: readonly RiskFacts[]
  /** By code; proposed and not retired. */
  readonly unscored: readonly UnscoredRisk[]
}
