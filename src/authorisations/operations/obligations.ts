import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { etagOf } from '../../platform/http/conditional.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { addDays } from '../../platform/calendar.ts'
import type { DocumentReference } from '../model.ts'
import * as store from '../obligation-store.ts'
import type { Completion } from '../obligation-store.ts'
import { nextDueOf } from '../obligations.ts'
import type { Obligation, ObligationKind, Outcome } from '../obligations.ts'
import { authorisationNotFound, obligationNotFound, obligationRefused } from '../problems.ts'
import { lockAuthorisation } from '../store.ts'
import { obligationToWire } from '../wire.ts'
import { refuseUnrealDays } from './days-stated.ts'
import type { AuthorisationDeps } from './deps.ts'

/** What authorisations oblige their holder to: recorded, met with evidence, and listed by when it is due. */

type Key = string | string[] | undefined
const READ = 'authorisations:read'
const WRITE = 'authorisations:write'
const invalid = (pointer: string, detail: string, hint: string) => invalidRequest('The content of the request is not valid.', { errors: [{ pointer, detail, hint }] })

export interface NewObligation {
  readonly kind: ObligationKind
  readonly description: string
  readonly firstDue: string
  readonly periodMonths?: number | undefined
  readonly endedOn?: string | undefined
}

/** @throws authorisation-not-found; invalid-request for days that do not exist, or an end before the first day. */
export function recordObligation ({ db, clock }: AuthorisationDeps, principal: Principal, authorisationId: string, input: NewObligation, idempotencyKey: Key): Promise<StoredAnswer> {
  refuseUnrealDays({ '/firstDue': input.firstDue, '/endedOn': input.endedOn })
  const { kind, description, firstDue, periodMonths = null, endedOn = null } = input
  if (endedOn !== null && endedOn < firstDue) throw invalid('/endedOn', 'is before firstDue', 'Give the last day on which it may be due')
  return decideOnce({ db, principal, scope: WRITE, route: 'POST /v1/authorisations/{id}/obligations', idempotencyKey, input: { authorisationId, input }, clock }, async (tx) => {
    if (await lockAuthorisation(tx, authorisationId) === undefined) throw authorisationNotFound('No authorisation of yours has this id.')
    const obligation: Obligation = { id: uuidV7(), authorisationId, kind, description, periodMonths, firstDue, done: 0, nextDue: firstDue, endedOn, revision: 1 }
    await store.insertObligation(tx, obligation, await resolveActor(tx.query, tx.operatorId, principal.subject))
    tx.log('authorisation.obligation_recorded', `obligation:${obligation.id}`, { authorisation: authorisationId, kind, firstDue, periodMonths, endedOn })
    return answerOf(tx, obligation, 201)
  })
}

export interface ObligationChange {
  readonly description?: string | undefined
  readonly periodMonths?: number | null | undefined
  readonly nextDue?: string | undefined
  readonly endedOn?: string | null | undefined
}

/** Another period or next day counts from then on; what was done stays. @throws authorisation-obligation-not-found; what `demand` throws. */
export function changeObligation ({ db, clock }: AuthorisationDeps, principal: Principal, id: string, change: ObligationChange, idempotencyKey: Key, demand: (revision: number) => void): Promise<StoredAnswer> {
  refuseUnrealDays({ '/nextDue': change.nextDue, '/endedOn': change.endedOn })
  return decideOnce({ db, principal, scope: WRITE, route: 'PATCH /v1/authorisations/obligations/{id}', idempotencyKey, input: { id, change }, clock }, async (tx) => {
    const before = await locked(tx, id, demand)
    const isAnew = change.nextDue !== undefined || change.periodMonths !== undefined
    const endedOn = change.endedOn === undefined ? before.endedOn : change.endedOn
    const firstDue = isAnew ? change.nextDue ?? before.nextDue ?? before.firstDue : before.firstDue
    const periodMonths = change.periodMonths === undefined ? before.periodMonths : change.periodMonths
    const done = isAnew ? 0 : before.done
    const after: Obligation = { ...before, description: change.description ?? before.description, firstDue, periodMonths, done, endedOn, nextDue: nextDueOf({ firstDue, periodMonths, endedOn }, done), revision: before.revision + 1 }
    await store.updateObligation(tx, id, after)
    const shown = ({ periodMonths: months, nextDue, endedOn: end }: Obligation) => ({ periodMonths: months, nextDue, endedOn: end })
    tx.log('authorisation.obligation_changed', `obligation:${id}`, { before: shown(before), after: shown(after) })
    return answerOf(tx, after, 200)
  })
}

export interface NewCompletion {
  readonly doneOn: string
  readonly outcome?: Outcome | undefined
  readonly evidence: readonly DocumentReference[]
}

/** The next day follows from the first, however late this was. @throws authorisation-obligation-not-found; authorisation-obligation-state once nothing is due; what `demand` throws. */
export function meetObligation ({ db, clock }: AuthorisationDeps, principal: Principal, id: string, input: NewCompletion, idempotencyKey: Key, demand: (revision: number) => void): Promise<StoredAnswer> {
  refuseUnrealDays({ '/doneOn': input.doneOn })
  return decideOnce({ db, principal, scope: WRITE, route: 'POST /v1/authorisations/obligations/{id}/done', idempotencyKey, input: { id, input }, clock }, async (tx) => {
    if (input.doneOn > utcDay(tx.at)) throw invalid('/doneOn', 'is a day that is still to come', 'Record it once it is done')
    const before = await locked(tx, id, demand)
    if (before.nextDue === null) throw obligationRefused('Nothing is due any more.', { because: 'ended' })
    if (input.outcome !== undefined && before.kind !== 'reassessment') throw invalid('/outcome', 'belongs to a reassessment', 'Leave it out')
    const after: Obligation = { ...before, done: before.done + 1, nextDue: nextDueOf(before, before.done + 1), revision: before.revision + 1 }
    const { doneOn, outcome = null, evidence } = input
    await store.insertCompletion(tx, id, { dueOn: before.nextDue, doneOn, outcome, evidence }, await resolveActor(tx.query, tx.operatorId, principal.subject))
    await store.updateObligation(tx, id, after)
    tx.log('authorisation.obligation_met', `obligation:${id}`, { authorisation: before.authorisationId, dueOn: before.nextDue, doneOn, outcome, nextDue: after.nextDue })
    return answerOf(tx, after, 200)
  })
}

async function locked (tx: OperatorTx, id: string, demand: (revision: number) => void): Promise<Obligation> {
  const obligation = await store.lockObligation(tx, id)
  if (obligation === undefined) throw obligationNotFound('No obligation of yours has this id.')
  demand(obligation.revision)
  return obligation
}

function answerOf (tx: OperatorTx, obligation: Obligation, status: number): StoredAnswer {
  return { status, headers: { location: `/v1/authorisations/obligations/${obligation.id}`, etag: etagOf(obligation.revision) }, body: JSON.stringify(obligationToWire(obligation, utcDay(tx.at))) }
}

/** @throws authorisation-obligation-not-found. */
export function findObligation ({ db, clock }: AuthorisationDeps, principal: Principal, id: string): Promise<{ obligation: Obligation, completions: Completion[] }> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const obligation = await store.findObligation(tx, id)
    if (obligation === undefined) throw obligationNotFound('No obligation of yours has this id.')
    return { obligation, completions: await store.completionsOf(tx, id) }
  }, clock)
}

/** A holder has a handful; a list of one authorisation's stops here. */
const MOST_OF_ONE = 100

export function obligationsOf ({ db, clock }: AuthorisationDeps, principal: Principal, authorisationIds: readonly string[]): Promise<Obligation[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await store.obligationsOf(tx, authorisationIds, MOST_OF_ONE), clock)
}

export interface ObligationsAsked {
  readonly authorisationId?: string | undefined
  readonly overdue?: boolean | undefined
  readonly dueWithin?: number | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

const PURPOSE = 'authorisation obligations'

export async function listObligations ({ db, clock }: AuthorisationDeps, principal: Principal, { authorisationId, overdue, dueWithin, limit = DEFAULT_PAGE, cursor }: ObligationsAsked): Promise<{ items: Obligation[], nextCursor: string | null }> {
  const [nextDue, id] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [DAY_KEY, UUID_KEY])
  const after = nextDue === undefined || id === undefined ? undefined : { nextDue, id }
  const today = utcDay(clock())
  const dueUntil = overdue === true ? addDays(today, -1) : dueWithin === undefined ? undefined : addDays(today, dueWithin)
  const rows = await withOperatorReadOnly(db, principal, READ, async (tx) => await store.listObligations(tx, { authorisationId, dueUntil }, limit + 1, after), clock)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last?.nextDue != null ? sealCursor(PURPOSE, [last.nextDue, last.id]) : null }
}
