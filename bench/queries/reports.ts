import { denominators, openGuarantees, referenceUse } from '../../src/declarations/index.ts'
import { totalsBetween } from '../../src/declarations/read-totals.ts'
import { TOTAL_DIMENSIONS } from '../../src/declarations/totals.ts'
import type { Principal } from '../../src/platform/access.ts'
import { withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import { GROUPS } from '../../src/sanctions/analysis-store.ts'
import { analyseSanctions } from '../../src/sanctions/operations/analyse-sanctions.ts'

/** What is measured. A report of another feature is one more line here. */

export interface Report {
  readonly name: string
  /** Runs it as the service does, begin and commit included. @returns how many rows it has. */
  readonly run: (db: Database, principal: Principal) => Promise<number>
}

export const YEAR = { from: '2025-01-01', to: '2025-12-31' }

const read = (name: string, run: (tx: OperatorTx) => Promise<readonly unknown[]>): Report =>
  ({ name, run: async (db, principal) => (await withOperatorReadOnly(db, principal, 'declarations:read', run)).length })

const clock = (): Date => new Date('2026-06-30T12:00:00Z')

export const REPORTS: readonly Report[] = [
  ...TOTAL_DIMENSIONS.flatMap((dimension): Report[] => [
    read(`declarationTotals by ${dimension}, year`, async (tx) => await totalsBetween(tx, dimension, YEAR, false)),
    read(`denominators by ${dimension}, months`, async (tx) => await denominators(tx, { ...YEAR, by: dimension, months: true }))
  ]),
  read('denominators by unit, 15 January to 20 November', async (tx) => await denominators(tx, { from: '2025-01-15', to: '2025-11-20', by: 'unit', months: false })),
  read('referenceUse of one licence, year', async (tx) => await referenceUse(tx, { ...YEAR, kind: 'document', references: ['L-3'] })),
  read('referenceUse of all licences, year', async (tx) => await referenceUse(tx, { ...YEAR, kind: 'document' })),
  read('openGuarantees', async (tx) => await openGuarantees(tx, YEAR.to)),
  ...GROUPS.map((groupBy): Report => ({
    name: `sanctionsAnalysis by ${groupBy}, year`,
    run: async (db, principal) => (await analyseSanctions({ db, clock, denominators }, principal, { ...YEAR, groupBy, by: 'facts', view: 'all' })).length
  }))
]
