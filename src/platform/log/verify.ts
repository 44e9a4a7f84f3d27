import type pg from 'pg'
import { beginStatement } from '../db/operator-tx.ts'
import { dataHash, eventHash, genesisHash } from './chain.ts'
import type { Checkpoint } from './checkpoints.ts'

/**
 * Recomputes an operator's chain from one snapshot, in flat memory.
 *
 * It shows a change, a gap or a reorder inside the chain, and against a checkpoint kept elsewhere also a cut tail or a
 * chain that was recomputed. It cannot show an event that was never written, or content that was false from the start.
 */

export interface LogVerification {
  readonly events: number
  /** Events whose data was erased; the chain still covers them. */
  readonly erased: number
  /** First fault, if any, with the number where it is. */
  readonly fault: { readonly epoch: number, readonly seq: string, readonly what: string } | null
  readonly head: { readonly epoch: number, readonly seq: string, readonly hash: string } | null
}

interface LogRow {
  epoch: number, seq: string, at: Date, type: string, subject: string, actor: string
  data: string | null, salt: Buffer | null, data_hash: Buffer, previous_hash: Buffer, hash: Buffer
}

const PAGE = 5_000

export async function verifyLog (client: pg.ClientBase, operatorId: string, checkpoints: readonly Checkpoint[] = []): Promise<LogVerification> {
  await client.query(beginStatement(operatorId, true).replace('begin read only', 'begin isolation level repeatable read, read only'))
  try {
    await client.query('set local transaction_timeout = 0')
    return await verifySnapshot(client, operatorId, checkpoints)
  } finally {
    await client.query('rollback')
  }
}

async function verifySnapshot (client: pg.ClientBase, operatorId: string, checkpoints: readonly Checkpoint[]): Promise<LogVerification> {
  // All of them count: once a chain has been recomputed, the service signs its new end beside the old one.
  const anchors = Map.groupBy(checkpoints, (checkpoint) => `${checkpoint.epoch}:${checkpoint.seq}`)
  let events = 0
  let erased = 0
  let last: { epoch: number, seq: string, hash: Buffer } | undefined
  const result = (what: string | null, at?: { epoch: number, seq: string }): LogVerification => ({
    events, erased,
    fault: what === null ? null : { epoch: at?.epoch ?? last?.epoch ?? 1, seq: at?.seq ?? last?.seq ?? '0', what },
    head: last === undefined ? null : { epoch: last.epoch, seq: last.seq, hash: last.hash.toString('hex') }
  })
  for (;;) {
    const rows = await readPage(client, operatorId, last)
    for (const row of rows) {
      const what = faultOf(operatorId, row, last)
      if (what !== null) return result(what, row)
      const anchored = anchors.get(`${row.epoch}:${row.seq}`) ?? []
      if (anchored.some(({ hash }) => hash !== row.hash.toString('hex'))) return result('the hash is not that of the checkpoint: the chain was recomputed', row)
      anchors.delete(`${row.epoch}:${row.seq}`)
      events++
      if (row.data === null) erased++
      last = row
    }
    if (rows.length < PAGE) break
  }
  const [missing] = [...anchors.keys()]
  if (missing !== undefined) {
    const [epoch = '1', seq = '0'] = missing.split(':')
    return result('a checkpoint names this event, but it is not there: the tail was cut', { epoch: Number(epoch), seq })
  }
  return result(await headFault(client, operatorId, last))
}

async function readPage (client: pg.ClientBase, operatorId: string, last: { epoch: number, seq: string } | undefined): Promise<LogRow[]> {
  const { rows } = await client.query<LogRow>(`
    select l.epoch, l.seq, l.at, l.type, l.subject, l.actor, l.data, l.salt, l.data_hash, l.previous_hash, l.hash from aeo.operator_log l
    where l.operator_id = $1 and (l.epoch, l.seq) > ($2::int, $3::bigint) order by l.epoch, l.seq limit ${PAGE}`,
  [operatorId, last?.epoch ?? 0, last?.seq ?? '0'])
  return rows
}

function faultOf (operatorId: string, row: LogRow, last: { epoch: number, seq: string, hash: Buffer } | undefined): string | null {
  const begins = last === undefined || last.epoch !== row.epoch
  if (BigInt(row.seq) !== (begins ? 1n : BigInt(last.seq) + 1n)) return 'the event before it is missing'
  const previous = begins ? genesisHash(operatorId, row.epoch) : last.hash
  if (!previous.equals(row.previous_hash)) return 'it does not follow the event before it'
  if (row.data !== null && row.salt !== null && !dataHash(row.salt, row.data).equals(row.data_hash)) return 'its data was changed'
  const expected = eventHash({ ...row, operatorId, at: row.at.toISOString(), dataHash: row.data_hash }, previous)
  return expected.equals(row.hash) ? null : 'it was changed'
}

/** The head must be the last event; a head that is ahead means that the tail is gone. */
async function headFault (client: pg.ClientBase, operatorId: string, last: { epoch: number, seq: string, hash: Buffer } | undefined): Promise<string | null> {
  const { rows: [head] } = await client.query<{ epoch: number, seq: string, hash: Buffer }>('select h.epoch, h.seq, h.hash from aeo.log_heads h where h.operator_id = $1', [operatorId])
  if (head === undefined) return last === undefined ? null : 'the head of the chain is missing'
  if (last === undefined) return head.seq === '0' ? null : 'the events before the head are missing'
  return head.epoch === last.epoch && head.seq === last.seq && head.hash.equals(last.hash) ? null : 'the head of the chain is another event: the tail was cut'
}
