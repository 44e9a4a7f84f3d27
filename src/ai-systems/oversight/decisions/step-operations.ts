import { rationaleBucket } from '../../../ai-oversight/rationale.ts'
import { OVERSIGHT_RULES, readingSeconds } from '../../../ai-oversight/rules.ts'
import type { Principal, Scope } from '../../../platform/access.ts'
import { actingPerson } from '../../../platform/acting-person.ts'
import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { decideOnce } from '../../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../../platform/log/actors.ts'
import { invalidRequest } from '../../../platform/problem.ts'
import type { Fault } from '../../../platform/problem.ts'
import type { OversightDeps } from '../../deps.ts'
import { outputNotFound, outputStepRefused } from '../../problems.ts'
import type { Competence, KeptDecision, KeptOutput } from '../outputs/kept-output.ts'
import { loggedSystems } from '../outputs/known-systems.ts'
import { findOutput } from '../outputs/output-store.ts'
import { outputToWire, showingOf } from '../outputs/wire.ts'
import { withDecision, withOutcome, withSecondReview, withUse } from '../steps/output-state.ts'
import type { OutputState } from '../steps/output-state.ts'
import { lockStates, saveStates } from '../steps/state-store.ts'
import { decisionFaults, stepRefusal, valueInUse } from './decision.ts'
import type { StatedDecision, Step } from './decision.ts'
import { referenceTimes } from './reference-times.ts'
import { outcomeToWire, readDecision, readOutcome, readSecondReview, readUse } from './stated-steps.ts'
import type { NewDecision, NewOutcome, NewSecondReview, NewUse } from './schemas.ts'

/** What follows on one output: a person's decision, its use, a second look, and what turned out to be right. Each is added once and stays. */

type Key = string | string[] | undefined
/** Throws unless the caller saw this revision. */
type Demand = (revision: number) => void

/** @throws ai-output-not-found, ai-output-step-refused, invalid-request; what `demand` throws. */
export function decideOutput (deps: OversightDeps, principal: Principal, id: string, input: NewDecision, key: Key, demand: Demand): Promise<StoredAnswer> {
  return step(deps, principal, 'ai:review', 'decision', id, input, key, demand, async (tx, state) => {
    const stated = readDecision(input)
    refuse(decisionFaults(decidedOutput(state.output), stated, tx.at))
    const reviewer = await actingPerson(deps.people, tx, input.reviewer, '/reviewer')
    refuseStep(state, 'decision', reviewer)
    const [competence = 'unknown'] = await deps.competenceOfPeople(tx, [{ person: reviewer, pillar: state.output.pillar, day: utcDay(stated.decidedAt) }])
    const timeOf = await referenceTimes(tx)
    const after = withDecision(state, keptDecision(state.output, stated, reviewer, competence, timeOf(state.output.pillar, state.output.processStep)))
    tx.log('ai_output.decided', subjectOf(state), { ...named(state), decision: stated.decision, rationaleCode: stated.rationaleCode ?? null, competence })
    return after
  })
}

export function useOutput (deps: OversightDeps, principal: Principal, id: string, input: NewUse, key: Key, demand: Demand): Promise<StoredAnswer> {
  return step(deps, principal, 'ai:record', 'use', id, input, key, demand, async (tx, state) => {
    const { output } = state
    const usedAt = readUse(input, output, tx.at)
    const system = (await loggedSystems(tx, [output.systemId])).get(output.systemId)
    const after = withUse(state, usedAt, system?.skipsReviewOn(utcDay(usedAt)) ?? false)
    tx.log('ai_output.used', subjectOf(state), { ...named(state), use: after.output.use })
    return after
  })
}

export function reviewOutputAgain (deps: OversightDeps, principal: Principal, id: string, input: NewSecondReview, key: Key, demand: Demand): Promise<StoredAnswer> {
  return step(deps, principal, 'ai:review', 'second_review', id, input, key, demand, async (tx, state) => {
    const second = readSecondReview(input, state.output, tx.at)
    const reviewer = await actingPerson(deps.people, tx, input.reviewer, '/reviewer')
    refuseStep(state, 'second_review', reviewer)
    tx.log('ai_output.reviewed_again', subjectOf(state), named(state))
    return withSecondReview(state, { ...second, reviewer })
  })
}

/** What is right, as somebody knows it. @throws ai-output-not-found, ai-output-step-refused for a second one of a source; invalid-request. */
export function recordOutcome (deps: OversightDeps, principal: Principal, id: string, input: NewOutcome, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'ai:write', route: 'POST /v1/ai-outputs/{id}/outcomes', idempotencyKey, input: { id, ...input }, clock: deps.clock }, async (tx) => {
    const state = await lockOne(tx, id)
    refuseOutcome(state, input.source)
    const outcome = readOutcome(input, state.output, tx.at)
    await saveStates(tx, await actorOf(tx), [{ before: state, after: withOutcome(state, outcome) }])
    tx.log('ai_output.outcome', subjectOf(state), { ...named(state), source: outcome.source, knownOn: outcome.knownOn, proposalRight: outcome.proposalRight, finalRight: outcome.finalRight })
    return { status: 201, headers: {}, body: JSON.stringify(outcomeToWire(outcome)) }
  })
}

/** @throws ai-output-step-refused where what is right of it is known already: of a planted one from the beginning. */
export function refuseOutcome ({ output, outcomes }: OutputState, source: string): void {
  if (output.planted) throw refused('outcome_known')
  if (outcomes.some((outcome) => outcome.source === source && outcome.origin === 'stated')) throw refused('outcome_known')
}

export function keptDecision (output: KeptOutput, stated: StatedDecision & { readonly activeSeconds?: number | undefined }, reviewer: string, competence: Competence, referenceSeconds: number | null): KeptDecision {
  const { decision, blindValue = null, rationaleCode = null, rationale = null, shownAt, explanationOpenedAt = null, decidedAt, activeSeconds = null } = stated
  return {
    decision, finalValue: valueInUse(stated, output.proposal), blindValue, rationaleCode, rationale, rationaleBucket: rationale === null ? null : rationaleBucket(rationale), reviewer, competence, shownAt, explanationOpenedAt,
    decidedAt, activeSeconds, referenceSeconds, readingSeconds: output.shownWords === null ? null : readingSeconds(output.shownWords, OVERSIGHT_RULES), source: 'log'
  }
}

export const decidedOutput = ({ pillar, proposal, confidence, explained, madeAt }: KeptOutput) => ({ pillar, proposal, confidence, explanation: explained, madeAt })

/** @throws ai-output-step-refused. */
export function refuseStep ({ output, second }: OutputState, taken: Step, reviewer: string | null = null): void {
  const because = stepRefusal({ planted: output.planted, decision: output.decision?.decision ?? null, decidedBy: output.decision?.reviewer ?? null, fromDeclaration: output.decision?.source === 'declaration', used: output.usedAt !== null, secondReview: second !== null }, taken, reviewer)
  if (because !== undefined) throw refused(because)
}

const refused = (because: string) => outputStepRefused(`The output stays as it is: ${because}.`, { because })

/** @throws invalid-request with the faults. */
export function refuse (errors: readonly Fault[]): void {
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors: [...errors] })
}

const PATHS: Record<Step, string> = { decision: 'decision', use: 'use', second_review: 'second-review' }

function step (deps: OversightDeps, principal: Principal, scope: Scope, taken: Step, id: string, input: object, idempotencyKey: Key, demand: Demand, take: (tx: OperatorTx, state: OutputState) => Promise<OutputState>): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope, route: `POST /v1/ai-outputs/{id}/${PATHS[taken]}`, idempotencyKey, input: { id, ...input }, clock: deps.clock }, async (tx) => {
    const before = await lockOne(tx, id)
    demand(before.output.revision)
    refuseStep(before, taken)
    const after = await take(tx, before)
    await saveStates(tx, await actorOf(tx), [{ before, after }])
    const output = await findOutput(tx, id)
    if (output === undefined) throw outputNotFound(NO_OUTPUT)
    return { status: 200, headers: { etag: `"${output.revision}"` }, body: JSON.stringify(outputToWire(output, showingOf(principal))) }
  })
}

export const NO_OUTPUT = 'No output of yours has this id.'

async function lockOne (tx: OperatorTx, id: string): Promise<OutputState> {
  const state = (await lockStates(tx, [id])).get(id)
  if (state === undefined) throw outputNotFound(NO_OUTPUT)
  return state
}

export const actorOf = async (tx: OperatorTx): Promise<string> => await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
const subjectOf = ({ output }: OutputState): string => `ai_output:${output.id}`
const named = ({ output }: OutputState) => ({ system: output.system, version: output.version, pillar: output.pillar })
