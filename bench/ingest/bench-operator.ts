import { recordEori } from '../../src/declarations/index.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import { runOperatorTx } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { DECLARANT } from './declarations.ts'

/** An operator in whose group the declarant of all benchmark declarations is, so that no check takes them for another's. */
export async function addBenchOperator (db: Database, eori: string): Promise<void> {
  const { operatorId } = await addOperator(db.operations, eori, 'Bench')
  const principal = { subject: 'bench', eori, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  await runOperatorTx(db.operations, principal, async (tx) => await recordEori(tx, DECLARANT, 'Group'), () => new Date())
}
