import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../../platform/access.ts'
import { isDay, utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { decideOnce } from '../../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../../platform/log/actors.ts'
import { invalidRequest } from '../../../platform/problem.ts'
import type { Fault } from '../../../platform/problem.ts'
import type { RequirementSeverity } from '../../competence/catalogue.ts'
import { requirementsBy } from '../../competence/requirements.ts'
import { readTraining } from '../../loader/read-training.ts'
import type { TrainingFacts } from '../../loader/read-training.ts'
import { concernedBy, isThere } from '../concerned.ts'
import { dueOf, spanOf } from '../model.ts'
import type { ConcernedPerson, NeedSource } from '../model.ts'
import { NEED_RULES } from '../rules.ts'
import * as store from '../store.ts'
import { answerNeed } from './answer-need.ts'
import type { NeedDeps } from './deps.ts'

/** A need that a person states: a change of law, a finding of an audit, a new authorisation. */

export interface NewNeed {
  readonly source: NeedSource
  readonly topic: string
  readonly level: number
  readonly unit?: string | undefined
  readonly people?: readonly string[] | undefined
  readonly severity: RequirementSeverity
  readonly reason: string
  readonly dueOn?: string | undefined
  readonly ownerPosition?: string | undefined
  readonly references?: readonly string[] | undefined
  readonly findingIds?: readonly string[] | undefined
}

/** @throws invalid-request for what cannot be, or is not known here. */
export function recordNeed (deps: NeedDeps, principal: Principal, input: NewNeed, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/training/needs', idempotencyKey, input, clock: deps.clock }, async (tx) => await answerNeed(tx, await openStatedNeed(tx, deps, input), 201))
}

export type OpeningDeps = Pick<NeedDeps, 'workforce' | 'aiUses' | 'knownUnits' | 'knownPositions' | 'knownPeople' | 'findingDays'>

/**
 * In the caller's transaction, also for a feature of which the need follows.
 *
 * @param at pointer to what is stated, in the caller's request. @returns its id. @throws invalid-request for what cannot be, or is not known here.
 */
export async function openStatedNeed (tx: OperatorTx, deps: OpeningDeps, input: NewNeed, at = ''): Promise<string> {
  await store.waitForTurn(tx)
  const today = utcDay(tx.at)
  const facts = await readTraining(tx, deps, { days: [today], topics: [input.topic] })
  const findings = input.findingIds === undefined ? new Map<string, string>() : await deps.findingDays(tx, input.findingIds)
  const faults = [...await faultsOf(deps, tx, input, facts, today), ...await findingFaults(tx, input, findings)]
  if (faults.length > 0) throw invalidRequest('The content of the request is not valid.', { errors: faults.map((fault) => ({ ...fault, pointer: `${at}${fault.pointer}` })) })
  const { source, topic, level, unit, severity, reason } = input
  const [id, span] = [uuidV7(), spanOf([...findings.values()])]
  const dueOn = input.dueOn ?? dueOf(NEED_RULES, severity, today)
  await store.insertNeeds(tx, [{
    id, source, topic, level, unit: unit ?? null, severity, openedOn: today, dueOn, ownerPosition: input.ownerPosition ?? null, rulesRelease: null, evidenceFrom: span?.from ?? null, evidenceTo: span?.to ?? null,
    unitPeople: facts.peopleOn(today).filter((person) => isThere(person, unit ?? '')).length, figures: [], roles: [], references: input.references ?? [], reason, people: peopleOf(input, facts, today)
  }], await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  await store.insertEvidence(tx, [...findings].map(([finding, on]) => ({ needId: id, kind: 'finding', id: finding, on, topic })))
  tx.log('training_need.opened', `training_need:${id}`, { source, topic, level, unit: unit ?? null, severity, dueOn })
  return id
}

/** Those named; else whoever is there and must know it, and where nobody must, everybody of the unit. */
function peopleOf ({ topic, level, unit, people }: NewNeed, facts: TrainingFacts, today: string): ConcernedPerson[] {
  const asked = (names: readonly string[]): ConcernedPerson[] => [...new Set(names)].map((person) => ({ person, level }))
  if (people !== undefined) return asked(people)
  const requirementsOf = requirementsBy(facts.own, facts.catalogue, facts.uses)
  const there = facts.peopleOn(today)
  const required = concernedBy(there, unit ?? '', topic, (person) => requirementsOf(person, today), facts.catalogue).people
  return asked(required.length > 0 || unit === undefined ? required.map(({ person }) => person) : there.filter((person) => isThere(person, unit)).map(({ person }) => person))
}

async function faultsOf (deps: OpeningDeps, tx: OperatorTx, { topic, unit, people = [], dueOn, ownerPosition }: NewNeed, { catalogue }: TrainingFacts, today: string): Promise<Fault[]> {
  const faults: Fault[] = catalogue.topics.has(topic) ? [] : [{ pointer: '/topic', detail: 'is no topic', hint: 'Give the code of a topic; GET /v1/training/topics lists them' }]
  if (dueOn !== undefined && !isDay(dueOn)) faults.push({ pointer: '/dueOn', detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' })
  else if (dueOn !== undefined && dueOn < today) faults.push({ pointer: '/dueOn', detail: 'has passed already', hint: 'Give a day that is still to come, or leave it out' })
  if (unit !== undefined && !(await deps.knownUnits(tx, [unit])).has(unit)) faults.push({ pointer: '/unit', detail: 'is no unit of yours', hint: 'Give the code of a unit that is recorded under /v1/units' })
  if (ownerPosition !== undefined) faults.push(...await ownerFaults(deps, tx, ownerPosition))
  const known = people.length === 0 ? new Set() : await deps.knownPeople(tx, people)
  return [...faults, ...people.flatMap((person, index) => known.has(person) ? [] : [{ pointer: `/people/${index}`, detail: 'is no person of yours', hint: 'Give the pseudonym of a person who is recorded under /v1/people' }])]
}

export const ownerFaults = async ({ knownPositions }: Pick<NeedDeps, 'knownPositions'>, tx: OperatorTx, position: string): Promise<Fault[]> => (await knownPositions(tx, [position])).has(position)
  ? []
  : [{ pointer: '/ownerPosition', detail: 'is no position of yours', hint: 'Give the code of a position that is recorded under /v1/positions' }]

async function findingFaults (tx: OperatorTx, { findingIds = [], topic }: NewNeed, known: ReadonlyMap<string, string>): Promise<Fault[]> {
  if (findingIds.length === 0) return []
  const taken = new Set((await store.attachedOf(tx, 'finding', findingIds)).filter((attached) => attached.topic === topic).map(({ id }) => id))
  return findingIds.flatMap((id, index): Fault[] => {
    if (!known.has(id)) return [{ pointer: `/findingIds/${index}`, detail: 'is no finding of yours', hint: 'GET /v1/findings lists them' }]
    return taken.has(id) ? [{ pointer: `/findingIds/${index}`, detail: 'is behind another need of this topic already', hint: 'The same evidence opens one need only; leave it out' }] : []
  })
}
