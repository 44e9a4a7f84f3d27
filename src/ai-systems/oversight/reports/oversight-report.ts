import { compareGroups, COMPARED_SHARES } from '../../../ai-oversight/group-comparison.ts'
import type { ComparedShare, GroupComparison } from '../../../ai-oversight/group-comparison.ts'
import type { Measure } from '../../../ai-oversight/measure.ts'
import { without } from '../../../ai-oversight/measure.ts'
import { MEASURES } from '../../../ai-oversight/measures.ts'
import type { MeasureKind } from '../../../ai-oversight/measures.ts'
import { isTold, monthBlocks, monthsLeftOut } from '../../../ai-oversight/month-blocks.ts'
import type { MonthBlock, MonthSpan } from '../../../ai-oversight/month-blocks.ts'
import { isRandomSample } from '../../../ai-oversight/outcomes.ts'
import { OUTCOME_SOURCES } from '../../../ai-oversight/record.ts'
import { reviewGroups } from '../../../ai-oversight/review-groups.ts'
import type { ReviewGroup } from '../../../ai-oversight/review-groups.ts'
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
  /** Months whose decisions are in no measure of people, as a report without them would give them away (`monthBlocks`). */
  readonly monthsLeftOut: readonly string[]
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
  /** Counts of reviewers of what the filter leaves, of all months and not only of those asked for. */
  readonly reviewers: readonly Count[]
  /** Likewise, of what each condition of the filter takes away: the one is to be had by subtraction from the other. */
  readonly besides: readonly (readonly Count[])[]
  readonly span: MonthSpan
  readonly rules: OversightRules
}

/** Nothing where nothing was recorded. */
export function oversightReport (counts: readonly Count[], question: OversightQuestion): OversightReport {
  if (counts.length === 0) return { groups: [], decisionGroups: [], comparisons: [] }
  const { by, tellsOfPeople, span, rules } = question
  const systemGroups = by === null ? [whole(counts)] : cutBy(counts, DIMENSIONS[by]).map((cut) => ({ ...cut, merged: [] }))
  const { groups, blocks } = by === null || !tellsOfPeople ? ofAll(counts, question) : by === 'month' ? byMonths(counts, question) : byPart(counts, DIMENSIONS[by], question)
  const leftOut = monthsLeftOut(blocks, span)
  const told = groups.map((group) => ({ ...group, counts: group.counts.filter(({ period }) => !leftOut.includes(period)) }))
  return {
    groups: systemGroups.map((group) => groupOf(group, measuresOf('system', group.counts, rules))),
    decisionGroups: groups.map((group, index) => groupOf(group, tellsOfPeople && !isEmptied(group, told[index]) ? measuresOf('people', told[index]?.counts ?? [], rules) : withheld(rules), leftOut)),
    comparisons: by === null || !tellsOfPeople ? [] : COMPARED_SHARES.flatMap((share) => compareGroups(told, share, rules).map((compared) => ({ ...compared, share })))
  }
}

interface PeopleGroups { readonly groups: readonly ReviewGroup[], readonly blocks: readonly MonthBlock[] }

const whole = (counts: readonly Count[]): ReviewGroup => ({ key: null, merged: [], counts })
const hasReviewers = (counts: readonly Count[]): boolean => counts.some(({ counter }) => counter === 'reviewer')
/** Somebody decided, and nothing of it is told. */
const isEmptied = (group: ReviewGroup, told: ReviewGroup | undefined): boolean => hasReviewers(group.counts) && !hasReviewers(told?.counts ?? [])

const ofAll = (counts: readonly Count[], { reviewers, besides, rules }: OversightQuestion): PeopleGroups => ({ groups: [whole(counts)], blocks: monthBlocks([reviewers, ...besides], rules.leastReviewers) })

/** Put together by the people of all months: a part is told of by itself in each period or in none. */
function byPart (counts: readonly Count[], dimension: CutDimension, { reviewers, besides, rules }: OversightQuestion): PeopleGroups {
  const parts = reviewGroups(reviewers, dimension)
  const countsOf = new Map(cutBy(counts, dimension).map((cut) => [cut.key, cut.counts]))
  const members = parts.map(({ key, merged }) => key === null ? merged : [key])
  const known = new Set(members.flat())
  const groups = parts.map(({ key, merged }, index): ReviewGroup => ({ key, merged: merged.filter((one) => countsOf.has(one)), counts: (members[index] ?? []).flatMap((one) => countsOf.get(one) ?? []) }))
  return {
    groups: [...groups.filter((group) => group.counts.length > 0), ...[...countsOf].flatMap(([key, own]) => known.has(key) ? [] : [{ key, merged: [], counts: own }])],
    blocks: monthBlocks([...parts.map((part) => part.counts), ...besides], rules.leastReviewers)
  }
}

/** Each block, then what is left out, then months in which nobody decided. */
function byMonths (counts: readonly Count[], { reviewers, besides, span, rules }: OversightQuestion): PeopleGroups {
  const byMonth = new Map(cutBy(counts, 'period').map((cut) => [cut.key, cut.counts]))
  const together = (months: readonly string[]): ReviewGroup => ({ key: months.length === 1 ? months[0] ?? null : null, merged: months.length === 1 ? [] : months, counts: months.flatMap((month) => byMonth.get(month) ?? []) })
  const blocks = monthBlocks([reviewers, ...besides], rules.leastReviewers).toSorted((a, b) => (a.months[0] ?? '') < (b.months[0] ?? '') ? -1 : 1)
  const leftOut = monthsLeftOut(blocks, span)
  const inBlocks = new Set(blocks.flatMap(({ months }) => months))
  const groups = [
    ...blocks.filter((block) => isTold(block, span)).map(({ months }) => together(months)), ...leftOut.length === 0 ? [] : [{ ...together(leftOut), key: null, merged: leftOut }],
    ...[...byMonth.keys()].filter((month) => !inBlocks.has(month)).map((month) => together([month]))
  ]
  return { groups: groups.filter((group) => group.counts.length > 0), blocks }
}

/**
 * Whether what a filter leaves may be told of people beside the report without it: a part of fewer than five reviewers could be had by
 * subtraction, the part itself or the rest of it.
 *
 * @param reviewers counts of reviewers alone, without the filter, of all months.
 */
export function standsAlone (reviewers: readonly Count[], filter: OversightFilter): boolean {
  return conditionsOf(reviewers, filter).every(({ dimension, value, beside }) => !beside.some((count) => count[dimension] === value) || reviewGroups(beside, dimension).some(({ key }) => key === value))
}

/** Counts of what the filter leaves, and of what each of its conditions takes away. */
export function sidesOf (counts: readonly Count[], filter: OversightFilter): Pick<OversightQuestion, 'reviewers' | 'besides'> {
  const conditions = conditionsOf(counts, filter)
  return {
    reviewers: counts.filter((count) => conditions.every(({ dimension, value }) => count[dimension] === value)),
    besides: conditions.map(({ dimension, value, beside }) => beside.filter((count) => count[dimension] !== value))
  }
}

/** Each with the counts that all the other conditions leave. */
function conditionsOf (counts: readonly Count[], filter: OversightFilter) {
  const stated = Object.entries(filter).flatMap(([dimension, value]) => value === undefined ? [] : [[dimension as keyof OversightFilter, value] as const])
  return stated.map(([dimension, value]) => ({ dimension, value, beside: counts.filter((count) => stated.every(([other, wanted]) => other === dimension || count[other] === wanted)) }))
}

function groupOf ({ key, merged, counts }: ReviewGroup, measures: readonly ShownMeasure[], leftOut: readonly string[] = []): OversightGroup {
  const sums = new Sums(counts)
  const open = sums.count('decision', 'open')
  const outputs = sums.count('decision')
  return { key, merged, outputs, decided: outputs - open, used: sums.count('use'), unapproved: sums.count('unapproved'), items: sums.count('item'), itemsNotLogged: sums.count('item', 'not_logged'), monthsLeftOut: leftOut, measures }
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
