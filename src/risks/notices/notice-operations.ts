import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { RiskDeps } from '../deps.ts'
import { riskNoticeRefused, riskRecipientNotFound } from '../problems.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { keptReport } from '../report/kept-reports.ts'
import { futureDayFaults, positionFaults, refuseFaults } from '../stated-names.ts'
import { isOwing } from './acknowledgement-state.ts'
import type { AuditRecipient } from './acknowledgement-state.ts'
import { findAuditVersion, holdAudit } from './audit-turn.ts'
import type { AuditAtStage } from './audit-turn.ts'
import * as store from './recipient-store.ts'
import type { DueAcknowledgement } from './recipient-store.ts'

/** Who must know the result of an audit: named, told, reminded, released from it, listed. */

const ROUTE = '/v1/risk-audits/{id}'
type Key = string | string[] | undefined

/** From the draft on, until all took note. Who is named already stays. @throws risk-audit-not-found; risk-notice-refused; invalid-request for an unknown position. */
export function addRecipients (deps: RiskDeps, principal: Principal, id: string, input: { readonly positions: readonly string[] }, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/recipients`, idempotencyKey, input: { id, ...input }, clock: deps.clock }, async (tx) => {
    const audit = await holdAudit(tx, id)
    refuseFaults(await positionFaults(tx, deps, input.positions.map((code, index) => ({ pointer: `/positions/${index}`, code }))))
    if (audit.stage === 'communicated' || audit.stage === 'closed') throw riskNoticeRefused('All who had to know took note.', { because: 'stage', stage: audit.stage })
    for (const position of await store.addRecipients(tx, audit, input.positions, await actor(tx))) tx.log('risk_notice.recipient_added', subjectOf(audit), { version: audit.version, position })
    return await answerOf(tx, audit)
  })
}

/** It need not know any more. @throws risk-audit-not-found, risk-recipient-not-found; risk-notice-refused once it took note. */
export function withdrawRecipient (deps: RiskDeps, principal: Principal, id: string, position: string, reason: string, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/recipients/{position}/withdraw`, idempotencyKey, input: { id, position, reason }, clock: deps.clock }, async (tx) => {
    const audit = await holdAudit(tx, id)
    const recipient = await recipientOf(tx, audit, position)
    if (recipient.acknowledgedAt !== null) throw riskNoticeRefused(`${position} took note.`, { because: 'acknowledged' })
    if (recipient.withdrawnBecause !== null) return await answerOf(tx, audit)
    await store.withdraw(tx, audit, position, reason, await actor(tx))
    tx.log('risk_notice.recipient_withdrawn', subjectOf(audit), { version: audit.version, position })
    return await answerOf(tx, audit)
  })
}

/** To all who were not told yet. Once stage 3 is closed and until stage 4 is. @throws risk-audit-not-found; risk-notice-refused at another stage, and where nobody is to be told. */
export function sendNotices (deps: RiskDeps, principal: Principal, id: string, input: { readonly acknowledgeBy: string }, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/notices`, idempotencyKey, input: { id, ...input }, clock: deps.clock }, async (tx) => {
    refuseFaults(futureDayFaults('/acknowledgeBy', input.acknowledgeBy, utcDay(tx.at)))
    const audit = await atCommunication(tx, id)
    const waiting = (await store.recipientsOf(tx, audit)).filter(({ notifiedAt, withdrawnBecause }) => notifiedAt === null && withdrawnBecause === null)
    if (waiting.length === 0) throw riskNoticeRefused('Nobody waits to be told.', { because: 'nobody_to_tell' })
    await send(tx, audit, 'risk_notice.sent', waiting.map(({ position }) => ({ position, number: 1, dueOn: input.acknowledgeBy })))
    return await answerOf(tx, audit)
  })
}

/** To all who were told, have not taken note, and were told nothing today. @throws risk-audit-not-found; risk-notice-refused at another stage, and where nobody is to be reminded. */
export function sendReminders (deps: RiskDeps, principal: Principal, id: string, input: { readonly acknowledgeBy?: string | undefined }, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/reminders`, idempotencyKey, input: { id, ...input }, clock: deps.clock }, async (tx) => {
    const today = utcDay(tx.at)
    if (input.acknowledgeBy !== undefined) refuseFaults(futureDayFaults('/acknowledgeBy', input.acknowledgeBy, today))
    const audit = await atCommunication(tx, id)
    const owing = (await store.recipientsOf(tx, audit)).filter(isOwing)
    if (owing.length === 0) throw riskNoticeRefused('Nobody who was told still has to take note.', { because: 'nobody_to_remind' })
    const due = owing.filter(({ lastNotifiedAt }) => lastNotifiedAt?.slice(0, 10) !== today)
    if (due.length === 0) throw riskNoticeRefused('All of them were told, or reminded, today.', { because: 'told_today' })
    await send(tx, audit, 'risk_notice.reminded', due.map(({ position, reminders, dueOn }) => ({ position, number: reminders + 2, dueOn: input.acknowledgeBy ?? dueOn ?? today })))
    return await answerOf(tx, audit)
  })
}

async function send (tx: OperatorTx, audit: AuditAtStage, type: string, notices: readonly store.Notice[]): Promise<void> {
  const { dataHash } = await keptReport(tx, audit, 'treated')
  await store.insertNotices(tx, audit, notices, dataHash, await actor(tx))
  for (const { position, number, dueOn } of notices) tx.log(type, subjectOf(audit), { version: audit.version, position, number, dueOn, dataHash, report: `/v1/risk-audits/${audit.id}/report.html?version=${audit.version}&stage=treated` })
}

export interface Recipients { readonly audit: AuditAtStage, readonly recipients: AuditRecipient[] }

/** @throws risk-audit-not-found. */
export function listRecipients ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, id: string, version?: number): Promise<Recipients> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const audit = await findAuditVersion(tx, id, version)
    return { audit, recipients: await store.recipientsOf(tx, audit) }
  })
}

const PURPOSE = 'due acknowledgements'
const POSITION_KEY = /^[ -~]{1,64}$/

/** Of all audits, due first, first. */
export function listDue ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, { until, limit = DEFAULT_PAGE, cursor }: { readonly until?: string | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: DueAcknowledgement[], nextCursor: string | null }> {
  const [dueOn, audit, position] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [DAY_KEY, UUID_KEY, POSITION_KEY])
  const after = dueOn === undefined || audit === undefined || position === undefined ? undefined : { dueOn, audit, position }
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const rows = await store.listDue(tx, until, limit + 1, after)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor(PURPOSE, [last.dueOn, last.audit, last.position]) : null }
  })
}

const actor = async (tx: OperatorTx): Promise<string> => await resolveActor(tx.query, tx.operatorId, tx.principal.subject)

export const subjectOf = ({ id }: { readonly id: string }): string => `risk_audit:${id}`

/** The audit, held, whose report is being told. @throws risk-audit-not-found; risk-notice-refused. */
export async function atCommunication (tx: OperatorTx, id: string): Promise<AuditAtStage> {
  const audit = await holdAudit(tx, id)
  if (audit.stage !== 'treated') throw riskNoticeRefused(audit.stage === 'communicated' || audit.stage === 'closed' ? 'All who had to know took note.' : 'What is to be told is not decided yet.', { because: 'stage', stage: audit.stage })
  return audit
}

/** @throws risk-recipient-not-found. */
export async function recipientOf (tx: OperatorTx, audit: AuditAtStage, position: string): Promise<AuditRecipient> {
  const recipient = (await store.recipientsOf(tx, audit)).find((one) => one.position === position)
  if (recipient === undefined) throw riskRecipientNotFound(`${position} is no recipient of this audit.`)
  return recipient
}

export const recipientsToWire = ({ audit: { id, version, stage }, recipients }: Recipients) => ({ audit: id, version, stage, recipients })

export async function answerOf (tx: OperatorTx, audit: AuditAtStage): Promise<StoredAnswer> {
  return { status: 200, headers: {}, body: JSON.stringify(recipientsToWire({ audit, recipients: await store.recipientsOf(tx, audit) })) }
}
