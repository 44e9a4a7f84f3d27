import type { Database } from '../../platform/db/pool.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Competence } from '../model.ts'

export interface FindingDeps {
  readonly db: Database
  readonly clock: () => Date
  /** How competent whoever acts with tokens of this `sub` is on the day, by pillar. */
  readonly competenceOf: (tx: OperatorTx, subject: string, pillars: readonly string[], day: string) => Promise<ReadonlyMap<string, Competence>>
}
