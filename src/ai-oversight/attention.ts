import { quantileOf } from '../statistics/log-histogram.ts'
import { rankCorrelation } from '../statistics/rank-correlation.ts'
import { measured, ofPeople, shareOf, without } from './measure.ts'
import type { Level, Measure } from './measure.ts'
import { RATIONALE_BUCKETS } from './rationale.ts'
import type { OversightRules } from './rules.ts'
import type { Sums } from './sums.ts'
import { TIME_ERROR } from './tally.ts'

/** Whether people look before they decide (ai.md 4.2: M12 to M16). Pure. */

/** M12: planted wrong proposals that were overridden or rejected, by those decided: how X-ray screeners are kept awake with projected threats. */
export const plantedDetection = (sums: Sums, rules: OversightRules): Measure => ofPeople(sums, rules, () => {
  const n = sums.count('planted')
  const { below } = rules.planted
  return shareOf(n - sums.count('planted', 'accepted'), n, 'no_planted_decisions', rules, ({ share, upper }) => upper < below ? 'red' : share < below ? 'amber' : 'green')
})

/** Where the decision times are lower than a share of them; in seconds, within five per cent. */
const timeAt = (sums: Sums, share: number, rules: OversightRules): Measure => {
  const found = quantileOf(sums.histogram('seconds'), share, { level: rules.level, error: TIME_ERROR })
  return found === undefined ? without('no_times', rules) : measured({ ...found, n: sums.count('seconds') }, rules)
}

export interface DecisionTime extends Measure {
  /** The 5 % quantile, in seconds. */
  readonly fast: Measure
  /** Share of the decisions faster than a reference review of the same type of item. */
  readonly hasty: Measure
  /** Median of the decision time by the time to read what was shown. */
  readonly byReading: Measure
}

/** M13: median decision time in seconds. Its level is the worse one of `hasty` and `byReading`. */
export const decisionTime = (sums: Sums, rules: OversightRules): DecisionTime | Measure => ofPeople<DecisionTime | Measure>(sums, rules, () => {
  const median = timeAt(sums, 0.5, rules)
  if (median.value === null) return median
  const { amberAbove, redAbove, readingTimes } = rules.hasty
  const hasty = shareOf(sums.count('hasty', 'yes'), sums.count('hasty'), 'no_times', rules, ({ share }) => share > redAbove ? 'red' : share > amberAbove ? 'amber' : 'green')
  const reading = quantileOf(sums.histogram('reading'), 0.5, { level: rules.level, error: TIME_ERROR })
  const byReading = reading === undefined ? without('no_times', rules) : measured({ ...reading, n: sums.count('reading') }, rules, () => reading.value < readingTimes ? 'red' : 'green')
  return { ...median, level: worseOf(hasty.level, byReading.level), fast: timeAt(sums, 0.05, rules), hasty, byReading }
})

const ORDER: readonly (Level | null)[] = [null, 'green', 'amber', 'red']
const worseOf = (a: Level | null, b: Level | null): Level | null => ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b

/** M14: rank correlation of decision time and confidence, in groups. Whoever looks takes longer where the system is less sure: clearly below zero. */
export const timeByConfidence = (sums: Sums, rules: OversightRules): Measure => ofPeople(sums, rules, () => {
  const grid = sums.of('time_confidence').map(({ parts, count }) => ({ x: Number(parts[0]), y: Number(parts[1]), count }))
  const found = rankCorrelation(grid, rules.level)
  const n = sums.count('time_confidence')
  if (found === null) return without(n === 0 ? 'no_times' : 'nothing_to_tell_apart', rules, n)
  return measured({ value: found.rho, lower: found.lower, upper: found.upper, n }, rules)
})

/** M15: explanations opened, by those offered. */
export const explanationUse = (sums: Sums, rules: OversightRules): Measure =>
  ofPeople(sums, rules, () => shareOf(sums.count('explanation', 'opened'), sums.count('explanation'), 'no_explanations', rules))

/**
 * M16: the chance that two reasons picked at random are the same after normalising; 1 where all are. Counted by group, so that no text is
 * kept, and less the chance with which different reasons share a group; chance alone may leave it a little below zero, which is shown as 0.
 */
export const rationaleRepetition = (sums: Sums, rules: OversightRules): Measure => ofPeople(sums, rules, () => {
  const groups = sums.histogram('rationale').map(({ count }) => count)
  const n = groups.reduce((sum, count) => sum + count, 0)
  if (n < 2) return without('too_few_rationales', rules, n)
  const same = groups.reduce((sum, count) => sum + count * (count - 1), 0) / (n * (n - 1))
  return measured({ value: Math.max(0, (same - 1 / RATIONALE_BUCKETS) / (1 - 1 / RATIONALE_BUCKETS)), lower: null, upper: null, n }, rules)
})
