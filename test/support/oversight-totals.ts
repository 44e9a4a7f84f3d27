import type { Test } from 'tap'
import { addTallies, tallyOf } from '../../src/ai-oversight/tally.ts'
import type { Count } from '../../src/ai-oversight/tally.ts'
import { countsOfItems } from '../../src/ai-systems/oversight/joins/declared-item-store.ts'
import { selectOutputs } from '../../src/ai-systems/oversight/outputs/output-store.ts'
import { countedAs } from '../../src/ai-systems/oversight/steps/output-state.ts'
import { keptOutcomes, keptSecondReviews } from '../../src/ai-systems/oversight/steps/state-store.ts'
import { readTotals } from '../../src/ai-systems/oversight/totals/total-store.ts'
import { beginStatement, onConnection } from '../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import type { Database } from '../../src/platform/db/pool.ts'

/** What the totals of oversight say, and what the rows do that they are made of. */

export async function oversightTotals (db: Database, operatorId: string): Promise<{ totals: Count[], rows: Count[] }> {
  return await onConnection(db.operations, async (client) => {
    await client.query(beginStatement(operatorId))
    const tx = { operatorId, query: async (text: string, values: unknown[]) => (await client.query(text, values)).rows } as unknown as OperatorTx
    const outputs = await selectOutputs(tx, 'order by o.id', [])
    const ids = outputs.map(({ id }) => id)
    const [outcomes, seconds] = [await keptOutcomes(tx, ids), await keptSecondReviews(tx, ids)]
    const rows = outputs.map((output) => tallyOf(countedAs({ output, outcomes: outcomes.get(output.id) ?? [], second: seconds.get(output.id) ?? null })))
    const items = await countsOfItems(tx)
    const totals = await readTotals(tx, { from: '0000-00', to: '9999-12' })
    await client.query('rollback')
    return { totals: addTallies(totals.filter(({ counter }) => counter !== 'line' && counter !== 'handler')), rows: addTallies(...rows, items) }
  })
}

export async function totalsAgree (t: Pick<Test, 'strictSame'>, db: Database, operatorId: string): Promise<void> {
  const { totals, rows } = await oversightTotals(db, operatorId)
  t.strictSame(totals, rows, 'totals are those of the rows')
}
