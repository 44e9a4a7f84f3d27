import type { AskPeople } from '../../platform/acting-person.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import type { KnowsCode } from '../code-warnings.ts'
import type { ReferenceUse } from '../licence-balance.ts'
import type { LapseOf } from '../spans.ts'

export interface GoodsDeps {
  readonly db: Database
  readonly clock: () => Date
  /** When a code goes from the nomenclature. */
  readonly lapseOf: LapseOf
  /** Whether the nomenclature of the day knows a code. */
  readonly knowsCode: KnowsCode
  /** Whether a country has the code on the day. */
  readonly isCountry: (code: string, day: string) => boolean
  /** Who is behind a login, and what is known of pseudonyms. Absent: pseudonyms are kept as stated. */
  readonly people?: AskPeople
  /** Declared items of goods by calendar month, and the query that lists them where there is one. Days, both included; `to` null: up to now. */
  readonly declaredItems?: (tx: OperatorTx, goodsRef: string, from: string, to: string | null) => Promise<{ readonly months: readonly { readonly month: string, readonly items: number }[], readonly records: string | null }>
  /** Quantities and amounts of documents that declarations wrote off. */
  readonly documentUse?: (tx: OperatorTx, references: readonly string[]) => Promise<readonly ReferenceUse[]>
}
