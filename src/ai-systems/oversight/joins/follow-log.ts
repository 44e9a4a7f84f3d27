import type { Principal } from '../../../platform/access.ts'
import { runOperatorTx } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { FollowedLogs } from '../../../platform/log/followed-logs.ts'
import type { JoinDeps } from './deps.ts'
import { concernsOf, isConcerned, lengthWithin } from './event-concerns.ts'
import type { FollowedEvent } from './event-concerns.ts'
import * as store from './follower-store.ts'
import type { Position } from './follower-store.ts'
import { joinItems } from './join-items.ts'
import { looksOf } from './look-store.ts'
import { portionOf } from './portion.ts'
import type { Look } from './portion.ts'

/**
 * Reads each operator's log from where it stopped, and joins outputs of AI systems to what was declared and found since, so that neither
 * ingest nor the intake of outputs does anything for it. Where it stopped moves with what it did in one transaction; one replica at a
 * time works for an operator.
 */

export interface StepBounds {
  /** Events read. */
  readonly events: number
  /** Outputs and declarations that they concern. */
  readonly looks: number
  /** Outputs and items of declarations, in all their versions, that are looked at, but for those of one declaration. */
  readonly items: number
}

/** A transaction of such a size takes a second or less, however much there is to follow: a statement has fifteen before the database ends it. */
export const STEP_BOUNDS: StepBounds = { events: 500, looks: 1_000, items: 2_000 }

/** Follows every operator's log to its end. @returns how many outputs changed. @throws what failed, once all were tried. */
export async function followLogs (deps: JoinDeps, followed = new FollowedLogs(), bounds = STEP_BOUNDS): Promise<number> {
  let changed = 0
  await followed.each(deps.db.operations, async (principal) => {
    const { count, isMine } = await followLog(deps, principal, bounds)
    changed += count
    return isMine
  })
  return changed
}

/** `isMine`: no other replica is at it. */
export async function followLog (deps: JoinDeps, principal: Principal, bounds = STEP_BOUNDS): Promise<{ readonly count: number, readonly isMine: boolean }> {
  let count = 0
  for (;;) {
    const step = await runOperatorTx(deps.db.operations, principal, async (tx) => await followStep(deps, tx, bounds), deps.clock)
    count += step.changed
    if (!step.isMore) return { count, isMine: step.isMine }
  }
}

interface Step { readonly changed: number, readonly isMore: boolean, readonly isMine: boolean }

async function followStep (deps: JoinDeps, tx: OperatorTx, bounds: StepBounds): Promise<Step> {
  if (!await store.takeTurn(tx)) return { changed: 0, isMore: false, isMine: false }
  const position = await store.findPosition(tx)
  const behind = await store.eventsBehind(tx, position, bounds.events)
  const events = behind.slice(0, lengthWithin(behind, bounds.looks))
  const last = events.at(-1)
  if (last === undefined) return { changed: 0, isMore: false, isMine: true }
  const { changed, stoppedAt } = await lookAt(deps, tx, events, position, bounds)
  await store.movePosition(tx, stoppedAt ?? { ...last, within: null })
  return { changed, isMore: stoppedAt !== null || behind.length === bounds.events || events.length < behind.length, isMine: true }
}

/** `stoppedAt`: null when everything was looked at that the events concern. */
async function lookAt (deps: JoinDeps, tx: OperatorTx, events: readonly FollowedEvent[], position: Position, bounds: StepBounds): Promise<{ readonly changed: number, readonly stoppedAt: Position | null }> {
  const concerns = concernsOf(events)
  if (!isConcerned(concerns) || !await store.isAnythingProposed(tx)) return { changed: 0, stoppedAt: null }
  const declarationOf = await deps.declarationsOfFindings(tx, concerns.findings.map(({ of }) => of))
  const declarations = concerns.findings.flatMap(({ place, of: finding }) => {
    const of = declarationOf.get(finding)
    return of === undefined ? [] : [{ place, of }]
  })
  const looks = await looksOf(tx, concerns, declarations, position.within, bounds.looks)
  const sizes = await deps.declarationSizes(tx, {
    ids: [...new Set(looks.flatMap(({ kind, id }) => kind === 'output' ? [] : [id]))], mrns: [...new Set(looks.flatMap(({ mrn }) => mrn ?? []))],
    lrns: looks.flatMap(({ lrn, declarant }) => lrn === null || declarant === null ? [] : [{ lrn, declarant }])
  })
  const { focus, length } = portionOf(looks, sizes, bounds.items)
  const changed = length === 0 ? 0 : await joinItems(deps, tx, focus)
  const isAll = length === looks.length && looks.length < bounds.looks
  return { changed, stoppedAt: isAll ? null : positionAt(looks[length - 1], events, position) }
}

/** Behind the last look that was taken: everything of the events before its own is done. */
function positionAt (look: Look | undefined, events: readonly FollowedEvent[], { epoch, seq }: Position): Position {
  if (look === undefined) throw new Error('A step that stops looked at something')
  const before = events[look.place - 1] ?? { epoch, seq }
  return { epoch: before.epoch, seq: before.seq, within: { kind: look.kind, id: look.id } }
}
