import { createHash } from 'node:crypto'
import type { Principal } from '../platform/access.ts'
import { runOperatorTx } from '../platform/db/operator-tx.ts'
import type { Database } from '../platform/db/pool.ts'
import { parseMeasureCsv } from '../reference/measure-list.ts'

/** Loads the trader's lists, as an operator does. A list that is in force already is left as it is. @returns how many are new. */
export async function loadTraderLists (db: Database, principal: Principal, texts: Iterable<string>, clock: () => Date): Promise<number> {
  return await runOperatorTx(db.operations, principal, async (tx) => {
    let loaded = 0
    for (const text of texts) {
      const { kind, entries, faults } = parseMeasureCsv(text)
      if (kind === undefined || faults.length > 0) throw new Error(`A list of the synthetic trader is not valid: ${JSON.stringify(faults[0])}`)
      const sha256 = createHash('sha256').update(text).digest()
      const [last] = await tx.query<{ revision: number, sha256: Buffer }>('select r.revision, r.sha256 from aeo.reference_lists r where r.operator_id = $1 and r.kind = $2 order by r.revision desc limit 1', [tx.operatorId, kind])
      if (last?.sha256.equals(sha256) === true) continue
      await tx.query(`insert into aeo.reference_lists (operator_id, kind, revision, source, entries, entry_count, sha256, loaded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)`, [tx.operatorId, kind, (last?.revision ?? 0) + 1, 'synthetic trader', JSON.stringify(entries), entries.length, sha256, tx.at])
      loaded++
    }
    if (loaded > 0) await tx.query('select aeo.move_examination_head($1)', [tx.operatorId])
    return loaded
  }, clock)
}
