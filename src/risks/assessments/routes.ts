import { json, Key, send } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { assessScope, findAssessedRisk, findAssessment, listAssessments, listFigures } from './assessment-operations.ts'
import { AssessedRiskParams, ASSESSMENT_SCHEMAS, AssessmentParams, AssessmentQuery, NewAssessmentBody } from './schemas.ts'
import { assessedRiskToWire, assessmentToWire, figuresToWire } from './wire.ts'

const tags = ['risks']

export function assessmentRoutes (app: App, deps: RiskDeps): void {
  for (const schema of ASSESSMENT_SCHEMAS) app.addSchema(schema)

  app.post('/risk-assessments', {
    config: { scope: WRITE },
    schema: {
      operationId: 'assessRisks', summary: 'Assess all risks in a scope', tags, headers: Key, body: NewAssessmentBody, response: { 201: json('StoredRiskAssessment', 'The assessment; Location names it'), ...problems(400, 409, 422) },
      description: 'By the risk method, from what people stated, the controls in force and what the system counted. Facts and figures are kept with their hash and never changed. Risks without inputs are counted and have no figures.'
    }
  }, async (request, reply) => await send(reply, await assessScope(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.get('/risk-assessments', {
    config: { scope: READ },
    schema: { operationId: 'listRiskAssessments', summary: 'List assessments', description: 'Last first.', tags, querystring: AssessmentQuery, response: { 200: json('StoredRiskAssessmentPage', 'A page of assessments'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listAssessments(deps, request.principal, request.query)
    return { items: items.map(assessmentToWire), nextCursor }
  })

  app.get('/risk-assessments/:id', {
    config: { scope: READ },
    schema: { operationId: 'findRiskAssessment', summary: 'Read an assessment', description: 'What it was made with, and what all risks cost together.', tags, params: AssessmentParams, response: { 200: json('StoredRiskAssessment', 'The assessment'), ...problems(400, 404) } }
  }, async (request) => assessmentToWire(await findAssessment(deps, request.principal, request.params.id)))

  app.get('/risk-assessments/:id/risks', {
    config: { scope: READ },
    schema: { operationId: 'listAssessedRisks', summary: 'List the figures of all risks in an assessment', description: 'By code.', tags, params: AssessmentParams, response: { 200: json('AssessedRiskFigureList', 'The figures'), ...problems(400, 404) } }
  }, async (request) => ({ items: (await listFigures(deps, request.principal, request.params.id)).map(figuresToWire) }))

  app.get('/risk-assessments/:id/risks/:code', {
    config: { scope: READ },
    schema: { operationId: 'findAssessedRisk', summary: 'Read one risk in an assessment', description: 'With the statement, the controls and each event that its figures are made of.', tags, params: AssessedRiskParams, response: { 200: json('AssessedRisk', 'The risk'), ...problems(400, 404) } }
  }, async (request) => assessedRiskToWire(await findAssessedRisk(deps, request.principal, request.params.id, request.params.code)))
}
