import type { OperatorTx } from '../db/operator-tx.ts'
import { genesisHash } from './chain.ts'

/**
 * After a backup was restored the log goes on from the backup's end, and its numbers come again for other events: whoever had read further
 * would pass over all that happens until then. In a new epoch they are other numbers, and later ones.
 */

interface Head { readonly epoch: number, readonly seq: string, readonly hash: Buffer }

/**
 * Its first event says after which event of the epoch before it begins, and with the hash of that.
 *
 * @param atLeast beyond those that are known elsewhere: the backup may be older than the last restore.
 * @returns undefined for an operator without an event: there is nothing that could come again.
 */
export async function beginEpoch (tx: OperatorTx, atLeast = 1): Promise<{ readonly epoch: number, readonly after: string } | undefined> {
  const [head] = await tx.query<Head>('select h.epoch, h.seq, h.hash from aeo.log_heads h where h.operator_id = $1 for update', [tx.operatorId])
  if (head === undefined) return undefined
  const epoch = Math.max(head.epoch + 1, atLeast)
  await tx.query('update aeo.log_heads h set epoch = $2, seq = 0, hash = $3 where h.operator_id = $1', [tx.operatorId, epoch, genesisHash(tx.operatorId, epoch)])
  tx.log('log.restored', `log:${epoch}`, { afterEpoch: head.epoch, afterSeq: head.seq, afterHash: head.hash.toString('hex') })
  return { epoch, after: `${head.epoch}:${head.seq}` }
}
