import { LIKELIHOOD_EDGES, LOW_SCORE, MEDIUM_SCORE, MONEY_EDGES, RATINGS } from './method.ts'
import type { Rating } from './method.ts'

/** The 5 × 5 matrix: a projection of the figures, not a second opinion. Pure. */

const levelOf = (value: number, edges: readonly number[]): Rating => RATINGS[edges.filter((edge) => value >= edge).length] as Rating

/** Of a frequency, in events a year. */
export const likelihoodLevel = (frequency: number): Rating => levelOf(frequency, LIKELIHOOD_EDGES)

/** Of the mean loss of one event, in EUR. */
export const moneyBand = (severityMean: number): Rating => levelOf(severityMean, MONEY_EDGES)

/** The graver of what an event costs and what it means for the authorisation. */
export const impactLevel = (consequence: Rating, severityMean: number): Rating => Math.max(consequence, moneyBand(severityMean)) as Rating

/** From 1 to 25. */
export const scoreOf = (likelihood: Rating, impact: Rating): number => likelihood * impact

export const SCORE_BANDS = ['low', 'medium', 'high'] as const
export type ScoreBand = typeof SCORE_BANDS[number]
export const bandOf = (score: number): ScoreBand => score <= LOW_SCORE ? 'low' : score <= MEDIUM_SCORE ? 'medium' : 'high'

/** The frequency from which a risk is no longer of this likelihood; of level 5 there is no end. */
export const upperEdge = (likelihood: Rating): number => LIKELIHOOD_EDGES[likelihood - 1] ?? Number.POSITIVE_INFINITY
