import { v4 as uuidV4, v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../../platform/access.ts'
import { daysBetween, isDay, readInstant } from '../../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../../platform/http/pages.ts'
import { decideOnce } from '../../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../../platform/idempotency/idempotency.ts'
import type { Fault, Problem } from '../../../platform/problem.ts'
import { randomOf, shuffled } from '../../../statistics/seeded-random.ts'
import { OVERSIGHT_RULES } from '../../../ai-oversight/rules.ts'
import type { OversightDeps } from '../../deps.ts'
import { invalid, plantedCheckNotFound, plantedCheckRefused } from '../../problems.ts'
import { actorOf, refuse } from '../decisions/step-operations.ts'
import { sameValue } from '../outcomes/right-value.ts'
import { loggedSystems } from '../outputs/known-systems.ts'
import * as store from './planted-store.ts'
import type { KeptCheck, KeptProposal, PlannedProposal } from './planted-store.ts'
import type { NewPlantedCheck, PlantedFilter } from './schemas.ts'
import { dueTimes, shownAlternatives, wrongValueOf } from './schedule.ts'
import { showDue } from './show-due.ts'

/** Planning wrong proposals that are shown among the others, to see whether they are caught (ai.md 4.2, M12). */

const MOST_DAYS = 366
/** Outputs that are drawn from: the last so many that people decided. */
const DRAWN_FROM = 2_000
const NO_CHECK = 'No plan of yours has this id.'

/** What is due already is shown at once. @throws invalid-request. */
export function planCheck (deps: OversightDeps, principal: Principal, input: NewPlantedCheck, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'ai:write', route: 'POST /v1/ai-planted-checks', idempotencyKey, input, clock: deps.clock }, async (tx) => {
    refuse(planFaults(input))
    const system = (await loggedSystems(tx, [input.system])).get(input.system)
    if (system === undefined) throw unknown('/system', 'is no AI system of yours', 'Register it under /v1/ai-systems')
    const unit = input.unit ?? ''
    if (unit !== '' && !(await deps.knownUnits(tx, [unit])).has(unit)) throw unknown('/unit', 'is no unit of yours', 'Give the code of a unit that is recorded under /v1/units')
    const [alike] = await store.outputsAlike(tx, [{ systemId: system.id, pillar: input.pillar, dueAt: tx.at }])
    if (alike === undefined) throw unknown('/system', 'has no output of the pillar yet', 'Planted proposals look like those of the system: record some first')
    const id = uuidV7()
    const proposals = await planned(tx, id, system.id, input)
    await store.insertCheck(tx, await actorOf(tx), { id, systemId: system.id, pillar: input.pillar, unit, from: input.from, to: input.to, seed: id, proposals })
    tx.log('ai_planted_check.planned', `ai_planted_check:${id}`, { system: system.code, pillar: input.pillar, from: input.from, to: input.to, planned: proposals.length })
    await showDue(tx)
    return await answerOf(tx, id, 201)
  })
}

const unknown = (pointer: string, detail: string, hint: string): Problem => invalid([{ pointer, detail, hint }])

function planFaults ({ from, to, count, proposals, pillar }: NewPlantedCheck): Fault[] {
  const days = [['/from', from], ['/to', to]].flatMap(([pointer = '', day = '']) => isDay(day) ? [] : [{ pointer, detail: 'is not a day that exists', hint: 'YYYY-MM-DD' }])
  if (days.length > 0) return days
  return [
    ...from > to ? [{ pointer: '/to', detail: 'is before the first day', hint: 'Give a day from then on' }] : daysBetween(from, to) > MOST_DAYS ? [{ pointer: '/to', detail: 'is more than a year later', hint: 'Plan a year at most' }] : [],
    ...(count === undefined) === (proposals === undefined) ? [{ pointer: '/count', detail: 'stands with proposals, or neither does', hint: 'Give the number to draw, or the proposals themselves' }] : [],
    ...(proposals ?? []).flatMap(({ proposal, rightValue, dueAt }, index) => [
      ...sameValue(pillar, proposal, rightValue) ? [{ pointer: `/proposals/${index}/proposal`, detail: 'is right', hint: 'A planted proposal is wrong' }] : [],
      ...dueAt !== undefined && !liesWithin(dueAt, from, to) ? [{ pointer: `/proposals/${index}/dueAt`, detail: 'is no instant of the days', hint: 'Give one between from and to, or leave it to be drawn' }] : []
    ])
  ]
}

function liesWithin (text: string, from: string, to: string): boolean {
  const day = readInstant(text)?.toISOString().slice(0, 10)
  return day !== undefined && from <= day && day <= to
}

async function planned (tx: OperatorTx, seed: string, systemId: string, input: NewPlantedCheck): Promise<PlannedProposal[]> {
  const stated = input.proposals ?? await drawn(tx, seed, systemId, input)
  const times = dueTimes(stated.length, input.from, input.to, randomOf(`${seed} times`))
  return stated.map(({ inputReference, proposal, rightValue, reference = uuidV4(), dueAt, goodsRef = null, confidence = null, alternatives = null, explanation = null, shownWords = null }, index) => ({
    number: index + 1, dueAt: (dueAt === undefined ? times[index] : readInstant(dueAt)) ?? tx.at, reference, proposal, rightValue, content: { inputReference, goodsRef, confidence, alternatives, explanation, shownWords }
  }))
}

/** From what people decided: the input as it was, with the likeliest wrong value. @throws invalid-request where that is not enough. */
async function drawn (tx: OperatorTx, seed: string, systemId: string, { pillar, unit = '', count = 0 }: NewPlantedCheck): Promise<NonNullable<NewPlantedCheck['proposals']>> {
  const found = (await store.donors(tx, systemId, pillar, unit, DRAWN_FROM)).flatMap((donor) => {
    const proposal = wrongValueOf({ pillar, ...donor })
    return proposal === undefined ? [] : [{ ...donor, proposal }]
  })
  if (found.length < count) throw unknown('/count', `is more than the ${found.length} decided outputs with a wrong alternative that there are`, 'Draw fewer, or state the proposals')
  return shuffled(randomOf(`${seed} draw`), found).slice(0, count).map(({ inputReference, goodsRef, confidence, alternatives, explanation, shownWords, finalValue, proposal }) => ({
    inputReference, proposal, rightValue: finalValue, alternatives: shownAlternatives({ pillar, finalValue, alternatives }, proposal), ...goodsRef === null ? {} : { goodsRef }, ...confidence === null ? {} : { confidence }, ...explanation === null ? {} : { explanation }, ...shownWords === null ? {} : { shownWords }
  }))
}

/** @throws ai-planted-check-not-found; ai-planted-check-refused once it is cancelled; what `demand` throws. */
export function cancelCheck (deps: OversightDeps, principal: Principal, id: string, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'ai:write', route: 'POST /v1/ai-planted-checks/{id}/cancel', idempotencyKey, input: { id }, clock: deps.clock }, async (tx) => {
    const check = await store.lockCheck(tx, id)
    if (check === undefined) throw plantedCheckNotFound(NO_CHECK)
    demand(check.revision)
    if (check.cancelledAt !== null) throw plantedCheckRefused('The plan is cancelled already.')
    const cancelled = await store.cancelRest(tx, id)
    tx.log('ai_planted_check.cancelled', `ai_planted_check:${id}`, { cancelled })
    return await answerOf(tx, id, 200)
  })
}

async function answerOf (tx: OperatorTx, id: string, status: number): Promise<StoredAnswer> {
  const check = await store.findCheck(tx, id)
  if (check === undefined) throw plantedCheckNotFound(NO_CHECK)
  return { status, headers: { etag: `"${check.revision}"`, ...status === 201 ? { location: `/v1/ai-planted-checks/${id}` } : {} }, body: JSON.stringify(checkToWire(check, await store.proposalsOf(tx, id))) }
}

/** @throws ai-planted-check-not-found. */
export function findCheck ({ db }: Pick<OversightDeps, 'db'>, principal: Principal, id: string): Promise<{ readonly check: KeptCheck, readonly proposals: readonly KeptProposal[] }> {
  return withOperatorReadOnly(db, principal, 'ai:write', async (tx) => {
    const check = await store.findCheck(tx, id)
    if (check === undefined) throw plantedCheckNotFound(NO_CHECK)
    return { check, proposals: await store.proposalsOf(tx, id) }
  })
}

/** Planned last first. */
export function listChecks ({ db }: Pick<OversightDeps, 'db'>, principal: Principal, { system, limit = DEFAULT_PAGE, cursor }: PlantedFilter): Promise<{ items: KeptCheck[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor('AI planted checks', cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, 'ai:write', async (tx) => {
    const systemId = system === undefined ? null : (await loggedSystems(tx, [system])).get(system)?.id
    if (systemId === undefined) return { items: [], nextCursor: null }
    const rows = await store.listChecks(tx, systemId, limit + 1, after ?? null)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('AI planted checks', [last.id]) : null }
  })
}

/** Of how people decided nothing is told where fewer than five did. */
export function summaryToWire ({ systemId: _system, revision: _revision, reviewers, unit, decided, caught, cancelledAt, recordedAt, ...check }: KeptCheck) {
  const tells = reviewers === 0 || reviewers >= OVERSIGHT_RULES.leastReviewers
  return { ...check, unit: unit === '' ? null : unit, decided: tells ? decided : null, caught: tells ? caught : null, cancelledAt: cancelledAt?.toISOString() ?? null, recordedAt: recordedAt.toISOString() }
}

export const checkToWire = (check: KeptCheck, proposals: readonly KeptProposal[]) => ({ ...summaryToWire(check), proposals: proposals.map(({ dueAt, ...proposal }) => ({ ...proposal, dueAt: dueAt.toISOString() })) })
