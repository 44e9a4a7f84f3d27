import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { keyDifferenceOf, keysOf } from '../derivation.ts'
import * as store from '../store.ts'
import type { RecordDeps } from './deps.ts'

/**
 * Finds anew what a sanction is counted under. What was stated, and the euro by the rate that was taken, stay; where nothing differs,
 * nothing is written. @returns whether it changed.
 */
export async function deriveAnew ({ linkedDeclarations }: Pick<RecordDeps, 'linkedDeclarations'>, tx: OperatorTx, id: string): Promise<boolean> {
  const before = await store.lockSanction(tx, id)
  if (before === undefined) return false
  const { content, severityReason } = before
  const keys = keysOf(content, await linkedDeclarations(tx, content.declarations))
  const difference = keyDifferenceOf(before, keys)
  if (difference === undefined) return false
  const revision = before.revision + 1
  const actor = await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
  await store.updateKeys(tx, id, keys)
  await store.insertRevision(tx, id, { revision, kind: 'derived', content, severityReason, words: null }, actor)
  tx.log('sanction.derived', `sanction:${id}`, { revision, ...difference })
  return true
}
