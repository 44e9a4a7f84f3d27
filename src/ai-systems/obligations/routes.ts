import { etagOf, requiredMatch } from '../../platform/http/conditional.ts'
import { json, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { AiSystemDeps } from '../deps.ts'
import { Match } from '../register/routes.ts'
import { SystemParams } from '../register/schemas.ts'
import { decideObligation, findObligation, listObligations } from './obligation-operations.ts'
import { OBLIGATION_SCHEMAS, ObligationDecisionBody, ObligationParams } from './schemas.ts'

const tags = ['AI systems']

export function obligationRoutes (app: App, deps: AiSystemDeps): void {
  for (const schema of OBLIGATION_SCHEMAS) app.addSchema(schema)

  app.get('/ai-systems/:id/obligations', {
    config: { scope: 'ai:read' },
    schema: { operationId: 'listAiObligations', summary: 'List what is owed for a system', description: 'By its assessment; with what was decided of obligations that are owed no more. Those of all systems are aiObligations of the graph.', tags, params: SystemParams, response: { 200: json('AiObligationList', 'The obligations'), ...problems(400, 404) } }
  }, async (request) => ({ items: await listObligations(deps, request.principal, request.params.id) }))

  app.get('/ai-systems/:id/obligations/:obligation', {
    config: { scope: 'ai:read' },
    schema: { operationId: 'findAiObligation', summary: 'Read an obligation of a system', description: 'Its ETag is needed to decide it. Whether it is overdue changes with the day alone, so it is always answered in full.', tags, params: ObligationParams, response: { 200: withEtag('AiObligation', 'The obligation'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const { revision, wire } = await findObligation(deps, request.principal, request.params.id, request.params.obligation)
    reply.header('etag', etagOf(revision))
    return wire
  })

  app.put('/ai-systems/:id/obligations/:obligation', {
    config: { scope: 'ai:write' },
    schema: {
      operationId: 'decideAiObligation', summary: 'Say what was made of an obligation', description: 'Fulfilled with proof, not applicable for a reason, or open; who sees to it, and by when. Whole: what is absent is cleared.', tags,
      params: ObligationParams, headers: Match, body: ObligationDecisionBody, response: { 200: withEtag('AiObligation', 'The obligation as decided'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const { revision, wire } = await decideObligation(deps, request.principal, request.params.id, request.params.obligation, request.body, requiredMatch(request))
    reply.header('etag', etagOf(revision))
    return wire
  })
}
