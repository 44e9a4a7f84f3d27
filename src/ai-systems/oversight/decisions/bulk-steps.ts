import { createHash } from 'node:crypto'
import type { Principal } from '../../../platform/access.ts'
import type { ImportedRecord } from '../../../platform/bulk/import-records.ts'
import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { withOperator } from '../../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../../platform/log/canonical-json.ts'
import { invalidRequest, Problem } from '../../../platform/problem.ts'
import type { OversightDeps } from '../../deps.ts'
import { outputNotFound } from '../../problems.ts'
import type { Competence } from '../outputs/kept-output.ts'
import { loggedSystems } from '../outputs/known-systems.ts'
import type { LoggedSystem } from '../outputs/known-systems.ts'
import { withDecision, withOutcome, withSecondReview, withUse } from '../steps/output-state.ts'
import type { OutputState } from '../steps/output-state.ts'
import { lockStates, saveStates } from '../steps/state-store.ts'
import { decisionFaults } from './decision.ts'
import { referenceTimes } from './reference-times.ts'
import type { ReferenceTimes } from './reference-times.ts'
import type { NewDecision, NewOutcome, NewSecondReview, NewUse, SentStep } from './schemas.ts'
import { readDecision, readOutcome, readSecondReview, readUse } from './stated-steps.ts'
import { actorOf, decidedOutput, keptDecision, refuse, refuseOutcome, refuseStep } from './step-operations.ts'

/** Steps of many outputs as one file, from a system in which people decide. */

/** What the lines of a chunk are judged by, read at once. */
interface Facts {
  readonly at: Date
  readonly systems: ReadonlyMap<string, LoggedSystem>
  readonly competenceOf: (person: string, pillar: string, day: string) => Competence
  readonly timeOf: ReferenceTimes
}

/** One transaction for all, with a constant number of statements; a line that cannot be taken gets a Problem, and the others are taken. */
export function recordSteps (deps: OversightDeps, principal: Principal, lines: readonly SentStep[]): Promise<readonly (ImportedRecord | Problem)[]> {
  return withOperator(deps.db, principal, 'ai:record', async (tx) => {
    const systems = await loggedSystems(tx, lines.map(({ system }) => system))
    const named = await outputsNamed(tx, lines, systems)
    const before = await lockStates(tx, [...new Set(named.flatMap((id) => id ?? []))])
    const facts: Facts = { at: tx.at, systems, competenceOf: await competences(deps, tx, lines, named, before), timeOf: await referenceTimes(tx) }
    const now = new Map(before)
    const answers = lines.map((line, index) => takeLine(line, named[index], now, facts))
    const changes = [...before].flatMap(([id, state]) => {
      const after = now.get(id)
      return after === undefined || after === state ? [] : [{ before: state, after }]
    })
    await saveStates(tx, await actorOf(tx), changes)
    logSteps(tx, lines, answers, now)
    return answers
  }, deps.clock)
}

/** Ids by line; undefined where no output has the reference. */
async function outputsNamed (tx: OperatorTx, lines: readonly SentStep[], systems: ReadonlyMap<string, LoggedSystem>): Promise<(string | undefined)[]> {
  const asked = lines.map(({ system, reference }) => ({ system: systems.get(system)?.id ?? null, reference }))
  const rows = await tx.query<{ id: string, system: string, reference: string }>(`select o.id, o.system_id as system, o.reference from aeo.ai_outputs o join unnest($2::uuid[], $3::text[]) as n (system, reference)
    on o.system_id = n.system and o.reference = n.reference where o.operator_id = $1`, [tx.operatorId, asked.map(({ system }) => system), asked.map(({ reference }) => reference)])
  const ids = new Map(rows.map(({ id, system, reference }) => [`${system} ${reference}`, id]))
  return asked.map(({ system, reference }) => ids.get(`${system} ${reference}`))
}

async function competences ({ competenceOfPeople }: OversightDeps, tx: OperatorTx, lines: readonly SentStep[], named: readonly (string | undefined)[], states: ReadonlyMap<string, OutputState>): Promise<Facts['competenceOf']> {
  const asked = lines.flatMap(({ kind, reviewer, decidedAt }, index) => {
    const pillar = states.get(named[index] ?? '')?.output.pillar
    const at = new Date(decidedAt ?? '')
    return kind === 'decision' && reviewer !== undefined && pillar !== undefined && !Number.isNaN(at.getTime()) ? [{ person: reviewer, pillar, day: utcDay(at) }] : []
  })
  const found = asked.length === 0 ? [] : await competenceOfPeople(tx, asked)
  const known = new Map(asked.map(({ person, pillar, day }, index) => [`${day} ${pillar} ${person}`, found[index]]))
  return (person, pillar, day) => known.get(`${day} ${pillar} ${person}`) ?? 'unknown'
}

function takeLine (line: SentStep, id: string | undefined, states: Map<string, OutputState>, facts: Facts): ImportedRecord | Problem {
  const state = id === undefined ? undefined : states.get(id)
  if (id === undefined || state === undefined) return outputNotFound(`No output of the system ${line.system} has the reference ${line.reference}.`)
  try {
    demandFields(line)
    const after = isReplay(line, state) ? state : stepOf(line, state, facts)
    states.set(id, after)
    return { id, reference: line.reference, outcome: after === state ? 'replayed' : 'changed' }
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

/** Whether the line says what is recorded already. */
function isReplay (line: SentStep, { output, outcomes, second }: OutputState): boolean {
  const at = (text: string | undefined): number => new Date(text ?? '').getTime()
  switch (line.kind) {
    case 'decision': return output.decision?.source === 'log' && output.decision.reviewer === line.reviewer && output.decision.decidedAt.getTime() === at(line.decidedAt) && output.decision.decision === line.decision &&
      (line.finalValue === undefined || line.finalValue === output.decision.finalValue)
    case 'use': return output.usedAt?.getTime() === at(line.usedAt)
    case 'second_review': return second !== null && second.reviewer === line.reviewer && second.secondValue === line.value
    case 'outcome': return outcomes.some(({ source, rightValue, knownOn, origin }) => origin === 'stated' && source === line.source && rightValue === line.value && knownOn === line.knownOn)
  }
}

/** @throws Problem where the step cannot be. */
function stepOf (line: SentStep, state: OutputState, { at, systems, competenceOf, timeOf }: Facts): OutputState {
  const { output } = state
  if (line.kind === 'outcome') {
    refuseOutcome(state, line.source ?? '')
    return withOutcome(state, readOutcome(line as NewOutcome, output, at))
  }
  refuseStep(state, line.kind, line.reviewer)
  if (line.kind === 'use') {
    const usedAt = readUse(line as NewUse, output, at)
    return withUse(state, usedAt, systems.get(output.systemId)?.skipsReviewOn(utcDay(usedAt)) ?? false)
  }
  const reviewer = line.reviewer ?? ''
  if (line.kind === 'second_review') return withSecondReview(state, { ...readSecondReview(line as NewSecondReview, output, at), reviewer })
  const stated = readDecision(line as NewDecision)
  refuse(decisionFaults(decidedOutput(output), stated, at))
  return withDecision(state, keptDecision(output, stated, reviewer, competenceOf(reviewer, output.pillar, utcDay(stated.decidedAt)), timeOf(output.pillar, output.processStep)))
}

const NEEDED = {
  decision: ['decision', 'reviewer', 'shownAt', 'decidedAt'], use: ['usedAt'], second_review: ['value', 'reviewedAt', 'reviewer'], outcome: ['source', 'value', 'knownOn']
} as const satisfies Record<SentStep['kind'], readonly (keyof SentStep)[]>
const MAY = {
  decision: ['finalValue', 'rationaleCode', 'rationale', 'explanationOpenedAt', 'activeSeconds', 'blindValue'], use: [], second_review: [], outcome: ['evidence']
} as const satisfies Record<SentStep['kind'], readonly (keyof SentStep)[]>

/** @throws invalid-request for a field that the kind needs and the line has not, and for one that belongs to another kind. */
function demandFields (line: SentStep): void {
  const allowed = new Set<string>(['kind', 'system', 'reference', ...NEEDED[line.kind], ...MAY[line.kind]])
  const missing = NEEDED[line.kind].filter((name) => line[name as keyof SentStep] === undefined)
  const foreign = Object.keys(line).filter((name) => !allowed.has(name))
  const errors = [
    ...missing.map((name) => ({ pointer: `/${name}`, detail: `is missing for the kind ${line.kind}`, hint: 'Give it' })), ...foreign.map((name) => ({ pointer: `/${name}`, detail: `does not belong to the kind ${line.kind}`, hint: 'Leave it out' }))
  ]
  if (errors.length > 0) throw invalidRequest('The record is not valid.', { errors })
}

/**
 * One event for the chunk: how many steps of each kind, and the hash over what was sent, in order. `toJudge` are the outputs of which another
 * value is in use now, as far as they name what tells whether it is right: the follower of the log judges them.
 */
function logSteps (tx: OperatorTx, lines: readonly SentStep[], answers: readonly (ImportedRecord | Problem)[], states: ReadonlyMap<string, OutputState>): void {
  const taken = lines.flatMap((line, index) => {
    const answer = answers[index]
    return answer === undefined || answer instanceof Problem || answer.outcome === 'replayed' ? [] : [{ line, id: answer.id }]
  })
  const [first] = taken
  if (first === undefined) return
  const hash = createHash('sha256')
  for (const { line, id } of taken) hash.update(`${id} `).update(createHash('sha256').update(canonicalJson(line)).digest())
  const counts = Object.fromEntries([...Map.groupBy(taken, ({ line }) => line.kind)].map(([kind, of]) => [kind, of.length]))
  const toJudge = [...new Set(taken.flatMap(({ line: { kind }, id }) => (kind === 'decision' || kind === 'use') && isJoinable(states.get(id)) ? [id] : []))]
  tx.log('ai_output.steps_recorded', `ai_output:${first.id}`, { count: taken.length, ...counts, firstId: first.id, lastId: taken.at(-1)?.id ?? first.id, sha256: hash.digest('hex'), ...toJudge.length === 0 ? {} : { toJudge } })
}

const isJoinable = (state: OutputState | undefined): boolean => state !== undefined && (state.output.mrn !== null || state.output.lrn !== null || state.output.goodsRef !== null)
