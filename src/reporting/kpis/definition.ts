import type { Scope } from '../../platform/access.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Threshold } from './threshold.ts'

/** What a key figure is: the vocabulary of the catalogue. Pure. */

/** What figures may be asked by, beside the month. */
export const DIMENSIONS = ['unit', 'site', 'procedure', 'source_system', 'representative'] as const
export type Dimension = typeof DIMENSIONS[number]
export const GROUPS = ['month', ...DIMENSIONS] as const
export type Group = typeof GROUPS[number]

export const UNITS = ['count', 'percent', 'per_mille', 'ratio', 'days', 'hours', 'percentage_points', 'currency'] as const
export type Unit = typeof UNITS[number]
export const DIRECTIONS = ['higher', 'lower', 'info'] as const
export type Better = typeof DIRECTIONS[number]

/**
 * `period`: what falls on the days asked for. `rolling_36_months`: the 36 months that end on the last day. `as_of_day`: what held on the
 * last day.
 */
export const PERIODS = ['period', 'rolling_36_months', 'as_of_day'] as const
export type PeriodKind = typeof PERIODS[number]

/** `wilson`: a share of cases. `garwood`: events against an exposure, exact Poisson. `none`: counts, ages, shares of money. */
export const INTERVALS = ['wilson', 'garwood', 'none'] as const
export type IntervalKind = typeof INTERVALS[number]

/** What a source is asked: points in time, and the dimensions, `all` among them; `broker` stands for the representative. */
export interface SourceAsked {
  readonly points: readonly { readonly from: string, readonly to: string }[]
  readonly dimensions: readonly string[]
}

/** `point` (from 1), `dimension`, `key`, optionally `currency`, and a column for each figure. */
export type SourceRow = Readonly<Record<string, string | number | null>>
export type AskSource = (tx: OperatorTx, asked: SourceAsked) => Promise<readonly SourceRow[]>

/** Answers sums for all points in time, of all and by one dimension. */
export type Source = StatementSource | AskedSource

interface SourceFacts {
  readonly name: string
  /** Which totals or registers it reads, in words. */
  readonly reads: string
  readonly period: PeriodKind
  /** Dimensions beside that of all. */
  readonly dimensions: readonly Dimension[]
  /** False where the past is not kept: only the last day can be told. */
  readonly byMonth: boolean
}

/** One statement. */
export interface StatementSource extends SourceFacts {
  /**
   * $1 operator, $2 and $3 first and last days of the points, $4 (where `dimensions` are) the dimensions asked for, `broker` standing for
   * the representative. Answers rows as a source does.
   */
  readonly statement: string
}

/** A question to another feature, where what it decides is worked out there and nowhere else; a constant number of statements. */
export interface AskedSource extends SourceFacts { readonly ask: AskSource }

/** A number that a source answers, named for people. */
export interface Quantity {
  readonly source: Source
  /** Columns that are added up. */
  readonly figures: readonly string[]
  readonly words: string
}

/** `count`: the numerator itself. `ratio`: numerator by denominator. `measured`: what the source worked out, a median or a percentile. */
export type RecipeKind = 'count' | 'ratio' | 'measured'

/** How a key figure is worked out. */
export interface Recipe {
  readonly name: string
  readonly kind: RecipeKind
  readonly numerator: Quantity
  /** Of a count: what was looked at; a count of nothing looked at is no data, and no zero. */
  readonly denominator?: Quantity
  readonly interval: IntervalKind
  /** The dimensions that make sense, where the sources could do more. */
  readonly dimensions?: readonly Dimension[]
  /** The days that the numerator looks at, where its source looks at others too. */
  readonly period?: PeriodKind
  /** The threshold is one of a year: other periods have no colour. */
  readonly yearly?: true
  /** A right beside that of reading reports: of what the figure would give away. */
  readonly needs?: Scope
  /** How this differs from the formula, or what it leaves open. */
  readonly remark?: string
}

/** A key figure that no data supports yet. */
export interface Awaited {
  readonly name: string
  /** The register that it waits for. */
  readonly register: string
  readonly because: string
}

/** As the catalogue of the domain has it. */
export interface Described {
  readonly name: string
  readonly formula: string
  readonly unit: Unit
  readonly better: Better
  readonly threshold: Threshold
}

export type Kpi = Described & { readonly groups: readonly Group[] } & (
  | { readonly state: 'supported', readonly recipe: Recipe, readonly period: PeriodKind }
  | { readonly state: 'awaiting', readonly awaited: Awaited })

/** The sources that a recipe reads. */
export const sourcesOf = ({ numerator, denominator }: Recipe): Source[] => [...new Set([numerator.source, ...denominator === undefined ? [] : [denominator.source]])]

/** What a recipe's figures may be asked by: what all its sources can tell apart. */
export function groupsOf (recipe: Recipe): Group[] {
  const sources = sourcesOf(recipe)
  const dimensions = DIMENSIONS.filter((dimension) => sources.every((source) => source.dimensions.includes(dimension)) && (recipe.dimensions?.includes(dimension) ?? true))
  return [...sources.every(({ byMonth }) => byMonth) ? ['month' as const] : [], ...dimensions]
}
