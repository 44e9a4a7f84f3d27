import { COUNTERS, TALLY_VERSION } from '../../../ai-oversight/tally.ts'
import type { Count, Counter } from '../../../ai-oversight/tally.ts'
import { textArray } from '../../../platform/db/binary-array.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'

/** The totals that measures are made of: a row for each cell and counter, with the count of each bin. */

interface CellCounter extends Omit<Count, 'bin' | 'count'> {
  readonly bins: Record<string, number>
}

/**
 * Adds to the totals, in the caller's transaction and as late in it as may be: others who count under the same keys wait from here on
 * until it ends.
 *
 * @param counts such as `changeOf` gives; several of one key are summed.
 */
export async function moveTotals (tx: OperatorTx, counts: readonly Count[]): Promise<void> {
  const rows = cellCountersOf(counts)
  if (rows.length === 0) return
  const columns = (['period', 'system', 'version', 'pillar', 'unit', 'counter'] as const).map((name) => textArray(rows.map((row) => row[name])))
  await tx.query('select aeo.move_ai_totals($1, $2, $3, $4, $5, $6, $7, $8, $9)', [tx.operatorId, TALLY_VERSION, ...columns, textArray(rows.map(({ bins }) => JSON.stringify(bins)))])
}

/** In the order of the key, so that two transactions never wait for each other. */
function cellCountersOf (counts: readonly Count[]): CellCounter[] {
  const rows = new Map<string, CellCounter>()
  for (const { bin, count, ...key } of counts) {
    const name = nameOf(key)
    let row = rows.get(name)
    if (row === undefined) {
      // Pseudonyms are bins: one may be named as what every object has.
      row = { ...key, bins: Object.create(null) as CellCounter['bins'] }
      rows.set(name, row)
    }
    row.bins[bin] = (row.bins[bin] ?? 0) + count
  }
  return [...rows].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, row]) => row)
}

const nameOf = ({ period, system, version, pillar, unit, counter }: Omit<Count, 'bin' | 'count'>): string => [period, system, version, pillar, unit, counter].join('\0')

export interface TotalsQuery {
  /** Months, YYYY-MM, both included; of `outcome_day` the days in them. */
  readonly from: string
  readonly to: string
  readonly system?: string | undefined
  readonly pillar?: string | undefined
  readonly unit?: string | undefined
  readonly version?: string | undefined
  /** All if absent. */
  readonly counters?: readonly Counter[] | undefined
}

type Row = Omit<Count, 'bin' | 'count'> & { readonly bins: Readonly<Record<string, number>> }

/** One statement, whose cost is that of the cells and not that of the outputs. */
export async function readTotals (tx: Pick<OperatorTx, 'query' | 'operatorId'>, { from, to, system, pillar, unit, version, counters = COUNTERS }: TotalsQuery): Promise<Count[]> {
  const values: unknown[] = [tx.operatorId, TALLY_VERSION, from, `${to}\uffff`, counters]
  const conditions = Object.entries({ system, pillar, unit, version }).flatMap(([name, value]) => value === undefined ? [] : [` and t.${name} = $${values.push(value)}`])
  const rows = await tx.query<Row>(`select t.period, t.system, t.version, t.pillar, t.unit, t.counter, t.bins from aeo.ai_oversight_totals t
    where t.operator_id = $1 and t.tally_version = $2 and t.period between $3 and $4 and t.counter = any($5::text[])${conditions.join('')}`, values)
  return rows.flatMap(({ bins, ...key }) => Object.entries(bins).map(([bin, count]): Count => ({ ...key, bin, count })))
}

/** Who decided in which month and part: of all months, since what may be told of some depends on the others. One statement. */
export const readReviewers = async (tx: Pick<OperatorTx, 'query' | 'operatorId'>): Promise<Count[]> => await readTotals(tx, { from: '0000-00', to: '9999-12', counters: ['reviewer'] })
