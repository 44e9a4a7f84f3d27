import { chiSquareAbove } from '../statistics/chi-square.ts'
import { normalQuantile } from '../statistics/quantiles.ts'
import { measured, without } from './measure.ts'
import type { Measure } from './measure.ts'
import type { OversightRules } from './rules.ts'
import type { Sums } from './sums.ts'

/**
 * Whether a stated confidence is the share of proposals that are right (ai.md 4.2: M17, M18), by source of the outcomes. Of the system,
 * whoever decided. Pure.
 *
 * Confidence is counted to the percent: that moves the ECE by at most 0.005, and the mean of (p − y)² by far less, as what is rounded up
 * and what is rounded down make up for each other.
 */

/** Outcomes of proposals with the same confidence, or of several together. */
export interface ConfidenceBin {
  /** Mean confidence, 0 to 1. */
  readonly confidence: number
  readonly right: number
  readonly n: number
}

/** Outcomes by percent of confidence, rising. */
export function confidenceBins (sums: Sums, source: string): ConfidenceBin[] {
  const byPercent = Map.groupBy(sums.of('confidence_outcome').filter(({ parts }) => parts[0] === source), ({ parts }) => Number(parts[1]))
  return [...byPercent].toSorted(([a], [b]) => a - b).map(([percent, bins]) => {
    const countOf = (letter: string): number => bins.filter(({ parts }) => parts[2] === letter).reduce((total, { count }) => total + count, 0)
    return { confidence: percent / 100, right: countOf('r'), n: countOf('r') + countOf('w') }
  }).filter(({ n }) => n > 0)
}

const outcomesIn = (bins: readonly ConfidenceBin[]): number => bins.reduce((sum, { n }) => sum + n, 0)

function together (bins: readonly ConfidenceBin[]): ConfidenceBin {
  const n = outcomesIn(bins)
  return { confidence: bins.reduce((sum, bin) => sum + bin.confidence * bin.n, 0) / n, right: bins.reduce((sum, { right }) => sum + right, 0), n }
}

/** Bins of the same width from 0 to 1, each without its upper end but the last; empty ones are left out. */
export function equalWidthBins (bins: readonly ConfidenceBin[], number: number): ConfidenceBin[] {
  const placeOf = ({ confidence }: ConfidenceBin): number => Math.min(number - 1, Math.floor(Math.round(confidence * 100) * number / 100))
  return [...Map.groupBy(bins, placeOf)].toSorted(([a], [b]) => a - b).map(([, members]) => together(members))
}

/** Bins of about the same number of outcomes, as many as the rules allow: proposals of the same percent stay together. */
export function equalMassBins (bins: readonly ConfidenceBin[], { leastPerBin, mostBins }: OversightRules['calibration']): ConfidenceBin[] {
  const least = Math.max(leastPerBin, outcomesIn(bins) / mostBins)
  const groups: ConfidenceBin[][] = [[]]
  for (const bin of bins) {
    if (outcomesIn(groups.at(-1) ?? []) >= least) groups.push([])
    groups.at(-1)?.push(bin)
  }
  const last = groups.pop() ?? []
  if (outcomesIn(last) >= leastPerBin || groups.length === 0) groups.push(last)
  else groups.at(-1)?.push(...last)
  return groups.filter((group) => group.length > 0).map(together)
}

export interface Brier extends Measure {
  /** Murphy's split: value = reliability − resolution + uncertainty. Reliability is what calibration would gain. */
  readonly reliability: number
  readonly resolution: number
  readonly uncertainty: number
}

/** M17: mean of (confidence − 1 where right, else 0)²; 0 is perfect, 0.25 what always saying one half gets. */
export function brierScore (sums: Sums, source: string, rules: OversightRules): Brier | Measure {
  const bins = confidenceBins(sums, source)
  const n = outcomesIn(bins)
  if (n === 0) return without('no_confidence', rules)
  const mean = (of: (bin: ConfidenceBin) => number): number => bins.reduce((sum, bin) => sum + of(bin), 0) / n
  const right = mean((bin) => bin.right)
  const value = mean((bin) => bin.right * (1 - bin.confidence) ** 2 + (bin.n - bin.right) * bin.confidence ** 2)
  const square = mean((bin) => bin.right * (1 - bin.confidence) ** 4 + (bin.n - bin.right) * bin.confidence ** 4)
  const reach = normalQuantile((1 + rules.level) / 2) * Math.sqrt(Math.max(0, square - value ** 2) / n)
  return {
    ...measured({ value, lower: Math.max(0, value - reach), upper: Math.min(1, value + reach), n }, rules),
    reliability: mean((bin) => bin.n * (bin.confidence - bin.right / bin.n) ** 2),
    resolution: mean((bin) => bin.n * (bin.right / bin.n - right) ** 2),
    uncertainty: right * (1 - right)
  }
}

/** Σ of the shares of the bins by how far confidence and share right lie apart in them. */
export const calibrationError = (bins: readonly ConfidenceBin[]): number =>
  bins.reduce((sum, { confidence, right, n }) => sum + Math.abs(right - confidence * n), 0) / outcomesIn(bins)

export interface CalibrationError extends Measure {
  /** What chance alone makes of a calibrated system, with so many outcomes in these bins. */
  readonly ofChance: number
  /** The chance with which a calibrated system lies so far off, beyond what counting to the percent makes (chi-square over the bins). */
  readonly p: number
  readonly bins: readonly ConfidenceBin[]
}

/**
 * M18: the expected calibration error (ECE), over bins of equal mass. Of few outcomes it is never zero, so the interval reaches lower by
 * what chance makes of it, and it has a colour only where a calibrated system would hardly show as much.
 */
export function expectedCalibrationError (sums: Sums, source: string, rules: OversightRules): CalibrationError | Measure {
  const bins = equalMassBins(confidenceBins(sums, source), rules.calibration)
  const n = outcomesIn(bins)
  if (n === 0) return without('no_confidence', rules)
  const value = calibrationError(bins)
  const ofChance = Math.sqrt(2 / Math.PI) * bins.reduce((sum, bin) => sum + bin.n * Math.sqrt(varianceOf(bin)), 0) / n
  // The bins are independent, and the spread of a distance is no greater than that of what is measured.
  const reach = normalQuantile((1 + rules.level) / 2) * Math.hypot(...bins.map((bin) => bin.n * Math.sqrt(seenVarianceOf(bin)))) / n
  const p = chiSquareAbove(bins.reduce((sum, bin) => sum + Math.max(0, Math.abs(bin.right / bin.n - bin.confidence) - ROUNDING) ** 2 / varianceOf(bin), 0), bins.length)
  const { amberAbove, redAbove, leastOutcomes, chance } = rules.calibration
  const measure = measured({ value, lower: Math.max(0, value - ofChance - reach), upper: Math.min(1, value + reach), n }, rules)
  const level = n < leastOutcomes ? null : p >= chance ? 'green' : value > redAbove ? 'red' : value > amberAbove ? 'amber' : 'green'
  return { ...measure, level, ofChance, p, bins }
}

/** Confidence counted to the percent is off by so much at most, which is no fault of the system. */
const ROUNDING = 0.005

/** Of the share right, were the bin calibrated. What is counted as 1 stands for 0.995 and more, so nothing is quite certain. */
const varianceOf = ({ confidence, n }: ConfidenceBin): number => {
  const certain = Math.max(ROUNDING, Math.min(1 - ROUNDING, confidence))
  return certain * (1 - certain) / n
}

/** Of the share right, as far as seen; half a case of each kind is added, since none seen does not mean none. */
const seenVarianceOf = ({ right, n }: ConfidenceBin): number => {
  const share = (right + 0.5) / (n + 1)
  return share * (1 - share) / n
}
