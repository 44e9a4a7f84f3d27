import { addDays, utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { addedScatter, NO_SCATTER, scatterOf, stretchesOf } from '../../statistics/scatter.ts'
import { pillarsOf } from '../competence/catalogue.ts'
import type { TrainingDeps } from '../deps.ts'
import { readCatalogue } from '../loader/read-training.ts'
import type { Workforce } from '../loader/workforce.ts'
import { cutsOf } from './cuts.ts'
import type { Cut, NeedOfRate, Staff, Window } from './cuts.ts'
import { effectsOf, hasNothingToCompare } from './effect.ts'
import type { Counts, CutCounts, Effect } from './effect.ts'
import RULES from './effect-rules.json' with { type: 'json' }
import { needsOfRate } from '../needs/needs-of-rate.ts'
import { readHeldTrainings } from './held-trainings.ts'

/** What trainings did to the errors of whoever took part, read in a constant number of statements. */

export const EFFECT_RULES = RULES

export type EffectDeps = Pick<TrainingDeps, 'workforce' | 'clock' | 'declaredInWindows' | 'reviewedInWindows'>

export interface EffectReport {
  /** All of the period of which something can be said: they are corrected for each other. */
  readonly effects: readonly Effect[]
  /** Groups of so few people that a figure would be one of persons. */
  readonly withheld: number
  /** Groups of which too few took part to see anything. */
  readonly tooFewTrained: number
  /** Groups that declared nothing before or after. */
  readonly nothingToCompare: number
}

/** Of one that ended in the period, at most; longer ones are courses of study, and no session. */
const LONGEST_TRAINING_DAYS = 366

/** More than this nobody reads, and each has four windows of half a year. */
export const MOST_CUTS = 1_000

/**
 * Effects of the trainings that ended in the period.
 *
 * @param leastPeople units of fewer are taken together, and withheld where that is still fewer.
 * @throws invalid-request for a period with more of them than `most`.
 */
export async function readEffects (tx: OperatorTx, deps: EffectDeps, period: Window, leastPeople: number, most = MOST_CUTS): Promise<EffectReport> {
  const today = utcDay(deps.clock())
  // A need may have led to a training that began before the period, and been closed by then.
  const needs = await needsOfRate(tx, { from: addDays(period.from, -LONGEST_TRAINING_DAYS), to: period.to })
  const span = spanOf(period, needs)
  const all = await readHeldTrainings(tx, span)
  const looked = all.filter(({ to }) => period.from <= to && to <= period.to)
  const [workforce, catalogue] = [await deps.workforce(tx, span), await readCatalogue(tx)]
  const { cuts, number, ...left } = cutsOf(looked, all, { staff: staffOf(workforce), pillarsOf: (topic) => pillarsOf(catalogue, [topic]), needs, today, leastPeople, rules: RULES, most })
  if (number > most) throw invalidRequest('That is more than a report shows.', { errors: [{ pointer: '/to', detail: `makes ${number} rows, of at most ${most}`, hint: 'Ask for a shorter period' }] })
  const judged = effectsOf(cuts, await countsOf(tx, deps, cuts), RULES)
  const effects = judged.filter((effect) => !hasNothingToCompare(effect))
  return { effects, nothingToCompare: judged.length - effects.length, ...left }
}

/** All days on which a training may have touched a window of those of the period. */
function spanOf ({ from, to }: Window, needs: readonly NeedOfRate[]): Window {
  const first = [addDays(from, -RULES.windowDays), ...needs.map(({ pastFrom, evidenceFrom }) => pastFrom ?? addDays(evidenceFrom, -RULES.windowDays))].toSorted()[0]
  return { from: first ?? from, to: addDays(to, RULES.windowDays) }
}

function staffOf ({ on, unitOf }: Workforce): Staff {
  const sizes = new Map<string, Map<string, number>>()
  const sizesOn = (day: string): Map<string, number> => {
    const known = sizes.get(day) ?? new Map([...Map.groupBy(on(day), ({ unit }) => unit ?? '')].map(([unit, people]) => [unit, people.length]))
    sizes.set(day, known)
    return known
  }
  return { unitOf, peopleIn: (unit, day) => sizesOn(day).get(unit) ?? 0 }
}

const NOTHING: Counts = { declarations: 0, raised: 0, decided: 0, errors: 0, scatter: NO_SCATTER }

/** Each window is read once, whatever number of cuts look at it. */
async function countsOf (tx: OperatorTx, deps: EffectDeps, cuts: readonly Cut[]): Promise<CutCounts[]> {
  const windows = new Map(cuts.flatMap(({ units, pillar, before, after }) => [before, ...after === null ? [] : [after]].flatMap((window) =>
    [null, ...units].map((unit) => ({ unit, pillar, ...window })))).map((window) => [nameOf(window), window]))
  const list = [...windows.values()]
  const declared = await declaredIn(tx, deps, list)
  const reviewed = await deps.reviewedInWindows(tx, list)
  const counted = new Map([...windows].map(([name, window], index): [string, Counts] => {
    const [{ errors, errorsByStretch, ...rest }, exposures] = [reviewed[index]!, declared(window)]
    return [name, { ...rest, errors, declarations: exposures.reduce((sum, one) => sum + one, 0), scatter: scatterOf(errorsByStretch, exposures) }]
  }))
  const countIn = (units: readonly (string | null)[], pillar: string, window: Window | null): Counts =>
    window === null ? NOTHING : units.map((unit) => counted.get(nameOf({ unit, pillar, ...window })) ?? NOTHING).reduce((sum, counts) => combined(sum, counts, 1), NOTHING)
  return cuts.map(({ units, pillar, before, after }) => {
    const own = { before: countIn(units, pillar, before), after: countIn(units, pillar, after) }
    return { ...own, restBefore: combined(countIn([null], pillar, before), own.before, -1), restAfter: combined(countIn([null], pillar, after), own.after, -1) }
  })
}

type UnitWindow = Window & { readonly unit: string | null }

/** Declarations of each window by stretch; of several pillars once. */
async function declaredIn (tx: OperatorTx, { declaredInWindows }: EffectDeps, windows: readonly UnitWindow[]): Promise<(window: UnitWindow) => number[]> {
  const placeOf = ({ unit, from, to }: UnitWindow): string => JSON.stringify([unit, from, to])
  const asked = [...new Map(windows.map((window) => [placeOf(window), window])).values()].map((window) => ({ window, stretches: stretchesOf(window).map((stretch) => ({ unit: window.unit, ...stretch })) }))
  const found = (await declaredInWindows(tx, asked.flatMap(({ stretches }) => stretches))).values()
  const declared = new Map(asked.map(({ window, stretches }) => [placeOf(window), stretches.map(() => found.next().value ?? 0)]))
  return (window) => declared.get(placeOf(window)) ?? []
}

const nameOf = ({ unit, pillar, from, to }: Window & { readonly unit: string | null, readonly pillar: string }): string => JSON.stringify([unit, pillar, from, to])

/** Never below zero: a declaration whose unit changed may be counted in two of them, and in the whole once. */
function combined (a: Counts, b: Counts, sign: 1 | -1): Counts {
  const of = (name: Exclude<keyof Counts, 'scatter'>): number => Math.max(0, a[name] + sign * b[name])
  // The rest scatters as the whole does: what the own unit adds to that cannot be taken out again.
  const scatter = sign === -1 ? a.scatter : addedScatter(a.scatter, b.scatter)
  return { declarations: of('declarations'), raised: of('raised'), decided: of('decided'), errors: of('errors'), scatter }
}
