import type { GoodsHistory, Observation } from './knowledge.ts'
import { addMonths, monthOf } from './elements.ts'

/** Reading what was declared before of the same goods. Pure. */

/** Observations of one kind in the months before the day, the month of the day itself included. */
export function observationsBefore (history: GoodsHistory | undefined, kind: Observation['kind'], day: string, months: number): readonly Observation[] {
  const first = monthOf(addMonths(day, -months))
  const last = monthOf(day)
  return (history?.observations ?? []).filter((observation) => observation.kind === kind && observation.month > first && observation.month <= last)
}

/** One line in five may differ before it is doubtful which of the values is the usual one. */
const USUAL_SHARE = 0.8

/**
 * What these goods are usually declared with, if that can be told. A slip stays in the history for as long as it is looked at, and is
 * found on the line that has it: the lines after it that are right again are not to be found with it.
 */
export function usualValue (observations: readonly Observation[]): string | undefined {
  const counts = new Map<string, number>()
  let total = 0
  for (const { value, count } of observations) {
    counts.set(value, (counts.get(value) ?? 0) + count)
    total += count
  }
  for (const [value, count] of counts) if (count >= total * USUAL_SHARE) return value
  return undefined
}

/** What was declared in the latest month that knows anything of it. */
export function latestValues (observations: readonly Observation[]): string[] {
  const latest = observations.reduce((month, observation) => observation.month > month ? observation.month : month, '')
  return [...new Set(observations.filter(({ month }) => month === latest).map(({ value }) => value))]
}
