import { v7 as uuidV7 } from 'uuid'
import { utcDay } from '../../platform/calendar.ts'
import { runOperatorTx } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import { FollowedLogs } from '../../platform/log/followed-logs.ts'
import * as store from './duty-store.ts'
import type { NewDuty } from './duty-store.ts'
import { RULES, WATCHED } from './rule-catalogue.ts'
import { dutiesOf } from './rules.ts'
import type { LogEvent, OpeningDuty } from './rules.ts'

/**
 * Reads the operator's own log from where it stopped and opens what customs must be told. Where it stopped moves with the duties in one
 * transaction, so a replica that dies loses nothing and does nothing twice; one replica at a time works for an operator.
 */

export interface FollowDeps { readonly db: Database, readonly clock: () => Date }

/** Events looked at in one transaction. */
const WINDOW = 5_000

/** Follows every operator's log to its end. @returns how many duties it opened. @throws what failed, once all were tried. */
export async function followLogs ({ db, clock }: FollowDeps, followed = new FollowedLogs()): Promise<number> {
  let opened = 0
  await followed.each(db.operations, async (principal) => {
    for (;;) {
      const step = await runOperatorTx(db.operations, principal, followStep, clock)
      opened += step.opened
      if (!step.isMore) return step.isMine
    }
  })
  return opened
}

/** One window of the log; nothing while another replica works for the operator. */
export async function followStep (tx: OperatorTx): Promise<{ opened: number, isMore: boolean, isMine: boolean }> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(\'notifications \' || $1, 0)) as taken', [tx.operatorId])
  if (lock?.taken !== true) return { opened: 0, isMore: false, isMine: false }
  const rows = await nextEvents(tx)
  const last = rows.at(-1)
  if (last === undefined) return { opened: 0, isMore: false, isMine: true }
  const watched = new Set(WATCHED)
  const opened = await openDuties(tx, rows.filter(({ type }) => watched.has(type)).map(eventOf))
  await tx.query(`insert into aeo.notification_cursors as c (operator_id, epoch, seq) values ($1, $2, $3)
    on conflict (operator_id) do update set epoch = excluded.epoch, seq = excluded.seq`, [tx.operatorId, last.epoch, last.seq])
  return { opened, isMore: rows.length === WINDOW, isMine: true }
}

interface EventRow { epoch: number, seq: string, at: Date, type: string, subject: string, data: string | null }

/** What lies behind the cursor, with the data of those events alone that a rule asks about. */
async function nextEvents (tx: OperatorTx): Promise<EventRow[]> {
  return await tx.query<EventRow>(`select l.epoch, l.seq, l.at, l.type, l.subject, case when l.type = any($2) then l.data end as data
    from aeo.operator_log l where l.operator_id = $1
      and (l.epoch, l.seq) > (coalesce((select c.epoch from aeo.notification_cursors c where c.operator_id = $1), 0), coalesce((select c.seq from aeo.notification_cursors c where c.operator_id = $1), 0))
    order by l.epoch, l.seq limit ${WINDOW}`, [tx.operatorId, WATCHED])
}

const eventOf = ({ epoch, seq, at, type, subject, data }: EventRow): LogEvent =>
  ({ epoch, seq, day: utcDay(at), type, subject, data: data === null ? null : JSON.parse(data) as Record<string, unknown> })

async function openDuties (tx: OperatorTx, events: readonly LogEvent[]): Promise<number> {
  if (events.length === 0) return 0
  const held = await store.heldAuthorisations(tx)
  if (held.length === 0) return 0
  const limit = (await store.findLimit(tx))?.limitWorkingDays ?? RULES.defaultLimitWorkingDays
  const opening = await withoutRepeated(tx, events.flatMap((event) => dutiesOf(event, RULES, held, limit)))
  if (opening.length === 0) return 0
  const duties = opening.map(newDuty)
  const opened = await store.insertDuties(tx, duties, null)
  for (const { id, ruleId, eventType, eventSeq, dueOn } of duties.filter((duty) => opened.has(duty.id))) tx.log('notification.duty_opened', `duty:${id}`, { rule: ruleId, event: eventType, seq: eventSeq, dueOn })
  return opened.size
}

/** Of rules that a thing opens once, the first duty. */
async function withoutRepeated (tx: OperatorTx, opening: readonly OpeningDuty[]): Promise<OpeningDuty[]> {
  const once = opening.filter(({ rule }) => rule.oncePerSubject === true)
  const seen = once.length === 0 ? new Set<string>() : await store.openedBefore(tx, once.map(({ event }) => event.subject))
  return opening.filter(({ rule, event }) => {
    if (rule.oncePerSubject !== true) return true
    const name = `${rule.id} ${event.subject}`
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}

function newDuty ({ rule, event, occurredOn, dueOn, authorisationIds }: OpeningDuty): NewDuty {
  return {
    id: uuidV7(), ruleId: rule.id, rulesRelease: RULES.release, eventEpoch: event.epoch, eventSeq: event.seq, eventType: event.type, subject: event.subject, description: null,
    occurredOn, detectedOn: event.day, dueOn, authorisationIds
  }
}
