import type { Principal } from '../../../platform/access.ts'
import { runOperatorTx } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { FollowedLogs } from '../../../platform/log/followed-logs.ts'
import type { JoinDeps } from './deps.ts'
import * as store from './follower-store.ts'
import type { FollowedEvent } from './follower-store.ts'
import { joinItems } from './join-items.ts'
import type { Focus } from './join-items.ts'

/**
 * Reads each operator's log from where it stopped, and joins outputs of AI systems to what was declared and found since, so that neither
 * ingest nor the intake of outputs does anything for it. Where it stopped moves with what it did in one transaction; one replica at a
 * time works for an operator.
 */

/** Events looked at in one transaction, and outputs that came as files in them, but for those of one event. */
const EVENTS = 1_000
const OUTPUTS = 2_000

/** Follows every operator's log to its end. @returns how many outputs changed. @throws what failed, once all were tried. */
export async function followLogs (deps: JoinDeps, followed = new FollowedLogs()): Promise<number> {
  let changed = 0
  await followed.each(deps.db.operations, async (principal) => {
    const { count, isMine } = await followLog(deps, principal)
    changed += count
    return isMine
  })
  return changed
}

/** `isMine`: no other replica is at it. */
export async function followLog (deps: JoinDeps, principal: Principal): Promise<{ readonly count: number, readonly isMine: boolean }> {
  let count = 0
  for (;;) {
    const step = await runOperatorTx(deps.db.operations, principal, async (tx) => await followStep(deps, tx), deps.clock)
    count += step.changed
    if (!step.isMore) return { count, isMine: step.isMine }
  }
}

interface Step { readonly changed: number, readonly isMore: boolean, readonly isMine: boolean }

async function followStep (deps: JoinDeps, tx: OperatorTx): Promise<Step> {
  if (!await store.takeTurn(tx)) return { changed: 0, isMore: false, isMine: false }
  const behind = await store.eventsBehind(tx, await store.findPosition(tx), EVENTS)
  const events = behind.slice(0, lengthWithin(behind))
  const last = events.at(-1)
  if (last === undefined) return { changed: 0, isMore: false, isMine: true }
  const focus = await focusOf(deps, tx, events)
  const isConcerned = Object.values(focus).some((ids: readonly string[]) => ids.length > 0)
  const changed = isConcerned && await store.isAnythingProposed(tx) ? await joinItems(deps, tx, focus) : 0
  await store.movePosition(tx, last)
  return { changed, isMore: behind.length === EVENTS || events.length < behind.length, isMine: true }
}

/** How many of the events bring no more outputs than one transaction takes; one at least. */
function lengthWithin (events: readonly FollowedEvent[]): number {
  let outputs = 0
  const end = events.findIndex((event) => {
    outputs += (dataOf<{ count?: number }>('ai_output.recorded_many', event)?.count ?? 0) + decidedIn(event).length
    return outputs > OUTPUTS
  })
  return end === -1 ? events.length : Math.max(1, end)
}

const dataOf = <Data>(of: string, { type, data }: FollowedEvent): Data | undefined => type === of && data !== null ? JSON.parse(data) as Data : undefined

/** Outputs that came to be decided or used in a file. */
const decidedIn = (event: FollowedEvent): readonly string[] => dataOf<{ toJudge?: readonly string[] }>('ai_output.steps_recorded', event)?.toJudge ?? []

/** Of single ones. A decision or a use that is logged after a finding was decided is judged by it as well. */
const CONCERNING_OUTPUTS: ReadonlySet<string> = new Set(['ai_output.recorded', 'ai_output.decided', 'ai_output.used'])

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** What the events concern. Those that follow from here say nothing new. */
async function focusOf (deps: JoinDeps, tx: OperatorTx, events: readonly FollowedEvent[]): Promise<Focus> {
  const ids = (kind: string, types: (type: string) => boolean): string[] => [...new Set(events.flatMap(({ type, subject }) => {
    const id = subject.slice(kind.length + 1)
    return subject.startsWith(`${kind}:`) && types(type) && UUID.test(id) ? [id] : []
  }))]
  const findings = ids('finding', (type) => type === 'finding.reviewed')
  const joined = events.flatMap((event) => dataOf<{ joined?: string }>('declaration.joined', event)?.joined ?? [])
  const ranges = events.flatMap((event) => dataOf<{ firstId: string, lastId: string }>('ai_output.recorded_many', event) ?? [])
  const goods = events.flatMap(({ type, data }) => type.startsWith('goods.') && data !== null ? (JSON.parse(data) as { reference?: string }).reference ?? [] : [])
  return {
    changed: [...new Set([...ids('declaration', (type) => type.startsWith('declaration.')), ...joined])],
    declarations: await deps.declarationsOfFindings(tx, findings),
    outputs: [...new Set([...ids('ai_output', (type) => CONCERNING_OUTPUTS.has(type)), ...events.flatMap(decidedIn), ...await store.joinableOutputs(tx, ranges)])],
    goods: [...new Set(goods)]
  }
}
