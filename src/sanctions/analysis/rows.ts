import { decimal } from '../../platform/decimal.ts'
import { adjustedForManyCuts } from '../../statistics/many-cuts.ts'
import { chanceOfAtLeast, eventRate } from '../../statistics/poisson-rate.ts'
import { rateRatio } from '../../statistics/rate-ratio.ts'
import type { Cell, Counts, Exposure, Money } from './cells.ts'

/** The rows of the analysis: rates with their intervals, shares, signals and the comparison with the period before (customs.md 9). Pure. */

export interface RowInput {
  /** Null where none is known. */
  readonly key: string | null
  readonly now: Cell
  readonly before: Cell
  /** The period before that one, for a trend; left out where rows are no years or months. */
  readonly earlier?: Cell | undefined
  /** Customs full-time equivalents in the middle of the period; null where nobody keeps them, or they are not of the key. */
  readonly fte: number | null
}

export interface Rate {
  /** Per 1,000; null where there is nothing to count against. */
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  /** Fewer than three events were to be expected. */
  readonly lowData: boolean
}

export interface Comparison {
  readonly sanctions: number
  readonly declarations: number
  /** Rate of the period divided by that of the one before; null where either has no declaration, or the one before no sanction. */
  readonly ratio: number | null
  readonly low: number | null
  readonly high: number | null
  /** Exact conditional test; null where either has no declaration. */
  readonly p: number | null
  /** Corrected for the number of rows (Benjamini and Hochberg). */
  readonly adjustedP: number | null
}

export interface Signal {
  /** Sanctions to be expected at the rate of the whole. */
  readonly expected: number
  /** Chance of at least as many. */
  readonly p: number
  readonly raised: boolean
}

export interface PerDuty {
  readonly currency: string
  readonly assessed: string
  /** Sanctions per million of duty assessed. */
  readonly sanctionsPerMillion: number | null
  readonly dutyShare: number | null
  readonly penaltyShare: number | null
}

export interface AnalysisRow {
  readonly key: string | null
  readonly counts: Counts
  readonly exposure: Exposure
  readonly ratePer1000: Rate
  readonly weightedPer1000: number | null
  readonly ratePer1000Items: Rate
  readonly perDuty: readonly PerDuty[]
  readonly fte: number | null
  readonly sanctionsPerFte: number | null
  readonly declarationsPerFte: number | null
  /** Share of the sanctions less share of the declarations; null where the key has no declarations of its own. */
  readonly share: number | null
  readonly signal: Signal | null
  /** Rate per 1,000 less the mean of those of the two periods before; null where one of the three has none. */
  readonly trend: number | null
  readonly comparison: Comparison
}

/** Below it a unit has more sanctions than chance explains. */
const SIGNAL_LEVEL = 0.05

/**
 * @param whole everything once: a sanction of several keys counts in each of their rows, so rows may add up to more.
 * @param isOwn whether declarations are counted by the key as well, so that each row has a share of them.
 */
export function analyse (inputs: readonly RowInput[], whole: Cell, isOwn: boolean): AnalysisRow[] {
  const rows = inputs.map((input) => rowOf(input, whole, isOwn))
  const tested = rows.flatMap(({ comparison }, index) => comparison.p === null ? [] : [{ index, p: comparison.p }])
  const adjusted = new Map(adjustedForManyCuts(tested.map(({ p }) => p)).map((p, place) => [tested[place]?.index, p]))
  return rows.map((row, index) => ({ ...row, comparison: { ...row.comparison, adjustedP: adjusted.get(index) ?? null } }))
}

function rowOf ({ key, now, before, earlier, fte }: RowInput, whole: Cell, isOwn: boolean): AnalysisRow {
  const { counts, exposure } = now
  const signal = isOwn ? signalOf(now, whole) : null
  return {
    key, counts, exposure,
    ratePer1000: rateOf(counts.sanctions, exposure.declarations, signal?.expected),
    weightedPer1000: exposure.declarations === 0 ? null : 1000 * counts.weight / exposure.declarations,
    ratePer1000Items: rateOf(counts.sanctions, exposure.items, isOwn ? expectedOf(exposure.items, whole.counts.sanctions, whole.exposure.items) : undefined),
    perDuty: exposure.duties.map(({ currency, amount }) => perDuty(counts, currency, amount)),
    fte, sanctionsPerFte: perFte(counts.sanctions, fte), declarationsPerFte: perFte(exposure.declarations, fte),
    share: signal === null || whole.counts.sanctions === 0 ? null : counts.sanctions / whole.counts.sanctions - exposure.declarations / whole.exposure.declarations,
    signal,
    trend: trendOf(now, before, earlier),
    comparison: comparisonOf(now, before)
  }
}

/** How many events the exposure lets expect at the rate of the whole; undefined where the whole has no exposure. */
const expectedOf = (exposure: number, events: number, whole: number): number | undefined => whole === 0 ? undefined : exposure * events / whole

function rateOf (events: number, exposure: number, expected: number | undefined): Rate {
  const rate = eventRate(events, exposure, expected ?? events)
  return rate === null ? { value: null, low: null, high: null, lowData: true } : { value: rate.perThousand, low: rate.lower, high: rate.upper, lowData: rate.lowData }
}

/** Null where the key has no declaration: nothing was to be expected of it, and any sanction would be a signal. */
function signalOf ({ counts, exposure }: Cell, whole: Cell): Signal | null {
  const expected = expectedOf(exposure.declarations, whole.counts.sanctions, whole.exposure.declarations)
  if (expected === undefined || exposure.declarations === 0) return null
  const p = chanceOfAtLeast(counts.sanctions, expected)
  return { expected, p, raised: p < SIGNAL_LEVEL }
}

const perThousand = ({ counts, exposure }: Cell): number | null => exposure.declarations === 0 ? null : 1000 * counts.sanctions / exposure.declarations

function trendOf (now: Cell, before: Cell, earlier: Cell | undefined): number | null {
  const [rate, last, first] = [perThousand(now), perThousand(before), earlier === undefined ? null : perThousand(earlier)]
  return rate === null || last === null || first === null ? null : rate - (last + first) / 2
}

function perDuty ({ sanctions, amounts }: Counts, currency: string, assessed: string): PerDuty {
  const base = decimal(assessed)
  const money: Money | undefined = amounts.find((amount) => amount.currency === currency)
  if (!base.gt(0)) return { currency, assessed, sanctionsPerMillion: null, dutyShare: null, penaltyShare: null }
  const shareOf = (amount: string | undefined): number => decimal(amount ?? '0').div(base).toNumber()
  return { currency, assessed, sanctionsPerMillion: sanctions * 1e6 / base.toNumber(), dutyShare: shareOf(money?.duty), penaltyShare: shareOf(money?.penalty) }
}

const perFte = (count: number, fte: number | null): number | null => fte === null || fte === 0 ? null : count / fte

function comparisonOf (now: Cell, before: Cell): Comparison {
  const compared = rateRatio({ events: now.counts.sanctions, exposure: now.exposure.declarations }, { events: before.counts.sanctions, exposure: before.exposure.declarations })
  return {
    sanctions: before.counts.sanctions, declarations: before.exposure.declarations,
    ratio: compared?.ratio ?? null, low: compared?.lower ?? null, high: compared?.upper ?? null, p: compared?.p ?? null, adjustedP: null
  }
}
