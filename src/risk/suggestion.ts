import type { Rating } from './method.ts'

/** What key figures let suspect of a likelihood: shown with its reasons to whoever scores, never applied. Pure. */

export interface IndicatorReading {
  /** Key figure that the catalogue links with the risk. */
  readonly indicator: string
  /** null: there is no data. */
  readonly level: 'green' | 'amber' | 'red' | null
}

/** The least likelihood that one reading of this colour lets suspect. */
export const SUGGESTED_FROM = { amber: 3, red: 4 } as const satisfies Record<string, Rating>

/** none: nothing speaks for more. unknown: no data of any indicator, which is not a likelihood of 1. */
export const SUGGESTION_STATES = ['raise', 'none', 'unknown'] as const
export type SuggestionState = typeof SUGGESTION_STATES[number]

export interface LikelihoodSuggestion {
  readonly state: SuggestionState
  /** The likelihood suggested; null where none is. */
  readonly likelihood: Rating | null
  /** Readings behind it, in the order given. */
  readonly because: readonly IndicatorReading[]
  /** Indicators without data. */
  readonly unknown: readonly string[]
}

/** @param stated the expert's likelihood; null before anybody confirmed one. */
export function suggestLikelihood (readings: readonly IndicatorReading[], stated: Rating | null): LikelihoodSuggestion {
  const unknown = readings.flatMap(({ indicator, level }) => level === null ? [indicator] : [])
  const suspicious = readings.filter(({ level }) => level === 'amber' || level === 'red')
  const least = suspicious.some(({ level }) => level === 'red') ? SUGGESTED_FROM.red : suspicious.length > 0 ? SUGGESTED_FROM.amber : null
  if (least !== null && (stated === null || stated < least)) return { state: 'raise', likelihood: least, because: suspicious, unknown }
  return { state: least === null && unknown.length === readings.length ? 'unknown' : 'none', likelihood: null, because: suspicious, unknown }
}
