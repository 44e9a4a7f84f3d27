import { adjustedForManyCuts } from '../statistics/many-cuts.ts'
import { populationStability } from '../statistics/population-stability.ts'
import type { Stability } from '../statistics/population-stability.ts'
import { without } from './measure.ts'
import type { Level, Measure } from './measure.ts'
import type { OversightRules } from './rules.ts'
import type { Sums } from './sums.ts'

/** Whether what goes in and comes out has moved (ai.md 4.2: M19), feature by feature; the confidence is one of them. Pure. */

export interface Drift extends Measure, Pick<Stability, 'ofChance' | 'statistic' | 'degrees' | 'p' | 'categories'> {
  readonly feature: string
  /** Of the chi-square test, corrected for the number of features (Benjamini and Hochberg). */
  readonly adjustedP: number
  /** Records to compare with; `n` counts those now. */
  readonly baseline: number
}

export interface NoDrift extends Measure { readonly feature: string }

/**
 * The population stability index of each feature. It has a colour only where both samples are large enough and chance alone would hardly
 * move as much: by the rule of thumb alone, small samples always drift.
 *
 * @param baseline of the months in which the version was tested and found good. Another edition of the nomenclature on 1 January moves
 * codes by itself, so it takes a new baseline.
 */
export function drift (baseline: Sums, now: Sums, rules: OversightRules): (Drift | NoDrift)[] {
  const found = featuresIn(baseline, now).map((feature) => {
    const [expected, actual] = [categoriesOf(baseline, feature), categoriesOf(now, feature)]
    const pairs = [...new Set([...expected.keys(), ...actual.keys()])].toSorted().map((category) => ({ expected: expected.get(category) ?? 0, actual: actual.get(category) ?? 0 }))
    return { feature, baseline: sum(expected), n: sum(actual), stability: populationStability(pairs, rules.stability.leastExpected, rules.level) }
  })
  const tested = found.flatMap(({ stability }) => stability === null ? [] : [stability])
  const adjusted = new Map(adjustedForManyCuts(tested.map(({ p }) => p)).map((p, index) => [tested[index], p]))
  return found.map(({ feature, baseline, n, stability }) => stability === null
    ? { feature, ...without(n === 0 ? 'nothing_made' : 'no_baseline', rules, n) }
    : { feature, ...driftOf(stability, adjusted.get(stability) ?? 1, baseline, n, rules) })
}

function driftOf (stability: Stability, adjustedP: number, baseline: number, n: number, rules: OversightRules): Omit<Drift, 'feature'> {
  const { index, lower, upper, ofChance, statistic, degrees, p, categories } = stability
  const { amberFrom, redFrom, chance } = rules.stability
  const lowData = Math.min(baseline, n) < rules.leastForColour
  const level: Level = adjustedP >= chance ? 'green' : index >= redFrom ? 'red' : index >= amberFrom ? 'amber' : 'green'
  return { value: index, lower, upper, n, lowData, level: lowData ? null : level, version: rules.version, because: null, ofChance, statistic, degrees, p, categories, adjustedP, baseline }
}

const featuresIn = (...sums: readonly Sums[]): string[] => [...new Set(sums.flatMap((one) => one.of('feature').map(({ parts }) => parts[0] ?? '')))].toSorted()

const categoriesOf = (sums: Sums, feature: string): Map<string, number> =>
  new Map(sums.of('feature').filter(({ parts }) => parts[0] === feature).map(({ parts: [, ...category], count }) => [category.join('/'), count]))

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((total, count) => total + count, 0)
