import type { Principal } from '../platform/access.ts'
import { runOperatorTx } from '../platform/db/operator-tx.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { FollowedLogs } from '../platform/log/followed-logs.ts'
import type { WebhookDeps } from './deps.ts'
import * as store from './delivery-store.ts'
import type { Follower, LoggedEvent, Queued } from './delivery-store.ts'
import { isSelected } from './event-selection.ts'
import { messageId } from './message.ts'
import { wake } from './webhook-store.ts'

/**
 * Reads each operator's log from where each of its webhooks stopped, and queues what it is told of. How far it was read moves with what was
 * queued in one transaction: a replica that dies loses nothing and queues nothing twice; one replica at a time works for an operator.
 * A webhook whose queue is full is left where it is: the log itself is its queue then, and the others go on.
 */

export interface Bounds {
  /** Events read in one transaction, behind each position. */
  readonly window: number
  /** Transactions for one operator before the next has its turn: a replay of years keeps nobody waiting. */
  readonly steps: number
}
const BOUNDS: Bounds = { window: 500, steps: 20 }
/** Deliveries of a webhook that wait and were not sent yet; with the last window they may be some more. */
const MOST_UNSENT = 1_000
/** With those that its receiver did not take: they wait for three days, and should keep nothing else back. */
const MOST_WAITING = 10_000

type Deps = Pick<WebhookDeps, 'db' | 'clock'>

/** @returns how many deliveries were queued. @throws what failed, once all logs were tried. */
export async function followLogs ({ db, clock }: Deps, followed = new FollowedLogs(), { window, steps }: Bounds = BOUNDS): Promise<number> {
  let queued = 0
  await followed.each(db.operations, async (principal: Principal) => {
    for (let taken = 0; taken < steps; taken++) {
      const step = await runOperatorTx(db.operations, principal, async (tx) => await followStep(tx, window), clock)
      queued += step.queued
      if (!step.isMore) return step.isAtEnd
    }
    return false
  })
  return queued
}

interface Step { readonly queued: number, readonly isMore: boolean, readonly isAtEnd: boolean }

async function followStep (tx: OperatorTx, window: number): Promise<Step> {
  const [turn] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(\'webhooks \' || $1, 0)) as taken', [tx.operatorId])
  if (turn?.taken !== true) return { queued: 0, isMore: false, isAtEnd: false }
  const followers = await store.lockFollowers(tx, MOST_UNSENT, MOST_WAITING)
  const open = followers.filter(({ isFull }) => !isFull)
  const isAtEnd = open.length === followers.length
  if (open.length === 0) return { queued: 0, isMore: false, isAtEnd }
  const positions = [...new Map(open.map((follower) => [positionOf(follower), follower])).values()]
  const behind = Map.groupBy(await store.eventsBehind(tx, positions, window), ({ from }) => from)
  if (behind.size === 0) return { queued: 0, isMore: false, isAtEnd }
  const queued = open.flatMap((follower) => deliveriesTo(tx.operatorId, follower, behind.get(positionOf(follower)) ?? []))
  if (queued.length > 0) await store.queue(tx, queued)
  await store.moveFollowers(tx, open.flatMap((follower) => {
    const last = behind.get(positionOf(follower))?.at(-1)
    return last === undefined ? [] : [{ id: follower.id, epoch: last.epoch, seq: last.seq }]
  }))
  if (queued.length > 0) await wake(tx, [...new Set(queued.map(({ webhook }) => webhook))])
  return { queued: queued.length, isMore: [...behind.values()].some(({ length }) => length === window), isAtEnd }
}

const positionOf = ({ epoch, seq }: Pick<Follower, 'epoch' | 'seq'>): string => `${epoch}:${seq}`

const deliveriesTo = (operatorId: string, follower: Follower, events: readonly LoggedEvent[]): Queued[] =>
  events.filter(({ type }) => isSelected(type, follower)).map((event) => ({ ...event, webhook: follower.id, id: messageId(operatorId, event.epoch, event.seq) }))
