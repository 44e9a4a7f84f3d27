/** The constants of the risk method, version 1: every figure rests on these and on nothing typed in. Pure. */

/** Kept with every result; a change of any formula or constant is another version. */
export const METHOD_VERSION = 1

/** From rare to monthly or more, and from slight to grave. */
export const RATINGS = [1, 2, 3, 4, 5] as const
export type Rating = typeof RATINGS[number]

/** r0: events a year before controls that an expert's likelihood stands for. */
export const PRIOR_RATES: Readonly<Record<Rating, number>> = { 1: 0.1, 2: 0.3, 3: 1, 4: 4, 5: 16 }

/** Share of events that a control prevents if it always works as designed. */
export const DESIGN_SHARES = { none: 0, weak: 0.25, partial: 0.5, good: 0.75, strong: 0.9 } as const
export const DESIGN_RATINGS = ['none', 'weak', 'partial', 'good', 'strong'] as const
export type DesignRating = typeof DESIGN_RATINGS[number]

/** No set of controls is trusted with more. */
export const MOST_EFFECTIVENESS = 0.9

/** a0, in events: how much the expert's judgement weighs against evidence. */
export const DEFAULT_PRIOR_STRENGTH = 1

/** Of the interval of the frequency: 90 % lies between. */
export const LOWER_TAIL = 0.05
export const UPPER_TAIL = 0.95
/** Standard normal quantile of 0.95: the losses stated hold 90 % of events between them. */
export const Z95 = 1.6448536269514722

/** Events a year below which a frequency is of the likelihood 1, 2, 3, 4; from the last on it is 5. */
export const LIKELIHOOD_EDGES = [0.2, 0.5, 2, 8] as const
/** EUR of one event below which a mean loss is of the impact 1, 2, 3, 4; from the last on it is 5. */
export const MONEY_EDGES = [1_000, 10_000, 100_000, 1_000_000] as const

/** Greatest scores of a low and of a medium risk. */
export const LOW_SCORE = 5
export const MEDIUM_SCORE = 12

/** Greatest acceptable scores unless an area says otherwise; the stricter is of the compliance record, UCC Art. 39(a). */
export const DEFAULT_ACCEPTABLE_SCORE = 5
export const COMPLIANCE_ACCEPTABLE_SCORE = 4

/** From how many events on their sum is drawn as one, from the lognormal of the same mean and variance. */
export const MOST_SINGLE_EVENTS = 50
/** Fewer simulated years leave the far quantiles to chance. */
export const LEAST_YEARS = 50_000
