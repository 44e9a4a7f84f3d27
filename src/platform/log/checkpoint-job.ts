import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import { onConnection, beginStatement } from '../db/operator-tx.ts'
import { listOperators } from '../operators.ts'
import { loadCheckpointKey, signCheckpoint, writeCheckpoint } from './checkpoints.ts'

/** Writes a signed checkpoint per operator: daily, and once 1,000 events have been added since the last one. */

export interface CheckpointJob {
  readonly pool: pg.Pool
  readonly dataDir: string
  readonly log: Pick<FastifyBaseLogger, 'warn'>
}

const LOOK_EVERY_MS = 60_000
const DAY_MS = 24 * 60 * 60_000
const EVENTS = 1_000n

interface Taken { readonly seq: bigint, readonly at: number }

/** @returns ends the job, after a look that is under way. */
export function takeCheckpoints (job: CheckpointJob): () => Promise<void> {
  const taken = new Map<string, Taken>()
  let looking: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    looking = look(job, taken).catch((error: unknown) => { job.log.warn({ err: error }, 'no checkpoint could be taken') })
  }, LOOK_EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await looking
  }
}

async function look (job: CheckpointJob, taken: Map<string, Taken>): Promise<void> {
  const now = Date.now()
  for (const { operatorId } of await listOperators(job.pool)) {
    const head = await readHead(job.pool, operatorId)
    const last = taken.get(operatorId)
    if (head === undefined || (last !== undefined && BigInt(head.seq) - last.seq < EVENTS && (now - last.at < DAY_MS || BigInt(head.seq) === last.seq))) continue
    checkpoint(job.dataDir, operatorId, head)
    taken.set(operatorId, { seq: BigInt(head.seq), at: now })
  }
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
