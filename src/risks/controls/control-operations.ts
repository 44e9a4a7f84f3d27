import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Fault } from '../../platform/problem.ts'
import type { RiskDeps } from '../deps.ts'
import { riskControlNotFound, riskControlRetired } from '../problems.ts'
import { holderOf } from '../register/risk.ts'
import { CODE_KEY, READ, WRITE } from '../register/risk-operations.ts'
import { holderFaults, pastDayFaults, refuseFaults } from '../stated-names.ts'
import type { AutomaticTest, TestSource } from './automatic-test.ts'
import { changedFields } from './control.ts'
import type { ControlDescription, KeptControl, KeptDesign } from './control.ts'
import * as store from './control-store.ts'
import type { ControlFilter } from './control-store.ts'
import type { ControlPatch, NewControl, NewDesign, Retirement } from './schemas.ts'
import { controlToWire } from './wire.ts'

/** Adding, changing, rating, retiring and reading controls. */

const ROUTE = '/v1/controls'
export const NO_CONTROL = 'No control of yours has this id or code.'

/** @throws risk-control-exists; invalid-request. */
export function addControl (deps: RiskDeps, principal: Principal, input: NewControl, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}`, idempotencyKey, input, clock: deps.clock }, async (tx) => {
    const control = await createControl(tx, deps, input)
    return { status: 201, headers: { location: `${ROUTE}/${control.id}`, etag: `"${control.revision}"` }, body: JSON.stringify(controlToWire(control)) }
  })
}

/** In the caller's transaction. @param at pointer to what is stated of it. @throws risk-control-exists; invalid-request. */
export async function createControl (tx: OperatorTx, deps: RiskDeps, { code, design, designReason, inForceFrom = utcDay(tx.at), ...stated }: NewControl, at = ''): Promise<KeptControl> {
  const description = descriptionOf(stated)
  const faults = [...pastDayFaults('/inForceFrom', inForceFrom, utcDay(tx.at)), ...await descriptionFaults(tx, deps, undefined, description)]
  refuseFaults(faults.map((fault) => ({ ...fault, pointer: `${at}${fault.pointer}` })))
  const id = uuidV7()
  await store.insertControl(tx, { id, code, design, inForceFrom }, description, at)
  await store.addDesign(tx, id, { number: 1, design, reason: designReason, ratedBy: await resolveActor(tx.query, tx.operatorId, tx.principal.subject) })
  await store.setLinks(tx, id, description.risks)
  tx.log('risk_control.added', `risk_control:${id}`, { control: code, kind: description.kind, design, risks: description.risks, on: inForceFrom })
  return await found(tx, id)
}

/** That the control, which is in force, works against these risks as well. In the caller's transaction. */
export async function linkControl (tx: OperatorTx, control: KeptControl, risks: readonly string[]): Promise<void> {
  const all = [...new Set([...control.risks, ...risks])].toSorted()
  if (all.length === control.risks.length) return
  await store.describeControl(tx, control.id, { ...control, risks: all })
  await store.setLinks(tx, control.id, all)
  tx.log('risk_control.described', `risk_control:${control.id}`, { control: control.code, fields: ['risks'], risksBefore: control.risks, risks: all })
}

/** Absent stays. @throws risk-control-not-found, risk-control-retired; invalid-request; whatever `demand` throws for another revision. */
export function changeControl (deps: RiskDeps, principal: Principal, ref: string, input: ControlPatch, demand: (revision: number) => void): Promise<KeptControl> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const before = await heldControl(tx, ref, demand)
    const after = descriptionOf({ ...before, ...input })
    const fields = changedFields(before, after)
    if (fields.length === 0) return before
    refuseFaults(await descriptionFaults(tx, deps, before, after))
    await store.describeControl(tx, before.id, after)
    const isLinkedAnew = fields.includes('risks')
    if (isLinkedAnew) await store.setLinks(tx, before.id, after.risks)
    tx.log('risk_control.described', `risk_control:${before.id}`, { control: before.code, fields, ...isLinkedAnew ? { risksBefore: before.risks, risks: after.risks } : {} })
    return await found(tx, before.id)
  }, deps.clock)
}

/** Another rating of the design; what was tested goes on counting. @throws risk-control-not-found, risk-control-retired. */
export function rateDesign ({ db, clock }: RiskDeps, principal: Principal, ref: string, input: NewDesign, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `POST ${ROUTE}/{ref}/design`, idempotencyKey, input: { ref, ...input }, clock }, async (tx) => {
    const control = await heldControl(tx, ref, demand)
    const { design, reason } = input
    const number = control.designNumber + 1
    await store.addDesign(tx, control.id, { number, design, reason, ratedBy: await resolveActor(tx.query, tx.operatorId, principal.subject) })
    await store.setDesign(tx, control.id, design)
    tx.log('risk_control.rated', `risk_control:${control.id}`, { control: control.code, number, before: control.design, after: design })
    return await answerOf(tx, control.id)
  })
}

/** From the day on it works against nothing. @throws risk-control-not-found, risk-control-retired; invalid-request. */
export function retireControl ({ db, clock }: RiskDeps, principal: Principal, ref: string, input: Retirement, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `POST ${ROUTE}/{ref}/retire`, idempotencyKey, input: { ref, ...input }, clock }, async (tx) => {
    const control = await heldControl(tx, ref, demand)
    const { reason, on = utcDay(tx.at) } = input
    refuseFaults(pastDayFaults('/on', on, utcDay(tx.at), control.inForceFrom))
    await store.retire(tx, control.id, on, reason)
    tx.log('risk_control.retired', `risk_control:${control.id}`, { control: control.code, on, risks: control.risks })
    return await answerOf(tx, control.id)
  })
}

/** @throws risk-control-not-found. */
export function findControl ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, ref: string): Promise<KeptControl> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await existing(tx, ref))
}

export type ControlQuery = ControlFilter & { readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page, in the order of codes. */
export function listControls ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor, ...filter }: ControlQuery): Promise<{ items: KeptControl[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor('risk controls', cursor, [CODE_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listControls(tx, filter, most, after))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('risk controls', [last.code]) : null }
  })
}

const NUMBER_KEY = /^[1-9][0-9]{0,8}$/

/** Last first. @throws risk-control-not-found. */
export function listDesigns ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, ref: string, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: KeptDesign[], nextCursor: string | null }> {
  const [before] = cursor === undefined ? [] : openCursor('risk control designs', cursor, [NUMBER_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { id } = await existing(tx, ref)
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listDesigns(tx, id, most, before === undefined ? undefined : Number(before)))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('risk control designs', [String(last.number)]) : null }
  })
}

/** @throws risk-control-not-found. */
export async function existing (tx: OperatorTx, ref: string): Promise<KeptControl> {
  const control = await store.findControl(tx, ref)
  if (control === undefined) throw riskControlNotFound(NO_CONTROL)
  return control
}

/** The control, locked, that is not retired. @throws risk-control-not-found, risk-control-retired; whatever `demand` throws for another revision. */
async function heldControl (tx: OperatorTx, ref: string, demand: (revision: number) => void): Promise<KeptControl> {
  const control = await store.lockControl(tx, ref)
  if (control === undefined) throw riskControlNotFound(NO_CONTROL)
  demand(control.revision)
  if (control.state === 'retired') throw riskControlRetired('It works against nothing any more.')
  return control
}

async function found (tx: OperatorTx, id: string): Promise<KeptControl> {
  const control = await store.findControl(tx, id)
  if (control === undefined) throw new Error('A control was written and is not there')
  return control
}

async function answerOf (tx: OperatorTx, id: string): Promise<StoredAnswer> {
  const control = await found(tx, id)
  return { status: 200, headers: { etag: `"${control.revision}"` }, body: JSON.stringify(controlToWire(control)) }
}

type Stated = Omit<ControlDescription, 'risks' | 'automaticTest'> & { readonly risks?: readonly string[], readonly automaticTest?: { readonly source: TestSource, readonly subject?: string | null } | null }
const descriptionOf = ({ title, description, kind, owner, risks = [], automaticTest = null }: Stated): ControlDescription => ({
  title, description, kind, owner: holderOf(owner), risks: risks.toSorted(), automaticTest: automaticTest === null ? null : { source: automaticTest.source, subject: automaticTest.subject ?? null }
})

const NO_RISK = { detail: 'is no risk of your register', hint: 'Give the code of a risk that is recorded under /v1/risks' }

/** @param before what it said so far, of which nothing is asked again. */
async function descriptionFaults (tx: OperatorTx, deps: RiskDeps, before: ControlDescription | undefined, { owner, risks, automaticTest }: ControlDescription): Promise<Fault[]> {
  const known = await store.knownRisks(tx, risks)
  return [
    ...JSON.stringify(owner) === JSON.stringify(before?.owner) ? [] : await holderFaults(tx, deps, owner, '/owner'),
    ...automaticTest === null || JSON.stringify(automaticTest) === JSON.stringify(before?.automaticTest) ? [] : await testFaults(tx, deps, automaticTest),
    ...risks.flatMap((code, index) => known.has(code) ? [] : [{ pointer: `/risks/${index}`, ...NO_RISK }])
  ]
}

async function testFaults (tx: OperatorTx, { testSources }: Pick<RiskDeps, 'testSources'>, { source, subject }: AutomaticTest): Promise<Fault[]> {
  return await testSources[source].knows(tx, subject) ? [] : [{ pointer: '/automaticTest/subject', detail: subject === null ? 'is missing: the source counts one thing' : 'is nothing that the source counts', hint: 'A check for check_results, a pillar for finding_reviews, a unit for training_coverage, the code of an AI system for the others' }]
}
