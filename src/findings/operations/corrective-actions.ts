import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import * as actions from '../action-store.ts'
import { instructedBroker, isEffectShown } from '../model.ts'
import type { ActionKind, CorrectiveAction, Effect } from '../model.ts'
import { actionNotFound, actionRefused, effectNotShown } from '../problems.ts'
import * as store from '../store.ts'
import { actionToWire } from '../wire.ts'
import type { FindingDeps } from './deps.ts'

/** Corrective actions: opened on confirmed findings, implemented, and closed by their measured effect or for a stated reason. */

export interface ActionDeps extends FindingDeps {
  /** Place of a check in the catalogue; undefined for none. */
  readonly positionOf: (check: string) => number | undefined
}

export interface NewAction {
  readonly kind: ActionKind
  readonly description: string
  readonly owner: string
  readonly dueOn: string
  readonly findingIds: readonly string[]
  readonly check?: string | undefined
  readonly requiredClean?: number | undefined
}

const REQUIRED_CLEAN = 100

/** @throws invalid-request naming each finding that is not confirmed, an unknown check, an impossible day. */
export function openAction (deps: ActionDeps, principal: Principal, input: NewAction, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'findings:write', route: 'POST /v1/findings/actions', idempotencyKey, input, clock: deps.clock }, async (tx) => {
    const findings = await store.lockFindings(tx, input.findingIds)
    const confirmed = new Set(findings.filter(({ state }) => state === 'confirmed').map(({ id }) => id))
    const checks = new Set(findings.map(({ checkId }) => checkId))
    const check = input.check ?? (checks.size === 1 ? [...checks][0] ?? null : null)
    const errors: Fault[] = input.findingIds.flatMap((id, index) => confirmed.has(id) ? [] : [{ pointer: `/findingIds/${index}`, detail: 'is no confirmed finding of yours', hint: 'Review it first' }])
    if (!isDay(input.dueOn)) errors.push({ pointer: '/dueOn', detail: 'is not a day that exists', hint: 'YYYY-MM-DD' })
    if (check !== null && deps.positionOf(check) === undefined) errors.push({ pointer: '/check', detail: 'is no check of the catalogue', hint: 'GET /v1/checks lists them' })
    if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
    const id = uuidV7()
    const actor = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const { kind, description, owner, dueOn, requiredClean = REQUIRED_CLEAN } = input
    await actions.insertAction(tx, { id, kind, description, owner, dueOn, checkId: check, requiredClean, broker: instructedBroker(kind, findings), findingIds: [...confirmed] }, actor)
    tx.log('finding.correction_opened', `action:${id}`, { kind: input.kind, check, dueOn: input.dueOn, findings: [...confirmed].toSorted() })
    return await answerOf(deps, tx, id, 201)
  })
}

/** @throws invalid-request for a day that does not exist or is still to come; corrective-action-not-found; corrective-action-state unless it is open; what `demand` throws. */
export function implementAction (deps: ActionDeps, principal: Principal, id: string, implementedOn: string, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  if (!isDay(implementedOn)) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/implementedOn', detail: 'is not a day that exists', hint: 'YYYY-MM-DD' }] })
  return decideOnce({ db: deps.db, principal, scope: 'findings:write', route: 'POST /v1/findings/actions/{id}/implement', idempotencyKey, input: { id, implementedOn }, clock: deps.clock }, async (tx) => {
    if (implementedOn > utcDay(tx.at)) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/implementedOn', detail: 'is a day that is still to come', hint: 'Record the implementation once it is done' }] })
    const action = await lockedAction(tx, id, demand)
    if (action.state !== 'open') throw actionRefused(`It is ${action.state} already.`, { because: action.state })
    await actions.markImplemented(tx, id, implementedOn)
    tx.log('finding.correction_implemented', `action:${id}`, { implementedOn })
    return await answerOf(deps, tx, id, 200)
  })
}

/** Closes the action and its findings. @throws effect-not-shown when neither the check nor a stated reason closes it. */
export function closeAction (deps: ActionDeps, principal: Principal, id: string, reason: string | undefined, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'findings:review', route: 'POST /v1/findings/actions/{id}/close', idempotencyKey, input: { id, reason }, clock: deps.clock }, async (tx) => {
    const action = await lockedAction(tx, id, demand)
    if (action.state === 'closed') throw actionRefused('It is closed already.', { because: 'closed' })
    const effect = (await actions.effectsOf(tx, [action], deps.positionOf)).get(id)
    const shown = effect !== undefined && isEffectShown(action, effect)
    if (!shown && reason === undefined) throw effectNotShown(wordsOf(action, effect), { effect: effect ?? null, requiredClean: action.requiredClean })
    const because = shown ? 'effect_shown' : 'stated_reason'
    await actions.markClosed(tx, action, { because, words: reason ?? null, effect })
    tx.log('finding.correction_closed', `action:${id}`, { because, effect: effect ?? null })
    return await answerOf(deps, tx, id, 200)
  })
}

function wordsOf ({ requiredClean, checkId }: CorrectiveAction, effect: Effect | undefined): string {
  if (effect === undefined) return `${checkId === null ? 'No check measures it' : 'It is not implemented'}; state a reason to close it without a measured effect.`
  return `Check ${checkId ?? ''} judged ${effect.evaluated} later declarations and hit ${effect.hits}; ${requiredClean} without a hit are asked for. State a reason to close it all the same.`
}

async function lockedAction (tx: OperatorTx, id: string, demand: (revision: number) => void): Promise<CorrectiveAction> {
  const action = await actions.lockAction(tx, id)
  if (action === undefined) throw actionNotFound('No corrective action of yours has this id.')
  demand(action.revision)
  return action
}

async function answerOf (deps: ActionDeps, tx: OperatorTx, id: string, status: number): Promise<StoredAnswer> {
  const action = await actions.findAction(tx, id)
  if (action === undefined) throw actionNotFound('No corrective action of yours has this id.')
  const effect = (await actions.effectsOf(tx, [action], deps.positionOf)).get(id) ?? null
  return { status, headers: { location: `/v1/findings/actions/${id}`, etag: `"${action.revision}"` }, body: JSON.stringify(actionToWire(action, effect, utcDay(tx.at))) }
}

export interface ShownAction { readonly action: CorrectiveAction, readonly effect: Effect | null }

export function findAction (deps: ActionDeps, principal: Principal, id: string): Promise<ShownAction> {
  return withOperatorReadOnly(deps.db, principal, 'findings:read', async (tx) => {
    const action = await actions.findAction(tx, id)
    if (action === undefined) throw actionNotFound('No corrective action of yours has this id.')
    return { action, effect: (await actions.effectsOf(tx, [action], deps.positionOf)).get(id) ?? null }
  })
}

const PURPOSE = 'corrective actions'

export function listActions (deps: ActionDeps, principal: Principal, query: { readonly state?: string | undefined, readonly overdue?: boolean | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: ShownAction[], nextCursor: string | null }> {
  const { state, overdue, limit = DEFAULT_PAGE, cursor } = query
  const [dueOn, id] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [DAY_KEY, UUID_KEY])
  const after = dueOn === undefined || id === undefined ? undefined : { dueOn, id }
  return withOperatorReadOnly(deps.db, principal, 'findings:read', async (tx) => {
    const overdueOn = overdue === true ? utcDay(deps.clock()) : undefined
    const { items: page, more } = await fittingRows(tx, limit, async (tx, most) => await actions.listActions(tx, { state, overdueOn }, most, after))
    const effects = await actions.effectsOf(tx, page, deps.positionOf)
    const last = page.at(-1)
    return { items: page.map((action) => ({ action, effect: effects.get(action.id) ?? null })), nextCursor: more && last !== undefined ? sealCursor(PURPOSE, [last.dueOn, last.id]) : null }
  })
}
