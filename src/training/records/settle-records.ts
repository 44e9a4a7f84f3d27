import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { TrainingDeps } from '../deps.ts'
import { settleNeeds } from '../needs/operations/settle-needs.ts'
import type { ChangedRecord } from './changed-records.ts'

/** Whatever rests on records is settled with them, last in their transaction: needs here, and what others judge by competence. */
export async function settleRecords (deps: Pick<TrainingDeps, 'workforce' | 'aiUses' | 'recordsChanged'>, tx: OperatorTx, changed: readonly ChangedRecord[]): Promise<void> {
  if (changed.length === 0) return
  await settleNeeds(deps, tx, changed)
  await deps.recordsChanged(tx, changed)
}
