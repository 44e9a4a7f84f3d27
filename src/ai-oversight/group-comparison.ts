import { adjustedForManyCuts } from '../statistics/many-cuts.ts'
import { shareDifference } from '../statistics/two-shares.ts'
import type { Cases, ShareDifference } from '../statistics/two-shares.ts'
import { decisionsIn } from './decisions.ts'
import type { Reason } from './measure.ts'
import type { ReviewGroup } from './review-groups.ts'
import type { OversightRules } from './rules.ts'
import { Sums } from './sums.ts'

/** Which units, versions, pillars or months decide unlike the others (ai.md 4.3). Pure. */

export const COMPARED_SHARES = ['accepted', 'overridden', 'rejected', 'planted_caught', 'hasty'] as const
export type ComparedShare = typeof COMPARED_SHARES[number]

/** `higher`, `lower`: the difference holds when corrected for all groups. `no_difference_shown` is no proof that there is none. */
export type GroupVerdict = 'higher' | 'lower' | 'no_difference_shown'

export interface GroupComparison extends Pick<ReviewGroup, 'key' | 'merged'> {
  /** Share of the group less that of all others together; null where withheld, or where one side has no cases. */
  readonly compared: ShareDifference | null
  /** Corrected for the number of groups (Benjamini and Hochberg). */
  readonly adjustedP: number | null
  readonly verdict: GroupVerdict | null
  /** Either side has too few cases to go by. */
  readonly lowData: boolean
  /** Of the rules. */
  readonly version: number
  readonly because: Reason | null
}

/** Compares each group with the others. They differ in their goods, so a difference is a reason to look, and no fault of anybody. */
export function compareGroups (groups: readonly ReviewGroup[], share: ComparedShare, rules: OversightRules): GroupComparison[] {
  const found = groups.map((group) => {
    const own = new Sums(group.counts)
    const others = new Sums(groups.filter((other) => other !== group).flatMap(({ counts }) => counts))
    const withheld = [own, others].some(({ reviewers }) => reviewers > 0 && reviewers < rules.leastReviewers)
    const [cases, rest] = [casesOf(own, share), casesOf(others, share)]
    return { group, withheld, lowData: withheld || Math.min(cases.of, rest.of) < rules.leastForColour, compared: withheld ? null : shareDifference(cases, rest, rules.level) }
  })
  const tested = found.flatMap(({ compared }) => compared === null ? [] : [compared])
  const adjusted = new Map(adjustedForManyCuts(tested.map(({ p }) => p)).map((p, index) => [tested[index], p]))
  return found.map(({ group: { key, merged }, compared, withheld, lowData }) => {
    const adjustedP = compared === null ? null : adjusted.get(compared) ?? 1
    return { key, merged, compared, adjustedP, verdict: verdictOf(compared, adjustedP, rules), lowData, version: rules.version, because: withheld ? 'too_few_people' : compared === null ? 'nothing_to_compare' : null }
  })
}

function verdictOf (compared: ShareDifference | null, adjustedP: number | null, { proposers }: OversightRules): GroupVerdict | null {
  if (compared === null || adjustedP === null) return null
  return adjustedP > proposers.falseShare ? 'no_difference_shown' : compared.difference > 0 ? 'higher' : 'lower'
}

function casesOf (sums: Sums, share: ComparedShare): Cases {
  switch (share) {
    case 'planted_caught': return { cases: sums.count('planted') - sums.count('planted', 'accepted'), of: sums.count('planted') }
    case 'hasty': return { cases: sums.count('hasty', 'yes'), of: sums.count('hasty') }
    default: return { cases: sums.count('decision', share), of: decisionsIn(sums) }
  }
}
