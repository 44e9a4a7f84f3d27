import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import type { Fault } from '../../platform/problem.ts'
import { RISK_CATALOGUE } from '../catalogue/shipped-catalogue.ts'
import type { RiskDeps } from '../deps.ts'
import { riskExists, riskNotFound, riskNotRetired, riskRegisterFull, riskRetired } from '../problems.ts'
import { dayFaults, holderFaults, indicatorFaults, refuseFaults, siteFaults } from '../stated-names.ts'
import { changedFields, changedPlacement, holderOf, scopeOf, stateOf } from './risk.ts'
import type { Description, KeptRisk, Placement } from './risk.ts'
import * as store from './risk-store.ts'
import type { RiskFilter } from './risk-store.ts'
import type { NewRisk, RiskPatch, TakeProposals } from './schemas.ts'
import { riskToWire } from './wire.ts'

/** Taking risks into the register, describing, retiring and reading them. */

export const READ = 'risks:read'
export const WRITE = 'risks:write'
const ROUTE = '/v1/risks'
export const NO_RISK = 'No risk of yours has this id or code.'

/** The catalogue's proposals that are not in the register yet; sent again, it takes nothing. @throws risk-register-full. */
export function takeProposals ({ db, clock }: RiskDeps, principal: Principal, input: TakeProposals, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `POST ${ROUTE}/proposals`, idempotencyKey, input, clock }, async (tx) => {
    const { version, risks } = RISK_CATALOGUE
    const wanted = risks.filter(({ area }) => input.areas === undefined || input.areas.includes(area))
    const before = await store.lockRegister(tx)
    const taken = await store.takeRisks(tx, wanted.map((risk) => ({ ...risk, id: uuidV7() })), version)
    refuseOverfull(before + taken.filter(({ isNew }) => isNew).length)
    for (const { id, code, area, isNew } of taken) tx.log(isNew ? 'risk.proposed' : 'risk.proposal_renewed', `risk:${id}`, { risk: code, area, defaultsVersion: version })
    const codes = (isNew: boolean): string[] => taken.filter((risk) => risk.isNew === isNew).map(({ code }) => code)
    return { status: 200, headers: {}, body: JSON.stringify({ defaultsVersion: version, taken: codes(true), renewed: codes(false) }) }
  })
}

/** A risk of the company's own. @throws risk-exists, risk-register-full; invalid-request. */
export function addRisk (deps: RiskDeps, principal: Principal, input: NewRisk, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}`, idempotencyKey, input, clock: deps.clock }, async (tx) => {
    const { code, area, criterion, ...stated } = input
    if (RISK_CATALOGUE.risks.some((risk) => risk.code === code)) throw riskExists('It is one of the catalogue.', { errors: [{ pointer: '/code', detail: 'is that of a risk of the catalogue', hint: 'Take it over with POST /v1/risks/proposals, or choose another code' }] })
    const description = descriptionOf(stated)
    await refuseFaultyDescription(tx, deps, undefined, description)
    refuseOverfull(await store.lockRegister(tx) + 1)
    const id = uuidV7()
    await store.insertRisk(tx, { id, code, area, criterion }, description)
    tx.log('risk.added', `risk:${id}`, { risk: code, area, criterion })
    const risk = await found(tx, id)
    return { status: 201, headers: { location: `${ROUTE}/${id}`, etag: `"${risk.revision}"` }, body: JSON.stringify(riskToWire(risk)) }
  })
}

function refuseOverfull (risks: number): void {
  if (risks > store.MOST_RISKS) throw riskRegisterFull(`It holds ${store.MOST_RISKS} risks at most.`)
}

/** Absent stays, null clears. @throws risk-not-found, risk-retired; invalid-request; whatever `demand` throws for another revision. */
export function changeRisk (deps: RiskDeps, principal: Principal, ref: string, input: RiskPatch, demand: (revision: number) => void): Promise<KeptRisk> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const before = await heldRisk(tx, ref, demand)
    const after = { ...descriptionOf({ ...before, ...input, scope: input.scope ?? before.scope }), area: input.area ?? before.area, criterion: input.criterion ?? before.criterion }
    const fields = changedFields(before, after)
    if (fields.length === 0) return before
    refuseFaults(placementFaults(before, after))
    await refuseFaultyDescription(tx, deps, before, after)
    await store.describeRisk(tx, before.id, after)
    const [was, is] = [before, after].map(({ area, criterion }) => ({ area, criterion }))
    tx.log('risk.described', `risk:${before.id}`, { risk: before.code, fields, ...changedPlacement(before, after).length === 0 ? {} : { before: was, after: is } })
    return await found(tx, before.id)
  }, deps.clock)
}

/** It is none of this company's: it has no figures and stands in no audit. @throws risk-not-found, risk-retired. */
export function retireRisk (deps: RiskDeps, principal: Principal, ref: string, reason: string, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/{ref}/retire`, idempotencyKey, input: { ref, reason }, clock: deps.clock }, async (tx) => {
    const risk = await heldRisk(tx, ref, demand)
    await store.setState(tx, risk.id, 'retired', reason)
    tx.log('risk.retired', `risk:${risk.id}`, { risk: risk.code, area: risk.area, before: risk.state })
    return await answerOf(tx, risk.id)
  })
}

/** As it was stated before. @throws risk-not-found, risk-not-retired. */
export function reinstateRisk (deps: RiskDeps, principal: Principal, ref: string, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/{ref}/reinstate`, idempotencyKey, input: { ref }, clock: deps.clock }, async (tx) => {
    const risk = await store.lockRisk(tx, ref)
    if (risk === undefined) throw riskNotFound(NO_RISK)
    demand(risk.revision)
    if (risk.state !== 'retired') throw riskNotRetired(`It is ${risk.state}.`)
    await store.setState(tx, risk.id, stateOf(risk.input), null)
    tx.log('risk.reinstated', `risk:${risk.id}`, { risk: risk.code, area: risk.area, after: stateOf(risk.input) })
    return await answerOf(tx, risk.id)
  })
}

/** @throws risk-not-found. */
export function findRisk ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, ref: string): Promise<KeptRisk> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const risk = await store.findRisk(tx, ref)
    if (risk === undefined) throw riskNotFound(NO_RISK)
    return risk
  })
}

export type RiskQuery = RiskFilter & { readonly limit?: number | undefined, readonly cursor?: string | undefined }
export const CODE_KEY = /^[A-Z0-9-]{1,64}$/

/** A page, in the order of codes. */
export function listRisks ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor, ...filter }: RiskQuery): Promise<{ items: KeptRisk[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor('risks', cursor, [CODE_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listRisks(tx, filter, most, after))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('risks', [last.code]) : null }
  })
}

/** The risk, locked, that is not retired. @throws risk-not-found, risk-retired; whatever `demand` throws for another revision. */
export async function heldRisk (tx: OperatorTx, ref: string, demand: (revision: number) => void): Promise<KeptRisk> {
  const risk = await store.lockRisk(tx, ref)
  if (risk === undefined) throw riskNotFound(NO_RISK)
  demand(risk.revision)
  if (risk.state === 'retired') throw riskRetired('It is none of yours.')
  return risk
}

async function found (tx: OperatorTx, id: string): Promise<KeptRisk> {
  const risk = await store.findRisk(tx, id)
  if (risk === undefined) throw new Error('A risk was written and is not there')
  return risk
}

export async function answerOf (tx: OperatorTx, id: string): Promise<StoredAnswer> {
  const risk = await found(tx, id)
  return { status: 200, headers: { etag: `"${risk.revision}"` }, body: JSON.stringify(riskToWire(risk)) }
}

/** Audits and appetites of one company would else not be those of another under the same code. */
const placementFaults = (before: KeptRisk, after: Placement): Fault[] => before.origin === 'own' ? [] : changedPlacement(before, after).map((name) =>
  ({ pointer: `/${name}`, detail: 'is the catalogue\'s', hint: 'Leave it, or retire the risk with the reason and add one of your own' }))

type Stated = Pick<NewRisk, 'title' | 'description'> & { readonly [Name in Exclude<keyof Description, 'title' | 'description' | 'scope'>]?: Description[Name] | undefined } & { readonly scope?: Parameters<typeof scopeOf>[0] | undefined }

/** Each member in its place. */
function descriptionOf ({ title, description, typicalCauses = [], indicators = [], exampleControls = [], questions = [], owner = null, scope = {} }: Stated): Description {
  return { title, description, typicalCauses: [...typicalCauses], indicators: [...indicators], exampleControls: [...exampleControls], questions: [...questions], owner: owner === null ? null : holderOf(owner), scope: scopeOf(scope) }
}

/** @param before what it said so far, of which nothing is asked again. */
async function refuseFaultyDescription (tx: OperatorTx, deps: RiskDeps, before: Description | undefined, { indicators, owner, scope }: Description): Promise<void> {
  const isNew = (old: readonly string[] | undefined, code: string): boolean => old?.includes(code) !== true
  const stated = (list: readonly string[], old: readonly string[] | undefined, pointer: string) => list.map((code, index) => ({ pointer: `${pointer}/${index}`, code })).filter(({ code }) => isNew(old, code))
  const { from, to } = scope
  refuseFaults([
    ...indicatorFaults(deps, stated(indicators, before?.indicators, '/indicators')),
    ...from === null ? [] : dayFaults('/scope/from', from), ...to === null ? [] : dayFaults('/scope/to', to),
    ...from !== null && to !== null && to < from ? [{ pointer: '/scope/to', detail: 'is before its first day', hint: 'Give the last day that it covers' }] : [],
    ...owner === null || JSON.stringify(owner) === JSON.stringify(before?.owner) ? [] : await holderFaults(tx, deps, owner, '/owner'),
    ...await siteFaults(tx, deps, stated(scope.sites, before?.scope.sites, '/scope/sites'))
  ])
}
