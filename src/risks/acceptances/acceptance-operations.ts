import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { actingPerson } from '../../platform/acting-person.ts'
import { addMonths, utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Fault } from '../../platform/problem.ts'
import { auditedRiskOf } from '../audits/audited-risks.ts'
import type { RiskDeps } from '../deps.ts'
import { riskAcceptanceNotFound, riskAcceptanceRefused } from '../problems.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { findRisk } from '../register/risk-store.ts'
import { dayFaults, invalid, refuseFaults } from '../stated-names.ts'
import { MOST_MONTHS, signingRefusal } from './acceptance.ts'
import type { SigningRefusal } from './acceptance.ts'
import * as store from './acceptance-store.ts'
import type { AcceptanceFilter, AcceptedFigures, StandingAcceptance } from './acceptance-store.ts'
import type { NewAcceptance, NewSignature } from './schemas.ts'
import { acceptanceToWire } from './wire.ts'

/** Asking that a risk is accepted, signing that, declining and revoking it, and reading what was signed. */

export const SIGN = 'risks:accept'
const ROUTE = '/v1/risk-acceptances'
type Key = string | string[] | undefined
type Demand = (revision: number) => void

/** @throws risk-acceptance-requested; invalid-request. */
export function requestAcceptance ({ db, clock, people }: RiskDeps, principal: Principal, input: NewAcceptance, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `POST ${ROUTE}`, idempotencyKey, input, clock }, async (tx) => {
    const { risk: ref, reason, expiresOn } = input
    refuseFaults([...dayFaults('/expiresOn', expiresOn), ...termFaults(expiresOn, utcDay(tx.at))])
    const risk = await findRisk(tx, ref)
    if (risk === undefined || risk.state === 'retired') throw invalid([{ pointer: '/risk', detail: risk === undefined ? 'is no risk of your register' : 'is retired: it has no figures', hint: 'Give the id or code of a risk that is recorded under /v1/risks' }])
    const figures = await figuresOf(tx, risk, input)
    const requestedBy = await actingPerson(people, tx, input.requestedBy, '/requestedBy')
    const id = uuidV7()
    await store.insertAcceptance(tx, { id, riskId: risk.id, reason, expiresOn, requestedBy, figures, actor: await resolveActor(tx.query, tx.operatorId, principal.subject) })
    tx.log('risk_acceptance.requested', `risk_acceptance:${id}`, { risk: risk.code, basis: figures.basis, residualScore: figures.residualScore, expiresOn, requestedBy })
    return await answerOf(tx, id, 201)
  })
}

function termFaults (expiresOn: string, today: string): Fault[] {
  const latest = addMonths(today, MOST_MONTHS)
  if (expiresOn <= today) return [{ pointer: '/expiresOn', detail: 'is over, or is today', hint: 'Give a day to come: what has expired is no acceptance' }]
  return expiresOn > latest ? [{ pointer: '/expiresOn', detail: `is after ${latest}`, hint: `Nobody signs for more than ${MOST_MONTHS} months: ask again then` }] : []
}

/** Of the assessment or audit that is named, else of the last assessment. @throws invalid-request where that has no figures of the risk. */
async function figuresOf (tx: OperatorTx, { id, code }: { readonly id: string, readonly code: string }, { assessment, audit }: Pick<NewAcceptance, 'assessment' | 'audit'>): Promise<AcceptedFigures> {
  if (assessment !== undefined && audit !== undefined) throw invalid([{ pointer: '/audit', detail: 'stands beside an assessment', hint: 'Name one of them' }])
  const figures = audit === undefined ? await store.figuresOfAssessment(tx, id, assessment) : await auditedFigures(tx, audit, code)
  if (figures !== undefined) return figures
  throw invalid([audit !== undefined ? { pointer: '/audit', detail: 'is no audit whose second stage has figures of the risk', hint: 'Close the stage residual_determined first' }
    : assessment !== undefined ? { pointer: '/assessment', detail: 'is no assessment with figures of the risk', hint: 'Give the id of one under /v1/risk-assessments' } : { pointer: '/risk', detail: 'was never assessed', hint: 'Assess it first with POST /v1/risk-assessments' }])
}

async function auditedFigures (tx: OperatorTx, audit: string, code: string): Promise<AcceptedFigures | undefined> {
  const found = await auditedRiskOf(tx, audit, code)
  if (found === undefined) return undefined
  const { version, ...figures } = found
  return { basis: { kind: 'audit', audit, version }, ...figures }
}

const WORDS: Readonly<Record<SigningRefusal, string>> = {
  not_requested: 'It was signed, declined or revoked already.', same_person: 'Whoever asked for it does not sign it as well. Somebody else must.', expired: 'Its last day is over. Ask for it anew.',
  score_rose: 'The risk was assessed higher after what is to be accepted. Ask for it anew, by that assessment.'
}

/** @throws risk-acceptance-not-found, risk-acceptance-refused; invalid-request; whatever `demand` throws for another revision. */
export function signAcceptance ({ db, clock, people, holdsPosition }: RiskDeps, principal: Principal, id: string, input: NewSignature, idempotencyKey: Key, demand: Demand): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: SIGN, route: `POST ${ROUTE}/{id}/sign`, idempotencyKey, input: { id, ...input }, clock }, async (tx) => {
    const { acceptance, askedBy } = await locked(tx, id, demand)
    const { position, rank } = input
    const [today, actor] = [utcDay(tx.at), await resolveActor(tx.query, tx.operatorId, principal.subject)]
    const signer = await actingPerson(people, tx, input.signer, '/signer')
    const because = signingRefusal(acceptance, { signer, isSameLogin: actor === askedBy, on: today, score: acceptance.scoreSince })
    if (because !== null) throw riskAcceptanceRefused(WORDS[because], { because })
    if (!await holdsPosition(tx, signer, position, today)) throw invalid([{ pointer: '/position', detail: 'is no position that the signer holds today', hint: 'Give the code of one that the person is assigned to, or stands in for, under /v1/positions' }])
    await store.signAcceptance(tx, id, { by: signer, position, rank }, actor)
    tx.log('risk_acceptance.signed', `risk_acceptance:${id}`, { risk: acceptance.risk, residualScore: acceptance.residualScore, expiresOn: acceptance.expiresOn, signer, position })
    return await answerOf(tx, id)
  })
}

/** It is not signed. @throws risk-acceptance-not-found, risk-acceptance-refused; whatever `demand` throws. */
export const declineAcceptance = (deps: RiskDeps, principal: Principal, id: string, reason: string, key: Key, demand: Demand): Promise<StoredAnswer> => end(deps, principal, id, reason, key, demand, { from: 'requested', to: 'declined', verb: 'decline' })

/** It holds no more, from now on. @throws risk-acceptance-not-found, risk-acceptance-refused; whatever `demand` throws. */
export const revokeAcceptance = (deps: RiskDeps, principal: Principal, id: string, reason: string, key: Key, demand: Demand): Promise<StoredAnswer> => end(deps, principal, id, reason, key, demand, { from: 'signed', to: 'revoked', verb: 'revoke' })

interface Ending { readonly from: 'requested' | 'signed', readonly to: 'declined' | 'revoked', readonly verb: string }

function end ({ db, clock }: RiskDeps, principal: Principal, id: string, reason: string, idempotencyKey: Key, demand: Demand, { from, to, verb }: Ending): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: SIGN, route: `POST ${ROUTE}/{id}/${verb}`, idempotencyKey, input: { id, reason }, clock }, async (tx) => {
    const { acceptance } = await locked(tx, id, demand)
    if (acceptance.state !== from) throw riskAcceptanceRefused(`It is ${acceptance.state}.`, { because: `not_${from}` })
    await store.endAcceptance(tx, id, to, reason, await resolveActor(tx.query, tx.operatorId, principal.subject))
    tx.log(`risk_acceptance.${to}`, `risk_acceptance:${id}`, { risk: acceptance.risk, residualScore: acceptance.residualScore })
    return await answerOf(tx, id)
  })
}

/** @throws risk-acceptance-not-found; whatever `demand` throws. */
async function locked (tx: OperatorTx, id: string, demand: Demand): Promise<{ acceptance: StandingAcceptance, askedBy: string }> {
  const held = await store.lockAcceptance(tx, id)
  if (held === undefined) throw riskAcceptanceNotFound(NO_ACCEPTANCE)
  demand(held.acceptance.revision)
  return held
}

const NO_ACCEPTANCE = 'No acceptance of yours has this id.'

/** With the day on which it is looked at. */
export interface SeenAcceptance { readonly acceptance: StandingAcceptance, readonly on: string }

async function answerOf (tx: OperatorTx, id: string, status: 200 | 201 = 200): Promise<StoredAnswer> {
  const acceptance = await store.findAcceptance(tx, id)
  if (acceptance === undefined) throw new Error('An acceptance was written and is not there')
  return { status, headers: { etag: `"${acceptance.revision}"`, ...status === 201 ? { location: `${ROUTE}/${id}` } : {} }, body: JSON.stringify(acceptanceToWire(acceptance, utcDay(tx.at))) }
}

/** @throws risk-acceptance-not-found. */
export function findAcceptance ({ db, clock }: Pick<RiskDeps, 'db' | 'clock'>, principal: Principal, id: string): Promise<SeenAcceptance> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const acceptance = await store.findAcceptance(tx, id)
    if (acceptance === undefined) throw riskAcceptanceNotFound(NO_ACCEPTANCE)
    return { acceptance, on: utcDay(tx.at) }
  }, clock)
}

/** Of the risks, the one asked for last first; with one statement. @param risks codes. */
export function acceptancesOf ({ db, clock }: Pick<RiskDeps, 'db' | 'clock'>, principal: Principal, risks: readonly string[]): Promise<SeenAcceptance[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => (await store.acceptancesOf(tx, risks)).map((acceptance) => ({ acceptance, on: utcDay(tx.at) })), clock)
}

export type AcceptanceQuery = AcceptanceFilter & { readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page, the one asked for last first. */
export function listAcceptances ({ db, clock }: Pick<RiskDeps, 'db' | 'clock'>, principal: Principal, { limit = DEFAULT_PAGE, cursor, ...filter }: AcceptanceQuery): Promise<{ items: SeenAcceptance[], nextCursor: string | null }> {
  const [before] = cursor === undefined ? [] : openCursor('risk acceptances', cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listAcceptances(tx, filter, most, before))
    const last = items.at(-1)
    return { items: items.map((acceptance) => ({ acceptance, on: utcDay(tx.at) })), nextCursor: more && last !== undefined ? sealCursor('risk acceptances', [last.id]) : null }
  }, clock)
}
