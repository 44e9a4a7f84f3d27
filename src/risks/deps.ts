import type { Database } from '../platform/db/pool.ts'

/** What risks ask of the rest of the system. */
export interface RiskDeps {
  readonly db: Database
  readonly clock: () => Date
}
