import type pg from 'pg'
import { onConnection, beginStatement } from '../db/operator-tx.ts'
import { listOperators } from '../operators.ts'
import { loadCheckpointKey, signCheckpoint, writeCheckpoint } from './checkpoints.ts'

/** Writes a signed checkpoint per operator: daily, and once 1,000 events have been added since the last one. */

const DAY_MS = 24 * 60 * 60_000
const EVENTS = 1_000n

interface Taken { readonly epoch: number, readonly seq: bigint, readonly at: number }

/** @returns looks once at all chains and writes the checkpoints that are due; to be called every minute or so. */
export function dueCheckpoints (pool: pg.Pool, dataDir: string, now: () => number = Date.now): () => Promise<void> {
  const taken = new Map<string, Taken>()
  return async () => {
    for (const { operatorId } of await listOperators(pool)) {
      const head = await readHead(pool, operatorId)
      if (head === undefined || !isDue(head, taken.get(operatorId), now())) continue
      checkpoint(dataDir, operatorId, head)
      taken.set(operatorId, { epoch: head.epoch, seq: BigInt(head.seq), at: now() })
    }
  }
}

function isDue ({ epoch, seq: text }: Head, last: Taken | undefined, now: number): boolean {
  const seq = BigInt(text)
  if (last?.epoch !== epoch) return seq > 0n
  return seq - last.seq >= EVENTS || (seq > last.seq && now - last.at >= DAY_MS)
}

interface Head { epoch: number, seq: string, hash: Buffer }

/** The end of an operator's chain; undefined while it has none. */
export async function readHead (pool: pg.Pool, operatorId: string): Promise<Head | undefined> {
  return await onConnection(pool, async (client) => {
    await client.query(beginStatement(operatorId, true))
    const { rows: [head] } = await client.query<Head>('select h.epoch, h.seq, h.hash from aeo.log_heads h where h.operator_id = $1', [operatorId])
    await client.query('commit')
    return head
  })
}

/** Signs the end of the chain and appends it to the file of the data folder, from where it is to be copied elsewhere. */
export function checkpoint (dataDir: string, operatorId: string, head: Head): void {
  const key = loadCheckpointKey(dataDir)
  writeCheckpoint(dataDir, signCheckpoint(key, { operatorId, epoch: head.epoch, seq: head.seq, hash: head.hash.toString('hex'), at: new Date().toISOString() }))
}
