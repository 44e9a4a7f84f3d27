import { eventRate } from '../../statistics/poisson-rate.ts'
import type { Severity } from '../model.ts'
import type { Exposure, Weights } from './cells.ts'
import { projectCrossing } from './projection.ts'
import type { InWindow, Projection } from './projection.ts'
import type { Rate } from './rows.ts'
import { levelOf } from './settings.ts'
import type { Level, Measure, SanctionSettings, Threshold } from './settings.ts'
import { isInWindow, leavesOn } from './window.ts'

/**
 * The conduct of the operator as IA 24(1) looks at it: serious and repeated infringements of the last three years, crimes without an
 * end, minor ones against the number and size of operations (customs.md 5.1). Pure.
 */

export interface CorrectiveDates {
  readonly dueOn: string
  readonly implementedOn: string | null
}

/** A sanction as far as conduct looks at it. */
export interface Infringement {
  readonly id: string
  readonly pillar: string
  readonly severity: Severity
  readonly seriousCrime: boolean
  /** Last day of the facts. */
  readonly factsTo: string
  readonly decisionDate: string
  readonly correctiveActions: readonly CorrectiveDates[]
}

/**
 * How an infringement stands to earlier ones of its type in the window. `repeated`: the facts are after the day on which a corrective
 * action of an earlier one was to work. `before_correction`: they are not. `without_correction`: no action is recorded of an earlier one.
 */
export const RECURRENCES = ['first', 'before_correction', 'without_correction', 'repeated'] as const
export type Recurrence = typeof RECURRENCES[number]

/** From that day on an action should work: from when it is in place, else from when it was to be. */
const worksFrom = ({ dueOn, implementedOn }: CorrectiveDates): string => implementedOn ?? dueOn

/** @param earlier of the same type and in the window, with facts on an earlier day. */
export function recurrenceOf (infringement: Infringement, earlier: readonly Infringement[]): Recurrence {
  if (earlier.length === 0) return 'first'
  const actions = earlier.flatMap(({ correctiveActions }) => correctiveActions)
  if (actions.length === 0) return 'without_correction'
  return actions.some((action) => worksFrom(action) < infringement.factsTo) ? 'repeated' : 'before_correction'
}

export interface WindowEntry {
  readonly infringement: Infringement
  readonly recurrence: Recurrence
  /** First day on which it is no longer in the window; null for a serious crime, which stays. */
  readonly leavesOn: string | null
  /** In the window of three years; a crime may be listed although it is not. */
  readonly inWindow: boolean
  /** It was decided only after the day of the view; the facts count all the same. */
  readonly decidedLater: boolean
}

export interface Measured {
  readonly measure: Measure
  readonly value: number | null
  readonly threshold: Threshold
  readonly level: Level | null
  /** Where the value is a count or a rate of counts: when amber and red would be passed at the present rate. */
  readonly amber: Projection | null
  readonly red: Projection | null
}

export interface Conduct {
  readonly on: string
  /** Serious, repeated and crimes, those that leave first come first. */
  readonly entries: readonly WindowEntry[]
  /** Types with two or more sanctions in the window (customs.md 9, repeated_sanctions_36m). */
  readonly recurringTypes: readonly { readonly pillar: string, readonly sanctions: number }[]
  readonly minor: { readonly sanctions: number, readonly exposure: Exposure, readonly ratePer1000: Rate, readonly ratePer1000Items: Rate }
  readonly measures: readonly Measured[]
}

/**
 * @param infringements those that may be in the window, and every serious crime; others are left out here.
 * @param exposure declarations and items accepted within the window.
 */
export function conductOf (infringements: readonly Infringement[], exposure: Exposure, { weights, thresholds }: SanctionSettings, on: string): Conduct {
  const inWindow = infringements.filter(({ factsTo }) => isInWindow(factsTo, on))
  const entries = infringements.filter(({ factsTo, seriousCrime }) => isInWindow(factsTo, on) || (seriousCrime && factsTo <= on)).map((infringement) => entryOf(infringement, inWindow, on))
  const shown = entries.filter(({ infringement, recurrence }) => infringement.severity === 'serious' || infringement.seriousCrime || recurrence === 'repeated')
  const minor = inWindow.filter(({ severity }) => severity === 'minor')
  const counted = {
    serious: inWindow.filter(({ severity }) => severity === 'serious'),
    repeated: entries.filter((entry) => entry.inWindow && entry.recurrence === 'repeated').map(({ infringement }) => infringement)
  }
  const recurring = recurringTypes(inWindow)
  return {
    on,
    entries: shown.toSorted((a, b) => (a.leavesOn ?? '9999') < (b.leavesOn ?? '9999') ? -1 : a.leavesOn === b.leavesOn ? 0 : 1),
    recurringTypes: recurring,
    minor: { sanctions: minor.length, exposure, ratePer1000: rate(minor.length, exposure.declarations), ratePer1000Items: rate(minor.length, exposure.items) },
    measures: [
      countMeasure('serious', counted.serious, thresholds.serious, on), countMeasure('repeated', counted.repeated, thresholds.repeated, on), unprojected('recurring_types', recurring.length, thresholds.recurring_types),
      rateMeasure(minor, exposure.declarations, thresholds.minor_per_1000, on), weightedMeasure(inWindow, exposure.declarations, weights, thresholds.weighted_per_1000)
    ]
  }
}

function entryOf (infringement: Infringement, inWindow: readonly Infringement[], on: string): WindowEntry {
  const earlier = inWindow.filter(({ pillar, factsTo }) => pillar === infringement.pillar && factsTo < infringement.factsTo)
  return {
    infringement, recurrence: recurrenceOf(infringement, earlier), leavesOn: infringement.seriousCrime ? null : leavesOn(infringement.factsTo),
    inWindow: isInWindow(infringement.factsTo, on), decidedLater: infringement.decisionDate > on
  }
}

function recurringTypes (inWindow: readonly Infringement[]): { pillar: string, sanctions: number }[] {
  return [...Map.groupBy(inWindow, ({ pillar }) => pillar)].flatMap(([pillar, group]) => group.length < 2 ? [] : [{ pillar, sanctions: group.length }]).toSorted((a, b) => a.pillar < b.pillar ? -1 : 1)
}

function rate (events: number, exposure: number): Rate {
  const found = eventRate(events, exposure)
  return { value: found?.perThousand ?? null, low: found?.lower ?? null, high: found?.upper ?? null, lowData: found?.lowData ?? true }
}

const presentOf = (infringements: readonly Infringement[]): InWindow[] => infringements.map(({ factsTo }) => ({ since: factsTo, leaving: leavesOn(factsTo) }))

function countMeasure (measure: Measure, infringements: readonly Infringement[], threshold: Threshold, on: string): Measured {
  const present = presentOf(infringements)
  return { measure, value: present.length, threshold, level: levelOf(present.length, threshold), amber: projectCrossing(present, threshold.amber, on), red: projectCrossing(present, threshold.red, on) }
}

/** At the present number of declarations, a rate is above the threshold when the count is above its share of them. */
function rateMeasure (minor: readonly Infringement[], declarations: number, threshold: Threshold, on: string): Measured {
  if (declarations === 0) return { measure: 'minor_per_1000', value: null, threshold, level: null, amber: null, red: null }
  const value = 1000 * minor.length / declarations
  const at = (perThousand: number): Projection => projectCrossing(presentOf(minor), perThousand * declarations / 1000, on)
  return { measure: 'minor_per_1000', value, threshold, level: levelOf(value, threshold), amber: at(threshold.amber), red: at(threshold.red) }
}

const weightedMeasure = (inWindow: readonly Infringement[], declarations: number, weights: Weights, threshold: Threshold): Measured =>
  unprojected('weighted_per_1000', declarations === 0 ? null : 1000 * inWindow.reduce((total, { severity }) => total + weights[severity], 0) / declarations, threshold)

/** Neither a sum of weights nor a number of types is a count of events, so no exact rate stands behind a projection of it. */
const unprojected = (measure: Measure, value: number | null, threshold: Threshold): Measured => ({ measure, value, threshold, level: levelOf(value, threshold), amber: null, red: null })
