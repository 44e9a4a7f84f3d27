import { cohensKappa, pairedDifference } from '../statistics/paired.ts'
import { measured, ofPeople, shareOf, without } from './measure.ts'
import type { Measure } from './measure.ts'
import { RANDOM_SOURCE } from './record.ts'
import type { OversightRules } from './rules.ts'
import type { Sums } from './sums.ts'

/** Agreement with what turned out to be right, by where that is known from (ai.md 4.2: M4 to M11, M20). Pure. */

/** Outcomes of any other source are of chosen cases, not of all. */
export const isRandomSample = (source: string): boolean => source === RANDOM_SOURCE

/** M4: proposals that were right, by all with an outcome. Of the system, whoever decided. */
export const proposalAccuracy = (sums: Sums, source: string, rules: OversightRules): Measure =>
  shareOf(sums.count('outcome', source, '*', 'r'), sums.count('outcome', source), 'no_outcomes', rules)

/** M4 of codes: by those with an outcome, proposals that agree with it in at least so many digits (2, 4, 6, 8, 10). */
export function proposalAccuracyAt (digits: number, sums: Sums, source: string, rules: OversightRules): Measure {
  const agreeing = sums.of('digits').filter(({ parts }) => parts[0] === source && Number(parts[1]) >= digits).reduce((total, { count }) => total + count, 0)
  return shareOf(agreeing, sums.count('digits', source), 'no_outcomes', rules)
}

/** Of the outcomes of a source with a value in use: how many of each combination. `r`, `w` or any. */
const both = (sums: Sums, source: string, proposal: string, final: 'r' | 'w'): number => sums.count('outcome', source, '*', proposal, final)

/** M5: values in use that were right, by those with an outcome. */
export const finalAccuracy = (sums: Sums, source: string, rules: OversightRules): Measure => ofPeople(sums, rules, () =>
  shareOf(both(sums, source, '*', 'r'), both(sums, source, '*', 'r') + both(sums, source, '*', 'w'), 'no_outcomes', rules))

export interface Uplift extends Measure {
  /** McNemar's exact test, two-sided. */
  readonly p: number
  /** Wrong proposals put right, and right ones made wrong. */
  readonly putRight: number
  readonly madeWrong: number
}

/** M6: what people add: share right in use less share of proposals right, on the same items. */
export const uplift = (sums: Sums, source: string, rules: OversightRules): Uplift | Measure => ofPeople<Uplift | Measure>(sums, rules, () => {
  const [putRight, madeWrong] = [both(sums, source, 'w', 'r'), both(sums, source, 'r', 'w')]
  const n = both(sums, source, '*', 'r') + both(sums, source, '*', 'w')
  const found = pairedDifference(putRight, madeWrong, n, rules.level)
  return found === null ? without('no_outcomes', rules) : { ...measured({ ...found, value: found.difference, n }, rules), p: found.p, putRight, madeWrong }
})

const decided = (sums: Sums, source: string, proposal: 'r' | 'w'): { readonly accepted: number, readonly all: number } => {
  const accepted = sums.count('outcome', source, 'accepted', proposal)
  return { accepted, all: accepted + sums.count('outcome', source, 'overridden', proposal) + sums.count('outcome', source, 'rejected', proposal) }
}

/** M7: wrong proposals accepted, by wrong ones decided. */
export const overReliance = (sums: Sums, source: string, rules: OversightRules): Measure => ofPeople(sums, rules, () => {
  const { accepted, all } = decided(sums, source, 'w')
  return shareOf(accepted, all, 'no_wrong_proposals', rules)
})

/** M8: right proposals overridden or rejected, by right ones decided. */
export const underReliance = (sums: Sums, source: string, rules: OversightRules): Measure => ofPeople(sums, rules, () => {
  const { accepted, all } = decided(sums, source, 'r')
  return shareOf(all - accepted, all, 'no_right_proposals', rules)
})

/** M9: values right after an override, by overrides with an outcome. */
export const overridePrecision = (sums: Sums, source: string, rules: OversightRules): Measure => ofPeople(sums, rules, () => {
  const right = sums.count('outcome', source, 'overridden', '*', 'r')
  const { amberBelow, redBelow } = rules.overridePrecision
  return shareOf(right, right + sums.count('outcome', source, 'overridden', '*', 'w'), 'no_overrides', rules, ({ share }) => share < redBelow ? 'red' : share < amberBelow ? 'amber' : 'green')
})

const finallyRight = (sums: Sums, source: string, own: 'r' | 'w', proposal: 'r' | 'w', rules: OversightRules): Measure => ofPeople(sums, rules, () => {
  const right = sums.count('blind', source, own, proposal, 'r')
  return shareOf(right, right + sums.count('blind', source, own, proposal, 'w'), 'no_blind_values', rules)
})

/** M10, relative AI reliance: where people's own value was wrong and the proposal right, the share right in the end (Schemmer et al. 2023). */
export const relativeAiReliance = (sums: Sums, source: string, rules: OversightRules): Measure => finallyRight(sums, source, 'w', 'r', rules)

/** M11, relative self-reliance: where people's own value was right and the proposal wrong, the share right in the end. */
export const relativeSelfReliance = (sums: Sums, source: string, rules: OversightRules): Measure => finallyRight(sums, source, 'r', 'w', rules)

/** M20: Cohen's kappa of two reviewers of the same items: where people do not agree with each other, no system can agree with them. */
export const reviewerAgreement = (sums: Sums, rules: OversightRules): Measure => ofPeople(sums, rules, () => {
  const same = sums.count('second_review', 'same')
  const n = same + sums.count('second_review', 'different')
  const margins = new Map<string, [number, number]>()
  for (const { parts: [reviewer, ...category], count } of sums.of('second_review_chosen')) {
    const margin = margins.get(category.join('/')) ?? [0, 0]
    margin[reviewer === '1' ? 0 : 1] += count
    margins.set(category.join('/'), margin)
  }
  const found = cohensKappa(same, n, [...margins.values()], rules.level)
  return found === null ? without(n === 0 ? 'no_second_reviews' : 'nothing_to_tell_apart', rules, n) : measured({ ...found, value: found.kappa, n }, rules)
})
