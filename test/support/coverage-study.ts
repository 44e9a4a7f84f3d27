import { assessRisk } from '../../src/risk/assess-risk.ts'
import { PRIOR_RATES } from '../../src/risk/method.ts'
import type { Rating } from '../../src/risk/method.ts'
import type { ControlInput, RiskInput } from '../../src/risk/risk-input.ts'
import { RISK_CATALOGUE } from '../../src/risks/catalogue/shipped-catalogue.ts'
import { chiSquareQuantile, exp } from '../../src/statistics/quantiles.ts'
import { randomOf } from '../../src/statistics/seeded-random.ts'
import type { SeededRandom } from '../../src/statistics/seeded-random.ts'

/**
 * Whether the 90 % interval of the residual frequency is one: true rates are drawn from the prior Gamma(a0, a0 ÷ m0), a year of events from
 * them, all of it reviewed, and the engine is asked. The 94 risks of the catalogue with the likelihoods that it proposes and controls of
 * all kinds, 200 seeded years of each.
 */

export const SEEDS = 200
const EXPOSURE = 12_000
const PRIOR_STRENGTH = 1

/** By how many bands the expert is wrong. */
export type Shift = -1 | 0 | 1

export interface Coverage {
  readonly shift: Shift
  readonly cases: number
  /** Shares of the cases: the truth within, below and above the interval. */
  readonly within: number
  readonly below: number
  readonly above: number
  /** The share within, by the true likelihood. */
  readonly byLikelihood: Readonly<Partial<Record<Rating, number>>>
}

const control = (design: ControlInput['design'], passed: number, failed: number): ControlInput => ({ code: null, design, passed, failed })
/** In turn over the risks. */
const CONTROLS: readonly (readonly ControlInput[])[] = [[], [control('good', 9, 1)], [control('partial', 0, 0), control('weak', 3, 2)], [control('strong', 60, 0), control('strong', 40, 0)], [control('good', 2, 4), control('strong', 25, 1)]]

const LIKELIHOODS = RISK_CATALOGUE.risks.map(({ proposal }) => proposal.likelihood)

interface Case { readonly likelihood: Rating, readonly controls: readonly ControlInput[] }
/** Of an expert wrong by a band, the risks whose band has a neighbour. */
const casesOf = (shift: Shift): Case[] => LIKELIHOODS.flatMap((likelihood, index) => likelihood + shift in PRIOR_RATES ? [{ likelihood, controls: CONTROLS[index % CONTROLS.length] ?? [] }] : [])

/** @param years of evidence. */
export function coverage (shift: Shift, years = 1): Coverage {
  const judged = casesOf(shift).flatMap((risk, index) => Array.from({ length: SEEDS }, (_, seed) => ({ likelihood: risk.likelihood, side: sideOf(risk, { shift, years }, randomOf(`coverage ${shift} ${index} ${seed}`)) })))
  const share = (of: typeof judged, side: Side): number => of.filter((one) => one.side === side).length / of.length
  const byLikelihood = Object.fromEntries([...Map.groupBy(judged, ({ likelihood }) => likelihood)].toSorted(([one], [other]) => one - other).map(([likelihood, some]) => [likelihood, share(some, 'within')]))
  return { shift, cases: judged.length, within: share(judged, 'within'), below: share(judged, 'below'), above: share(judged, 'above'), byLikelihood }
}

type Side = 'within' | 'below' | 'above'

/** Where the truth lies when the expert states a band that is `shift` away from the one it is drawn by. */
function sideOf ({ likelihood, controls }: Case, { shift, years }: { readonly shift: Shift, readonly years: number }, random: SeededRandom): Side {
  const input: RiskInput = { likelihood, controls, lossLow: 1_000, lossHigh: 10_000, consequence: 2, events: 0, windowExposure: EXPOSURE * years, yearExposure: EXPOSURE, priorStrength: PRIOR_STRENGTH }
  const truth = drawRate(assessRisk(input).explanation.prior.residualRate, random)
  const { frequencyLow, frequencyHigh } = assessRisk({ ...input, likelihood: (likelihood + shift) as Rating, events: drawEvents(truth * years, random) })
  return truth < frequencyLow ? 'below' : truth > frequencyHigh ? 'above' : 'within'
}

/** From Gamma(a0, a0 ÷ m0), by inversion. */
const drawRate = (mean: number, random: SeededRandom): number => chiSquareQuantile(random.openUniform(), 2 * PRIOR_STRENGTH) / 2 * mean / PRIOR_STRENGTH

/** Poisson, by inversion. */
function drawEvents (mean: number, random: SeededRandom): number {
  const draw = random.uniform()
  let chance = exp(-mean)
  let passed = chance
  let events = 0
  while (passed < draw && chance > 0) {
    events++
    chance *= mean / events
    passed += chance
  }
  return events
}
