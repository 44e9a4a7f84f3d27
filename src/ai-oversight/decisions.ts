import { wilson } from '../statistics/proportion.ts'
import { shareDifference } from '../statistics/two-shares.ts'
import { plantedDetection } from './attention.ts'
import { ofPeople, shareOf, without } from './measure.ts'
import type { Level, Measure } from './measure.ts'
import { DECISIONS } from './record.ts'
import type { Decision } from './record.ts'
import type { OversightRules } from './rules.ts'
import type { Sums } from './sums.ts'

/** Whether people decide, and what (ai.md 4.2: M1, M2, M3). Pure. */

export interface Coverage extends Measure {
  /** Of what was used, how much a person with the competence asked for had decided. */
  readonly competent: Measure
  /** Used without a decision, outside any approved rule: one is enough for red, as a declaration is answered for whoever proposed it (UCC Art. 15(2)). */
  readonly unreviewed: number
}

/** M3: outputs used after a person decided, by outputs used. It tells of outputs and not of people, so it is never withheld. */
export function reviewCoverage (sums: Sums, rules: OversightRules): Coverage {
  const used = sums.count('use')
  const competent = sums.count('use', 'reviewed')
  const reviewed = competent + sums.count('use', 'reviewed_without_competence')
  const unreviewed = sums.count('use', 'unreviewed')
  const share = shareOf(reviewed, used, 'nothing_used', rules)
  const level: Level | null = used === 0 ? null : unreviewed > 0 ? 'red' : reviewed < used ? 'amber' : 'green'
  return { ...share, level, unreviewed, competent: shareOf(competent, used, 'nothing_used', rules) }
}

export const decisionsIn = (sums: Sums): number => DECISIONS.reduce((total, decision) => total + sums.count('decision', decision), 0)

/** M1 and M2: share of the decisions that accepted, overrode or rejected. Rejections are no overrides: nothing better was known. */
export const decisionRate = (sums: Sums, decision: Decision, rules: OversightRules): Measure =>
  ofPeople(sums, rules, () => shareOf(sums.count('decision', decision), decisionsIn(sums), 'no_decisions', rules))

/**
 * M1 against the limits of near-total acceptance. A system may be so good that accepting nearly all is right: red takes planted wrong
 * proposals that were not caught as well.
 */
export function nearTotalAcceptance (sums: Sums, rules: OversightRules): Measure {
  const { amberAbove, amberLeast, redAbove, redLeast, redPlantedBelow } = rules.nearTotal
  return ofPeople(sums, rules, () => {
    const n = decisionsIn(sums)
    const planted = plantedDetection(sums, rules)
    return shareOf(sums.count('decision', 'accepted'), n, 'no_decisions', rules, ({ share }) => {
      if (share > redAbove && n >= redLeast && !planted.lowData && planted.value !== null && planted.value < redPlantedBelow) return 'red'
      return n < amberLeast ? null : share > amberAbove ? 'amber' : 'green'
    })
  })
}

export interface OverAcceptance extends Measure {
  /** Share accepted, and share of the proposals that were right. */
  readonly accepted: number
  readonly right: number
}

/**
 * Share accepted less the share that was right by this source: people who accept more than can be right do not look. The interval is
 * Newcombe's. Of a source that is no random sample the share right is that of other goods than all the decisions were on; then it is a
 * reason to look, and no more.
 */
export function overAcceptance (sums: Sums, source: string, rules: OversightRules): OverAcceptance | Measure {
  return ofPeople<OverAcceptance | Measure>(sums, rules, () => {
    const n = decisionsIn(sums)
    const accepted = wilson(sums.count('decision', 'accepted'), n, rules.level)
    const outcomes = sums.count('outcome', source)
    const right = wilson(sums.count('outcome', source, '*', 'r'), outcomes, rules.level)
    if (accepted === null) return without('no_decisions', rules)
    if (right === null) return without('no_outcomes', rules)
    const compared = shareDifference({ cases: sums.count('decision', 'accepted'), of: n }, { cases: sums.count('outcome', source, '*', 'r'), of: outcomes }, rules.level)
    const lowData = Math.min(n, outcomes) < rules.leastForColour
    const isRed = accepted.lower > right.upper && n >= rules.overAcceptance.leastForRed
    return {
      value: compared?.difference ?? null, lower: compared?.lower ?? null, upper: compared?.upper ?? null, n, lowData, version: rules.version, because: null,
      accepted: accepted.share, right: right.share, level: lowData ? null : isRed ? 'red' : accepted.lower > right.share ? 'amber' : 'green'
    }
  })
}
