import type { GoodsHistory, Observation } from './knowledge.ts'
import { addMonths, monthOf } from './elements.ts'

/** Reading what was declared before of the same goods. Pure. */

/** Observations of one kind in the months before the day, the month of the day itself included. */
export function observationsBefore (history: GoodsHistory | undefined, kind: Observation['kind'], day: string, months: number): readonly Observation[] {
  const first = monthOf(addMonths(day, -months))
  const last = monthOf(day)
  return (history?.observations ?? []).filter((observation) => observation.kind === kind && observation.month > first && observation.month <= last)
}

/** What was declared in the latest month that knows anything of it. */
export function latestValues (observations: readonly Observation[]): string[] {
  const latest = observations.reduce((month, observation) => observation.month > month ? observation.month : month, '')
  return [...new Set(observations.filter(({ month }) => month === latest).map(({ value }) => value))]
}
