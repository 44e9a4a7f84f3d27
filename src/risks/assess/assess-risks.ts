import { ThreadLimit } from '../../platform/threads/thread-pool.ts'
import type { AnnualLoss, ExceedancePoint } from '../../risk/annual-loss.ts'
import { assessmentOf } from '../../risk/assessment.ts'
import type { RiskAssessment } from '../../risk/assessment.ts'
import { assessRisk } from '../../risk/assess-risk.ts'
import type { RiskInput } from '../../risk/risk-input.ts'
import { residualModel, seedOf } from '../../risk/simulate.ts'
import type { LossModel, SimulatedPortfolio, Simulation, SimulationResult } from '../../risk/simulate.ts'
import { simulationTooLong } from '../problems.ts'
import { SIMULATIONS } from './simulations.ts'
import type { Simulations } from './simulations.ts'

/** All figures of risks: closed forms at once, years in a thread. Nothing is read and nothing written. */

export interface AssessmentSettings {
  readonly years: number
  readonly seed: string
  /** Whose job it is. */
  readonly operatorId: string
  /** A request that somebody waits for is ended sooner than the stage of an audit. */
  readonly timeoutMs?: number | undefined
}

export interface RiskToAssess {
  readonly code: string
  readonly input: RiskInput
}

export interface AssessedRisks {
  /** In the order given. */
  readonly risks: readonly { readonly code: string, readonly assessment: RiskAssessment }[]
  /** All of them in the same years. */
  readonly total: AnnualLoss
}

/** One risk by this very seed: with that of a stored assessment, its quantiles come out again. @throws overloaded; simulationTooLong. */
export async function assessOne (input: RiskInput, settings: AssessmentSettings, simulations: Simulations = SIMULATIONS): Promise<RiskAssessment> {
  const figures = assessRisk(input)
  const { years, seed } = settings
  const { portfolios: [found] } = await simulated(simulations, { portfolios: [[{ code: '', model: residualModel(figures), seed }]], years }, settings)
  return assessmentOf(figures, (found as SimulatedPortfolio).total, { years, seed })
}

/** Many risks, each by the seed that comes of this one and its code. @throws overloaded; simulationTooLong. */
export async function assessRisks (risks: readonly RiskToAssess[], settings: AssessmentSettings, simulations: Simulations = SIMULATIONS): Promise<AssessedRisks> {
  const { years } = settings
  const assessed = risks.map(({ code, input }) => ({ code, figures: assessRisk(input), seed: seedOf(settings.seed, code) }))
  const { portfolios: [found] } = await simulated(simulations, { portfolios: [assessed.map(({ code, figures, seed }) => ({ code, model: residualModel(figures), seed }))], years }, settings)
  const { risks: quantiles, total } = found as SimulatedPortfolio
  return { risks: assessed.map(({ code, figures, seed }, index) => ({ code, assessment: assessmentOf(figures, quantiles[index] as AnnualLoss, { years, seed }) })), total }
}

/** What years cost in several ways to see the same risks, such as before controls, with them, and after a plan: with the same luck. */
export async function compareLosses (portfolios: readonly (readonly { readonly code: string, readonly model: LossModel }[])[], settings: AssessmentSettings, simulations: Simulations = SIMULATIONS): Promise<{ totals: AnnualLoss[], exceedance: readonly ExceedancePoint[] }> {
  const found = await simulated(simulations, { portfolios: portfolios.map((risks) => risks.map(({ code, model }) => ({ code, model, seed: seedOf(settings.seed, code) }))), years: settings.years }, settings)
  return { totals: found.portfolios.map(({ total }) => total), exceedance: found.exceedance }
}

/** @throws overloaded; simulationTooLong. */
export async function simulated (simulations: Simulations, simulation: Simulation, { operatorId, timeoutMs }: AssessmentSettings): Promise<SimulationResult> {
  try {
    return await simulations.run(simulation, operatorId, timeoutMs)
  } catch (error) {
    if (error instanceof ThreadLimit) throw simulationTooLong('The simulation was ended: it took too long.', {}, { cause: error, headers: { 'retry-after': '10' } })
    throw error
  }
}
