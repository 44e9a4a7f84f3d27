import { exp, ln } from '../statistics/quantiles.ts'
import { randomOf } from '../statistics/seeded-random.ts'
import { normalsOf } from '../statistics/ziggurat.ts'
import type { RiskFigures } from './assess-risk.ts'
import { eventCount } from './event-count.ts'
import { exceedanceOf, quantilesOf } from './annual-loss.ts'
import type { AnnualLoss, ExceedancePoint } from './annual-loss.ts'
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
export const inherentModel = (figures: Assessed): LossModel => reducedModel(residualModel(figures), 1 / (1 - figures.effectiveness))

/** With only this share of the events left, as treatments leave it. */
export const reducedModel = (model: LossModel, share: number): LossModel => ({ ...model, rate: model.rate / share })

/** The seed of one risk of many, so that each keeps its years whatever others there are. */
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
  /** Of its own years: the whole of what they depend on beside the model. */
  readonly seed: string
}

export interface Simulation {
  /** Sets of risks to look at beside each other, such as before controls, with them, and after a plan. With the same seeds they have the same luck. */
  readonly portfolios: readonly (readonly SimulatedRisk[])[]
  readonly years: number
}

export interface SimulatedPortfolio {
  /** In the order of the risks. */
  readonly risks: readonly ({ readonly code: string } & AnnualLoss)[]
  /** All of them in the same years, each risk independent of the others. */
  readonly total: AnnualLoss
}

export interface SimulationResult {
  readonly portfolios: readonly SimulatedPortfolio[]
  /** Of the totals, over the same losses. */
  readonly exceedance: readonly ExceedancePoint[]
}

/** Every risk of every portfolio, and all of each together. @throws Error when two risks of a portfolio have the same code or seed. */
export function simulate ({ portfolios, years }: Simulation): SimulationResult {
  const simulated = portfolios.map((risks) => simulatePortfolio(risks, years))
  return { portfolios: simulated.map(({ risks, sums }) => ({ risks, total: quantilesOf(sums) })), exceedance: exceedanceOf(simulated.map(({ sums }) => sums)) }
}

/** Summed in the order of the codes: what a year costs does not depend on the order in which risks come. */
function simulatePortfolio (risks: readonly SimulatedRisk[], years: number): Pick<SimulatedPortfolio, 'risks'> & { sums: Float64Array } {
  if (new Set(risks.map(({ code }) => code)).size < risks.length || new Set(risks.map(({ seed }) => seed)).size < risks.length) throw new Error('Two risks would have the same years')
  const sums = new Float64Array(years)
  const found = new Map(risks.toSorted((one, other) => one.code < other.code ? -1 : 1).map(({ code, model, seed }) => {
    const losses = annualLosses(model, years, seed)
    for (let year = 0; year < years; year++) sums[year] = (sums[year] as number) + (losses[year] as number)
    return [code, quantilesOf(losses)]
  }))
  return { risks: risks.map(({ code }) => ({ code, ...found.get(code) as AnnualLoss })), sums }
}
