import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { etagOf } from '../../platform/http/conditional.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Fault } from '../../platform/problem.ts'
import { looksAtRisk } from '../audits/audited-risks.ts'
import type { AuditRef } from '../audits/deps.ts'
import { knownRisks } from '../controls/control-store.ts'
import type { RiskDeps } from '../deps.ts'
import { findAuditVersion, holdAudit } from '../notices/audit-turn.ts'
import { subjectOf } from '../notices/notice-operations.ts'
import { riskFollowUpNotFound, riskFollowUpRefused } from '../problems.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { pastDayFaults, refuseFaults } from '../stated-names.ts'
import { hrefOf, isKeptElsewhere, stateKey, withState } from './follow-up.ts'
import type { FollowUp, FollowUpKind, KeptFollowUp } from './follow-up.ts'
import type { StatedDuty, StatedNeed } from './sources.ts'
import * as store from './follow-up-store.ts'

/** Follow-ups: what an audit found becomes a training need, a change of a procedure or of the questionnaire, a duty to notify, a control. */

const ROUTE = '/v1/risk-audits/{id}/follow-ups'
type Key = string | string[] | undefined

export interface NewFollowUp {
  readonly kind: FollowUpKind
  readonly risk: string
  readonly finding?: string | undefined
  readonly title: string
  readonly reference?: string | undefined
  readonly trainingNeed?: StatedNeed | undefined
  readonly notificationDuty?: StatedDuty | undefined
}

/** All of them are frozen when the audit closes, and no more are read. */
export const MOST_FOLLOW_UPS = 1_000

/** Once stage 3 is closed and until the audit is. @throws risk-audit-not-found; risk-follow-up-refused; invalid-request. */
export function addFollowUp (deps: RiskDeps, principal: Principal, audit: string, input: NewFollowUp, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}`, idempotencyKey, input: { audit, ...input }, clock: deps.clock }, async (tx) => {
    const held = await holdAudit(tx, audit)
    if (held.stage !== 'treated' && held.stage !== 'communicated') throw riskFollowUpRefused(held.stage === 'closed' ? 'The audit is closed.' : 'What the audit finds is not decided yet.', { because: 'stage', stage: held.stage })
    if (await store.countFollowUps(tx, held) >= MOST_FOLLOW_UPS) throw riskFollowUpRefused(`It has ${MOST_FOLLOW_UPS} already.`, { because: 'too_many' })
    refuseFaults([...shapeFaults(input), ...await nameFaults(tx, deps, held, input)])
    const { kind, risk, title, finding = null } = input
    const [id, reference] = [uuidV7(), await referenceOf(tx, deps, input, audit)]
    await store.insertFollowUp(tx, held, { id, kind, risk, finding, title, reference }, await resolveActor(tx.query, tx.operatorId, principal.subject))
    tx.log('risk_audit.followed_up', subjectOf(held), { version: held.version, followUp: id, kind, risk, ...isKeptElsewhere(kind) ? { reference } : {} })
    return await answerOf(tx, deps, audit, id, 201)
  })
}

/** Of what the system does not follow itself. @throws risk-follow-up-not-found; risk-follow-up-refused; invalid-request; what `demand` throws. */
export function completeFollowUp (deps: RiskDeps, principal: Principal, audit: string, id: string, input: { readonly doneOn: string, readonly reference: string }, idempotencyKey: Key, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: `POST ${ROUTE}/{followUp}/done`, idempotencyKey, input: { audit, id, ...input }, clock: deps.clock }, async (tx) => {
    const kept = await store.lockFollowUp(tx, audit, id)
    if (kept === undefined) throw riskFollowUpNotFound('No follow-up of this audit has this id.')
    demand(kept.revision)
    refuseFaults(pastDayFaults('/doneOn', input.doneOn, utcDay(tx.at), utcDay(kept.recordedAt)))
    if (isKeptElsewhere(kept.kind)) throw riskFollowUpRefused('Whether it is done, its own register says.', { because: 'kept_elsewhere' })
    if (kept.doneOn !== null) throw riskFollowUpRefused(`It was done on ${kept.doneOn}.`, { because: 'done' })
    await store.setDone(tx, id, input.doneOn, input.reference)
    tx.log('risk_audit.follow_up_done', `risk_audit:${audit}`, { followUp: id, kind: kept.kind, risk: kept.risk, doneOn: input.doneOn })
    return await answerOf(tx, deps, audit, id, 200)
  })
}

/** @throws risk-audit-not-found. */
export function listFollowUps (deps: RiskDeps, principal: Principal, audit: string, { version, limit = DEFAULT_PAGE, cursor }: { readonly version?: number | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: FollowUp[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor('follow-ups', cursor, [UUID_KEY])
  return withOperatorReadOnly(deps.db, principal, READ, async (tx) => {
    const rows = await store.listFollowUps(tx, await findAuditVersion(tx, audit, version), limit + 1, after)
    const items = await withStates(tx, deps, rows.slice(0, limit))
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('follow-ups', [last.id]) : null }
  })
}

/** All of a version, in the order in which they were recorded; four statements. */
export const followUpsOf = async (tx: OperatorTx, deps: Pick<RiskDeps, 'followUps'>, audit: AuditRef): Promise<FollowUp[]> => await withStates(tx, deps, await store.listFollowUps(tx, audit, MOST_FOLLOW_UPS))

async function withStates (tx: OperatorTx, { followUps }: Pick<RiskDeps, 'followUps'>, kept: readonly KeptFollowUp[]): Promise<FollowUp[]> {
  const of = (kind: FollowUpKind): KeptFollowUp[] => kept.filter((each) => each.kind === kind)
  const references = (kind: FollowUpKind): string[] => of(kind).map(({ reference }) => reference)
  const questions = of('questionnaire_update')
  const updated = await followUps.lookedAtSince(tx, questions.map(({ reference, recordedAt }) => ({ question: reference, at: recordedAt })))
  const states = new Map([...await followUps.needStates(tx, references('training_need')), ...await followUps.dutyStates(tx, references('notification_duty')), ...questions.map((each, index) => [stateKey(each), updated[index] === true ? 'done' : 'open'] as const)])
  return kept.map((each) => withState(each, states))
}

const OPENS: Partial<Record<FollowUpKind, 'trainingNeed' | 'notificationDuty'>> = { training_need: 'trainingNeed', notification_duty: 'notificationDuty' }

/** A need and a duty are stated, to be opened, or named; everything else is named. */
function shapeFaults (input: NewFollowUp): Fault[] {
  const own = OPENS[input.kind]
  const foreign = (['trainingNeed', 'notificationDuty'] as const).filter((member) => member !== own && input[member] !== undefined)
  return [
    ...foreign.map((member) => ({ pointer: `/${member}`, detail: `does not belong to a ${input.kind.replaceAll('_', ' ')}`, hint: 'Leave it out' })),
    ...own !== undefined && input[own] !== undefined && input.reference !== undefined ? [{ pointer: '/reference', detail: 'is stated beside what is to be opened', hint: `Name one that is there already, or state ${own}` }] : [],
    ...input.reference === undefined && (own === undefined || input[own] === undefined) ? [{ pointer: '/reference', detail: 'is missing', hint: own === undefined ? 'Name the document, the question or the control' : `Name one that is there already, or state ${own}` }] : []
  ]
}

async function nameFaults (tx: OperatorTx, { followUps }: RiskDeps, audit: AuditRef, { kind, risk, finding, reference }: NewFollowUp): Promise<Fault[]> {
  const faults = await riskFaults(tx, audit, risk)
  if (finding !== undefined && !(await followUps.knownFindings(tx, [finding])).has(finding)) faults.push({ pointer: '/finding', detail: 'is no finding of yours', hint: 'GET /v1/findings lists them' })
  if (reference === undefined) return faults
  if (kind === 'questionnaire_update') return followUps.isQuestion(reference) ? faults : [...faults, { pointer: '/reference', detail: 'is no question of the questionnaire', hint: 'Give its number, as GET /v1/questionnaire lists them' }]
  const asked = kind === 'control' ? await store.knownControls(tx, [reference]) : isKeptElsewhere(kind) ? await statesOf(tx, followUps, kind, reference) : undefined
  return asked === undefined || asked.has(reference) ? faults : [...faults, { pointer: '/reference', detail: `is no ${kind.replaceAll('_', ' ')} of yours`, hint: `Give the ${kind === 'control' ? 'code' : 'id'} of one that is recorded` }]
}

async function riskFaults (tx: OperatorTx, audit: AuditRef, risk: string): Promise<Fault[]> {
  const known = await knownRisks(tx, [risk])
  if (!known.has(risk)) return [{ pointer: '/risk', detail: 'is no risk of your register', hint: 'Give the code of a risk that is recorded under /v1/risks' }]
  return await looksAtRisk(tx, audit, risk) ? [] : [{ pointer: '/risk', detail: 'is no risk that this audit looks at', hint: `Give the code of one that stands in /v1/risk-audits/${audit.id}/stages/residual_determined` }]
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function statesOf (tx: OperatorTx, sources: RiskDeps['followUps'], kind: FollowUpKind, reference: string): Promise<ReadonlyMap<string, string>> {
  if (!UUID.test(reference)) return new Map()
  return kind === 'training_need' ? await sources.needStates(tx, [reference]) : await sources.dutyStates(tx, [reference])
}

/** What it becomes is opened, unless it is there already. */
async function referenceOf (tx: OperatorTx, { followUps }: RiskDeps, { reference, trainingNeed, notificationDuty }: NewFollowUp, audit: string): Promise<string> {
  if (reference !== undefined) return reference
  if (trainingNeed !== undefined) return await followUps.openNeed(tx, trainingNeed, [`risk_audit:${audit}`], '/trainingNeed')
  if (notificationDuty !== undefined) return await followUps.openDuty(tx, notificationDuty, '/notificationDuty')
  throw new Error('A follow-up without anything that it becomes was let through')
}

export const followUpToWire = ({ recordedAt, ...followUp }: FollowUp) => ({ ...followUp, href: hrefOf(followUp), recordedAt: recordedAt.toISOString() })

async function answerOf (tx: OperatorTx, deps: RiskDeps, audit: string, id: string, status: number): Promise<StoredAnswer> {
  const kept = await store.lockFollowUp(tx, audit, id)
  const [found] = kept === undefined ? [] : await withStates(tx, deps, [kept])
  if (found === undefined) throw new Error('A follow-up was written and is not there')
  return { status, headers: { etag: etagOf(found.revision) }, body: JSON.stringify(followUpToWire(found)) }
}
