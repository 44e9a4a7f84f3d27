import type { Database } from '../../platform/db/pool.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Competence } from '../model.ts'

export interface FindingDeps {
  readonly db: Database
  readonly clock: () => Date
  /** AI system and version that proposed the element of the pillar, a JSON array, or null: of each item of a declaration, in their order, with one statement. */
  readonly proposersOf: (tx: OperatorTx, items: readonly { readonly declarationId: string, readonly itemNumber: number, readonly pillar: string }[]) => Promise<readonly (string | null)[]>
  /** How competent whoever acts with tokens of this `sub` is on the day, by pillar. */
  readonly competenceOf: (tx: OperatorTx, subject: string, pillars: readonly string[], day: string) => Promise<ReadonlyMap<string, Competence>>
}
