import { v7 as uuidV7 } from 'uuid'
import { requireScope } from '../../platform/access.ts'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import * as store from './acknowledgement-store.ts'
import type { Acknowledgement } from './acknowledgement-store.ts'
import type { MessageDeps } from './deps.ts'
import { dayFaults, refuse } from './issue-message.ts'
import { refusalOf } from '../personal/stated-again.ts'
import { isInForce } from './message.ts'
import { holdMessage } from './message-store.ts'
import { acknowledgementExists, acknowledgementNotFound, acknowledgementRevoked, loginUnknown, messageNotFound, messageNotInForce } from './problems.ts'
import { acknowledgementToWire } from './wire.ts'

/** Acknowledging a message: by oneself, or recorded by whoever holds the evidence. */

/** By the person of the token's login, whether she owes it or not; again changes nothing. @throws training-message-not-found; training-message-not-in-force; training-login-unknown. */
export function acknowledgeMessage (deps: MessageDeps, principal: Principal, id: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'training:acknowledge', route: 'POST /v1/training/messages/{id}/acknowledge', idempotencyKey, input: { id }, clock: deps.clock }, async (tx) => {
    const today = utcDay(tx.at)
    const message = await holdMessage(tx, id)
    if (message === undefined) throw messageNotFound('No message of yours has this id.')
    const person = await deps.personOfSubject(tx, principal.subject)
    if (person === undefined) throw loginUnknown('Whose acknowledgement it would be is not known.')
    if (!isInForce(message, today)) throw messageNotInForce(`It is not in force on ${today}.`)
    const made = await insert(tx, { message: id, person, acknowledgedOn: today, means: 'self', evidence: null, evidenceSha256: null })
    if (made !== undefined) return answerOf(made, 201)
    const before = await store.acknowledgementOf(tx, id, person)
    if (before === undefined) throw acknowledgementNotFound('It was revoked meanwhile; acknowledge it again.')
    return answerOf(before, 200)
  })
}

export interface RecordedAcknowledgement { readonly person: string, readonly acknowledgedOn: string, readonly evidence?: string | null | undefined, readonly evidenceSha256?: string | null | undefined }

/** @throws training-message-not-found; training-acknowledgement-exists; training-person-erased for words about a person who was erased; invalid-request for a day before the issue or after today, or a person nobody knows. */
export function recordAcknowledgement (deps: MessageDeps, principal: Principal, id: string, input: RecordedAcknowledgement, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  const { person, acknowledgedOn, evidence = null, evidenceSha256 = null } = input
  refuse(dayFaults({ acknowledgedOn }))
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/training/messages/{id}/acknowledgements', idempotencyKey, input: { id, ...input }, clock: deps.clock }, async (tx) => {
    await deps.holds.share(tx) // no erasure of the person runs beside the writing of words about her
    const message = await holdMessage(tx, id)
    if (message === undefined) throw messageNotFound('No message of yours has this id.')
    refuse([
      ...acknowledgedOn < message.issuedOn ? [{ pointer: '/acknowledgedOn', detail: 'is before the message was issued', hint: `It was issued on ${message.issuedOn}` }] : [],
      ...acknowledgedOn > utcDay(tx.at) ? [{ pointer: '/acknowledgedOn', detail: 'is still to come', hint: 'State the day on which it was acknowledged' }] : [],
      ...(await deps.knownPeople(tx, [person])).has(person) ? [] : [{ pointer: '/person', detail: 'is no person of yours', hint: 'Record the person first' }]
    ])
    const again = evidence !== null && (await deps.erasedPeople(tx, [person])).has(person) ? refusalOf(['evidence']) : undefined
    if (again !== undefined) throw again
    const made = await insert(tx, { message: id, person, acknowledgedOn, means: 'recorded', evidence, evidenceSha256 })
    if (made === undefined) throw acknowledgementExists('One acknowledgement counts; revoke it if it is wrong.')
    return answerOf(made, 201)
  })
}

/** It was recorded by mistake: from today on it counts no more, and the person owes the message again. The answer shows whose it is. @throws training-acknowledgement-not-found; training-acknowledgement-revoked. */
export function revokeAcknowledgement (deps: MessageDeps, principal: Principal, id: string, reason: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  requireScope(principal, 'training:personal')
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/training/acknowledgements/{id}/revoke', idempotencyKey, input: { id, reason }, clock: deps.clock }, async (tx) => {
    await deps.holds.share(tx)
    const before = await store.lockAcknowledgement(tx, id)
    if (before === undefined) throw acknowledgementNotFound('No acknowledgement of yours has this id.')
    if (before.revokedOn !== null) throw acknowledgementRevoked(`It counts no more since ${before.revokedOn}.`)
    const after = await store.revokeAcknowledgement(tx, id, utcDay(tx.at), reason)
    if (after === undefined) throw acknowledgementNotFound('No acknowledgement of yours has this id.')
    tx.log('training_acknowledgement.revoked', `training_message:${before.message}`, { acknowledgement: id, person: before.person, revokedOn: after.revokedOn })
    return answerOf(after, 200)
  })
}

async function insert (tx: OperatorTx, acknowledgement: Omit<store.NewAcknowledgement, 'id'>): Promise<Acknowledgement | undefined> {
  const id = uuidV7()
  const made = await store.insertAcknowledgement(tx, { id, ...acknowledgement }, await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  if (made !== undefined) {
    const { message, person, acknowledgedOn, means } = acknowledgement
    tx.log('training_acknowledgement.recorded', `training_message:${message}`, { acknowledgement: id, person, acknowledgedOn, means })
  }
  return made
}

const answerOf = (acknowledgement: Acknowledgement, status: number): StoredAnswer => ({ status, headers: {}, body: JSON.stringify(acknowledgementToWire(acknowledgement)) })
