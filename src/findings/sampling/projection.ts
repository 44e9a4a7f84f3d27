import { type Decimal, ZERO, decimal, decimalText } from '../../platform/decimal.ts'
import { type Proportion, wilson } from '../../statistics/proportion.ts'
import type { AllocatedStratum } from './allocation.ts'
import { type FrameEntry, keyOf } from './frame.ts'
import type { MonetaryDraw } from './monetary-draw.ts'
import type { DrawReason, SamplingPlan } from './plan.ts'
import { stringerBound } from './stringer.ts'

/** What the review of one drawn entry found. */
export interface ReviewResult extends Pick<FrameEntry, 'declarationId' | 'itemNumber'> {
  /** Something was wrong, whether or not it changed the value. A changed value is wrong in any case. */
  readonly hasError: boolean
  /** The value as it should have been declared, decimal text; the book value where that was right. */
  readonly correctValue: string
}

export interface ReviewedShare {
  readonly reviewed: number
  readonly errors: number
  /** Wilson, 95 %; null when nothing was reviewed. */
  readonly rate: Proportion | null
}

export interface StratumShare extends ReviewedShare { readonly stratum: string, readonly volume: number }

export interface RandomProjection {
  readonly strata: readonly StratumShare[]
  /** The rate of all strata together, each by its volume; null when they hold no entry. */
  readonly rate: Proportion | null
}

/** Amounts as decimal text, rounded to cents. */
export interface MoneyProjection {
  /** The errors that were found in entries reviewed in any case: error hits and the top stratum. */
  readonly knownError: string
  /** What the taintings found let expect in the money that was sampled. */
  readonly projectedError: string
  readonly likelyError: string
  /** With 95 % confidence the error is no more; null when an entry was wrong by more than its value, where the method gives no bound. */
  readonly upperBound: string | null
}

export interface ReviewProjection {
  readonly outcome: 'projected'
  /** Entries with an error hit: how many of them were wrong. */
  readonly errorHits: ReviewedShare
  readonly random: RandomProjection | null
  /**
   * Declared too high and declared too low are judged apart: one does not make up for the other. A sample by money hardly meets
   * entries declared far too low, and never those declared without value; for these the random sample speaks.
   */
  readonly monetary: { readonly overstated: MoneyProjection, readonly understated: MoneyProjection } | null
}

export interface NotEvaluable {
  readonly outcome: 'not_evaluable'
  readonly because: 'draw_not_reviewed'
  /** How many drawn entries have no result yet. */
  readonly missing: number
}

interface Reviewed {
  readonly stratum: string
  readonly reasons: readonly DrawReason[]
  readonly value: Decimal
  /** Declared minus correct value. */
  readonly difference: Decimal
  readonly isWrong: boolean
}

/**
 * Projects the results of a review onto the frame its plan was drawn from: error rates from the random sample, money from the
 * monetary-unit sample.
 *
 * @returns `not_evaluable` until every drawn entry is reviewed: leaving out the difficult ones would bend every figure.
 * @throws Error when a result is of an entry that was not drawn, or a second one of the same.
 */
export function projectReview (plan: SamplingPlan, results: readonly ReviewResult[]): ReviewProjection | NotEvaluable {
  const byKey = new Map(results.map((result) => [keyOf(result), result]))
  if (byKey.size !== results.length) throw new Error('An entry has two results')
  const reviewed = plan.draw.flatMap((entry) => {
    const result = byKey.get(keyOf(entry))
    if (result === undefined) return []
    const value = decimal(entry.bookValue)
    const difference = value.minus(decimal(result.correctValue))
    return [{ stratum: entry.stratum, reasons: entry.reasons, value, difference, isWrong: result.hasError || !difference.eq(0) }]
  })
  if (reviewed.length !== results.length) throw new Error('A result is of an entry that was not drawn')
  const missing = plan.draw.length - reviewed.length
  if (missing > 0) return { outcome: 'not_evaluable', because: 'draw_not_reviewed', missing }
  return {
    outcome: 'projected',
    errorHits: shareOf(reviewed.filter(({ reasons }) => reasons.includes('error_hit'))),
    random: plan.strata === null ? null : projectRandom(plan.strata, reviewed),
    monetary: plan.monetary === null
      ? null
      : {
          overstated: projectMoney(plan.monetary, reviewed, ({ difference }) => difference),
          understated: projectMoney(plan.monetary, reviewed, ({ difference }) => difference.neg())
        }
  }
}

function shareOf (reviewed: readonly Reviewed[]): ReviewedShare {
  const errors = reviewed.filter(({ isWrong }) => isWrong).length
  return { reviewed: reviewed.length, errors, rate: wilson(errors, reviewed.length) }
}

function projectRandom (strata: readonly AllocatedStratum[], reviewed: readonly Reviewed[]): RandomProjection {
  const drawn = Map.groupBy(reviewed.filter(({ reasons }) => reasons.includes('random')), ({ stratum }) => stratum)
  const shares = strata.map(({ stratum, volume }) => ({ stratum, volume, ...shareOf(drawn.get(stratum) ?? []) }))
  return { strata: shares, rate: weightedRate(shares) }
}

/**
 * Each stratum's rate counts by its volume. The interval is that of as many plain trials as the weights leave of the sample (Kish): a
 * small stratum drawn more closely than a large one adds less than its count.
 */
function weightedRate (strata: readonly StratumShare[]): Proportion | null {
  const volume = strata.reduce((sum, stratum) => sum + stratum.volume, 0)
  if (volume === 0) return null
  const share = strata.reduce((sum, stratum) => sum + stratum.volume / volume * (stratum.errors / stratum.reviewed), 0)
  const trials = 1 / strata.reduce((sum, stratum) => sum + (stratum.volume / volume) ** 2 / stratum.reviewed, 0)
  return wilson(Math.min(share, 1) * trials, trials)
}

/** @param errorOf the error of an entry in the direction looked at; of the other direction it is negative, and left out. */
function projectMoney (draw: MonetaryDraw, reviewed: readonly Reviewed[], errorOf: (entry: Reviewed) => Decimal): MoneyProjection {
  const wrong = reviewed.filter((entry) => errorOf(entry).gt(0))
  const isSampled = ({ reasons }: Reviewed): boolean => reasons.includes('monetary_unit')
  const isCertain = ({ reasons }: Reviewed): boolean => reasons.includes('error_hit') || reasons.includes('top_stratum')
  const taintings = wrong.filter(isSampled).map((entry) => errorOf(entry).div(entry.value))
  const interval = decimal(draw.interval)
  const isBounded = taintings.every((tainting) => tainting.lte(1))
  // Where no entry is wrong by more than its value, all of them together are not either.
  const most = (amount: Decimal): Decimal => isBounded && amount.gt(draw.sampledValue) ? decimal(draw.sampledValue) : amount
  const known = sumOf(wrong.filter(isCertain).map(errorOf))
  const projected = most(interval.times(sumOf(taintings)))
  return {
    knownError: cents(known),
    projectedError: cents(projected),
    likelyError: cents(known.plus(projected)),
    upperBound: isBounded ? cents(known.plus(most(stringerBound(interval, taintings))), UP) : null
  }
}

const sumOf = (amounts: readonly Decimal[]): Decimal => amounts.reduce((sum, amount) => sum.plus(amount), ZERO)

const HALF_UP = 1
/** Away from zero: a bound is never shown lower than it is. */
const UP = 3
const cents = (amount: Decimal, rounding: typeof HALF_UP | typeof UP = HALF_UP): string => decimalText(amount.round(2, rounding))
