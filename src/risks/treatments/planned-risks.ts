import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Plan } from '../../risk/plan.ts'
import { findAssessment, findTexts } from '../assessments/assessment-store.ts'
import { auditedRisks } from '../audits/audited-risks.ts'
import type { RiskDeps } from '../deps.ts'
import { nothingToPlan } from '../problems.ts'
import { READ } from '../register/risk-operations.ts'
import { invalid } from '../stated-names.ts'
import { planFor } from './plans.ts'
import type { Plans } from './plans.ts'
import { treatmentsFor } from './treatment-store.ts'
import type { PlannableRisk } from './treatments-plan.ts'

/** The plan of the register: over risks as they were assessed and treatments as they stand. */

export interface PlanQuestion {
  /** Id of the audit whose second stage has the risks. */
  readonly audit?: string | undefined
  /** Id of a stored assessment; the last one of the whole company if neither is stated. */
  readonly assessment?: string | undefined
}

/** The programme is solved while no transaction waits. @throws invalid-request; risk-plan-without-figures; overloaded, plan-too-long. */
export async function planTreatments ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, question: PlanQuestion, plans?: Plans): Promise<Plan> {
  if (question.audit !== undefined && question.assessment !== undefined) throw invalid([{ pointer: '/audit', detail: 'stands beside an assessment', hint: 'Name one of them' }])
  const { risks, treatments } = await withOperatorReadOnly(db, principal, READ, async (tx) => {
    const risks = await plannableRisks(tx, question)
    return { risks, treatments: await treatmentsFor(tx, risks.map(({ code }) => code)) }
  })
  return await planFor(risks, treatments, principal.operatorId, plans)
}

/** @throws risk-plan-without-figures. */
async function plannableRisks (tx: OperatorTx, { audit, assessment }: PlanQuestion): Promise<readonly PlannableRisk[]> {
  const risks = audit === undefined ? await assessedRisks(tx, assessment) : (await auditedRisks(tx, audit))?.risks
  if (risks === undefined) throw nothingToPlan(audit === undefined ? 'There is no such assessment.' : 'There is no such audit, or its second stage is not closed.')
  return risks
}

interface StoredRisk { readonly code: string, readonly tolerance: PlannableRisk['tolerance'] }

/** Of a stored assessment, of the last one of the whole company if none is named. */
async function assessedRisks (tx: OperatorTx, id: string | undefined): Promise<PlannableRisk[] | undefined> {
  const assessment = await findAssessment(tx, id)
  const texts = assessment === undefined ? undefined : await findTexts(tx, assessment.id)
  if (texts === undefined) return undefined
  const tolerances = new Map((JSON.parse(texts.facts) as { readonly risks: readonly StoredRisk[] }).risks.map(({ code, tolerance }) => [code, tolerance]))
  return (JSON.parse(texts.result) as { readonly risks: readonly Omit<PlannableRisk, 'tolerance'>[] }).risks.flatMap(({ code, assessment }) => {
    const tolerance = tolerances.get(code)
    return tolerance === undefined ? [] : [{ code, tolerance, assessment }]
  })
}
