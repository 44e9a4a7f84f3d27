import { json, Key, send } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { AiSystemDeps } from '../deps.ts'
import { StepQuery, SystemParams } from '../register/schemas.ts'
import { findAssessment, listAssessments, reassessAll, recordAssessment } from './assessment-operations.ts'
import { AssessBody, ASSESSMENT_SCHEMAS, AssessmentParams, ReassessBody } from './schemas.ts'
import { assessmentListedToWire, assessmentToWire } from './wire.ts'

const READ = 'ai:read'
const WRITE = 'ai:write'
const tags = ['AI systems']

export function assessmentRoutes (app: App, deps: AiSystemDeps): void {
  for (const schema of ASSESSMENT_SCHEMAS) app.addSchema(schema)

  app.post('/ai-systems/:id/assessments', {
    config: { scope: WRITE },
    schema: {
      operationId: 'assessAiSystem', summary: 'Assess a system', tags, params: SystemParams, headers: Key, body: AssessBody, response: { 201: json('AiAssessment', 'The assessment; it holds from now on'), ...problems(400, 404, 409, 422) },
      description: 'Answers are judged by the rules that ship and kept with the day of the law, the version of the rules and the result. A system in use that turns out to be prohibited is suspended at once. Answers that say otherwise than the register are listed, and keep it from coming into use.'
    }
  }, async (request, reply) => await send(reply, await recordAssessment(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.get('/ai-systems/:id/assessments', {
    config: { scope: READ },
    schema: { operationId: 'listAiAssessments', summary: 'List the assessments of a system', description: 'Last first; the first of them holds.', tags, params: SystemParams, querystring: StepQuery, response: { 200: json('AiAssessmentPage', 'A page of assessments'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listAssessments(deps, request.principal, request.params.id, request.query)
    return { items: items.map(assessmentListedToWire), nextCursor }
  })

  app.get('/ai-systems/:id/assessments/:number', {
    config: { scope: READ },
    schema: { operationId: 'findAiAssessment', summary: 'Read an assessment', description: 'With the answers and what the rules of then made of them.', tags, params: AssessmentParams, response: { 200: json('AiAssessment', 'The assessment'), ...problems(400, 404) } }
  }, async (request) => assessmentToWire(await findAssessment(deps, request.principal, request.params.id, request.params.number)))

  app.post('/ai-systems/reassess', {
    config: { scope: WRITE },
    schema: {
      operationId: 'reassessAiSystems', summary: 'Judge all systems by the rules that ship', tags, headers: Key, body: ReassessBody, response: { 200: json('AiReassessment', 'What changed'), ...problems(400, 409, 422) },
      description: 'After a change of the rules: the answers about each system that was judged by others are judged anew, and what comes out otherwise is shown. Answers that the rules do not take any more are shown, and kept.'
    }
  }, async (request, reply) => await send(reply, await reassessAll(deps, request.principal, request.body, request.headers['idempotency-key'])))
}
