import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay } from '../../platform/calendar.ts'
import { withOperator } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import type { MessageDeps } from './deps.ts'
import { messageFaults } from './message.ts'
import type { Audience, MessageKind, MessageTerms } from './message.ts'
import * as store from './message-store.ts'
import type { Message } from './message-store.ts'
import { messageNotFound } from './problems.ts'
import { messageToWire, showingOf } from './wire.ts'

/** Issuing a message, and changing when it is due or that it is withdrawn. */

export interface NewMessage {
  readonly kind: MessageKind
  readonly title: string
  readonly text?: string | null | undefined
  readonly documentReference?: string | null | undefined
  readonly documentSha256?: string | null | undefined
  readonly issuedOn: string
  readonly dueOn: string
  readonly audience: Partial<Audience>
}

function termsOf ({ text = null, documentReference = null, documentSha256 = null, audience, ...input }: NewMessage): MessageTerms {
  return { ...input, text, documentReference, documentSha256, audience: { all: false, units: [], positions: [], responsibilities: [], people: [], ...audience } }
}

/** @throws invalid-request for a message that cannot be, or that names whom nobody knows. */
export function issueMessage (deps: MessageDeps, principal: Principal, input: NewMessage, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  const terms = termsOf(input)
  refuse([...dayFaults({ issuedOn: terms.issuedOn, dueOn: terms.dueOn })])
  refuse(messageFaults(terms))
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/training/messages', idempotencyKey, input, clock: deps.clock }, async (tx) => {
    refuse(await unknownNames(deps, tx, terms.audience))
    const id = uuidV7()
    await store.insertMessage(tx, id, terms, await resolveActor(tx.query, tx.operatorId, principal.subject))
    const { kind, issuedOn, dueOn, audience } = terms
    tx.log('training_message.issued', `training_message:${id}`, { kind, issuedOn, dueOn, audience: countsOf(audience) })
    return answerOf(await savedMessage(tx, id), principal, 201, { location: `/v1/training/messages/${id}` })
  })
}

/** How many are named; whom is for those who may read the message. */
const countsOf = ({ all, units, positions, responsibilities, people }: Audience) => ({ all, units, positions, responsibilities, people: people.length })

export interface MessageChange { readonly dueOn?: string | undefined, readonly withdrawnOn?: string | null | undefined }

/**
 * What was issued stays as it was acknowledged; of it only the due day and the withdrawal are changed. Null takes a withdrawal back.
 * @param demand throws unless the caller saw this revision. @throws training-message-not-found; invalid-request; what `demand` throws.
 */
export function changeMessage (deps: MessageDeps, principal: Principal, id: string, change: MessageChange, demand: (revision: number) => void): Promise<Message> {
  refuse(dayFaults({ dueOn: change.dueOn, withdrawnOn: change.withdrawnOn ?? undefined }))
  return withOperator(deps.db, principal, 'training:write', async (tx) => {
    const before = await store.lockMessage(tx, id)
    if (before === undefined) throw messageNotFound('No message of yours has this id.')
    demand(before.revision)
    const { dueOn = before.dueOn, withdrawnOn = before.withdrawnOn } = change
    refuse([
      ...dueOn < before.issuedOn ? [{ pointer: '/dueOn', detail: 'is before issuedOn', hint: 'The last day in time is no earlier than the day of issue' }] : [],
      ...withdrawnOn !== null && withdrawnOn < before.issuedOn ? [{ pointer: '/withdrawnOn', detail: 'is before issuedOn', hint: 'The day of issue says that nobody ever owed it' }] : []
    ])
    if (dueOn === before.dueOn && withdrawnOn === before.withdrawnOn) return before
    await store.updateMessage(tx, id, { dueOn, withdrawnOn })
    tx.log('training_message.changed', `training_message:${id}`, { revision: before.revision + 1, before: { dueOn: before.dueOn, withdrawnOn: before.withdrawnOn }, after: { dueOn, withdrawnOn } })
    return await savedMessage(tx, id)
  }, deps.clock)
}

async function unknownNames (deps: MessageDeps, tx: OperatorTx, { units, positions, responsibilities, people }: Audience): Promise<Fault[]> {
  const knownResponsibilities = (): ReadonlySet<string> => new Set(deps.responsibilities)
  const asked = [['units', units, deps.knownUnits, 'unit'], ['positions', positions, deps.knownPositions, 'position'], ['responsibilities', responsibilities, knownResponsibilities, 'responsibility'], ['people', people, deps.knownPeople, 'person']] as const
  const faults: Fault[] = []
  for (const [field, names, known, thing] of asked) {
    if (names.length === 0) continue
    const found = await known(tx, names)
    faults.push(...names.flatMap((name, index) => found.has(name) ? [] : [{ pointer: `/audience/${field}/${index}`, detail: `is no ${thing} of yours`, hint: thing === 'responsibility' ? `One of ${deps.responsibilities.join(', ')}` : `Record the ${thing} first` }]))
  }
  return faults
}

export function dayFaults (days: Readonly<Record<string, string | undefined>>): Fault[] {
  return Object.entries(days).flatMap(([name, day]) => day === undefined || isDay(day) ? [] : [{ pointer: `/${name}`, detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }])
}

export function refuse (errors: readonly Fault[]): void {
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors: [...errors] })
}

async function savedMessage (tx: OperatorTx, id: string): Promise<Message> {
  const message = await store.findMessage(tx, id)
  if (message === undefined) throw messageNotFound('No message of yours has this id.')
  return message
}

const answerOf = (message: Message, principal: Principal, status: number, headers: Record<string, string>): StoredAnswer =>
  ({ status, headers: { ...headers, etag: `"${message.revision}"` }, body: JSON.stringify(messageToWire(message, showingOf(principal))) })
