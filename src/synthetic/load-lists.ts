import { loadReferenceList } from '../declarations/index.ts'
import type { Principal } from '../platform/access.ts'
import { runOperatorTx } from '../platform/db/operator-tx.ts'
import type { Database } from '../platform/db/pool.ts'

/** Loads the trader's lists, as an operator does. A list that is in force already is left as it is. @returns how many are new. */
export async function loadTraderLists (db: Database, principal: Principal, texts: Iterable<string>, clock: () => Date): Promise<number> {
  return await runOperatorTx(db.operations, principal, async (tx) => {
    let loaded = 0
    for (const text of texts) {
      const load = await loadReferenceList(tx, Buffer.from(text), 'synthetic trader')
      if (load.outcome === 'refused') throw new Error(`A list of the synthetic trader is not valid: ${JSON.stringify(load.faults[0])}`)
      if (load.outcome === 'loaded') loaded++
    }
    return loaded
  }, clock)
}
