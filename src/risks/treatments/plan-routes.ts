import { json } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { planToWire } from './plan-wire.ts'
import { findPlan } from './plans.ts'
import type { Plans } from './plans.ts'
import { PLAN_SCHEMAS, PlanBody } from './schemas.ts'
import { faultsOf, planRisks, planTreatments } from './stated-plan.ts'

export function planRoutes (app: App, { plans }: { readonly plans?: Plans | undefined }): void {
  for (const schema of PLAN_SCHEMAS) app.addSchema(schema)

  app.post('/risks/plan', {
    config: { scope: 'risks:read' },
    schema: {
      operationId: 'planTreatments', summary: 'Ask for the cheapest treatments that are enough', tags: ['risks'], body: PlanBody,
      description: 'An exact integer programme: no cheaper choice brings every risk that can be brought down to an acceptable level. The answer is multiplied out and scored again. Nothing is written: require, exclude or change treatments to see what they are worth.',
      response: { 200: json('RiskPlan', 'The plan'), ...problems(400) }
    }
  }, async ({ body, principal }) => {
    const errors = faultsOf(body)
    if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors: errors.slice(0, 100) })
    return planToWire(await findPlan({ risks: planRisks(body), treatments: planTreatments(body) }, principal.operatorId, plans))
  })
}
