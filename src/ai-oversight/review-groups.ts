import { withoutFew } from '../statistics/few-people.ts'
import { cutBy } from './sums.ts'
import type { CutDimension } from './sums.ts'
import type { Count } from './tally.ts'

/** Cuts for measures of how people decide: none is of fewer than five reviewers, nor to be had by subtraction from the others. Pure. */

export interface ReviewGroup {
  /** Null: several that were put together. */
  readonly key: string | null
  readonly merged: readonly string[]
  readonly counts: readonly Count[]
}

/** Cuts in which nobody decided stand by themselves: they show nobody. What is left may be of fewer than five only where all are. */
export function reviewGroups (counts: readonly Count[], dimension: CutDimension): ReviewGroup[] {
  // An outcome's day is no month of decisions.
  const cuts = cutBy(dimension === 'period' ? counts.filter(({ counter }) => counter !== 'outcome_day') : counts, dimension)
  const byKey = new Map(cuts.map((cut) => [cut.key, cut.counts]))
  const reviewersOf = (of: readonly Count[]): { person: string }[] => of.filter(({ counter }) => counter === 'reviewer').map(({ bin }) => ({ person: bin }))
  const [decided, empty] = [cuts.filter(({ counts }) => reviewersOf(counts).length > 0), cuts.filter(({ counts }) => reviewersOf(counts).length === 0)]
  const groups = withoutFew(decided.map(({ key, counts }) => ({ key, merged: [], members: reviewersOf(counts) })))
  return [
    ...groups.map(({ key, merged }) => ({ key, merged, counts: (key === null ? merged : [key]).flatMap((one) => byKey.get(one) ?? []) })),
    ...empty.map(({ key, counts }) => ({ key, merged: [], counts }))
  ]
}
