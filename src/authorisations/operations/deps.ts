import type { Database } from '../../platform/db/pool.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { GuaranteeUseQuery } from '../guarantee-store.ts'
import type { Use } from '../utilisation.ts'

/** Use of one reference over the days of a question. */
export interface ReferenceUse extends Use {
  readonly type: string
  readonly reference: string
}

export interface UseQuestion {
  readonly kind: 'authorisation' | 'document' | 'guarantee'
  readonly references: readonly string[]
  readonly from: string
  readonly to: string
}

export interface AuthorisationDeps {
  readonly db: Database
  readonly clock: () => Date
  /** Examines the declarations with these MRNs again: what is known of them has changed. Called last in a transaction. */
  readonly lookAgainAt: (tx: OperatorTx, of: { readonly mrns: readonly string[] }) => Promise<void>
  /** What declarations used, from totals: it costs the same at any number of declarations. */
  readonly referenceUse: (tx: OperatorTx, question: UseQuestion) => Promise<readonly ReferenceUse[]>
  readonly guaranteeUse: GuaranteeUseQuery
  /** Which of these codes are sites on record; where nobody keeps sites, none is asked about. */
  readonly siteExists?: ((tx: OperatorTx, codes: readonly string[]) => Promise<ReadonlySet<string>>) | undefined
}

/** What it takes to tell how far authorisations are used. */
export type UseDeps = Pick<AuthorisationDeps, 'referenceUse' | 'guaranteeUse'>
