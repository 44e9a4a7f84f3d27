import { compareGroups, COMPARED_SHARES } from '../../../ai-oversight/group-comparison.ts'
import type { ComparedShare, GroupComparison } from '../../../ai-oversight/group-comparison.ts'
import type { Measure } from '../../../ai-oversight/measure.ts'
import { without } from '../../../ai-oversight/measure.ts'
import { MEASURES } from '../../../ai-oversight/measures.ts'
import type { MeasureKind } from '../../../ai-oversight/measures.ts'
import { isRandomSample } from '../../../ai-oversight/outcomes.ts'
import { OUTCOME_SOURCES } from '../../../ai-oversight/record.ts'
import { reviewGroups } from '../../../ai-oversight/review-groups.ts'
import type { OversightRules } from '../../../ai-oversight/rules.ts'
import { cutBy, Sums } from '../../../ai-oversight/sums.ts'
import type { CutDimension } from '../../../ai-oversight/sums.ts'
import type { Count } from '../../../ai-oversight/tally.ts'
import { shownMeasures } from './shown-measure.ts'
import type { ShownMeasure } from './shown-measure.ts'

/** All measures of outputs and of how people decide on them, by what is asked. Pure. */

/** Cuts that a report may be asked by; a month by the day the output was made. */
export const OVERSIGHT_CUTS = ['system', 'version', 'pillar', 'unit', 'month'] as const
export type OversightCut = typeof OVERSIGHT_CUTS[number]

const DIMENSIONS: Readonly<Record<OversightCut, CutDimension>> = { system: 'system', version: 'version', pillar: 'pillar', unit: 'unit', month: 'period' }

/** What a report is of; absent: all. */
export interface OversightFilter {
  readonly system?: string | undefined
  readonly version?: string | undefined
  readonly pillar?: string | undefined
  readonly unit?: string | undefined
}

export interface OversightGroup {
  /** Null: all, or several that were put together. */
  readonly key: string | null
  readonly merged: readonly string[]
  /** Outputs, planted ones apart; and of them those decided, those used, and those of a system that was not in use on the day. */
  readonly outputs: number
  readonly decided: number
  readonly used: number
  readonly unapproved: number
  /** Items of declarations that name a system, and those of them that no output in the log is of. */
  readonly items: number
  readonly itemsNotLogged: number
  readonly measures: readonly ShownMeasure[]
}

export interface ComparedGroup extends GroupComparison { readonly share: ComparedShare }

export interface OversightReport {
  /** Measures of the systems, which tell nothing of people. */
  readonly groups: readonly OversightGroup[]
  /** Measures of how people decide: cuts of fewer than five reviewers are put together, and withheld where they are fewer still. */
  readonly decisionGroups: readonly OversightGroup[]
  /** Each group against the others. */
  readonly comparisons: readonly ComparedGroup[]
}

export interface OversightQuestion {
  readonly by: OversightCut | null
  /** Whether measures of people may be told of what the filter leaves (`standsAlone`). */
  readonly tellsOfPeople: boolean
  readonly rules: OversightRules
}

/** Nothing where nothing was recorded. */
export function oversightReport (counts: readonly Count[], { by, tellsOfPeople, rules }: OversightQuestion): OversightReport {
  if (counts.length === 0) return { groups: [], decisionGroups: [], comparisons: [] }
  const systemGroups = by === null ? [{ key: null, merged: [], counts }] : cutBy(counts, DIMENSIONS[by]).map((cut) => ({ ...cut, merged: [] }))
  const peopleGroups = by === null || !tellsOfPeople ? [{ key: null, merged: [], counts }] : reviewGroups(counts, DIMENSIONS[by])
  return {
    groups: systemGroups.map((group) => groupOf(group, measuresOf('system', group.counts, rules))),
    decisionGroups: peopleGroups.map((group) => groupOf(group, tellsOfPeople ? measuresOf('people', group.counts, rules) : withheld(rules))),
    comparisons: by === null || !tellsOfPeople ? [] : COMPARED_SHARES.flatMap((share) => compareGroups(peopleGroups, share, rules).map((compared) => ({ ...compared, share })))
  }
}

/**
 * Whether what a filter leaves may be told of people beside the report without it: a part of fewer than five reviewers could be had by
 * subtraction, the part itself or the rest of it.
 *
 * @param reviewers counts of reviewers alone, without the filter.
 */
export function standsAlone (reviewers: readonly Count[], filter: OversightFilter): boolean {
  const stated = Object.entries(filter).flatMap(([dimension, value]) => value === undefined ? [] : [[dimension as keyof OversightFilter, value] as const])
  return stated.every(([dimension, value]) => {
    const beside = reviewers.filter((count) => stated.every(([other, wanted]) => other === dimension || count[other] === wanted))
    const own = beside.filter((count) => count[dimension] === value)
    return own.length === 0 || reviewGroups(beside, dimension).some(({ key }) => key === value)
  })
}

function groupOf ({ key, merged, counts }: { readonly key: string | null, readonly merged: readonly string[], readonly counts: readonly Count[] }, measures: readonly ShownMeasure[]): OversightGroup {
  const sums = new Sums(counts)
  const open = sums.count('decision', 'open')
  const outputs = sums.count('decision')
  return { key, merged, outputs, decided: outputs - open, used: sums.count('use'), unapproved: sums.count('unapproved'), items: sums.count('item'), itemsNotLogged: sums.count('item', 'not_logged'), measures }
}

const kindsOf = (concerns: MeasureKind['concerns']): MeasureKind[] => MEASURES.filter((kind) => kind.concerns === concerns)

/** By source of the outcome where a measure is asked so; sources without any outcome are left out, but one tells that there are none. */
function measuresOf (concerns: MeasureKind['concerns'], counts: readonly Count[], rules: OversightRules): ShownMeasure[] {
  const sums = new Sums(counts)
  const sources = OUTCOME_SOURCES.filter((source) => sums.count('outcome', source) > 0)
  return kindsOf(concerns).flatMap((kind) => {
    if (!kind.bySource) return shownMeasures(kind, null, kind.of(sums, '', rules))
    if (sources.length === 0) return shownMeasures(kind, null, noOutcomes(kind, sums, rules))
    return sources.flatMap((source) => shownMeasures(kind, { name: source, isRandom: isRandomSample(source) }, kind.of(sums, source, rules)))
  })
}

/** What the measure says of people who are few is said before that there are no outcomes. */
const noOutcomes = (kind: MeasureKind, sums: Sums, rules: OversightRules): Measure => kind.of(sums, OUTCOME_SOURCES[0], rules)

const withheld = (rules: OversightRules): ShownMeasure[] => kindsOf('people').flatMap((kind) => shownMeasures(kind, null, without('too_few_people', rules, null)))
