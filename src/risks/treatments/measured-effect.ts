import { addMonths, dayBefore } from '../../platform/calendar.ts'
import { adjustedForManyCuts } from '../../statistics/many-cuts.ts'
import { LEAST_EXPECTED_EVENTS } from '../../statistics/poisson-rate.ts'
import { rateRatio } from '../../statistics/rate-ratio.ts'
import type { RateRatio } from '../../statistics/rate-ratio.ts'
import { windowsOf } from '../evidence/windows.ts'
import type { Days, WindowQuestion } from '../evidence/windows.ts'

/** What a finished treatment was really worth: the rate of a risk's events after it against that before (risk-method.md 3, 5). Pure. */

/** The days before it worked, and those since; as many months as evidence counts for, on either side. */
export interface BeforeAndAfter { readonly before: Days, readonly after: Days }

/** @returns null where a side has no day left. */
export function daysAround (finishedOn: string, { on, months, period, ...question }: WindowQuestion): BeforeAndAfter | null {
  const until = dayBefore(addMonths(finishedOn, months))
  const from = period.from !== null && period.from > finishedOn ? period.from : finishedOn
  const before = windowsOf({ ...question, months, period, on: dayBefore(finishedOn) })
  const after = windowsOf({ ...question, months, period: { from, to: period.to }, on: on < until ? on : until })
  return before === null || after === null ? null : { before: before.window, after: after.window }
}

/** Events in days, and what they are counted against. */
export interface CountedDays extends Days { readonly events: number, readonly exposure: number }

/**
 * measured; not_finished: it does not work yet; too_early: there are no days after it, or none before; no_data: the exposure is not known,
 * or there was none; not_observed: nothing that this system keeps is evidence of the risk, or nobody stated its inputs.
 */
export const EFFECT_STATES = ['measured', 'not_finished', 'too_early', 'no_data', 'not_observed'] as const
export type EffectState = typeof EFFECT_STATES[number]

export interface MeasuredEffect {
  /** Code of the risk. */
  readonly risk: string
  /** q, as it was expected. */
  readonly expectedShare: number
  readonly state: EffectState
  readonly before: CountedDays | null
  readonly after: CountedDays | null
  /** Share of events that it prevented, 1 − ratio of the rates, and its 95 % interval: below zero where there were more; null where nothing bounds it. */
  readonly share: number | null
  readonly shareLow: number | null
  readonly shareHigh: number | null
  /** That the rates are the same: exact conditional test, and the same corrected for all effects looked at (Benjamini and Hochberg). */
  readonly p: number | null
  readonly adjustedP: number | null
  /** Fewer than three events were to be expected on a side, were the rates the same. */
  readonly lowData: boolean
  /** Events that findings which nobody decided would add in all the days that evidence was read for, at each check's confirmed share: until they are decided, the effect may look other than it is. */
  readonly unreviewed: number
}

/** One risk that a treatment touches, with what was seen of it. */
export interface SeenEffect extends Pick<MeasuredEffect, 'risk' | 'expectedShare' | 'unreviewed'> {
  readonly state: Exclude<EffectState, 'measured'> | 'seen'
  /** Days of the events of the risk, each once. */
  readonly eventDays: readonly string[]
  readonly days: BeforeAndAfter | null
  readonly exposures: { readonly before: number | null, readonly after: number | null }
}

/** All that is looked at together: p is corrected for their number. In the order given. */
export function measuredEffects (seen: readonly SeenEffect[]): MeasuredEffect[] {
  const compared = seen.map(compare)
  const tested = compared.flatMap(({ ratio }, index) => ratio === null ? [] : [{ index, p: ratio.p }])
  const adjusted = new Map(adjustedForManyCuts(tested.map(({ p }) => p)).map((p, place) => [tested[place]?.index, p]))
  return compared.map(({ ratio, ...effect }, index) => ({
    ...effect, share: sharePrevented(ratio?.ratio), shareLow: sharePrevented(ratio?.upper), shareHigh: sharePrevented(ratio?.lower), p: ratio?.p ?? null, adjustedP: adjusted.get(index) ?? null
  }))
}

const sharePrevented = (ratio: number | null | undefined): number | null => ratio === null || ratio === undefined ? null : 1 - ratio

type Compared = Omit<MeasuredEffect, 'share' | 'shareLow' | 'shareHigh' | 'p' | 'adjustedP'> & { readonly ratio: RateRatio | null }

function compare ({ risk, expectedShare, unreviewed, state, eventDays, days, exposures }: SeenEffect): Compared {
  const nothing = { risk, expectedShare, unreviewed, before: null, after: null, ratio: null, lowData: true }
  if (state !== 'seen') return { ...nothing, state }
  if (days === null) return { ...nothing, state: 'too_early' }
  if (exposures.before === null || exposures.after === null) return { ...nothing, state: 'no_data' }
  const before = { ...days.before, events: eventsIn(eventDays, days.before), exposure: exposures.before }
  const after = { ...days.after, events: eventsIn(eventDays, days.after), exposure: exposures.after }
  const ratio = rateRatio(after, before)
  return { risk, expectedShare, unreviewed, state: ratio === null ? 'no_data' : 'measured', before, after, ratio, lowData: leastExpected(before, after) < LEAST_EXPECTED_EVENTS }
}

const eventsIn = (eventDays: readonly string[], { from, to }: Days): number => eventDays.filter((day) => day >= from && day <= to).length

/** On the side with less exposure, were the rates the same. */
const leastExpected = (before: CountedDays, after: CountedDays): number => {
  const whole = before.exposure + after.exposure
  return whole === 0 ? 0 : (before.events + after.events) * Math.min(before.exposure, after.exposure) / whole
}
