import type { Place } from './combined-scope.ts'

/** What the rest of the system keeps that may be evidence of risks, as far as risks look at it. */

export interface ConfirmedFinding {
  readonly id: string
  readonly declarationId: string | null
  readonly itemNumber: number | null
  /** Null of what no check raised. */
  readonly check: string | null
  readonly source: string
  readonly pillar: string
  readonly cause: string | null
  /** Day of acceptance of the declaration, or of the facts. */
  readonly countedOn: string
}

export interface UnreviewedFinding extends Pick<ConfirmedFinding, 'declarationId' | 'itemNumber' | 'check' | 'source' | 'pillar'> {
  /** Null where days were not asked for. */
  readonly countedOn: string | null
  /** Declarations. */
  readonly count: number
}

export interface UnreviewedKind extends Pick<UnreviewedFinding, 'check' | 'source' | 'pillar'> { readonly findings: readonly UnreviewedFinding[] }

export interface RiskSanction {
  readonly id: string
  readonly pillar: string
  readonly cause: string
  readonly severity: string
  /** Last day of the facts. */
  readonly factsOn: string
  readonly declarationIds: readonly string[]
  readonly findingIds: readonly string[]
  readonly sites: readonly string[]
  /** Requested procedures, alone or with the previous one. */
  readonly procedures: readonly string[]
}

/** A proposal of an AI system that went out and was wrong. */
export interface WrongOutput {
  readonly id: string
  readonly pillar: string
  readonly decision: string
  readonly madeOn: string
  readonly declarationIds: readonly string[]
}

export interface EvidenceFacts {
  readonly findings: readonly ConfirmedFinding[]
  /** Those that are evidence of the same risks together: each kind is held against a mapping once, however many there are. */
  readonly unreviewed: readonly UnreviewedKind[]
  readonly sanctions: readonly RiskSanction[]
  readonly wrongOutputs: readonly WrongOutput[]
  /** Of a declaration, or of one of its items; empty where no scope asks for places. */
  readonly placeOf: (declarationId: string, itemNumber: number | null) => Place | undefined
  /** By check, or by source of what no check raised: of the decided findings those confirmed; null where none was decided. */
  readonly confirmedShares: ReadonlyMap<string, number | null>
}
