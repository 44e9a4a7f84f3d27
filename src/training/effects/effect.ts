import { daysBetween } from '../../platform/calendar.ts'
import { adjustedForManyCuts } from '../../statistics/many-cuts.ts'
import { rateRatio } from '../../statistics/rate-ratio.ts'
import type { Counted, RateRatio } from '../../statistics/rate-ratio.ts'
import { dispersionOf } from '../../statistics/scatter.ts'
import type { Scatter } from '../../statistics/scatter.ts'
import type { Cut, EffectRules } from './cuts.ts'

/** Whether errors of the people's unit and pillar became fewer after a training (risk method, section 5). Pure. */

/** What was counted in a window. */
export interface Counts {
  readonly declarations: number
  /** Findings of the pillar, of severity error or warning, whatever became of them; and those that people decided. */
  readonly raised: number
  readonly decided: number
  /** Declarations with a confirmed one. */
  readonly errors: number
  /** How far these scatter over the days. */
  readonly scatter: Scatter
}

/** Of one cut: its units, and the rest of the company on the same days. */
export interface CutCounts {
  readonly before: Counts
  readonly after: Counts
  readonly restBefore: Counts
  readonly restAfter: Counts
}

export interface Measured extends Counts {
  /** Share of the findings that were decided; 1 where there were none. */
  readonly reviewedShare: number
  /** Declarations by that share: errors are only known of what was reviewed, so unreviewed findings never look like fewer errors. */
  readonly exposure: number
}

/**
 * `too_early`: there is too little after it. `improved`, `worsened`: the interval leaves out 1, however the findings that nobody decided
 * yet turn out, and the test holds when corrected for all cuts of the report. `no_effect_shown`: neither; that is no proof of no effect.
 */
export const VERDICTS = ['too_early', 'improved', 'worsened', 'no_effect_shown'] as const
export type Verdict = typeof VERDICTS[number]

/** Why nothing is said yet. */
export const REASONS = ['too_few_days', 'too_few_expected', 'too_little_reviewed'] as const
export type Reason = typeof REASONS[number]

export const CAUTIONS = ['chosen_for_its_rate', 'other_training_in_window', 'low_data', 'few_of_unit_trained', 'half_reviewed', 'open_findings_decide', 'errors_in_clusters', 'nothing_to_compare'] as const
export type Caution = typeof CAUTIONS[number]

/** Rate after by rate before. */
export interface Compared extends RateRatio {
  /** The least favourable p, however open findings turn out, corrected for the number of cuts (Benjamini and Hochberg); null where nothing is tested yet. */
  readonly adjustedP: number | null
}

export interface Effect {
  readonly cut: Cut
  readonly before: Measured
  readonly after: Measured
  /** Null where one of the windows has no exposure. */
  readonly compared: Compared | null
  /** Errors to be expected after it at the rate before; null without exposure before. */
  readonly expected: number | null
  /** Rate after less rate before, of declarations, in percentage points. */
  readonly deltaPoints: number | null
  /** The same ratio for the rest of the company: what else changed on those days. */
  readonly company: RateRatio | null
  /** Whether the whole window after it is over; before that the verdict may still change. */
  readonly complete: boolean
  readonly verdict: Verdict
  readonly because: Reason | null
  readonly cautions: readonly Caution[]
}

/** @param counts of each cut, in its order. All cuts of a report belong together: their tests are corrected for their number. */
export function effectsOf (cuts: readonly Cut[], counts: readonly CutCounts[], rules: EffectRules): Effect[] {
  const looked = cuts.map((cut, index) => lookAt(cut, counts[index]!, rules))
  const tested = looked.filter(({ because, compared }) => because === null && compared !== null)
  const adjusted = adjustedForManyCuts(tested.map(({ ways }) => Math.max(...ways.map(({ p }) => p))))
  const adjustedBy = new Map(tested.map((look, index) => [look, adjusted[index]!]))
  return looked.map((look) => judged(look, adjustedBy.get(look) ?? null, rules))
}

/**
 * Whether there is nothing to say, however long one waits: the unit declared nothing in the days before, or nothing in the days after of
 * which there are enough to speak. Neither was tested, so leaving it out changes nothing about the others.
 */
export const hasNothingToCompare = ({ before, after, because }: Pick<Effect, 'before' | 'after' | 'because'>): boolean =>
  before.declarations === 0 || (because !== 'too_few_days' && after.declarations === 0)

interface Look extends Omit<Effect, 'verdict' | 'compared'> {
  readonly compared: RateRatio | null
  /** The same with what is open: a sample of the rest as it is compared, no error at all, and errors all of it. */
  readonly ways: readonly RateRatio[]
  readonly dispersion: number
}

function lookAt (cut: Cut, counts: CutCounts, rules: EffectRules): Look {
  const [before, after] = [measured(counts.before), measured(counts.after)]
  const dispersion = dispersionOf([before.scatter, after.scatter])
  const expected = before.exposure === 0 ? null : before.errors / before.exposure * after.exposure
  const complete = cut.after !== null && daysOf(cut.after) === rules.windowDays
  const look = {
    cut, before, after, expected, complete, dispersion, company: companyOf(counts, rules), compared: rateRatio(toRate(after), toRate(before), rules.level, dispersion),
    ways: [toRate, withOpenRight, withOpenWrong].flatMap((way) => rateRatio(way(after), way(before), rules.level, dispersion) ?? []),
    deltaPoints: before.exposure === 0 || after.exposure === 0 ? null : 100 * (after.errors / after.exposure - before.errors / before.exposure)
  }
  return { ...look, because: tooEarly(look, rules), cautions: cautionsOf(look, rules) }
}

function companyOf ({ restBefore, restAfter }: CutCounts, { level }: EffectRules): RateRatio | null {
  return rateRatio(toRate(measured(restAfter)), toRate(measured(restBefore)), level, dispersionOf([restBefore.scatter, restAfter.scatter]))
}

const daysOf = ({ from, to }: { readonly from: string, readonly to: string }): number => daysBetween(from, to) + 1

const toRate = ({ errors, exposure }: Measured): Counted => ({ events: errors, exposure })
/** Whoever decides what is wrong first leaves nothing wrong; whoever dismisses first leaves nothing right. */
const withOpenRight = ({ errors, declarations }: Measured): Counted => ({ events: errors, exposure: declarations })
const withOpenWrong = ({ errors, declarations, raised, decided }: Measured): Counted => ({ events: Math.max(errors, Math.min(declarations, errors + Math.max(0, raised - decided))), exposure: declarations })

function measured (counts: Counts): Measured {
  const reviewedShare = counts.raised === 0 ? 1 : Math.min(1, counts.decided / counts.raised)
  return { ...counts, reviewedShare, exposure: counts.declarations * reviewedShare }
}

function tooEarly ({ cut, before, after, expected, complete }: Pick<Look, 'cut' | 'before' | 'after' | 'expected' | 'complete'>, rules: EffectRules): Reason | null {
  if (cut.after === null || daysOf(cut.after) < rules.leastAfterDays) return 'too_few_days'
  if (Math.min(before.reviewedShare, after.reviewedShare) < rules.leastReviewedShare) return 'too_little_reviewed'
  // Once its window is over, waiting helps no more: then it is little data, with the interval that little data has.
  return !complete && (expected ?? 0) < rules.leastExpectedEvents ? 'too_few_expected' : null
}

type Seen = Omit<Look, 'because' | 'cautions'>

function cautionsOf ({ cut, before, after, expected, compared, ways, dispersion }: Seen, rules: EffectRules): Caution[] {
  const holds: Record<Caution, boolean> = {
    chosen_for_its_rate: cut.needs.length > 0,
    other_training_in_window: cut.others.length > 0,
    low_data: expected !== null && expected < rules.leastExpectedEvents,
    few_of_unit_trained: cut.trained < rules.fewTrainedShare * cut.people,
    half_reviewed: Math.min(before.reviewedShare, after.reviewedShare) < rules.halfReviewedShare,
    open_findings_decide: compared !== null && sideOf([compared]) !== sideOf(ways),
    errors_in_clusters: dispersion >= rules.clusteredFrom,
    nothing_to_compare: compared === null
  }
  return CAUTIONS.filter((caution) => holds[caution])
}

function judged ({ compared, ways, dispersion: _dispersion, ...look }: Look, adjustedP: number | null, rules: EffectRules): Effect {
  const mostFalse = look.complete ? 1 - rules.level : rules.mostFalseBefore
  const verdict = look.because !== null ? 'too_early' : adjustedP === null || adjustedP > mostFalse ? 'no_effect_shown' : sideOf(ways)
  return { ...look, compared: compared === null ? null : { ...compared, adjustedP }, verdict }
}

/** On which side of 1 all the intervals lie. */
function sideOf (ratios: readonly RateRatio[]): Verdict {
  if (ratios.every(({ upper }) => upper !== null && upper < 1)) return 'improved'
  return ratios.every(({ lower }) => lower > 1) ? 'worsened' : 'no_effect_shown'
}
