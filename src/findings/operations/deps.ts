import type { Database } from '../../platform/db/pool.ts'

export interface FindingDeps {
  readonly db: Database
  readonly clock: () => Date
}
