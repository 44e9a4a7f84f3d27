import { decimal } from '../../platform/decimal.ts'
import { plannedRisks } from '../../risk/plan.ts'
import type { PlannedRisk, PlanRisk, PlanTreatment } from '../../risk/plan.ts'
import type { AssessedRisk } from '../assessments/assessed-risks.ts'
import { choiceOf, isDecided } from './treatment.ts'
import type { KeptTreatment } from './treatment.ts'

/** Assessed risks and treatments of the register as the planner takes them. Pure. */

export interface PlanJob { readonly risks: readonly PlanRisk[], readonly treatments: readonly PlanTreatment[] }

export type PlannableRisk = Pick<AssessedRisk, 'code' | 'tolerance'> & { readonly assessment: Pick<AssessedRisk['assessment'], 'frequency' | 'severityMean' | 'impactLevel'> }
export type PlannableTreatment = Pick<KeptTreatment, 'code' | 'annualCostEur' | 'effects' | 'state'>

/** Where nobody set what an area takes on, no risk of it is above by its cost. */
const planRisk = ({ code, tolerance: { acceptableScore, appetiteEur }, assessment: { frequency, severityMean, impactLevel } }: PlannableRisk): PlanRisk =>
  ({ code, acceptableScore, appetiteEur: appetiteEur ?? Number.POSITIVE_INFINITY, figures: { frequency, severityMean, impactLevel } })

const planTreatment = ({ code, annualCostEur, effects }: PlannableTreatment, choice: PlanTreatment['choice']): PlanTreatment =>
  ({ code, annualCostCents: Number(decimal(annualCostEur).times(100).toFixed(0)), effects, choice })

/** What is decided is taken, what is proposed may be, and of the rest nothing is planned. */
export function planJobOf (risks: readonly PlannableRisk[], treatments: readonly PlannableTreatment[]): PlanJob {
  return {
    risks: risks.map(planRisk),
    treatments: treatments.flatMap((treatment) => {
      const choice = choiceOf(treatment)
      return choice === null ? [] : [planTreatment(treatment, choice)]
    })
  }
}

/** Each risk as it will be once everything decided is done: multiplied out and scored again. By code. */
export const onceDecided = (risks: readonly PlannableRisk[], treatments: readonly PlannableTreatment[]): PlannedRisk[] =>
  plannedRisks(risks.map(planRisk), treatments.filter(isDecided).map((treatment) => planTreatment(treatment, 'required')))
