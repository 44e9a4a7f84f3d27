import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decidedBefore, decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { AiSystemDeps } from '../deps.ts'
import { assessmentNotFound, systemNotFound, systemRetired } from '../problems.ts'
import { NO_SYSTEM, steps } from '../register/system-operations.ts'
import type { PageOfSteps } from '../register/system-operations.ts'
import * as systems from '../register/system-store.ts'
import { statedAnswers } from '../stated-answers.ts'
import { isStopped, judge, keepJudged, SHIPPED } from './assess.ts'
import type { Judged, Rules } from './assess.ts'
import * as store from './assessment-store.ts'
import type { KeptAssessment, Outdated, WholeAssessment } from './assessment-store.ts'
import { answersUnder, differenceOf } from './rerun.ts'
import { assessmentToWire } from './wire.ts'

/** Assessing systems, once or all anew under other rules. */

type Deps = Pick<AiSystemDeps, 'db' | 'clock' | 'rules'>

/** @throws ai-system-not-found, ai-system-retired; invalid-request. */
export function recordAssessment ({ db, clock, rules = SHIPPED }: Deps, principal: Principal, id: string, input: { readonly answers: unknown, readonly asOf?: string | undefined }, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  const answers = statedAnswers(input)
  return decideOnce({ db, principal, scope: 'ai:write', route: 'POST /v1/ai-systems/{id}/assessments', idempotencyKey, input: { id, ...input }, clock }, async (tx) => {
    const system = await systems.lockSystem(tx, id)
    if (system === undefined) throw systemNotFound(NO_SYSTEM)
    if (system.status === 'retired') throw systemRetired('It is not assessed any more.')
    const judged = judge(rules, system, { origin: 'stated', version: system.version, answers, notTaken: {}, asOf: input.asOf ?? utcDay(tx.at), answeredBy: undefined })
    await keepJudged(tx, [judged], await resolveActor(tx.query, tx.operatorId, principal.subject))
    const { number } = judged
    return { status: 201, headers: { location: `/v1/ai-systems/${id}/assessments/${number}` }, body: JSON.stringify(assessmentToWire(await found(tx, id, number))) }
  })
}

/** Systems judged anew in one go. */
const AT_ONCE = 500
const REASSESS = { scope: 'ai:write', route: 'POST /v1/ai-systems/reassess' } as const

/**
 * Judges the answers about every system that is not retired, and was judged by other rules, by these. Answers about the same version hold
 * for it still, and who gave them stays. A system that changes meanwhile is left for the next time, and counted as remaining.
 * @throws invalid-request.
 */
export async function reassessAll ({ db, clock, rules = SHIPPED }: Deps, principal: Principal, input: { readonly asOf?: string | undefined }, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  statedAnswers({ answers: {}, asOf: input.asOf })
  const request = { ...REASSESS, db, principal, idempotencyKey, input, clock }
  const answered = await decidedBefore(request)
  if (answered !== undefined) return answered
  const outdated = await withOperatorReadOnly(db, principal, REASSESS.scope, async (tx) => await store.listOutdated(tx, rules.set.version, AT_ONCE))
  const rerun = await judgeAnew(rules, outdated, input.asOf ?? utcDay(clock()))
  return await decideOnce(request, async (tx) => {
    const by = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const unchanged = await systems.lockUnchanged(tx, rerun.map(({ judged }) => judged.system))
    const kept = rerun.filter(({ judged }) => unchanged.has(judged.system.id))
    await keepJudged(tx, kept.map(({ judged }) => judged), by)
    const items = kept.map(reassessedToWire)
    return { status: 200, headers: {}, body: JSON.stringify({ ruleSetVersion: rules.set.version, reassessed: items.length, changed: items.filter(({ changed }) => changed).length, remaining: await store.countOutdated(tx, rules.set.version), items }) }
  })
}

interface Rerun { readonly before: Outdated['before'], readonly judged: Judged }
/** Systems judged before others have their turn: a few milliseconds' work. */
const TURN = 10

async function judgeAnew (rules: Rules, outdated: readonly Outdated[], asOf: string): Promise<Rerun[]> {
  const judged: Rerun[] = []
  for (const { system, before } of outdated) {
    const stated = answersUnder(rules.set, { ...before.answersNotTaken, ...before.answers })
    judged.push({ before, judged: judge(rules, system, { origin: 'rerun', version: before.version, ...stated, asOf, answeredBy: before.answeredBy }) })
    if (judged.length % TURN === 0) await nextTurn()
  }
  return judged
}

const reassessedToWire = ({ before, judged }: Rerun) => ({
  systemId: judged.system.id, code: judged.system.code, assessment: judged.number, ruleSetBefore: before.ruleSetVersion, ...differenceOf(before.result, judged.result), suspended: isStopped(judged),
  answersNotTaken: notTakenToWire(judged.notTaken), openQuestions: judged.result.openQuestions
})
const notTakenToWire = (notTaken: Readonly<Record<string, unknown>>) => Object.entries(notTaken).map(([question, answer]) => ({ question, answer }))

/** Last first. @throws ai-system-not-found. */
export function listAssessments (deps: Pick<AiSystemDeps, 'db'>, principal: Principal, id: string, page: PageOfSteps): Promise<{ items: KeptAssessment[], nextCursor: string | null }> {
  return steps(deps, principal, id, page, 'AI assessments', store.listAssessments, ({ number }) => number)
}

/** @throws ai-system-not-found, ai-assessment-not-found. */
export function findAssessment ({ db }: Pick<AiSystemDeps, 'db'>, principal: Principal, id: string, number: number): Promise<WholeAssessment> {
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => {
    if (await systems.findSystem(tx, id) === undefined) throw systemNotFound(NO_SYSTEM)
    const assessment = await store.findAssessment(tx, id, number)
    if (assessment === undefined) throw assessmentNotFound('The system has no assessment of this number.')
    return assessment
  })
}

async function found (tx: OperatorTx, id: string, number: number): Promise<WholeAssessment> {
  const assessment = await store.findAssessment(tx, id, number)
  if (assessment === undefined) throw new Error('An assessment was written and is not there')
  return assessment
}
