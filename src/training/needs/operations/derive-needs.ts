import { v7 as uuidV7 } from 'uuid'
import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { resolveActor } from '../../../platform/log/actors.ts'
import { SHIPPED_CATALOGUE } from '../../competence/shipped-catalogue.ts'
import { requirementsBy } from '../../competence/requirements.ts'
import type { PersonOnDay, Requirement } from '../../competence/requirements.ts'
import { readTraining } from '../../loader/read-training.ts'
import { concernedBy, isThere, rolesOf } from '../concerned.ts'
import type { Handled } from '../concerned.ts'
import { cutsOf, daysLookedAt, raisedCuts, spansOf } from '../cuts.ts'
import type { Cut, Evidence, ExaminedIn, RaisedCut } from '../cuts.ts'
import { deriveNeeds, nameOf } from '../derive.ts'
import type { DerivedNeed } from '../derive.ts'
import { dueOf, spanOf } from '../model.ts'
import type { RoleCount } from '../model.ts'
import { NEED_RULES } from '../rules.ts'
import * as store from '../store.ts'
import type { NeedDeps } from './deps.ts'
import { settleOpenNeeds } from './settle-needs.ts'

/** Derives needs from the evidence of today, and settles those that are open. What it does twice it does once: evidence is of one need. */

export interface DerivedNeeds {
  readonly opened: number
  readonly extended: number
  readonly closed: number
  readonly reopened: number
}

const PILLARS = SHIPPED_CATALOGUE.pillarTopics

/** The caller has the turn (`takeTurn`, `waitForTurn`). A fixed number of statements. */
export async function deriveInTurn (deps: NeedDeps, tx: OperatorTx): Promise<DerivedNeeds> {
  const today = utcDay(tx.at)
  const evidence = await readEvidence(deps, tx, today)
  const open = await store.openHeads(tx)
  const answers = new Map((await store.lastAnswers(tx)).map(({ unit, topic, closedOn }) => [JSON.stringify([unit, topic]), closedOn]))
  const attached = await attachedTo(tx, evidence)
  const cuts = cutsOf(NEED_RULES, PILLARS, evidence, (unit, topic) => answers.get(JSON.stringify([unit, topic])), today)
  const raised = raisedCuts(NEED_RULES, cuts, evidence, await examined(deps, tx, cuts))
  const derived = deriveNeeds(NEED_RULES, PILLARS, { evidence, raised, open, attached: new Set(attached.map(({ name }) => name)) }, today)
  if (derived.length > 0) await save(deps, tx, derived, { today, open, evidence, attached })
  const settled = await settleOpenNeeds(deps, tx)
  return { opened: derived.filter(({ extend }) => extend === null).length, extended: derived.filter(({ extend }) => extend !== null).length, ...settled }
}

async function readEvidence (deps: NeedDeps, tx: OperatorTx, today: string): Promise<Evidence[]> {
  const days = daysLookedAt(NEED_RULES, today)
  const findings = await deps.confirmedEvidence(tx, days)
  const sanctions = await deps.sanctionEvidence(tx, days)
  return [
    ...findings.map(({ countedOn, declarationId, ...finding }): Evidence => ({ ...finding, kind: 'finding', on: countedOn, decidedOn: null, declarationIds: declarationId === null ? [] : [declarationId] })),
    ...sanctions.map(({ factsOn, decisionDate, ...sanction }): Evidence => ({ ...sanction, kind: 'sanction', on: factsOn, decidedOn: decisionDate }))
  ]
}

interface Attached { readonly name: string, readonly id: string, readonly needId: string }

async function attachedTo (tx: OperatorTx, evidence: readonly Evidence[]): Promise<Attached[]> {
  const ofKind = async (kind: Evidence['kind']): Promise<Attached[]> => {
    const ids = evidence.filter((each) => each.kind === kind).map(({ id }) => id)
    return ids.length === 0 ? [] : (await store.attachedOf(tx, kind, ids)).map(({ id, topic, needId }) => ({ name: nameOf({ kind, id }, topic), id, needId }))
  }
  return [...await ofKind('finding'), ...await ofKind('sanction')]
}

/** What was declared and reviewed in the spans of the cuts, asked once for all of them. */
async function examined (deps: NeedDeps, tx: OperatorTx, cuts: readonly Cut[]): Promise<ExaminedIn> {
  const asked = new Map(spansOf(cuts).map(({ unit, pillar, span }) => [JSON.stringify([unit, pillar, span.from, span.to]), { unit, pillar, ...span }]))
  const windows = [...asked.values()]
  const [reviews, declarations] = windows.length === 0 ? [[], []] : [await deps.reviewedInWindows(tx, windows), await deps.declaredInWindows(tx, windows)]
  const known = new Map([...asked.keys()].map((name, index) => [name, { declarations: declarations[index] ?? 0, raised: reviews[index]?.raised ?? 0, decided: reviews[index]?.decided ?? 0 }]))
  return (unit, pillar, { from, to }) => known.get(JSON.stringify([unit, pillar, from, to])) ?? { declarations: 0, raised: 0, decided: 0 }
}

interface Known {
  readonly today: string
  readonly open: Awaited<ReturnType<typeof store.openHeads>>
  readonly evidence: readonly Evidence[]
  readonly attached: readonly Attached[]
}

async function save (deps: NeedDeps, tx: OperatorTx, derived: readonly DerivedNeed[], known: Known): Promise<void> {
  const { today, open } = known
  const facts = await readTraining(tx, deps, { days: [today], topics: [...new Set(derived.map(({ topic }) => topic))] })
  const people = facts.peopleOn(today)
  const requirementsOf = remembered(requirementsBy(facts.own, facts.catalogue, facts.uses), today)
  const roles = await rolesBehind(deps, tx, derived, known, people)
  const needs = derived.map((need, index) => {
    const concerned = concernedBy(people, need.unit, need.topic, requirementsOf, facts.catalogue)
    const before = open.find(({ id }) => id === need.extend?.id)
    const span = spanOf([...need.evidence.map(({ on }) => on), ...need.figures.map(({ now }) => now.from), before?.evidenceFrom, before?.evidenceTo].filter((day) => day != null))
    const due = dueOf(NEED_RULES, need.severity, today)
    return {
      id: before?.id ?? uuidV7(), need, before, people: concerned.people, level: concerned.level, topic: need.topic, unit: need.unit === '' ? null : need.unit, severity: need.severity,
      openedOn: today, dueOn: before !== undefined && before.dueOn < due ? before.dueOn : due, ownerPosition: null, rulesRelease: NEED_RULES.release, evidenceFrom: span?.from ?? null, evidenceTo: span?.to ?? null,
      // A person stated the source; evidence that joins does not change that.
      source: before === undefined || (before.source === 'finding' && need.source === 'sanction') ? need.source : before.source,
      unitPeople: people.filter((person) => isThere(person, need.unit)).length, figures: need.figures, roles: roles[index] ?? [], references: [], reason: null
    }
  })
  const [opened, extended] = [needs.filter(({ before }) => before === undefined), needs.filter(({ before }) => before !== undefined)]
  await store.insertNeeds(tx, opened.map(({ need: _need, before: _before, ...row }) => row), await resolveActor(tx.query, tx.operatorId, tx.principal.subject))
  await store.extendNeeds(tx, await withFiguresKept(tx, extended))
  await store.insertPeople(tx, extended.flatMap(({ id, people: own }) => own.map((each) => ({ needId: id, ...each }))))
  await store.insertEvidence(tx, needs.flatMap(({ id, topic, need }) => need.evidence.map((each) => ({ needId: id, kind: each.kind, id: each.id, on: each.on, topic }))))
  for (const { id, source, topic, level, unit, severity, dueOn } of opened) tx.log('training_need.opened', `training_need:${id}`, { source, topic, level, unit, severity, dueOn })
  for (const { id, severity, dueOn } of extended) tx.log('training_need.extended', `training_need:${id}`, { severity, dueOn })
}

/** Evidence that joins while no rate is raised leaves the figures that opened the need. */
async function withFiguresKept <Row extends { readonly id: string, readonly figures: readonly RaisedCut[] }> (tx: OperatorTx, rows: readonly Row[]): Promise<Row[]> {
  const silent = rows.filter(({ figures }) => figures.length === 0).map(({ id }) => id)
  const kept = new Map(silent.length === 0 ? [] : (await store.lockNeeds(tx, silent)).map(({ id, figures }) => [id, figures]))
  return rows.map((row) => ({ ...row, figures: kept.get(row.id) ?? row.figures }))
}

function remembered (ask: (person: PersonOnDay, day: string) => Requirement[], day: string): (person: PersonOnDay) => readonly Requirement[] {
  const known = new Map<string, Requirement[]>()
  return (person) => {
    const before = known.get(person.person)
    if (before !== undefined) return before
    const found = ask(person, day)
    known.set(person.person, found)
    return found
  }
}

/** Which roles handled what each need rests on, with the evidence that it had before. */
async function rolesBehind (deps: NeedDeps, tx: OperatorTx, derived: readonly DerivedNeed[], { today, evidence, attached }: Known, people: readonly PersonOnDay[]): Promise<RoleCount[][]> {
  const before = new Map(derived.flatMap(({ extend }) => extend === null ? [] : [[extend.id, new Set(attached.filter(({ needId }) => needId === extend.id).map(({ id }) => id))] as const]))
  const behind = derived.map((need) => [...need.evidence, ...evidence.filter(({ id }) => need.extend !== null && before.get(need.extend.id)?.has(id) === true)].filter(({ kind }) => kind === 'finding'))
  const handlers = new Map((await deps.handlersOf(tx, [...new Set(behind.flat().flatMap(({ declarationIds }) => declarationIds))])).map((handler) => [handler.id, handler]))
  const named = [...new Set([...handlers.values()].flatMap(({ handledBy }) => handledBy ?? []))]
  const days = spanOf([...handlers.values()].filter(({ handledBy }) => handledBy !== null).map(({ countedOn }) => countedOn))
  if (days === undefined) return derived.map(() => [])
  const workforce = await deps.workforce(tx, { from: days.from, to: days.to > today ? days.to : today }, named)
  const rolesOn = (person: string, day: string): string[] => [...new Set(workforce.on(day).find((found) => found.person === person)?.positions.flatMap(({ responsibilities }) => responsibilities) ?? [])]
  const holdersOf = (role: string): number => people.filter(({ positions }) => positions.some(({ responsibilities }) => responsibilities.includes(role))).length
  return behind.map((findings) => rolesOf(NEED_RULES, findings.flatMap(({ declarationIds: [declarationId] }): Handled[] => {
    const handler = declarationId === undefined ? undefined : handlers.get(declarationId)
    return handler?.handledBy == null ? [] : [{ person: handler.handledBy, roles: rolesOn(handler.handledBy, handler.countedOn) }]
  }), holdersOf))
}
