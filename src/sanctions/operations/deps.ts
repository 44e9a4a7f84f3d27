import type { Database } from '../../platform/db/pool.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { LinkedDeclaration } from '../derivation.ts'

export interface SanctionDeps {
  readonly db: Database
  readonly clock: () => Date
}

/** What recording asks of other features; each takes the caller's transaction and one statement. */
export interface RecordDeps extends SanctionDeps {
  /** Declarations of the operator by MRN or id, with what sanctions are counted by. */
  readonly linkedDeclarations: (tx: OperatorTx, references: readonly string[]) => Promise<LinkedDeclaration[]>
  /** Units of the currency for one euro on the day; undefined where no rate is loaded. */
  readonly exchangeRate: (tx: OperatorTx, currency: string, day: string) => Promise<string | undefined>
  readonly knownFindings: (tx: OperatorTx, ids: readonly string[]) => Promise<ReadonlySet<string>>
  readonly correctiveActions: (tx: OperatorTx, ids: readonly string[]) => Promise<readonly CorrectiveActionDates[]>
  /** Which of the codes and pseudonyms that a person names are known; left out where nobody keeps such a register, and then any is taken as stated. */
  readonly knownUnits?: Known | undefined
  readonly knownSites?: Known | undefined
  readonly knownPeople?: Known | undefined
}

type Known = (tx: OperatorTx, codes: readonly string[]) => Promise<ReadonlySet<string>>

/** When a corrective action was to work, and since when it is in place. */
export interface CorrectiveActionDates {
  readonly id: string
  readonly dueOn: string
  readonly implementedOn: string | null
}
