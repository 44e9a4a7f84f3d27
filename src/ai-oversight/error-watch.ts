import { cusum, limitFor, observationsToAlarm, sequentialTest } from '../statistics/sequential.ts'
import type { DayCount, Score, Verdict } from '../statistics/sequential.ts'
import type { Measure } from './measure.ts'
import type { OversightRules } from './rules.ts'
import type { Count } from './tally.ts'

/** Watches the errors of a system's proposals as outcomes become known (ai.md 4.3, CUSUM and SPRT). Pure. */

/**
 * What became known of one source on each day from one on, in order. Errors stand on the day on which they became known, not on that of
 * the proposal, so that no outcome changes the score of a day gone by; a source is watched by itself, as each has a rate of its own.
 *
 * @param counts of the system and version alone: another version starts anew.
 */
export function outcomeDays (counts: readonly Count[], source: string, from: string): DayCount[] {
  const ofSource = counts.filter(({ counter, period, bin }) => counter === 'outcome_day' && period >= from && bin.startsWith(`${source}/`))
  const days = [...Map.groupBy(ofSource, ({ period }) => period)].toSorted(([a], [b]) => a < b ? -1 : 1)
  return days.map(([day, bins]) => {
    const countOf = (right: string): number => bins.filter(({ bin }) => bin === `${source}/${right}`).reduce((sum, { count }) => sum + count, 0)
    return { day, right: countOf('r'), wrong: countOf('w') }
  }).filter(({ right, wrong }) => right + wrong > 0)
}

export interface ErrorWatch extends Measure {
  /** An alarm is given where the score reaches it. */
  readonly limit: number
  /** Day of the alarm: it stands until somebody looked into it and the watch starts anew. Null without one. */
  readonly alarmOn: string | null
  /** Score at the end of each day with outcomes. */
  readonly scores: readonly Score[]
  readonly wrong: number
  /** The rate that is in order, and the one to be found. */
  readonly inControl: number
  readonly outOfControl: number
  /** While the rate is in order, days with outcomes until a false alarm: at least so many on average. */
  readonly runLengthDays: number
  /** Once the greater rate holds, outcomes until the alarm: about so many on average. */
  readonly outcomesToAlarm: number
}

/**
 * The CUSUM of errors. Its value is the score today; a score has no interval. The bound on false alarms holds from the first day, so its
 * level needs no number of outcomes; `lowData` says that even at the rate in order fewer than three errors were to be expected.
 */
export function errorWatch (days: readonly DayCount[], rules: OversightRules): ErrorWatch {
  const { inControl, outOfControl, runLengthDays, amberShare } = rules.errorWatch
  const limit = limitFor(runLengthDays)
  const scores = cusum(days, rules.errorWatch)
  const alarmOn = scores.find(({ score }) => score >= limit)?.day ?? null
  const value = scores.at(-1)?.score ?? null
  const n = days.reduce((sum, { right, wrong }) => sum + right + wrong, 0)
  return {
    value, lower: null, upper: null, n, lowData: n * inControl < rules.proposers.leastExpectedEvents, version: rules.version, because: value === null ? 'no_outcomes' : null,
    level: value === null ? null : alarmOn !== null ? 'red' : value >= amberShare * limit ? 'amber' : 'green',
    limit, alarmOn, scores, wrong: days.reduce((sum, { wrong }) => sum + wrong, 0), inControl, outOfControl, runLengthDays, outcomesToAlarm: observationsToAlarm(limit, rules.errorWatch)
  }
}

export interface ReleaseTest {
  readonly verdict: Verdict
  readonly on: string | null
  readonly score: number
  readonly version: number
}

/** Whether a version may be released, by outcomes of its trial: passed with a chance of at most beta where its rate is the greater one. */
export const releaseTest = (days: readonly DayCount[], rules: OversightRules): ReleaseTest => ({ ...sequentialTest(days, rules.release), version: rules.version })
