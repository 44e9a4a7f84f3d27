import { objectionsTo } from '../../risk/acceptable.ts'
import type { Objection } from '../../risk/acceptable.ts'
import type { AnnualLoss } from '../../risk/annual-loss.ts'
import { assessmentOf } from '../../risk/assessment.ts'
import { assessRisk } from '../../risk/assess-risk.ts'
import type { RiskFigures } from '../../risk/assess-risk.ts'
import { METHOD_VERSION } from '../../risk/method.ts'
import type { RiskInput } from '../../risk/risk-input.ts'
import { inherentModel, residualModel, seedOf } from '../../risk/simulate.ts'
import type { SimulatedPortfolio } from '../../risk/simulate.ts'
import { simulated } from '../assess/assess-risks.ts'
import { SIMULATIONS } from '../assess/simulations.ts'
import type { Simulations } from '../assess/simulations.ts'
import type { RiskInputs, RiskTolerance } from '../evidence/risk-evidence.ts'
import type { AssessedInputs, FiguresIfReviewed } from './assessed-risks.ts'

/** The figures of all risks in scope: closed forms at once, years in a thread. Nothing is read and nothing written. */

export interface AssessSettings {
  /** The same with the same inputs gives the same bytes. */
  readonly seed: string
  /** Whose job it is. */
  readonly operatorId: string
}

/** 94 risks of fifty thousand years, twice, take seconds; a busy machine has its time. */
const TIMEOUT_MS = 60_000

/** @throws overloaded; simulation-too-long. */
export async function assessInputs (inputs: RiskInputs, { seed, operatorId }: AssessSettings, simulations: Simulations = SIMULATIONS): Promise<AssessedInputs> {
  const { years } = inputs.settings
  const assessed = inputs.risks.map((risk) => ({ risk, figures: assessRisk(risk.input), seed: seedOf(seed, risk.code) }))
  const portfolios = [inherentModel, residualModel].map((modelOf) => assessed.map(({ risk, figures, seed: own }) => ({ code: risk.code, model: modelOf(figures), seed: own })))
  const found = await simulated(simulations, { portfolios, years }, { years, seed, operatorId, timeoutMs: TIMEOUT_MS })
  const [inherent, residual] = found.portfolios as readonly [SimulatedPortfolio, SimulatedPortfolio]
  return {
    ...inputs, methodVersion: METHOD_VERSION, seed,
    risks: assessed.map(({ risk, figures, seed: own }, index) => ({
      ...risk, assessment: assessmentOf(figures, residual.risks[index] as AnnualLoss, { years, seed: own }), ifReviewed: figuresIfReviewed(risk.inputIfReviewed), objections: objections(figures, risk.tolerance)
    })),
    portfolio: {
      inherent: { expectedAnnualLoss: sumOf(assessed.map(({ figures }) => figures.inherentExpectedAnnualLoss)), ...inherent.total },
      residual: { expectedAnnualLoss: sumOf(assessed.map(({ figures }) => figures.expectedAnnualLoss)), ...residual.total },
      exceedance: found.exceedance
    }
  }
}

const sumOf = (losses: readonly number[]): number => losses.reduce((sum, loss) => sum + loss, 0)

function figuresIfReviewed (input: RiskInput | null): FiguresIfReviewed | null {
  if (input === null) return null
  const { frequency, frequencyLow, frequencyHigh, expectedAnnualLoss, likelihoodLevel, residualScore } = assessRisk(input)
  return { frequency, frequencyLow, frequencyHigh, expectedAnnualLoss, likelihoodLevel, residualScore }
}

/** Nobody is over an appetite that nobody set. */
const objections = (figures: RiskFigures, { acceptableScore, appetiteEur }: RiskTolerance): Objection[] =>
  objectionsTo(figures, { acceptableScore, appetiteEur: appetiteEur ?? Number.POSITIVE_INFINITY })
