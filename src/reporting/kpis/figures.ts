import { DIMENSIONS } from './definition.ts'
import type { Dimension, Group, Kpi, Quantity, Recipe } from './definition.ts'
import { measure } from './measure.ts'
import type { Measured } from './measure.ts'
import { isYear, yearsBefore } from './points.ts'
import type { Point, Points } from './points.ts'
import { limitsFor, NO_LIMITS, statusOf } from './threshold.ts'
import type { Limits, Status } from './threshold.ts'

/** Figures of key figures from what their sources answered. Pure. */

/** Sums of one source at one point, of all or of one key: the name of a column with its number. */
export type Cell = Readonly<Record<string, number | undefined>>

export interface Cells {
  /** @param point its number, from 1. @param dimension undefined: of all. */
  at: (source: string, point: number, dimension: Dimension | undefined, key: string) => Cell | undefined
  keys: (source: string, dimension: Dimension) => readonly string[]
}

export interface Figure extends Measured, Limits {
  /** Null for all, and where nothing is named. */
  readonly key: string | null
  readonly month: string | null
  readonly from: string
  readonly to: string
  readonly outcome: 'measured' | 'no_data'
  readonly numerator: number | null
  readonly denominator: number | null
  readonly status: Status | null
}

export interface KpiFigures {
  readonly kpi: Kpi
  /** Of all, over the whole period. */
  readonly value: Figure
  /** By what was asked for. */
  readonly figures: readonly Figure[]
}

export const dimensionOf = (by: readonly Group[]): Dimension | undefined => DIMENSIONS.find((dimension) => by.includes(dimension))

type Supported = Extract<Kpi, { readonly state: 'supported' }>

/** Points that a request asks its sources for: the whole, its months, and the same stretches of earlier years. */
export function stretches ({ whole, months }: Points, byMonth: boolean, earlierYears: number): Point[] {
  const own = [whole, ...byMonth ? months : []]
  return [...own, ...own.flatMap((point) => Array.from({ length: earlierYears }, (_, year) => yearsBefore(point, year + 1)))]
}

export const earlierYearsOf = ({ threshold }: Kpi): number => threshold.kind === 'own_mean' ? threshold.years : 0

/** @param earlierYears for how many years before each stretch the sources were asked. */
export function figuresOf (kpi: Kpi, cells: Cells, points: Points, by: readonly Group[], earlierYears: number): KpiFigures {
  if (kpi.state === 'awaiting') return { kpi, value: { ...NOTHING, ...points.whole }, figures: [] }
  const reader = new Reader(kpi, cells, by.includes('month') ? points.months.length + 1 : 1, earlierYears)
  const own: readonly (Point & { readonly month: string | null })[] = by.includes('month') ? points.months : [{ ...points.whole, month: null }]
  const shift = by.includes('month') ? 2 : 1
  const dimension = dimensionOf(by)
  const figures = by.length === 0 ? [] : own.flatMap((point, index) => reader.row(point, index + shift, dimension))
  return { kpi, value: reader.of({ ...points.whole, month: null }, 1, undefined, '', []), figures }
}

const NOTHING: Omit<Figure, 'from' | 'to'> = {
  key: null, month: null, outcome: 'no_data', value: null, numerator: null, denominator: null, lower: null, upper: null, lowData: false, status: null, amber: null, red: null, low: null
}

class Reader {
  readonly #kpi: Supported
  readonly #cells: Cells
  readonly #stretches: number
  readonly #earlierYears: number

  /** @param stretches how many there are before those of earlier years. */
  constructor (kpi: Supported, cells: Cells, stretches: number, earlierYears: number) {
    this.#kpi = kpi
    this.#cells = cells
    this.#stretches = stretches
    this.#earlierYears = earlierYears
  }

  /** The figures of one stretch: one, or one for each key that any stretch has. */
  row (point: Point & { readonly month: string | null }, index: number, dimension: Dimension | undefined): Figure[] {
    if (dimension === undefined) return [this.of(point, index, undefined, '', [])]
    const keys = keysOf(this.#kpi.recipe, this.#cells, dimension)
    const peers = this.#kpi.threshold.kind === 'spread' ? keys.filter((key) => key !== '').map((key) => this.#measured(index, dimension, key).value).filter((value) => value !== null) : []
    return keys.map((key) => this.of(point, index, dimension, key, peers))
  }

  of ({ from, to, month }: Point & { readonly month: string | null }, index: number, dimension: Dimension | undefined, key: string, peers: readonly number[]): Figure {
    const { recipe, threshold, better } = this.#kpi
    const { value, ...bounds } = this.#measured(index, dimension, key)
    const limits = recipe.yearly === true && !isYear({ from, to }) ? NO_LIMITS : limitsFor(threshold, this.#earlier(index, dimension, key), peers)
    return {
      key: key === '' ? null : key, month, from, to, outcome: value === null ? 'no_data' : 'measured', value, ...bounds, ...limits,
      numerator: recipe.kind === 'measured' ? null : this.#quantity(recipe.numerator, index, dimension, key) ?? (value === null ? null : 0),
      denominator: recipe.denominator === undefined ? null : this.#quantity(recipe.denominator, index, dimension, key) ?? null,
      status: value === null ? null : statusOf(value, limits, better)
    }
  }

  /** The same figure in the years before, as far as there was data. */
  #earlier (index: number, dimension: Dimension | undefined, key: string): number[] {
    const years = Math.min(this.#earlierYears, earlierYearsOf(this.#kpi))
    return Array.from({ length: years }, (_, year) => this.#measured(this.#stretches + (index - 1) * this.#earlierYears + year + 1, dimension, key).value).filter((value) => value !== null)
  }

  #measured (index: number, dimension: Dimension | undefined, key: string): Measured {
    const { recipe, unit, better } = this.#kpi
    const { kind, interval, numerator, denominator } = recipe
    const asked = (quantity: Quantity): number | undefined => this.#quantity(quantity, index, dimension, key)
    const of = denominator === undefined ? null : asked(denominator)
    return measure({ kind, unit, better, interval }, asked(numerator), of, dimension === undefined ? undefined : this.#companyRate(index))
  }

  #companyRate (index: number): number | undefined {
    const { numerator, denominator } = this.#kpi.recipe
    const exposure = denominator === undefined ? undefined : this.#quantity(denominator, index, undefined, '')
    return exposure === undefined || exposure === 0 ? undefined : (this.#quantity(numerator, index, undefined, '') ?? 0) / exposure
  }

  #quantity ({ source, figures }: Quantity, index: number, dimension: Dimension | undefined, key: string): number | undefined {
    const cell = this.#cells.at(source.name, index, dimension, key)
    const numbers = figures.map((figure) => cell?.[figure]).filter((number) => number !== undefined)
    return numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + number, 0)
  }
}

/** Keys of a dimension that any stretch has. */
export function keysOf ({ numerator, denominator }: Recipe, cells: Cells, dimension: Dimension): string[] {
  return [...new Set([numerator, ...denominator === undefined ? [] : [denominator]].flatMap(({ source }) => cells.keys(source.name, dimension)))].toSorted()
}
