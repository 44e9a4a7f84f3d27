import type pg from 'pg'
import { addTallies, takenBack, Tally, TALLY_VERSION } from '../../../ai-oversight/tally.ts'
import type { Count } from '../../../ai-oversight/tally.ts'
import { runOperatorTx } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { countsOfItems } from '../joins/declared-item-store.ts'
import { recordOf } from '../outputs/kept-output.ts'
import { outcomesOf, secondReviewsOf, selectOutputs } from '../outputs/output-store.ts'
import { moveTotals, readTotals } from './total-store.ts'

/** Counts all outputs of an operator again and compares with the totals that moved with the writes. */

export interface RecountedOversight {
  readonly outputs: number
  /** What the kept totals are off by: kept less counted again. */
  readonly differences: readonly Count[]
  /** Rows of another version of the counters, which nothing reads. */
  readonly outdated: number
}

const PAGE = 2_000

/** One transaction, in which nobody else moves the totals of the operator; with `repair` it also sets them right. */
export async function rebuildOversightTotals (pool: pg.Pool, operatorId: string, repair: boolean): Promise<RecountedOversight> {
  const principal = { subject: 'rebuild-totals', eori: '', operatorId, scopes: new Set<string>(), expiresAt: Number.MAX_SAFE_INTEGER }
  return await runOperatorTx(pool, principal, async (tx) => {
    await tx.query('set local statement_timeout = 0')
    await tx.query('set local transaction_timeout = 0')
    // Whoever moves totals holds it with others until the commit: what is read from here on is what they counted.
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('ai oversight totals ' || $1, 0))`, [operatorId])
    const tally = new Tally()
    const outputs = await countAll(tx, tally)
    tally.add(await countsOfItems(tx))
    const counted = tally.counts()
    const differences = addTallies(await readTotals(tx, { from: '0000-00', to: '9999-12' }), takenBack(counted))
    const [old] = await tx.query<{ rows: number }>('select count(*)::integer as rows from aeo.ai_oversight_totals t where t.operator_id = $1 and t.tally_version <> $2', [operatorId, TALLY_VERSION])
    const outdated = old?.rows ?? 0
    if (repair && differences.length + outdated > 0) {
      await tx.query('delete from aeo.ai_oversight_totals t where t.operator_id = $1', [operatorId])
      await moveTotals(tx, counted)
    }
    return { outputs, differences, outdated }
  }, () => new Date())
}

async function countAll (tx: OperatorTx, tally: Tally): Promise<number> {
  let count = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const outputs = await selectOutputs(tx, 'and o.id > $2::uuid order by o.id limit $3', [after, PAGE])
    const ids = outputs.map(({ id }) => id)
    const outcomes = await outcomesOf(tx, ids)
    const seconds = await secondReviewsOf(tx, ids)
    for (const output of outputs) tally.countRecord(recordOf(output, outcomes.get(output.id), seconds.get(output.id)))
    count += outputs.length
    const last = ids.at(-1)
    if (last === undefined || outputs.length < PAGE) return count
    after = last
  }
}
