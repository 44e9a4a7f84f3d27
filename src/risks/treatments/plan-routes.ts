import { Type } from 'typebox'
import { Uuid } from '../../platform/http/fields.ts'
import { json } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { RiskDeps } from '../deps.ts'
import { READ } from '../register/risk-operations.ts'
import { planTreatments } from './planned-risks.ts'
import { planToWire } from './plan-wire.ts'
import { findPlan } from './plans.ts'
import { PLAN_SCHEMAS, PlanBody } from './schemas.ts'
import { faultsOf, planRisks, planTreatments as statedTreatments } from './stated-plan.ts'

const tags = ['risks']
const PlanQuery = Type.Object({
  audit: Type.Optional(Uuid('The audit whose second stage has the risks')), assessment: Type.Optional(Uuid('The stored assessment that has the risks; the last one of the whole company if neither this nor audit is given'))
}, { additionalProperties: false })

export function planRoutes (app: App, deps: Pick<RiskDeps, 'db'>): void {
  for (const schema of PLAN_SCHEMAS) app.addSchema(schema)

  app.get('/risks/plan', {
    config: { scope: READ },
    schema: {
      operationId: 'readRiskPlan', summary: 'Read the cheapest treatments of the register that are enough', tags, querystring: PlanQuery, response: { 200: json('RiskPlan', 'The plan'), ...problems(400, 409) },
      description: 'Over the risks as they were assessed and the treatments as they stand: what is decided or in progress is taken, what is proposed may be, and what is finished or dropped is left out. Nothing is written.'
    }
  }, async ({ query, principal }) => planToWire(await planTreatments(deps, principal, query)))

  app.post('/risks/plan', {
    config: { scope: READ },
    schema: {
      operationId: 'planTreatments', summary: 'Ask for the cheapest treatments that are enough', tags, body: PlanBody,
      description: 'An exact integer programme: no cheaper choice brings every risk that can be brought down to an acceptable level. The answer is multiplied out and scored again. Nothing is written: require, exclude or change treatments to see what they are worth.',
      response: { 200: json('RiskPlan', 'The plan'), ...problems(400) }
    }
  }, async ({ body, principal }) => {
    const errors = faultsOf(body)
    if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors: errors.slice(0, 100) })
    return planToWire(await findPlan({ risks: planRisks(body), treatments: statedTreatments(body) }, principal.operatorId))
  })
}
