import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { AiSystemDeps } from '../deps.ts'
import { assessmentNotFound, systemNotFound, systemRetired } from '../problems.ts'
import type { KeptSystem } from '../register/kept-system.ts'
import { NO_SYSTEM, steps } from '../register/system-operations.ts'
import type { PageOfSteps } from '../register/system-operations.ts'
import * as systems from '../register/system-store.ts'
import { statedAnswers } from '../stated-answers.ts'
import { assess, SHIPPED } from './assess.ts'
import * as store from './assessment-store.ts'
import type { KeptAssessment, WholeAssessment } from './assessment-store.ts'
import { answersUnder, differenceOf } from './rerun.ts'
import { assessmentToWire } from './wire.ts'

/** Assessing systems, once or all anew under other rules. */

/** @throws ai-system-not-found, ai-system-retired; invalid-request. */
export function recordAssessment ({ db, clock, rules = SHIPPED }: AiSystemDeps, principal: Principal, id: string, input: { readonly answers: unknown, readonly asOf?: string | undefined }, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  const answers = statedAnswers(input)
  return decideOnce({ db, principal, scope: 'ai:write', route: 'POST /v1/ai-systems/{id}/assessments', idempotencyKey, input: { id, ...input }, clock }, async (tx) => {
    const system = await systems.lockSystem(tx, id)
    if (system === undefined) throw systemNotFound(NO_SYSTEM)
    if (system.status === 'retired') throw systemRetired('It is not assessed any more.')
    const by = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const { number } = await assess(tx, rules, system, { origin: 'stated', version: system.version, answers, notTaken: {}, asOf: input.asOf ?? utcDay(tx.at), answeredBy: by, assessedBy: by })
    return { status: 201, headers: { location: `/v1/ai-systems/${id}/assessments/${number}` }, body: JSON.stringify(assessmentToWire(await found(tx, id, number))) }
  })
}

/** Systems judged anew in one go. */
const AT_ONCE = 500

/**
 * Judges the answers about every system that is not retired, and was judged by other rules, by these. Answers about the same version hold
 * for it still, and who gave them stays.
 * @throws invalid-request.
 */
export function reassessAll ({ db, clock, rules = SHIPPED }: AiSystemDeps, principal: Principal, input: { readonly asOf?: string | undefined }, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  statedAnswers({ answers: {}, asOf: input.asOf })
  return decideOnce({ db, principal, scope: 'ai:write', route: 'POST /v1/ai-systems/reassess', idempotencyKey, input, clock }, async (tx) => {
    const by = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const items = []
    for (const before of await store.lockOutdated(tx, rules.set.version, AT_ONCE)) {
      const system = await systems.findSystem(tx, before.systemId)
      if (system === undefined) throw new Error('A system was locked and is not there')
      const { answers, notTaken } = answersUnder(rules.set, { ...before.answersNotTaken, ...before.answers })
      const { number, result } = await assess(tx, rules, system, { origin: 'rerun', version: before.version, answers, notTaken, asOf: input.asOf ?? utcDay(tx.at), answeredBy: before.answeredBy, assessedBy: by })
      items.push({
        systemId: system.id, code: system.code, assessment: number, ruleSetBefore: before.ruleSetVersion, ...differenceOf(before.result, result), suspended: isSuspendedBy(system, result.class),
        answersNotTaken: notTakenToWire(notTaken), openQuestions: result.openQuestions
      })
    }
    return { status: 200, headers: {}, body: JSON.stringify({ ruleSetVersion: rules.set.version, reassessed: items.length, changed: items.filter(({ changed }) => changed).length, remaining: await store.countOutdated(tx, rules.set.version), items }) }
  })
}

const isSuspendedBy = ({ status }: KeptSystem, found: string | null): boolean => status === 'in_use' && found === 'prohibited'
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
