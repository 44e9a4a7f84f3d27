import { withoutFew } from '../statistics/few-people.ts'
import { adjustedForManyCuts } from '../statistics/many-cuts.ts'
import { rateRatio } from '../statistics/rate-ratio.ts'
import type { RateRatio } from '../statistics/rate-ratio.ts'
import type { Reason } from './measure.ts'
import type { OversightRules } from './rules.ts'
import { cutBy, Sums } from './sums.ts'
import type { Count } from './tally.ts'

/** Errors of lines whose value an AI system proposed, against those of lines that people proposed, of the same pillar and unit. Pure. */

export interface Lines {
  readonly lines: number
  /** With a confirmed finding of the pillar. */
  readonly wrong: number
  /** Share of the findings of the pillar that people decided; 1 where there were none. */
  readonly reviewedShare: number
  /** Lines by that share: errors are only known of what was reviewed, so unreviewed findings never look like fewer errors. */
  readonly exposure: number
}

/** `half_reviewed`: what people review first is no sample. `unequally_reviewed`: one side's findings were looked at by half or less of the other's share. */
export type Caution = 'half_reviewed' | 'unequally_reviewed'

/** `ai_more`, `ai_fewer`: the difference holds when corrected for all cuts. `no_difference_shown` is no proof that there is none. */
export type ComparedVerdict = 'ai_more' | 'ai_fewer' | 'no_difference_shown'

export interface ComparedCut {
  readonly system: string
  /** Null: all versions. */
  readonly version: string | null
  readonly pillar: string
  /** Codes of the units; null: all. */
  readonly units: readonly string[] | null
}

export interface ProposerComparison extends ComparedCut {
  /** Null where withheld. */
  readonly ai: Lines | null
  readonly human: Lines | null
  /** Rate of errors of the AI's lines by that of people's, with the exact interval and test. */
  readonly compared: RateRatio | null
  /** Corrected for all cuts of the report (Benjamini and Hochberg). */
  readonly adjustedP: number | null
  readonly verdict: ComparedVerdict | null
  readonly cautions: readonly Caution[]
  /** On one side fewer than three errors were to be expected, were both the same. */
  readonly lowData: boolean
  /** Of the rules. */
  readonly ruleVersion: number
  readonly because: Reason | null
}

/**
 * Compares each system, or version, in each pillar, and in each unit where asked. People's lines are those of the same pillar and unit:
 * units differ in their goods. Nothing makes up for systems that are asked the easier cases within a unit, so a ratio is no verdict on
 * people. Units in which fewer than five people proposed are put together, and what fewer than five people handled on either side is
 * withheld, as it would score a person.
 */
export function compareProposers (counts: readonly Count[], by: { readonly version: boolean, readonly unit: boolean }, rules: OversightRules): ProposerComparison[] {
  const lines = counts.filter(({ counter }) => counter === 'line' || counter === 'handler')
  const cuts = cutBy(lines, 'pillar').flatMap(({ key: pillar, counts: ofPillar }) => {
    const [ai, human] = ['ai/', 'human/'].map((proposer) => ofPillar.filter(({ bin }) => bin.startsWith(proposer))) as [Count[], Count[]]
    const groups = by.unit ? unitGroups(human, ai) : [null]
    return cutBy(ai, 'system').flatMap(({ key: system, counts: ofSystem }) => (by.version ? cutBy(ofSystem, 'version') : [{ key: null, counts: ofSystem }]).flatMap(({ key: version, counts: ofVersion }) =>
      groups.map((units) => comparisonOf({ system, version, pillar, units }, new Sums(within(units, ofVersion)), new Sums(within(units, human)), rules))))
  })
  return corrected(cuts.filter(({ because }) => because !== 'no_ai_lines'), rules)
}

const within = (units: readonly string[] | null, counts: readonly Count[]): readonly Count[] => units === null ? counts : counts.filter(({ unit }) => units.includes(unit))

/** Units by those who proposed in them; one in which only AI did stands by itself. */
function unitGroups (human: readonly Count[], ai: readonly Count[]): string[][] {
  const groups = withoutFew(cutBy(human, 'unit').map(({ key, counts }) => ({ key, merged: [], members: counts.filter(({ counter }) => counter === 'handler').map(({ bin }) => ({ person: bin })) })))
  const grouped = groups.map(({ key, merged }) => key === null ? [...merged] : [key])
  return [...grouped, ...cutBy(ai, 'unit').map(({ key }) => [key]).filter(([unit = '']) => !grouped.flat().includes(unit))]
}

function comparisonOf (cut: ComparedCut, aiSums: Sums, humanSums: Sums, rules: OversightRules): ProposerComparison {
  const nothing = { ...cut, ai: null, human: null, compared: null, adjustedP: null, verdict: null, cautions: [], lowData: true, ruleVersion: rules.version }
  const [ai, human] = [linesOf(aiSums, 'ai'), linesOf(humanSums, 'human')]
  if (ai.lines === 0) return { ...nothing, because: 'no_ai_lines' }
  if (human.lines === 0) return { ...nothing, because: 'no_human_lines' }
  if (Math.min(peopleOf(aiSums, 'ai'), peopleOf(humanSums, 'human')) < rules.leastReviewers) return { ...nothing, because: 'too_few_people' }
  const compared = rateRatio({ events: ai.wrong, exposure: ai.exposure }, { events: human.wrong, exposure: human.exposure }, rules.level)
  const cautions: Caution[] = [
    ...Math.min(ai.reviewedShare, human.reviewedShare) < rules.proposers.halfReviewedShare ? ['half_reviewed' as const] : [],
    ...2 * Math.min(ai.reviewedShare, human.reviewedShare) <= Math.max(ai.reviewedShare, human.reviewedShare) ? ['unequally_reviewed' as const] : []
  ]
  return { ...nothing, ai, human, compared, cautions, lowData: fewestExpected(ai, human) < rules.proposers.leastExpectedEvents, because: compared === null ? 'nothing_reviewed' : null }
}

function linesOf (sums: Sums, proposer: 'ai' | 'human'): Lines {
  const countOf = (name: string): number => sums.count('line', proposer, name)
  const [lines, raised] = [countOf('lines'), countOf('raised')]
  const reviewedShare = raised === 0 ? 1 : countOf('decided') / raised
  return { lines, wrong: countOf('wrong'), reviewedShare, exposure: lines * reviewedShare }
}

const peopleOf = (sums: Sums, proposer: 'ai' | 'human'): number => sums.of('handler').filter(({ parts }) => parts[0] === proposer).length

/** Errors to be expected on the smaller side, were the rates the same. */
function fewestExpected (ai: Lines, human: Lines): number {
  const exposure = ai.exposure + human.exposure
  return exposure === 0 ? 0 : (ai.wrong + human.wrong) * Math.min(ai.exposure, human.exposure) / exposure
}

function corrected (cuts: readonly ProposerComparison[], { proposers }: OversightRules): ProposerComparison[] {
  const tested = cuts.flatMap(({ compared }) => compared === null ? [] : [compared])
  const adjusted = new Map(adjustedForManyCuts(tested.map(({ p }) => p)).map((p, index) => [tested[index], p]))
  return cuts.map((cut) => {
    const { compared, ai, human } = cut
    if (compared === null || ai === null || human === null) return cut
    const adjustedP = adjusted.get(compared) ?? 1
    const isMore = ai.wrong * human.exposure > human.wrong * ai.exposure
    return { ...cut, adjustedP, verdict: adjustedP > proposers.falseShare ? 'no_difference_shown' as const : isMore ? 'ai_more' as const : 'ai_fewer' as const }
  })
}
