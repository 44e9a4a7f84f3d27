import { chiSquareAbove } from './chi-square.ts'
import { normalQuantile } from './quantiles.ts'

/**
 * The population stability index: how far the shares of categories moved from one sample to another. Pure.
 *
 * The index of two samples of the same population is not zero: it is about (categories − 1) · (1 ÷ n + 1 ÷ m), so a rule of thumb alone
 * calls small samples drift. Categories too small to compare are put together first, and beside the index stand what chance alone
 * makes of it, an interval of the index behind the samples, and the chi-square test that the two are of one population.
 */

export interface Stability {
  /** Σ (a − e) · ln(a ÷ e) over the shares; an empty category counts as half an observation. */
  readonly index: number
  /** The index to be expected of two samples of these sizes where nothing moved. */
  readonly ofChance: number
  /** Of the index behind the samples, which is smaller than the one seen by what chance makes of it. */
  readonly lower: number
  readonly upper: number
  /** Chi-square test of homogeneity. */
  readonly statistic: number
  readonly degrees: number
  readonly p: number
  /** Compared; those put together count as one. */
  readonly categories: number
}

interface Category { readonly expected: number, readonly actual: number }

/**
 * @param pairs of counts, by category: in the sample to compare with, and now.
 * @param leastExpected a category of which the smaller sample is to have fewer, were nothing moved, is put together with others.
 * @returns null when a sample is empty.
 */
export function populationStability (pairs: readonly Category[], leastExpected: number, level = 0.95): Stability | null {
  const [n, m] = [sum(pairs.map(({ expected }) => expected)), sum(pairs.map(({ actual }) => actual))]
  if (n === 0 || m === 0) return null
  const categories = largeEnough(pairs, leastExpected * (n + m) / Math.min(n, m))
  const degrees = categories.length - 1
  const scale = 1 / n + 1 / m
  const index = sum(categories.map(({ expected, actual }) => moved(shareOf(expected, n), shareOf(actual, m))))
  const statistic = sum(categories.map(({ expected, actual }) => (expected / n - actual / m) ** 2 * n * m / (expected + actual)))
  const behind = index - degrees * scale
  // Scaled by the sample sizes the index follows a non-central chi-square distribution; this is its spread.
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(2 * degrees * scale ** 2 + 4 * scale * Math.max(0, behind))
  return {
    index, ofChance: degrees * scale, lower: Math.max(0, behind - reach), upper: Math.max(0, behind + reach),
    statistic, degrees, p: degrees === 0 ? 1 : chiSquareAbove(statistic, degrees), categories: categories.length
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const shareOf = (count: number, n: number): number => count === 0 ? 0.5 / n : count / n
const moved = (expected: number, actual: number): number => (actual - expected) * Math.log(actual / expected)

/** Smaller ones together, with the smallest of the others where they are too few still. @param least of both samples. */
function largeEnough (pairs: readonly Category[], least: number): Category[] {
  const rising = pairs.filter((pair) => sizeOf(pair) > 0).toSorted((a, b) => sizeOf(a) - sizeOf(b))
  let few = rising.filter((pair) => sizeOf(pair) < least).length
  while (few > 0 && few < rising.length && sum(rising.slice(0, few).map(sizeOf)) < least) few++
  return few === 0 ? rising : [rising.slice(0, few).reduce((a, b) => ({ expected: a.expected + b.expected, actual: a.actual + b.actual })), ...rising.slice(few)]
}

const sizeOf = ({ expected, actual }: Category): number => expected + actual
