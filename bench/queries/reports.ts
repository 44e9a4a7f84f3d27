import { denominators, openGuarantees, referenceUse } from '../../src/declarations/index.ts'
import { totalsBetween } from '../../src/declarations/read-totals.ts'
import { TOTAL_DIMENSIONS } from '../../src/declarations/totals.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'

/** What is measured. A report of another feature is one more line here. */

export interface Report {
  readonly name: string
  /** Runs it in a transaction of the operator. @returns how many rows it has. */
  readonly run: (tx: OperatorTx) => Promise<number>
}

const YEAR = { from: '2025-01-01', to: '2025-12-31' }

export const REPORTS: readonly Report[] = [
  ...TOTAL_DIMENSIONS.flatMap((dimension): Report[] => [
    { name: `declarationTotals by ${dimension}, year`, run: async (tx) => (await totalsBetween(tx, dimension, YEAR, false)).length },
    { name: `denominators by ${dimension}, months`, run: async (tx) => (await denominators(tx, { ...YEAR, by: dimension, months: true })).length }
  ]),
  { name: 'denominators by unit, 15 January to 20 November', run: async (tx) => (await denominators(tx, { from: '2025-01-15', to: '2025-11-20', by: 'unit', months: false })).length },
  { name: 'referenceUse of one licence, year', run: async (tx) => (await referenceUse(tx, { ...YEAR, kind: 'document', references: ['L-3'] })).length },
  { name: 'referenceUse of all licences, year', run: async (tx) => (await referenceUse(tx, { ...YEAR, kind: 'document' })).length },
  { name: 'openGuarantees', run: async (tx) => (await openGuarantees(tx, YEAR.to)).length }
]
