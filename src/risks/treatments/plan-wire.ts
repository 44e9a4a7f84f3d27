import { decimal, decimalText } from '../../platform/decimal.ts'
import { METHOD_VERSION } from '../../risk/method.ts'
import type { Plan, Selection } from '../../risk/plan.ts'

const euros = (cents: number): string => decimalText(decimal(String(cents)).div(100))

const selectionToWire = ({ treatments, annualCostCents }: Selection): { treatments: string[], annualCostEur: string } => ({ treatments: [...treatments], annualCostEur: euros(annualCostCents) })

/** JSON has no infinity: a risk whose frequency nothing bounds has no bound. */
export const planToWire = (plan: Plan) => ({
  ...selectionToWire(plan), secondBest: plan.secondBest === null ? null : selectionToWire(plan.secondBest),
  risks: plan.risks.map((risk) => ({ ...risk, frequencyBound: risk.frequencyBound === Number.POSITIVE_INFINITY ? null : risk.frequencyBound })),
  infeasible: plan.infeasible.map((risk) => ({ ...risk })), methodVersion: METHOD_VERSION
})
