import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { TrainingDeps } from '../../deps.ts'
import type { Span } from '../cuts.ts'

/** What needs ask of findings, sanctions and declarations; each takes the caller's transaction and one statement. */
export interface EvidenceSources {
  /** Findings of the days that people confirmed. */
  readonly confirmedEvidence: (tx: OperatorTx, days: Span) => Promise<readonly ConfirmedFinding[]>
  /** Sanctions with facts, or decided, on the days. */
  readonly sanctionEvidence: (tx: OperatorTx, days: Span) => Promise<readonly ImposedSanction[]>
  /** Who handled the declarations, and on which day they count. */
  readonly handlersOf: (tx: OperatorTx, declarationIds: readonly string[]) => Promise<readonly { readonly id: string, readonly countedOn: string, readonly handledBy: string | null }[]>
  /** The day on which each of the findings counts, by id; unknown ones are not in it. */
  readonly findingDays: (tx: OperatorTx, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Whether a legal hold keeps a thing of a class. Asked before anything is locked: it takes the lock that setting a hold takes. */
  readonly heldBack: (tx: OperatorTx) => Promise<(thing: { readonly class: string, readonly mrn: string | null, readonly day: string }) => boolean>
}

export type NeedDeps = Pick<TrainingDeps, 'db' | 'clock' | 'workforce' | 'aiUses' | 'knownUnits' | 'knownPositions' | 'knownPeople' | 'declaredInWindows' | 'reviewedInWindows'> & EvidenceSources

interface ConfirmedFinding {
  readonly id: string
  readonly declarationId: string | null
  readonly unit: string
  readonly pillar: string
  readonly severity: string
  readonly cause: string | null
  readonly countedOn: string
}

interface ImposedSanction {
  readonly id: string
  readonly unit: string
  readonly pillar: string
  readonly severity: string
  readonly cause: string
  readonly factsOn: string
  readonly decisionDate: string
  readonly declarationIds: readonly string[]
}
