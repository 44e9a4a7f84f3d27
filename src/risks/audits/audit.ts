import type { EvidenceScope } from '../evidence/risk-evidence.ts'
import type { AuditStage, ClosedStage, ConsideredKind } from './stages.ts'

/** An audit as it is kept, in one of its versions. Pure. */

/** What stage 1 takes into account: a document, or why there is none. */
export interface Considered {
  readonly kind: ConsideredKind
  readonly title: string | null
  /** Where it is kept. */
  readonly reference: string | null
  /** Of the document, hexadecimal: which text of it was meant. */
  readonly sha256: string | null
  readonly datedOn: string | null
  readonly absentBecause: string | null
  /** Pseudonym, as in the log. */
  readonly statedBy: string
  readonly statedAt: string
}

export const EXCEPTION_KINDS = ['area_left_out', 'risk_not_evaluated'] as const
export type ExceptionKind = typeof EXCEPTION_KINDS[number]

/** What a gate would ask for, and a person explained instead. */
export interface AuditException {
  readonly kind: ExceptionKind
  /** The area, or the code of the risk. */
  readonly subject: string
  readonly reason: string
  readonly statedBy: string
  readonly statedAt: string
}

/** A closed stage without its text. */
export interface StageRecord {
  readonly stage: ClosedStage
  readonly sha256: string
  readonly methodVersion: number
  readonly seed: string
  readonly closedBy: string
  readonly closedAt: string
}

export interface AuditVersion {
  readonly version: number
  readonly stage: AuditStage
  readonly scope: EvidenceScope
  readonly seed: string
  /** Null of the first. */
  readonly reopenedBecause: string | null
  readonly openedBy: string
  readonly openedAt: string
  readonly considered: readonly Considered[]
  readonly exceptions: readonly AuditException[]
  /** In their order. */
  readonly stages: readonly StageRecord[]
}

export interface KeptAudit extends AuditVersion {
  readonly id: string
  /** Moves with every change of the audit and of what belongs to it. */
  readonly revision: number
  readonly title: string
  /** The version that is worked on; `version` is the one shown. */
  readonly currentVersion: number
  readonly recordedAt: Date
}

/** A version is simulated by the same years in all its stages, and by none of another. */
export const seedOfVersion = (id: string, version: number): string => `audit ${id} ${version}`
