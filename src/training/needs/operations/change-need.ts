import type { Principal } from '../../../platform/access.ts'
import { isDay, utcDay } from '../../../platform/calendar.ts'
import { withOperator } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { decideOnce } from '../../../platform/idempotency/decide-once.ts'
import { forgetAnswers } from '../../../platform/idempotency/expiry.ts'
import type { StoredAnswer } from '../../../platform/idempotency/idempotency.ts'
import { invalidRequest } from '../../../platform/problem.ts'
import type { Fault } from '../../../platform/problem.ts'
import type { RequirementSeverity } from '../../competence/catalogue.ts'
import { needClosed, needNotFound, needNotReopened, needWordsHeld } from '../problems.ts'
import * as store from '../store.ts'
import type { NeedRow } from '../store.ts'
import { answerNeed } from './answer-need.ts'
import type { NeedDeps } from './deps.ts'
import { ownerFaults } from './record-need.ts'
import { settleNeed } from './settle-needs.ts'

/** What people change of a need: who sees to it, by when; and that it is none any more, which they must say why. */

export interface NeedChange {
  /** Null: the head of customs. */
  readonly ownerPosition?: string | null | undefined
  readonly dueOn?: string | undefined
  readonly severity?: RequirementSeverity | undefined
}

type Demand = (revision: number) => void

/** @throws training-need-not-found; training-need-closed; invalid-request; what `demand` throws. */
export function changeNeed (deps: NeedDeps, principal: Principal, id: string, change: NeedChange, demand: Demand): Promise<StoredAnswer> {
  return withOperator(deps.db, principal, 'training:write', async (tx) => {
    const need = await lockedOpen(tx, id, demand)
    const faults: Fault[] = change.dueOn === undefined || isDay(change.dueOn) ? [] : [{ pointer: '/dueOn', detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }]
    if (faults.length === 0 && change.dueOn !== undefined && change.dueOn < need.openedOn) faults.push({ pointer: '/dueOn', detail: 'is before the need was opened', hint: `It was opened on ${need.openedOn}` })
    if (typeof change.ownerPosition === 'string') faults.push(...await ownerFaults(deps, tx, change.ownerPosition))
    if (faults.length > 0) throw invalidRequest('The content of the request is not valid.', { errors: faults })
    const before = { ownerPosition: need.ownerPosition, dueOn: need.dueOn, severity: need.severity }
    const after = { ownerPosition: change.ownerPosition === undefined ? before.ownerPosition : change.ownerPosition, dueOn: change.dueOn ?? before.dueOn, severity: change.severity ?? before.severity }
    if (JSON.stringify(before) !== JSON.stringify(after)) {
      await store.changeNeed(tx, id, after)
      tx.log('training_need.changed', `training_need:${id}`, { before, after })
    }
    return await answerNeed(tx, id)
  }, deps.clock)
}

/** Closed without records, for a reason. @throws training-need-not-found; training-need-closed; what `demand` throws. */
export function closeNeed (deps: NeedDeps, principal: Principal, id: string, reason: string, idempotencyKey: string | string[] | undefined, demand: Demand): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/training/needs/{id}/close', idempotencyKey, input: { id, reason }, clock: deps.clock }, async (tx) => {
    await lockedOpen(tx, id, demand)
    await store.closeNeeds(tx, [{ id, closedOn: utcDay(tx.at), because: 'stated_reason', reason, effectCheckOn: null, records: [] }])
    tx.log('training_need.closed', `training_need:${id}`, { because: 'stated_reason' })
    return await answerNeed(tx, id)
  })
}

/**
 * Opened again after somebody closed it wrongly. It keeps its day, evidence and people, and closes at once by records where these have
 * answered it meanwhile.
 *
 * @throws training-need-not-found; training-need-not-reopened; what `demand` throws.
 */
export function reopenNeed (deps: NeedDeps, principal: Principal, id: string, reason: string, idempotencyKey: string | string[] | undefined, demand: Demand): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/training/needs/{id}/reopen', idempotencyKey, input: { id, reason }, clock: deps.clock }, async (tx) => {
    const need = await locked(tx, id, demand)
    if (need.state === 'open') throw needNotReopened('It is open.', { because: 'open' })
    if (need.closedBecause === 'records') throw needNotReopened('Records closed it; it opens again when one of them is revoked.', { because: 'closed_by_records' })
    await store.reopenNeeds(tx, [id], reason)
    tx.log('training_need.reopened', `training_need:${id}`, { because: 'stated_reason' })
    await settleNeed(deps, tx, id)
    return await answerNeed(tx, id)
  })
}

async function lockedOpen (tx: OperatorTx, id: string, demand: Demand): Promise<NeedRow> {
  const need = await locked(tx, id, demand)
  if (need.state === 'closed') throw needClosed('What was closed stays as it is; closed by hand it may be opened again.')
  return need
}

async function locked (tx: OperatorTx, id: string, demand: Demand): Promise<NeedRow> {
  const [need] = await store.lockNeeds(tx, [id])
  if (need === undefined) throw needNotFound('No training need of yours has this id.')
  demand(need.revision)
  return need
}

/** What a hold of a class would have to name: there is none, so only holds of every class reach it. */
const CLASS = 'training_needs'
/** Routes whose stored answers show the words. */
const ANSWERING = ['POST /v1/training/needs', 'POST /v1/training/needs/{id}/close', 'POST /v1/training/needs/{id}/reopen']

/** Why it was stated, closed and opened again go, from stored answers too; everything else stays. @throws training-need-not-found; training-need-words-held. */
export function eraseNeedWords (deps: NeedDeps, principal: Principal, id: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/training/needs/{id}/erase-words', idempotencyKey, input: { id }, clock: deps.clock }, async (tx) => {
    const isHeld = await deps.heldBack(tx)
    const [need] = await store.lockNeeds(tx, [id])
    if (need === undefined) throw needNotFound('No training need of yours has this id.')
    if ([need.openedOn, need.closedOn ?? need.openedOn].some((day) => isHeld({ class: CLASS, mrn: null, day }))) throw needWordsHeld('A legal hold keeps them; they go once it is lifted.')
    if (await store.eraseWords(tx, id)) tx.log('training_need.words_erased', `training_need:${id}`, {})
    await forgetAnswers(tx, ANSWERING, id)
    return await answerNeed(tx, id)
  })
}
