import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** What follow-ups ask of those who keep training needs, duties to notify and findings; each with a constant number of statements, in the caller's transaction. */

export interface StatedNeed {
  readonly topic: string
  readonly level: number
  readonly severity: 'critical' | 'important' | 'advisable'
  readonly reason: string
  readonly unit?: string | undefined
  readonly people?: readonly string[] | undefined
  readonly dueOn?: string | undefined
  readonly ownerPosition?: string | undefined
}

export interface StatedDuty {
  readonly rule: string
  readonly description: string
  readonly occurredOn: string
  readonly detectedOn?: string | undefined
  readonly authorisationIds?: readonly string[] | undefined
}

export interface FollowUpSources {
  /** @param at pointer to what is stated. @returns the id. @throws invalid-request. */
  readonly openNeed: (tx: OperatorTx, need: StatedNeed, references: readonly string[], at: string) => Promise<string>
  readonly openDuty: (tx: OperatorTx, duty: StatedDuty, at: string) => Promise<string>
  /** Those of the ids that there are, each with its state. */
  readonly needStates: (tx: OperatorTx, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly dutyStates: (tx: OperatorTx, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Whether the questionnaire has a question of this number. */
  readonly isQuestion: (number: string) => boolean
  /** Whether somebody has answered or confirmed the questions since; in the order asked. */
  readonly lookedAtSince: (tx: OperatorTx, asked: readonly { readonly question: string, readonly at: Date }[]) => Promise<readonly boolean[]>
  readonly knownFindings: (tx: OperatorTx, ids: readonly string[]) => Promise<ReadonlySet<string>>
}
