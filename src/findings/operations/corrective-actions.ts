import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import * as actions from '../action-store.ts'
import { isEffectShown } from '../model.ts'
import type { ActionKind, CorrectiveAction, Effect, Finding } from '../model.ts'
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
    await tx.query(`insert into aeo.corrective_actions (operator_id, id, kind, description, owner, due_on, check_id, required_clean, broker, opened_at, opened_by)
      values ($1, $2, $3, $4, $5, $6::date, $7, $8, $9, $10, $11)`, [tx.operatorId, id, input.kind, input.description, input.owner, input.dueOn, check, input.requiredClean ?? REQUIRED_CLEAN, instructedBroker(input.kind, findings), tx.at, actor])
    await tx.query('insert into aeo.corrective_action_findings (operator_id, action_id, finding_id) select $1, $2, n.id from unnest($3::uuid[]) as n (id)', [tx.operatorId, id, [...confirmed]])
    await tx.query('update aeo.findings f set state = \'in_correction\', revision = f.revision + 1 where f.operator_id = $1 and f.id = any($2::uuid[])', [tx.operatorId, [...confirmed]])
    tx.log('finding.correction_opened', `action:${id}`, { kind: input.kind, check, dueOn: input.dueOn, findings: [...confirmed].toSorted() })
    return await answerOf(deps, tx, id, 201)
  })
}

/** An instruction to a broker shows its effect in that broker's declarations alone. */
function instructedBroker (kind: ActionKind, findings: readonly Finding[]): string | null {
  const brokers = new Set(findings.map(({ broker }) => broker))
  return kind === 'instruction_to_broker' && brokers.size === 1 ? [...brokers][0] ?? null : null
}

/** @throws invalid-request for a day that does not exist or is still to come; corrective-action-not-found; corrective-action-state unless it is open; what `demand` throws. */
export function implementAction (deps: ActionDeps, principal: Principal, id: string, implementedOn: string, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  if (!isDay(implementedOn)) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/implementedOn', detail: 'is not a day that exists', hint: 'YYYY-MM-DD' }] })
  return decideOnce({ db: deps.db, principal, scope: 'findings:write', route: 'POST /v1/findings/actions/{id}/implement', idempotencyKey, input: { id, implementedOn }, clock: deps.clock }, async (tx) => {
    if (implementedOn > utcDay(tx.at)) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/implementedOn', detail: 'is a day that is still to come', hint: 'Record the implementation once it is done' }] })
    const action = await lockedAction(tx, id, demand)
    if (action.state !== 'open') throw actionRefused(`It is ${action.state} already.`, { because: action.state })
    await tx.query('update aeo.corrective_actions a set state = \'implemented\', implemented_on = $3::date, revision = a.revision + 1 where a.operator_id = $1 and a.id = $2', [tx.operatorId, id, implementedOn])
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
    await tx.query(`update aeo.corrective_actions a set state = 'closed', closed_at = $3, closed_because = $4, closing_words = $5, measured_evaluated = $6, measured_hits = $7, revision = a.revision + 1
      where a.operator_id = $1 and a.id = $2`, [tx.operatorId, id, tx.at, because, reason ?? null, effect?.evaluated ?? null, effect?.hits ?? null])
    await tx.query(`update aeo.findings f set state = 'closed', closed_at = $3, closed_because = $4, revision = f.revision + 1
      where f.operator_id = $1 and f.id = any($2::uuid[]) and f.state = 'in_correction'
        and not exists (select from aeo.corrective_action_findings l join aeo.corrective_actions o on o.operator_id = l.operator_id and o.id = l.action_id
          where l.operator_id = $1 and l.finding_id = f.id and o.state <> 'closed')`, [tx.operatorId, [...action.findingIds], tx.at, because === 'effect_shown' ? 'corrected' : 'stated_reason'])
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
    const rows = await actions.listActions(tx, { state, overdueOn: overdue === true ? utcDay(deps.clock()) : undefined }, limit + 1, after)
    const page = rows.slice(0, limit)
    const effects = await actions.effectsOf(tx, page, deps.positionOf)
    const last = page.at(-1)
    return { items: page.map((action) => ({ action, effect: effects.get(action.id) ?? null })), nextCursor: rows.length > limit && last !== undefined ? sealCursor(PURPOSE, [last.dueOn, last.id]) : null }
  })
}
