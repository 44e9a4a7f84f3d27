import type { Weights } from './cells.ts'

/**
 * Weights and thresholds. They are internal defaults of this system, which the operator may change: neither EU law nor the Guidelines fix
 * a number (customs.md 5.1, 9). Pure.
 */

export interface Threshold {
  /** Above it: needs a look. */
  readonly amber: number
  /** Above it: needs action. */
  readonly red: number
}

export const MEASURES = ['serious', 'repeated', 'recurring_types', 'minor_per_1000', 'weighted_per_1000'] as const
export type Measure = typeof MEASURES[number]

export interface SanctionSettings {
  readonly weights: Weights
  readonly thresholds: Readonly<Record<Measure, Threshold>>
}

/**
 * customs.md 5.1 and 9: serious_sanctions_36m, repeated_sanctions_36m (types), sanctions_per_1000_declarations, sanctions_weighted_per_1000.
 * What is repeated after a correction is taken as seriously as what is serious.
 */
export const INTERNAL_DEFAULTS: SanctionSettings = {
  weights: { minor: 1, medium: 3, serious: 10 },
  thresholds: {
    serious: { amber: 0, red: 1 }, repeated: { amber: 0, red: 1 }, recurring_types: { amber: 1, red: 2 }, minor_per_1000: { amber: 2, red: 5 }, weighted_per_1000: { amber: 5, red: 15 }
  }
}

export type Level = 'green' | 'amber' | 'red'

/** Null where nothing was counted against. */
export const levelOf = (value: number | null, { amber, red }: Threshold): Level | null =>
  value === null ? null : value > red ? 'red' : value > amber ? 'amber' : 'green'
