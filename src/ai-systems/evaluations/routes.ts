import { json, Key, send } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { AiSystemDeps } from '../deps.ts'
import { SystemParams } from '../register/schemas.ts'
import { listEvaluations, recordEvaluation } from './evaluation-operations.ts'
import { EVALUATION_SCHEMAS, EvaluationQuery, NewEvaluationBody } from './schemas.ts'
import { evaluationToWire } from './wire.ts'

const tags = ['AI systems']

export function evaluationRoutes (app: App, deps: AiSystemDeps): void {
  for (const schema of EVALUATION_SCHEMAS) app.addSchema(schema)

  app.post('/ai-systems/:id/evaluations', {
    config: { scope: 'ai:write' },
    schema: {
      operationId: 'recordAiEvaluation', summary: 'Record how right a system was', tags, params: SystemParams, headers: Key, body: NewEvaluationBody, response: { 201: json('AiEvaluation', 'The evaluation'), ...problems(400, 404, 409, 422) },
      description: 'A trial on the company\'s own goods, before use or later: how many outputs were compared with which answers, and how many were wrong. It counts for the version of its day.'
    }
  }, async (request, reply) => await send(reply, await recordEvaluation(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.get('/ai-systems/:id/evaluations', {
    config: { scope: 'ai:read' },
    schema: { operationId: 'listAiEvaluations', summary: 'List the evaluations of a system', description: 'Last day first.', tags, params: SystemParams, querystring: EvaluationQuery, response: { 200: json('AiEvaluationPage', 'A page of evaluations'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listEvaluations(deps, request.principal, request.params.id, request.query)
    return { items: items.map(evaluationToWire), nextCursor }
  })
}
