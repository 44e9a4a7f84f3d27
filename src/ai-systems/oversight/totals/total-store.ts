import { COUNTERS, Tally, TALLY_VERSION } from '../../../ai-oversight/tally.ts'
import type { Count, Counter } from '../../../ai-oversight/tally.ts'
import { textArray } from '../../../platform/db/binary-array.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'

/** The totals that measures are made of: a row for each cell and counter, with the count of each bin. */

/**
 * Adds to the totals, in the caller's transaction and as late in it as may be: others who count under the same keys wait from here on
 * until it ends. Rows go in the order of the key, so that two transactions never wait for each other.
 */
export async function moveTally (tx: OperatorTx, tally: Tally): Promise<void> {
  const rows = tally.counterBins()
  if (rows.length === 0) return
  const columns = (['period', 'system', 'version', 'pillar', 'unit', 'counter'] as const).map((name) => textArray(rows.map((row) => row[name])))
  await tx.query('select aeo.move_ai_totals($1, $2, $3, $4, $5, $6, $7, $8, $9)', [tx.operatorId, TALLY_VERSION, ...columns, textArray(rows.map(({ bins }) => toJson(bins)))])
}

/** By hand: bins are as many as reviewers and categories, and an object of each set of them would be a shape of its own to the engine. */
const toJson = (bins: ReadonlyMap<string, number>): string => `{${Array.from(bins, ([bin, count]) => `${JSON.stringify(bin)}:${count}`).join(',')}}`

/** @param counts such as `changeOf` gives; several of one key are summed. */
export async function moveTotals (tx: OperatorTx, counts: readonly Count[]): Promise<void> {
  const tally = new Tally()
  tally.add(counts)
  await moveTally(tx, tally)
}

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
