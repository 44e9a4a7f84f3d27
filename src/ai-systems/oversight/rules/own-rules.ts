import { OVERSIGHT_RULES } from '../../../ai-oversight/rules.ts'
import type { OversightRules } from '../../../ai-oversight/rules.ts'
import type { Fault } from '../../../platform/problem.ts'

/**
 * Thresholds of the measures that an operator may set (ai.md 4.4: defaults without legal force). Pure. What is counted when an output comes
 * in, the level of the intervals, and the number of people below which nothing is told of them, are not its to set.
 */

export interface OwnRules extends Pick<OversightRules, 'leastForColour' | 'overAcceptance' | 'nearTotal' | 'planted' | 'overridePrecision' | 'stability' | 'calibration' | 'errorWatch' | 'release' | 'proposers'> {
  readonly hasty: Omit<OversightRules['hasty'], 'wordsPerMinute'>
}

const { version: _version, level: _level, leastReviewers: _leastReviewers, hasty: { wordsPerMinute: _pace, ...HASTY }, ...REST } = OVERSIGHT_RULES

/** What holds until the operator sets its own. */
export const DEFAULT_RULES: OwnRules = { ...REST, hasty: HASTY }

/** All that measures go by. */
export const rulesWith = (own: OwnRules): OversightRules => ({ ...OVERSIGHT_RULES, ...own, hasty: { ...OVERSIGHT_RULES.hasty, ...own.hasty } })

type Order = readonly [worse: string, than: string, isWorse: (rules: OwnRules) => boolean, hint: string]

const ABOVE = 'Red is the graver of the two: it begins no lower than amber'
const BELOW = 'Red is the graver of the two: it begins no higher than amber'
const RATES = 'The rate to be found is greater than the one that is in order'
const ORDERS: readonly Order[] = [
  ['/nearTotal/redAbove', 'amberAbove', ({ nearTotal }) => nearTotal.redAbove >= nearTotal.amberAbove, ABOVE],
  ['/hasty/redAbove', 'amberAbove', ({ hasty }) => hasty.redAbove >= hasty.amberAbove, ABOVE],
  ['/overridePrecision/redBelow', 'amberBelow', ({ overridePrecision }) => overridePrecision.redBelow <= overridePrecision.amberBelow, BELOW],
  ['/stability/redFrom', 'amberFrom', ({ stability }) => stability.redFrom >= stability.amberFrom, ABOVE],
  ['/calibration/redAbove', 'amberAbove', ({ calibration }) => calibration.redAbove >= calibration.amberAbove, ABOVE],
  ['/errorWatch/outOfControl', 'inControl', ({ errorWatch }) => errorWatch.outOfControl > errorWatch.inControl, RATES],
  ['/release/outOfControl', 'inControl', ({ release }) => release.outOfControl > release.inControl, RATES]
]

/** What contradicts itself; nothing where the rules may hold. */
export const ruleFaults = (rules: OwnRules): Fault[] =>
  ORDERS.flatMap(([pointer, than, holds, hint]) => holds(rules) ? [] : [{ pointer, detail: `does not go with ${than}`, hint }])
