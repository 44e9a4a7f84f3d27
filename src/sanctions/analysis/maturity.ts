import { addDays, addMonths, dayNumber } from '../../platform/calendar.ts'

/**
 * Whether a period, counted by the facts, is old enough to be judged: decisions come years after the facts, so the newest periods look
 * better than they are. Pure.
 *
 * A decision lag is the number of days from the last day of the facts to the decision. Only lags that are over are seen: of facts of a
 * year ago none above 365 days. So the operator's own lags are taken as right-truncated, and their distribution F is the product-limit
 * estimate for such data (Lynden-Bell): F(x) = Π (1 − d / n) over every lag above x, where d sanctions have that lag and n have it or a
 * shorter one and could have been seen with it. Where n = d although shorter lags were seen, one more is taken to be at risk, since a
 * single early record would otherwise wipe out all the others.
 *
 * A period is mature once F says that at least 90 % of the decisions on facts of its last day have been taken. With fewer than five
 * lags the operator has no distribution of its own: then a period is mature after three years, the time in which customs may notify a
 * debt (UCC 103(1)).
 */

export interface ObservedLag {
  /** From the last day of the facts to the decision. */
  readonly days: number
  /** The longest lag that could have been seen so far: from the facts to today. */
  readonly limit: number
}

export const MATURE_SHARE = 0.9
export const LEAST_LAGS = 5
const STATUTORY_MONTHS = 36
/** No later day can be written; a single lag of a century would lead beyond it. */
const LAST_DAY = '2100-12-31'

const writable = (day: string): string => day < LAST_DAY ? day : LAST_DAY

export interface LagDistribution {
  readonly lags: number
  /** Share of decisions taken so many days after the facts; only at days where it changes, in order. */
  readonly steps: readonly { readonly days: number, readonly share: number }[]
}

export function lagDistribution (observed: readonly ObservedLag[]): LagDistribution {
  const falling = [...new Set(observed.map(({ days }) => days))].toSorted((a, b) => b - a)
  const least = falling.at(-1)
  const steps: { days: number, share: number }[] = []
  let share = 1
  for (const days of falling) {
    steps.push({ days, share })
    const same = observed.filter((lag) => lag.days === days).length
    const atRisk = observed.filter((lag) => lag.days <= days && days <= lag.limit).length
    if (days !== least) share *= 1 - same / (atRisk === same ? same + 1 : atRisk)
  }
  return { lags: observed.length, steps: steps.reverse() }
}

/** Share of the decisions on one day's facts that are taken so many days after it. */
export function shareTaken ({ steps }: LagDistribution, days: number): number {
  return steps.findLast((step) => step.days <= days)?.share ?? 0
}

/** The least number of days after which at least that share is taken; undefined without a lag. */
export function lagQuantile ({ steps }: LagDistribution, share: number): number | undefined {
  return steps.find((step) => step.share >= share)?.days
}

export interface Maturity {
  readonly mature: boolean
  /** What it is judged by: the operator's own lags, or the time in which customs may notify a debt. */
  readonly basis: 'own_lags' | 'statutory'
  /** First day on which it is mature, as far as is known today. */
  readonly matureOn: string
  /** Share of the decisions on facts of its last day that is expected to have been taken; null without a distribution. */
  readonly expectedShare: number | null
  /** Days from facts to decision by which half, and 90 %, are taken. */
  readonly medianLagDays: number | null
  readonly longLagDays: number | null
  readonly lags: number
}

/** @param lastDay of the period. */
export function maturityByFacts (lastDay: string, today: string, distribution: LagDistribution): Maturity {
  const quantiles = { medianLagDays: lagQuantile(distribution, 0.5) ?? null, longLagDays: lagQuantile(distribution, MATURE_SHARE) ?? null, lags: distribution.lags }
  if (distribution.lags < LEAST_LAGS || quantiles.longLagDays === null) {
    const matureOn = addMonths(lastDay, STATUTORY_MONTHS)
    return { mature: today >= matureOn, basis: 'statutory', matureOn, expectedShare: null, ...quantiles }
  }
  const matureOn = writable(addDays(lastDay, quantiles.longLagDays))
  return { mature: today >= matureOn, basis: 'own_lags', matureOn, expectedShare: shareTaken(distribution, dayNumber(today) - dayNumber(lastDay)), ...quantiles }
}

/** Counted by the decision, a period is complete once it is over. */
export function maturityByDecision (lastDay: string, today: string, distribution: LagDistribution): Maturity {
  const { medianLagDays, longLagDays, lags } = maturityByFacts(lastDay, today, distribution)
  return { mature: today > lastDay, basis: distribution.lags < LEAST_LAGS ? 'statutory' : 'own_lags', matureOn: addDays(lastDay, 1), expectedShare: null, medianLagDays, longLagDays, lags }
}
