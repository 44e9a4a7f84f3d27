import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { readInstant, utcDay } from '../../platform/calendar.ts'
import type { Database } from '../../platform/db/pool.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { etagOf } from '../../platform/http/conditional.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import { refuseUnrealDays } from '../operations/days-stated.ts'
import { dutyNotFound, dutyRefused } from '../problems.ts'
import * as store from './duty-store.ts'
import type { Channel, Duty, DutyState, LimitSetting } from './duty-store.ts'
import { dutyToWire } from './duty-wire.ts'
import { RULES, ruleOf } from './rule-catalogue.ts'
import { concerned, dueDay } from './rules.ts'
import type { NotificationRule } from './rules.ts'

/** Duties to notify: reported by hand, decided, proven, listed. */

export interface DutyDeps { readonly db: Database, readonly clock: () => Date }
type Key = string | string[] | undefined
const READ = 'authorisations:read'
const WRITE = 'authorisations:write'
const invalid = (errors: Fault[]) => invalidRequest('The content of the request is not valid.', { errors })

export interface ReportedChange {
  readonly rule: string
  readonly description: string
  readonly occurredOn: string
  readonly detectedOn?: string | undefined
  readonly authorisationIds?: readonly string[] | undefined
}

/** What no event shows. @throws invalid-request for an unknown rule, impossible days, authorisations that are not the operator's, or where none is concerned. */
export function reportChange ({ db, clock }: DutyDeps, principal: Principal, input: ReportedChange, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: 'POST /v1/notification-duties', idempotencyKey, input, clock }, async (tx) => await answerOf(tx, await openStatedDuty(tx, input), 201))
}

/**
 * In the caller's transaction, also for a feature of which the duty follows.
 *
 * @param at pointer to what is stated, in the caller's request. @returns its id. @throws invalid-request as `reportChange` does.
 */
export async function openStatedDuty (tx: OperatorTx, input: ReportedChange, at = ''): Promise<string> {
  refuseUnrealDays({ [`${at}/occurredOn`]: input.occurredOn, [`${at}/detectedOn`]: input.detectedOn })
  const rule = ruleOf(input.rule)
  if (rule === undefined) throw invalid([{ pointer: `${at}/rule`, detail: 'is no rule of the catalogue', hint: 'GET /v1/notification-duties/rules lists them' }])
  const today = utcDay(tx.at)
  const detectedOn = input.detectedOn ?? today
  if (detectedOn > today) throw invalid([{ pointer: `${at}/detectedOn`, detail: 'is a day that is still to come', hint: 'State the day on which it became known' }])
  const limit = (await store.findLimit(tx))?.limitWorkingDays ?? RULES.defaultLimitWorkingDays
  const id = uuidV7()
  const dueOn = dueDay(rule, detectedOn, limit)
  await store.insertDuties(tx, [{
    id, ruleId: rule.id, rulesRelease: RULES.release, eventEpoch: null, eventSeq: null, eventType: null, subject: null, description: input.description, occurredOn: input.occurredOn, detectedOn, dueOn,
    authorisationIds: await authorisationsOf(tx, rule, input, detectedOn, at)
  }], await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  tx.log('notification.duty_reported', `duty:${id}`, { rule: rule.id, occurredOn: input.occurredOn, detectedOn, dueOn })
  return id
}

/** Those that are named, else those that the rule concerns. */
async function authorisationsOf (tx: OperatorTx, rule: NotificationRule, { authorisationIds, occurredOn }: ReportedChange, detectedOn: string, at: string): Promise<string[]> {
  const held = await store.heldAuthorisations(tx)
  if (authorisationIds === undefined) {
    const found = concerned(rule, held, detectedOn, occurredOn)
    if (found.length === 0) throw invalid([{ pointer: `${at}/authorisationIds`, detail: 'is missing, and the rule concerns no authorisation that is held', hint: 'Name the authorisations that are affected' }])
    return found
  }
  const known = new Set(held.map(({ id }) => id))
  const errors = authorisationIds.flatMap((id, index) => known.has(id) ? [] : [{ pointer: `${at}/authorisationIds/${index}`, detail: 'is no authorisation of yours that was granted', hint: 'GET /v1/authorisations lists them' }])
  if (errors.length > 0) throw invalid(errors)
  return [...new Set(authorisationIds)]
}

export interface DutyDecision { readonly decision: 'notify' | 'do_not_notify', readonly words: string }

/** A decision may be changed until customs were notified; the log keeps each. @throws notification-duty-not-found; notification-duty-state once notified; what `demand` throws. */
export function decideDuty ({ db, clock }: DutyDeps, principal: Principal, id: string, input: DutyDecision, idempotencyKey: Key, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: 'POST /v1/notification-duties/{id}/decide', idempotencyKey, input: { id, input }, clock }, async (tx) => {
    const duty = await locked(tx, id, demand)
    if (duty.state === 'notified') throw dutyRefused('Customs were notified.', { because: 'notified' })
    const state: DutyState = input.decision === 'notify' ? 'to_send' : 'not_needed'
    await store.saveDecision(tx, id, state, input.words, await resolveActor(tx.query, tx.operatorId, principal.subject))
    tx.log('notification.duty_decided', `duty:${id}`, { rule: duty.ruleId, before: duty.state, after: state })
    return await answerOf(tx, id, 200)
  })
}

export interface NewProof { readonly channel: Channel, readonly sentAt: string, readonly reference: string, readonly sha256?: string | undefined }

/** A further proof corrects the one before, which the log keeps. @throws notification-duty-state unless it was decided to notify; invalid-request for an instant that does not exist, is still to come, or lies before the change was known and took effect. */
export function proveDuty ({ db, clock }: DutyDeps, principal: Principal, id: string, input: NewProof, idempotencyKey: Key, demand: (revision: number) => void): Promise<StoredAnswer> {
  const sentAt = readInstant(input.sentAt)
  if (sentAt === undefined) throw invalid([{ pointer: '/sentAt', detail: 'is no instant that exists', hint: 'RFC 3339 with offset' }])
  return decideOnce({ db, principal, scope: WRITE, route: 'POST /v1/notification-duties/{id}/proof', idempotencyKey, input: { id, input }, clock }, async (tx) => {
    if (sentAt > tx.at) throw invalid([{ pointer: '/sentAt', detail: 'is still to come', hint: 'Record the proof once it was sent' }])
    const duty = await locked(tx, id, demand)
    if (duty.state !== 'to_send' && duty.state !== 'notified') throw dutyRefused(`It is ${duty.state.replaceAll('_', ' ')}; first decide to notify.`, { because: duty.state })
    const earliest = duty.occurredOn < duty.detectedOn ? duty.occurredOn : duty.detectedOn
    if (utcDay(sentAt) < earliest) throw invalid([{ pointer: '/sentAt', detail: `lies before ${earliest}, when the change took effect or became known`, hint: 'State when customs were told of this change' }])
    await store.saveProof(tx, id, { channel: input.channel, sentAt, reference: input.reference, sha256: input.sha256 ?? null })
    const before = duty.state === 'notified' ? { before: { channel: duty.channel, sentAt: duty.sentAt?.toISOString() ?? null, reference: duty.sentReference, sha256: duty.proofSha256 } } : {}
    tx.log(duty.state === 'notified' ? 'notification.proof_corrected' : 'notification.sent', `duty:${id}`, {
      ...before, rule: duty.ruleId, channel: input.channel, sentAt: sentAt.toISOString(), reference: input.reference, inTime: utcDay(sentAt) <= duty.dueOn, sha256: input.sha256 ?? null
    })
    return await answerOf(tx, id, 200)
  })
}

async function locked (tx: OperatorTx, id: string, demand: (revision: number) => void): Promise<Duty> {
  const duty = await store.lockDuty(tx, id)
  if (duty === undefined) throw dutyNotFound('No duty of yours has this id.')
  demand(duty.revision)
  return duty
}

async function answerOf (tx: OperatorTx, id: string, status: number): Promise<StoredAnswer> {
  const duty = await store.findDuty(tx, id)
  if (duty === undefined) throw new Error('A duty that was written is found')
  return { status, headers: { location: `/v1/notification-duties/${id}`, etag: etagOf(duty.revision) }, body: JSON.stringify(dutyToWire(duty, utcDay(tx.at))) }
}

/** @throws notification-duty-not-found. */
export function findDuty ({ db, clock }: DutyDeps, principal: Principal, id: string): Promise<Duty> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const duty = await store.findDuty(tx, id)
    if (duty === undefined) throw dutyNotFound('No duty of yours has this id.')
    return duty
  }, clock)
}

export interface DutiesAsked {
  readonly state?: DutyState | undefined
  readonly rule?: string | undefined
  readonly overdue?: boolean | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

const PURPOSE = 'notification duties'

export async function listDuties ({ db, clock }: DutyDeps, principal: Principal, { state, rule, overdue, limit = DEFAULT_PAGE, cursor }: DutiesAsked): Promise<{ items: Duty[], nextCursor: string | null }> {
  const [dueOn, id] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [DAY_KEY, UUID_KEY])
  const after = dueOn === undefined || id === undefined ? undefined : { dueOn, id }
  const overdueOn = overdue === true ? utcDay(clock()) : undefined
  const { items, more } = await withOperatorReadOnly(db, principal, READ, async (tx) =>
    await fittingRows(tx, limit, async (tx, most) => await store.listDuties(tx, { state, rule, overdueOn }, most, after)), clock)
  const last = items.at(-1)
  return { items, nextCursor: more && last !== undefined ? sealCursor(PURPOSE, [last.dueOn, last.id]) : null }
}

/** Revision 0: nobody set it, the catalogue's holds. */
const shownLimit = (setting: LimitSetting | undefined): LimitSetting => setting ?? { limitWorkingDays: RULES.defaultLimitWorkingDays, revision: 0 }

export function findLimit ({ db, clock }: DutyDeps, principal: Principal): Promise<LimitSetting> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => shownLimit(await store.findLimit(tx)), clock)
}

/** For duties that open from then on. @throws what `demand` throws. */
export function setLimit ({ db, clock }: DutyDeps, principal: Principal, limitWorkingDays: number, demand: (revision: number) => void): Promise<LimitSetting> {
  return withOperator(db, principal, WRITE, async (tx) => {
    // Two who set it at once come one after the other, even while there is no row to lock.
    await tx.query('select pg_advisory_xact_lock(hashtextextended(\'notification setting \' || $1, 0))', [tx.operatorId])
    const before = shownLimit(await store.findLimit(tx))
    demand(before.revision)
    const revision = await store.saveLimit(tx, limitWorkingDays)
    tx.log('notification.limit_set', `operator:${tx.operatorId}`, { before: before.limitWorkingDays, after: limitWorkingDays })
    return { limitWorkingDays, revision }
  }, clock)
}
