import { METHOD_VERSION } from '../../risk/method.ts'
import { inherentModel, reducedModel, residualModel } from '../../risk/simulate.ts'
import { compareLosses } from '../assess/assess-risks.ts'
import type { RiskInputs } from '../evidence/risk-evidence.ts'
import { isPlanTooLong } from '../problems.ts'
import { planToWire } from '../treatments/plan-wire.ts'
import { planFor } from '../treatments/plans.ts'
import { isDecided } from '../treatments/treatment.ts'
import type { AssessmentRun, AuditSources } from './deps.ts'
import { assessedResult, closedResult, communicatedResult, sharesLeft, treatedRisks } from './results.ts'
import type { AssessedStageInputs, AssessedStageResult, StageContents, TreatedInputs, TreatedResult } from './snapshot.ts'
import type { ClosedStage } from './stages.ts'

/** What comes of the inputs of a stage: when it is closed, and again whenever somebody asks whether it still does. Reads nothing, writes nothing. */

type Results = { readonly [Stage in ClosedStage]: (inputs: StageContents[Stage]['inputs'], run: AssessmentRun, sources: Pick<AuditSources, 'assess'>) => Promise<StageContents[Stage]['result']> }

const RESULTS: Results = {
  identified: async (inputs, run, sources) => await assessed(inputs, run, sources, 'inherent'),
  residual_determined: async (inputs, run, sources) => await assessed(inputs, run, sources, 'residual'),
  treated,
  communicated: async (inputs) => await Promise.resolve(communicatedResult(inputs)),
  closed: async (inputs) => await Promise.resolve(closedResult(inputs))
}

/** The same inputs and seed give the same result. @throws overloaded, simulation-too-long, plan-too-long. */
export async function resultOf <Stage extends ClosedStage> (stage: Stage, inputs: StageContents[Stage]['inputs'], run: AssessmentRun, sources: Pick<AuditSources, 'assess'>): Promise<StageContents[Stage]['result']> {
  return await RESULTS[stage](inputs, run, sources)
}

async function assessed ({ assessment }: AssessedStageInputs, run: AssessmentRun, { assess }: Pick<AuditSources, 'assess'>, basis: 'inherent' | 'residual'): Promise<AssessedStageResult> {
  // Of the statement's instants, which are texts here, no figure depends.
  return assessedResult(await assess(assessment as unknown as RiskInputs, run), basis)
}

/** The plan is searched for, and the years of stage 2 are simulated once more with the plan beside them: with the same luck. */
async function treated (inputs: TreatedInputs, { seed, operatorId, timeoutMs, simulations }: AssessmentRun): Promise<TreatedResult> {
  const { residual: { risks, years }, treatments } = inputs
  const plan = planToWire(await planFor(risks, treatments, operatorId))
  const shares = sharesLeft(risks, plan)
  const models = (model: typeof residualModel) => risks.map(({ code, assessment }) => ({ code, model: model(assessment) }))
  const planned = risks.map(({ code, assessment }, index) => ({ code, model: reducedModel(residualModel(assessment), shares[index] as number) }))
  const { totals: [inherentLoss, residualLoss, plannedLoss], exceedance } = await compareLosses([models(inherentModel), models(residualModel), planned], { years, seed, operatorId, timeoutMs }, simulations)
  if (inherentLoss === undefined || residualLoss === undefined || plannedLoss === undefined) throw new Error('Three portfolios were simulated, and fewer came back')
  const total = (of: (index: number) => number): number => risks.reduce((sum, _risk, index) => sum + of(index), 0)
  const of = (index: number) => (risks[index] as typeof risks[number]).assessment
  return {
    methodVersion: METHOD_VERSION, risks: treatedRisks(inputs), plan, cheapestOfAll: await cheapestOfAll(inputs, operatorId),
    portfolio: {
      inherent: { ...inherentLoss, expectedAnnualLoss: total((index) => of(index).inherentExpectedAnnualLoss) },
      residual: { ...residualLoss, expectedAnnualLoss: total((index) => of(index).expectedAnnualLoss) },
      planned: { ...plannedLoss, expectedAnnualLoss: total((index) => of(index).expectedAnnualLoss * (shares[index] as number)) },
      exceedance
    }
  }
}

/** Beside the plan, so that no audit waits for ever on it: a search without an end leaves it out. */
async function cheapestOfAll ({ residual: { risks }, treatments }: TreatedInputs, operatorId: string): Promise<NonNullable<TreatedResult['cheapestOfAll']> | null> {
  if (!treatments.some(isDecided)) return null
  try {
    const { treatments: chosen, annualCostEur, secondBest } = planToWire(await planFor(risks, treatments.map((treatment) => isDecided(treatment) ? { ...treatment, state: 'proposed' as const } : treatment), operatorId))
    return { treatments: chosen, annualCostEur, secondBest }
  } catch (error) {
    if (isPlanTooLong(error)) return null
    throw error
  }
}
