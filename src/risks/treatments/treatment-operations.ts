import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decimal, decimalText } from '../../platform/decimal.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import type { Fault } from '../../platform/problem.ts'
import { knownRisks } from '../controls/control-store.ts'
import type { RiskDeps } from '../deps.ts'
import { riskTreatmentEnded, riskTreatmentNotFound } from '../problems.ts'
import { holderOf } from '../register/risk.ts'
import { CODE_KEY, READ, WRITE } from '../register/risk-operations.ts'
import { dayFaults, holderFaults, pastDayFaults, refuseFaults } from '../stated-names.ts'
import { becomes } from './completion.ts'
import { centFaults } from './stated-plan.ts'
import { changedFields, isOpen } from './treatment.ts'
import type { Became, KeptTreatment, OpenState, TreatmentDescription } from './treatment.ts'
import type { Completion, Drop, NewTreatment, TreatmentPatch } from './treatment-schemas.ts'
import * as store from './treatment-store.ts'
import type { TreatmentFilter } from './treatment-store.ts'
import { treatmentToWire } from './wire.ts'

/** Adding, changing, finishing, dropping and reading treatments. */

const ROUTE = '/v1/risk-treatments'
const NO_TREATMENT = 'No treatment of yours has this id or code.'

/** @throws risk-treatment-exists; invalid-request. */
export function addTreatment (deps: RiskDeps, principal: Principal, input: NewTreatment, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}`, idempotencyKey, input, clock: deps.clock }, async (tx) => {
    const { code, state = 'proposed', ...stated } = input
    refuseFaults(centFaults(stated.annualCostEur, '/annualCostEur'))
    const description = descriptionOf({ ...stated, state })
    refuseFaults(await descriptionFaults(tx, deps, undefined, description, stated.effects))
    const id = uuidV7()
    await store.insertTreatment(tx, { id, code }, description)
    await store.setEffects(tx, id, description.effects)
    tx.log('risk_treatment.added', `risk_treatment:${id}`, { treatment: code, ...loggedOf(description) })
    const treatment = await found(tx, id)
    return { status: 201, headers: { location: `${ROUTE}/${id}`, etag: `"${treatment.revision}"` }, body: JSON.stringify(treatmentToWire(treatment)) }
  })
}

/** Absent stays. @throws risk-treatment-not-found, risk-treatment-ended; invalid-request; whatever `demand` throws for another revision. */
export function changeTreatment (deps: RiskDeps, principal: Principal, ref: string, input: TreatmentPatch, demand: (revision: number) => void): Promise<KeptTreatment> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const { before, state } = await openTreatment(tx, ref, demand)
    if (input.annualCostEur !== undefined) refuseFaults(centFaults(input.annualCostEur, '/annualCostEur'))
    const described = descriptionOf({ ...before, state })
    const after = descriptionOf({ ...described, ...input })
    const fields = changedFields(described, after)
    if (fields.length === 0) return before
    refuseFaults(await descriptionFaults(tx, deps, described, after, input.effects ?? []))
    await store.describeTreatment(tx, before.id, after)
    if (fields.includes('effects')) await store.setEffects(tx, before.id, after.effects)
    tx.log('risk_treatment.described', `risk_treatment:${before.id}`, { treatment: before.code, fields, before: loggedOf(described), after: loggedOf(after) })
    return await found(tx, before.id)
  }, deps.clock)
}

/** It works, as what it has become. @throws risk-treatment-not-found, risk-treatment-ended, risk-control-exists; invalid-request. */
export function completeTreatment (deps: RiskDeps, principal: Principal, ref: string, input: Completion, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/{ref}/complete`, idempotencyKey, input: { ref, ...input }, clock: deps.clock }, async (tx) => {
    const { before } = await openTreatment(tx, ref, demand)
    const { on = utcDay(tx.at), ...stated } = input
    refuseFaults(pastDayFaults('/on', on, utcDay(tx.at)))
    const { became, controlId } = await becomes(tx, deps, before, on, stated)
    await store.finishTreatment(tx, before.id, on, became, controlId)
    tx.log('risk_treatment.completed', `risk_treatment:${before.id}`, { treatment: before.code, before: before.state, on, became: loggedBecame(became) })
    return await answerOf(tx, before.id)
  })
}

/** Where a procedure is stands in no log: people say it in words. */
const loggedBecame = (became: Became): object => became.kind === 'procedure' ? { kind: became.kind, sha256: became.sha256 } : became

/** It will not be done. @throws risk-treatment-not-found, risk-treatment-ended; invalid-request. */
export function dropTreatment ({ db, clock }: RiskDeps, principal: Principal, ref: string, input: Drop, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `POST ${ROUTE}/{ref}/drop`, idempotencyKey, input: { ref, ...input }, clock }, async (tx) => {
    const { before } = await openTreatment(tx, ref, demand)
    const { reason, on = utcDay(tx.at) } = input
    refuseFaults(pastDayFaults('/on', on, utcDay(tx.at)))
    await store.dropTreatment(tx, before.id, on, reason)
    tx.log('risk_treatment.dropped', `risk_treatment:${before.id}`, { treatment: before.code, before: before.state, on })
    return await answerOf(tx, before.id)
  })
}

/** @throws risk-treatment-not-found. */
export function findTreatment ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, ref: string): Promise<KeptTreatment> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const treatment = await store.findTreatment(tx, ref)
    if (treatment === undefined) throw riskTreatmentNotFound(NO_TREATMENT)
    return treatment
  })
}

export type TreatmentQuery = TreatmentFilter & { readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page, in the order of codes. */
export function listTreatments ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor, ...filter }: TreatmentQuery): Promise<{ items: KeptTreatment[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor('risk treatments', cursor, [CODE_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listTreatments(tx, filter, most, after))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('risk treatments', [last.code]) : null }
  })
}

/** The treatment, locked, that is neither finished nor dropped. @throws risk-treatment-not-found, risk-treatment-ended; whatever `demand` throws. */
async function openTreatment (tx: OperatorTx, ref: string, demand: (revision: number) => void): Promise<{ before: KeptTreatment, state: OpenState }> {
  const before = await store.lockTreatment(tx, ref)
  if (before === undefined) throw riskTreatmentNotFound(NO_TREATMENT)
  demand(before.revision)
  const { state } = before
  if (!isOpen(state)) throw riskTreatmentEnded(`It is ${state}.`)
  return { before, state }
}

async function found (tx: OperatorTx, id: string): Promise<KeptTreatment> {
  const treatment = await store.findTreatment(tx, id)
  if (treatment === undefined) throw new Error('A treatment was written and is not there')
  return treatment
}

async function answerOf (tx: OperatorTx, id: string): Promise<StoredAnswer> {
  const treatment = await found(tx, id)
  return { status: 200, headers: { etag: `"${treatment.revision}"` }, body: JSON.stringify(treatmentToWire(treatment)) }
}

/** Neither words nor people. */
const loggedOf = ({ kind, annualCostEur, dueOn, state, effects }: TreatmentDescription) => ({ kind, annualCostEur, dueOn, state, effects })

type Stated = Omit<TreatmentDescription, 'annualCostEur'> & { readonly annualCostEur: number | string }

/** Each member in its place. */
const descriptionOf = ({ title, action, kind, annualCostEur, owner, dueOn, state, effects }: Stated): TreatmentDescription => ({
  title, action, kind, annualCostEur: decimalText(decimal(String(annualCostEur))), owner: holderOf(owner), dueOn, state,
  effects: effects.map(({ risk, share }) => ({ risk, share })).toSorted((one, other) => one.risk < other.risk ? -1 : one.risk > other.risk ? 1 : 0)
})

/** @param before what it said so far, of which nothing is asked again. @param effects as they are stated, in that order. */
async function descriptionFaults (tx: OperatorTx, deps: RiskDeps, before: TreatmentDescription | undefined, { owner, dueOn }: TreatmentDescription, effects: TreatmentDescription['effects']): Promise<Fault[]> {
  return [
    ...dayFaults('/dueOn', dueOn), ...await effectFaults(tx, effects), ...JSON.stringify(owner) === JSON.stringify(before?.owner) ? [] : await holderFaults(tx, deps, owner, '/owner')
  ]
}

async function effectFaults (tx: OperatorTx, effects: TreatmentDescription['effects']): Promise<Fault[]> {
  const codes = effects.map(({ risk }) => risk)
  const known = await knownRisks(tx, codes)
  return codes.flatMap((risk, index) => [
    ...known.has(risk) ? [] : [{ pointer: `/effects/${index}/risk`, detail: 'is no risk of your register', hint: 'Give the code of a risk that is recorded under /v1/risks' }],
    ...codes.indexOf(risk) === index ? [] : [{ pointer: `/effects/${index}/risk`, detail: 'stands here a second time', hint: 'State one share for each risk' }]
  ])
}
