import { runOperatorTx } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { FollowedLogs } from '../../platform/log/followed-logs.ts'
import * as store from '../follower-store.ts'
import type { FollowedEvent, Position } from '../follower-store.ts'
import type { RecordDeps } from './deps.ts'
import { deriveAnew } from './derive-anew.ts'

/**
 * Reads each operator's log from where it stopped, and derives anew the sanctions that name what was recorded or changed in it, so that
 * ingest does nothing for them. Where it stopped moves with the sanctions in one transaction; one replica at a time works for an operator.
 */

export type FollowDeps = Pick<RecordDeps, 'db' | 'clock' | 'linkedDeclarations'>

/** Events, and sanctions, looked at in one transaction. */
const EVENTS = 5_000
const SANCTIONS = 100

/** Follows every operator's log to its end. @returns how many sanctions changed. @throws what failed, once all were tried. */
export async function followDeclarations (deps: FollowDeps, followed = new FollowedLogs()): Promise<number> {
  let changed = 0
  await followed.each(deps.db.operations, async (principal) => {
    for (;;) {
      const step = await runOperatorTx(deps.db.operations, principal, async (tx) => await followStep(deps, tx), deps.clock)
      changed += step.changed
      if (!step.isMore) return step.isMine
    }
  })
  return changed
}

/** `isMine`: no other replica is at it. */
interface Step { readonly changed: number, readonly isMore: boolean, readonly isMine: boolean }

async function followStep (deps: FollowDeps, tx: OperatorTx): Promise<Step> {
  if (!await store.takeTurn(tx)) return { changed: 0, isMore: false, isMine: false }
  const position = await store.findPosition(tx)
  return position.derivesAfter === null ? await followEvents(deps, tx, position) : await deriveNext(deps, tx, position, position.derivesAfter)
}

/** Before the log is followed, every sanction is derived as it stands: what happened until then is in it. */
async function deriveNext (deps: FollowDeps, tx: OperatorTx, position: Position, after: string): Promise<Step> {
  const ids = await store.sanctionsAfter(tx, after, SANCTIONS)
  const changed = await deriveAll(deps, tx, ids)
  await store.movePosition(tx, { ...position, derivesAfter: ids.length < SANCTIONS ? null : ids.at(-1) ?? null })
  return { changed, isMore: true, isMine: true }
}

async function followEvents (deps: FollowDeps, tx: OperatorTx, position: Position): Promise<Step> {
  const events = await store.eventsBehind(tx, position, EVENTS)
  const last = events.at(-1)
  if (last === undefined) return { changed: 0, isMore: false, isMine: true }
  const changed = await deriveAll(deps, tx, await concerned(deps, tx, events))
  await store.movePosition(tx, { ...position, epoch: last.epoch, seq: last.seq })
  return { changed, isMore: events.length === EVENTS, isMine: true }
}

async function deriveAll (deps: FollowDeps, tx: OperatorTx, ids: readonly string[]): Promise<number> {
  let changed = 0
  for (const id of ids) if (await deriveAnew(deps, tx, id)) changed++
  return changed
}

/**
 * Sanctions that name a declaration of the events. Those recorded or changed in them are looked at as well: a declaration may have come
 * while the sanction was being written, so that neither saw the other.
 */
async function concerned ({ linkedDeclarations }: FollowDeps, tx: OperatorTx, events: readonly FollowedEvent[]): Promise<string[]> {
  const written = events.flatMap(({ type, subject }) => type !== 'sanction.derived' && subject.startsWith(SANCTION) && UUID.test(subject.slice(SANCTION.length)) ? [subject.slice(SANCTION.length)] : [])
  const declarations = [...new Set(events.flatMap(declarationsIn))]
  if (declarations.length === 0) return [...new Set(written)].toSorted()
  const arrived = await linkedDeclarations(tx, await store.unlinkedMrns(tx))
  return [...new Set([...written, ...await store.sanctionsOf(tx, declarations, arrived.map(({ reference }) => reference))])].toSorted()
}

const SANCTION = 'sanction:'
const DECLARATION = 'declaration:'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Of two that were joined, both. */
function declarationsIn ({ type, subject, data }: FollowedEvent): string[] {
  if (!type.startsWith('declaration.') || !subject.startsWith(DECLARATION)) return []
  const joined = data === null ? undefined : (JSON.parse(data) as { joined?: string }).joined
  return [subject.slice(DECLARATION.length), ...joined === undefined ? [] : [joined]]
}
