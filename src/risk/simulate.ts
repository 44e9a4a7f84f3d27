import { exp, ln } from '../statistics/quantiles.ts'
import { randomOf } from '../statistics/seeded-random.ts'
import { normalsOf } from '../statistics/ziggurat.ts'
import type { RiskFigures } from './assess-risk.ts'
import { eventCount } from './event-count.ts'
import { quantilesOf } from './annual-loss.ts'
import type { AnnualLoss } from './annual-loss.ts'
import { MOST_SINGLE_EVENTS } from './method.ts'

/** What years cost, by simulation: seeded, and the same bytes on every machine. Pure. */

/** What the loss of a year is made of. */
export interface LossModel {
  /** Of the Gamma distribution of the yearly rate. */
  readonly shape: number
  readonly rate: number
  /** Of the lognormal loss of one event, in EUR. */
  readonly mu: number
  readonly sigma: number
}

type Assessed = Pick<RiskFigures, 'shape' | 'rate' | 'effectiveness' | 'explanation'>

export const residualModel = ({ shape, rate, explanation: { severity: { mu, sigma } } }: Assessed): LossModel => ({ shape, rate, mu, sigma })

/** As if the controls were not there: the rate, and every quantile of it, divided by 1 − E. */
export const inherentModel = (figures: Assessed): LossModel => ({ ...residualModel(figures), rate: figures.rate * (1 - figures.effectiveness) })

/** The stream of one risk of many, so that each keeps its years whatever others there are. */
export const seedOf = (seed: string, code: string): string => `${seed}/${code}`

/** EUR of each year, in their order. Numbers of events and losses come of streams of their own: with another rate the luck stays the same. */
export function annualLosses ({ shape, rate, mu, sigma }: LossModel, years: number, seed: string): Float64Array {
  const count = eventCount(shape, rate)
  const forCounts = randomOf(`${seed}/events`)
  const total = totalOf(mu, sigma, normalsOf(randomOf(`${seed}/losses`)))
  const losses = new Float64Array(years)
  for (let year = 0; year < years; year++) losses[year] = total(count.at(forCounts.uniform(), forCounts.uniform))
  return losses
}

/** What so many events cost together. */
function totalOf (mu: number, sigma: number, normal: () => number): (events: number) => number {
  const mean = exp(mu + sigma * sigma / 2)
  const relativeVariance = exp(sigma * sigma) - 1
  return (events) => {
    if (events > MOST_SINGLE_EVENTS) return events * mean * unitLognormal(ln(1 + relativeVariance / events), normal)
    let sum = 0
    for (let event = 0; event < events; event++) sum += exp(mu + sigma * normal())
    return sum
  }
}

/** Lognormal of mean 1, by the variance of its logarithm. */
const unitLognormal = (variance: number, normal: () => number): number => exp(Math.sqrt(variance) * normal() - variance / 2)

export interface SimulatedRisk {
  readonly code: string
  readonly model: LossModel
}

export interface Simulation {
  readonly risks: readonly SimulatedRisk[]
  readonly years: number
  readonly seed: string
}

export interface SimulationResult {
  /** In the order of the risks. */
  readonly risks: readonly ({ readonly code: string } & AnnualLoss)[]
  /** All of them in the same years, each risk independent of the others. */
  readonly portfolio: AnnualLoss
}

/** Every risk, and all together. What a risk costs depends on the seed and its code alone, and the sum not on the order of the risks. */
export function simulate ({ risks, years, seed }: Simulation): SimulationResult {
  const sum = new Float64Array(years)
  const found = new Map(risks.toSorted((one, other) => one.code < other.code ? -1 : 1).map(({ code, model }) => {
    const losses = annualLosses(model, years, seedOf(seed, code))
    for (let year = 0; year < years; year++) sum[year] = (sum[year] as number) + (losses[year] as number)
    return [code, quantilesOf(losses)]
  }))
  if (found.size < risks.length) throw new Error('Two risks of one code would have the same years')
  return { risks: risks.map(({ code }) => ({ code, ...found.get(code) as AnnualLoss })), portfolio: quantilesOf(sum) }
}
