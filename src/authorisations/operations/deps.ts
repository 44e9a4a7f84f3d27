import type { Database } from '../../platform/db/pool.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** Use of one reference on one day, in one unit or currency ('' where none is stated). */
export interface ReferenceUse {
  readonly type: string
  readonly reference: string
  readonly day: string
  readonly unit: string
  readonly declarations: number
  readonly items: number
  readonly quantity: string | null
  readonly amount: string | null
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
  /** What declarations used, from totals: it costs the same at any number of declarations. */
  readonly referenceUse: (tx: OperatorTx, question: UseQuestion) => Promise<readonly ReferenceUse[]>
}
