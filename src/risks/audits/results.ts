import { objectionsTo } from '../../risk/acceptable.ts'
import { assessRisk } from '../../risk/assess-risk.ts'
import type { PlannedRisk } from '../../risk/plan.ts'
import { byPriority } from '../../risk/priority.ts'
import type { PriorityBasis } from '../../risk/priority.ts'
import { acceptabilityOf, acceptanceThatCounts, unresolvedRisks } from '../acceptances/acceptance.ts'
import type { KeptAcceptance, UnresolvedRisk } from '../acceptances/acceptance.ts'
import type { AssessedInputs } from '../assessments/assessed-risks.ts'
import type { RiskFacts } from '../evidence/risk-evidence.ts'
import { isDecided } from '../treatments/treatment.ts'
import { onceDecided } from '../treatments/treatments-plan.ts'
import type { RiskToEvaluate } from './gates.ts'
import type { AssessedStageResult, ClosedInputs, ClosedResult, CommunicatedInputs, CommunicatedResult, Plain, ResidualRisk, TreatedInputs, TreatedResult, TreatedRisk } from './snapshot.ts'

/** What comes of the inputs of a stage, as far as it takes no simulation and no search. Pure. */

/** Which risks are above their threshold before controls, and how their controls were tested. */
export const risksToEvaluate = (risks: readonly Pick<RiskFacts, 'code' | 'controls' | 'tolerance' | 'input'>[]): RiskToEvaluate[] => risks.map(({ code, controls, tolerance: { acceptableScore, appetiteEur }, input }) => {
  const { inherentScore, inherentExpectedAnnualLoss, impactLevel } = assessRisk(input)
  const objections = objectionsTo({ residualScore: inherentScore, expectedAnnualLoss: inherentExpectedAnnualLoss, impactLevel }, { acceptableScore, appetiteEur: appetiteEur ?? Number.POSITIVE_INFINITY })
  return { code, aboveThreshold: objections.length > 0, controls: controls.map((control) => ({ code: control.code, tested: control.passed + control.failed })) }
})

/** @param basis what the order rests on. */
export function assessedResult ({ methodVersion, risks, portfolio }: AssessedInputs, basis: PriorityBasis): AssessedStageResult {
  const ranked = byPriority(risks.map(({ code, statement, assessment }) => ({ code, consequence: statement.consequence, figures: assessment })), basis)
  return { methodVersion, risks: risks.map(({ code, assessment, ifReviewed, objections }) => ({ code, assessment, ifReviewed, objections })), portfolio, order: ranked.map(({ code }) => code) }
}

/** The risks as a result of stage 2 leaves them to stage 3. */
export const residualRisks = (facts: readonly Pick<RiskFacts, 'code' | 'title' | 'area' | 'tolerance'>[], { risks }: Pick<AssessedStageResult, 'risks'>): ResidualRisk[] => {
  const figures = new Map(risks.map((risk) => [risk.code, risk]))
  return facts.flatMap(({ code, title, area, tolerance }) => {
    const found = figures.get(code)
    return found === undefined ? [] : [{ code, title, area, tolerance, assessment: found.assessment, objections: found.objections }]
  })
}

/** A frozen text has instants as texts. */
const revived = ({ requestedAt, signature, ended, ...acceptance }: Plain<KeptAcceptance>): KeptAcceptance => ({
  ...acceptance as Omit<KeptAcceptance, 'requestedAt' | 'signature' | 'ended'>, requestedAt: new Date(requestedAt),
  signature: signature === null ? null : { ...signature, at: new Date(signature.at) }, ended: ended === null ? null : { ...ended, at: new Date(ended.at) }
})

type TreatedFacts = Pick<TreatedInputs, 'residual' | 'treatments' | 'acceptances' | 'on'>

const decidedRisks = ({ residual, treatments }: TreatedFacts): PlannedRisk[] => onceDecided(residual.risks, treatments)

/** JSON has no infinity: what nothing bounds has no bound. */
const bounded = (risk: PlannedRisk): PlannedRisk => ({ ...risk, frequencyBound: risk.frequencyBound === Number.POSITIVE_INFINITY ? null : risk.frequencyBound })

export function treatedRisks (inputs: TreatedFacts): TreatedRisk[] {
  const acceptances = inputs.acceptances.map(revived)
  const decided = new Map(decidedRisks(inputs).map((risk) => [risk.code, risk]))
  return inputs.residual.risks.map((risk) => {
    const { code, assessment: { residualScore } } = risk
    const counts = acceptanceThatCounts(acceptances.filter((acceptance) => acceptance.risk === code), { on: inputs.on, score: residualScore })
    return { code, acceptability: acceptabilityOf(risk, acceptances, inputs.on), acceptance: counts?.acceptance.id ?? null, onceDecided: bounded(decided.get(code) as PlannedRisk) }
  })
}

/** Those that have neither a signature that holds nor decided treatments that bring them down. */
export function unresolvedIn (inputs: TreatedFacts): (UnresolvedRisk & { readonly residualScore: number })[] {
  const scores = new Map(inputs.residual.risks.map(({ code, assessment }) => [code, assessment.residualScore]))
  return unresolvedRisks(inputs.residual.risks, decidedRisks(inputs), inputs.acceptances.map(revived), inputs.on).map((risk) => ({ ...risk, residualScore: scores.get(risk.code) ?? 0 }))
}

export const communicatedResult = ({ recipients }: CommunicatedInputs): CommunicatedResult => {
  const acknowledged = recipients.flatMap(({ acknowledgedAt }) => acknowledgedAt === null ? [] : [acknowledgedAt]).toSorted()
  return { recipients: recipients.length, acknowledged: acknowledged.length, lastAcknowledgedAt: acknowledged.at(-1) ?? null }
}

/** What stage 3 left for the audit to be answered by. */
export const leftByTreatment = ({ residual, treatments }: TreatedInputs): Pick<ClosedInputs, 'openRisks' | 'decided'> => ({
  openRisks: residual.risks.filter(({ objections }) => objections.length > 0).map(({ code }) => code),
  decided: treatments.filter(isDecided).map(({ code }) => code)
})

/** By kind, in their alphabetical order. */
export const closedResult = ({ followUps }: ClosedInputs): ClosedResult => ({
  followUps: [...Map.groupBy(followUps, ({ kind }) => kind)].map(([kind, ofKind]) => ({ kind, count: ofKind.length })).toSorted((one, other) => one.kind < other.kind ? -1 : 1)
})

/** Share of its events that is left of each risk once the plan is done, in the order of the risks. */
export const sharesLeft = (risks: readonly ResidualRisk[], { risks: planned }: Pick<TreatedResult['plan'], 'risks'>): number[] => {
  const after = new Map(planned.map(({ code, frequencyAfter }) => [code, frequencyAfter]))
  return risks.map(({ code, assessment: { frequency } }) => frequency > 0 ? (after.get(code) ?? frequency) / frequency : 1)
}
