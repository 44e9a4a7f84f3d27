import type { Principal, Scope } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { RiskDeps } from '../deps.ts'
import { riskNoticeRefused } from '../problems.ts'
import { WRITE } from '../register/risk-operations.ts'
import { invalid, personFaults, refuseFaults } from '../stated-names.ts'
import { isOwing } from './acknowledgement-state.ts'
import type { AuditRecipient } from './acknowledgement-state.ts'
import type { AuditAtStage } from './audit-turn.ts'
import { answerOf, atCommunication, recipientOf, subjectOf } from './notice-operations.ts'
import { acknowledge as saveAcknowledgement, recipientsOf } from './recipient-store.ts'
import type { Acknowledgement } from './recipient-store.ts'

/** Taking note of the report of an audit: by whoever holds a position that was told, or recorded with the proof. */

const ROUTE = '/v1/risk-audits/{id}'
const ACKNOWLEDGE: Scope = 'risks:acknowledge'

/**
 * For every position that was told, owes it and is held by the person of the token today, also as a deputy. Again changes nothing.
 *
 * @throws risk-audit-not-found; risk-notice-refused; invalid-request for another report than the one that was sent.
 */
export function acknowledgeReport (deps: RiskDeps, principal: Principal, id: string, input: { readonly dataHash: string }, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: ACKNOWLEDGE, route: `POST ${ROUTE}/acknowledge`, idempotencyKey, input: { id, ...input }, clock: deps.clock }, async (tx) => {
    const audit = await atCommunication(tx, id)
    const person = (await deps.people(tx, principal.subject, [])).acting
    if (person === undefined) throw riskNoticeRefused('Nobody who is recorded has the login of the token.', { because: 'login_unknown' })
    const all = await recipientsOf(tx, audit)
    const told = all.filter(({ notifiedAt, withdrawnBecause }) => notifiedAt !== null && withdrawnBecause === null)
    const held = await deps.positionsHeld(tx, person, told.map(({ position }) => position), utcDay(tx.at))
    const theirs = told.filter(({ position }) => held.has(position))
    if (theirs.length === 0) throw riskNoticeRefused('The person of the token holds no position that was told.', { because: 'not_told' })
    refuseOtherReport(theirs, input.dataHash)
    const owed = theirs.filter(isOwing).map(({ position }) => position)
    await save(tx, audit, owed, { person, way: 'token', evidence: null })
    return await answerOf(tx, audit)
  })
}

export interface RecordedAcknowledgement { readonly person: string, readonly evidence: { readonly reference: string, readonly sha256: string } }

/** @throws risk-audit-not-found, risk-recipient-not-found; risk-notice-refused; invalid-request for a person who is not known or does not hold the position today. */
export function recordAcknowledgement (deps: RiskDeps, principal: Principal, id: string, position: string, input: RecordedAcknowledgement, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/recipients/{position}/record-acknowledgement`, idempotencyKey, input: { id, position, ...input }, clock: deps.clock }, async (tx) => {
    const audit = await atCommunication(tx, id)
    const recipient = await recipientOf(tx, audit, position)
    refuseFaults(await personFaults(tx, deps, input.person, '/person'))
    if (recipient.acknowledgedAt !== null) throw riskNoticeRefused(`${position} took note already.`, { because: 'acknowledged' })
    if (!isOwing(recipient)) throw riskNoticeRefused(`${position} was not told.`, { because: 'not_told' })
    if (!await deps.holdsPosition(tx, input.person, position, utcDay(tx.at))) throw invalid([{ pointer: '/person', detail: `does not hold ${position} today`, hint: 'Whoever holds the position, or deputises, takes note' }])
    await save(tx, audit, [position], { person: input.person, way: 'evidence', evidence: input.evidence })
    return await answerOf(tx, audit)
  })
}

function refuseOtherReport (recipients: readonly AuditRecipient[], dataHash: string): void {
  if (recipients.every((recipient) => recipient.dataHash === dataHash)) return
  throw invalid([{ pointer: '/dataHash', detail: 'is not that of the report that was sent', hint: 'The data hash stands at the end of the report, and in the notice' }])
}

async function save (tx: OperatorTx, audit: AuditAtStage, positions: readonly string[], acknowledgement: Acknowledgement): Promise<void> {
  if (positions.length === 0) return
  await saveAcknowledgement(tx, audit, positions, acknowledgement, await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  for (const position of positions) tx.log('risk_notice.acknowledged', subjectOf(audit), { version: audit.version, position, way: acknowledgement.way })
}
