import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { WORD_KINDS } from './kinds.ts'
import { auditsSource, registerSource } from './retention.ts'

/** Whether words about risks were erased between reading them and putting them away: whoever puts them away then would bring them back. */

/** A place in the operator's log. */
export interface LogMark { readonly epoch: number, readonly seq: string }

const ERASURES = [...Object.values(WORD_KINDS).map(({ event }) => event), registerSource.event, auditsSource.event]

/** As this transaction sees it. An erasure is in the log from the moment on which the words are gone. */
export async function logMark (tx: OperatorTx): Promise<LogMark> {
  const [head] = await tx.query<LogMark>('select h.epoch, h.seq from aeo.log_heads h where h.operator_id = $1', [tx.operatorId])
  return head ?? { epoch: 0, seq: '0' }
}

/** The caller has retention shared: nothing is being erased. */
export async function erasedSince (tx: OperatorTx, { epoch, seq }: LogMark): Promise<boolean> {
  const [row] = await tx.query<{ erased: boolean }>('select exists (select from aeo.operator_log l where l.operator_id = $1 and (l.epoch, l.seq) > ($2::integer, $3::bigint) and l.type = any($4::text[])) as erased', [tx.operatorId, epoch, seq, ERASURES])
  return row?.erased === true
}
