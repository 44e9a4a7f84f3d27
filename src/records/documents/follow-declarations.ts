import { runOperatorTx } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import { FollowedLogs } from '../../platform/log/followed-logs.ts'
import { settleStandings } from './standings.ts'
import type { DatasetOf } from './standings.ts'

/**
 * Follows each operator's log for declarations that were pushed or changed, so that ingest does nothing for this report. The log is
 * gapless and read in order: nothing is missed, and after a crash it goes on where its last transaction ended.
 */

export interface FollowDeps {
  readonly db: Database
  readonly clock: () => Date
  readonly datasetOf: DatasetOf
}

const EVENTS = 500

/** Up to the end of each log. @returns how many events were read. @throws what failed, once all were tried. */
export async function followDeclarations (deps: FollowDeps, followed = new FollowedLogs()): Promise<number> {
  let read = 0
  await followed.each(deps.db.operations, async (principal) => {
    for (;;) {
      const count = await runOperatorTx(deps.db.operations, principal, async (tx) => await followStep(tx, deps.datasetOf), deps.clock)
      read += count ?? 0
      if (count === undefined || count < EVENTS) return count !== undefined
    }
  })
  return read
}

interface EventRow { epoch: number, seq: string, type: string, subject: string, data: string | null }

/** @returns how many events were read; undefined while another replica reads them. */
async function followStep (tx: OperatorTx, datasetOf: DatasetOf): Promise<number | undefined> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(\'record follower \' || $1, 0)) as taken', [tx.operatorId])
  if (lock?.taken !== true) return undefined
  const { epoch, seq } = await lockPosition(tx)
  const events = await tx.query<EventRow>(`select l.epoch, l.seq, l.type, l.subject, l.data from aeo.operator_log l
    where l.operator_id = $1 and (l.epoch, l.seq) > ($2, $3) order by l.epoch, l.seq limit ${EVENTS}`, [tx.operatorId, epoch, seq])
  const last = events.at(-1)
  if (last === undefined) return 0
  await settleStandings(tx, datasetOf, [...new Set(events.flatMap(declarationsIn))])
  await tx.query('update aeo.record_followers f set epoch = $2, seq = $3 where f.operator_id = $1', [tx.operatorId, last.epoch, last.seq])
  return events.length
}

/** Locked before the settings are read: whoever changes them meanwhile waits, and then sends the follower back. */
async function lockPosition (tx: OperatorTx): Promise<{ epoch: number, seq: string }> {
  await tx.query('insert into aeo.record_followers as f (operator_id) values ($1) on conflict (operator_id) do nothing', [tx.operatorId])
  const [position] = await tx.query<{ epoch: number, seq: string }>('select f.epoch, f.seq from aeo.record_followers f where f.operator_id = $1 for update', [tx.operatorId])
  return position ?? { epoch: 0, seq: '0' }
}

const SUBJECT = 'declaration:'

function declarationsIn ({ type, subject, data }: EventRow): string[] {
  if (!type.startsWith('declaration.') || !subject.startsWith(SUBJECT)) return []
  const joined = type === 'declaration.joined' && data !== null ? (JSON.parse(data) as { joined?: string }).joined : undefined
  return [subject.slice(SUBJECT.length), ...joined === undefined ? [] : [joined]]
}

/** From the beginning of the log again, after what must be archived has changed. */
export async function followAnew (tx: OperatorTx): Promise<void> {
  await tx.query(`insert into aeo.record_followers as f (operator_id) values ($1) on conflict (operator_id) do update set epoch = 0, seq = 0`, [tx.operatorId])
}
