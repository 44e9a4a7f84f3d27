import type { BulkSettings } from '../platform/bulk/settings.ts'
import type { Database } from '../platform/db/pool.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { DatasetOf } from './documents/standings.ts'

/** What the records ask of the rest of the system. */
export interface ReadDeps {
  readonly db: Database
  readonly clock: () => Date
  /** Codes of the operator's sites that are open on the day; without it those that evidence names count. */
  readonly sitesOn?: (tx: OperatorTx, day: string) => Promise<readonly string[]>
  /** Whether the last character of a code is the check digit of those before it. */
  readonly hasCheckDigit: (code: string) => boolean
}

export interface RecordDeps extends ReadDeps {
  readonly bulk: BulkSettings
  readonly datasetOf: DatasetOf
  /** Codes, of those asked about, of sites that exist; all of them while no site is recorded. */
  readonly knownSites: (tx: OperatorTx, codes: readonly string[]) => Promise<ReadonlySet<string>>
  /** Has these declarations examined again: what the records say of them has changed. Last in a transaction. */
  readonly lookAgainAt: (tx: OperatorTx, named: { readonly mrns: readonly string[] }) => Promise<void>
}
