import { etagOf, requiredMatch } from '../../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../../../platform/http/route-parts.ts'
import { problems } from '../../../platform/http/schemas.ts'
import type { App } from '../../../platform/http/server.ts'
import type { OversightDeps } from '../../deps.ts'
import { cancelCheck, checkToWire, findCheck, listChecks, planCheck, summaryToWire } from './planted-operations.ts'
import { NewPlantedCheckBody, PLANTED_SCHEMAS, PlantedParams, PlantedQuery } from './schemas.ts'

/** Reading takes ai:write as well: a reviewer who knows looks otherwise. */
const WRITE = 'ai:write'
const tags = ['AI oversight']

export function plantedRoutes (app: App, deps: OversightDeps): void {
  for (const schema of PLANTED_SCHEMAS) app.addSchema(schema)

  app.post('/ai-planted-checks', {
    config: { scope: WRITE },
    schema: {
      operationId: 'planAiPlantedCheck', summary: 'Plan wrong proposals', tags, headers: Key, body: NewPlantedCheckBody, response: { 201: withEtag('AiPlantedCheck', 'The plan; Location names it'), ...problems(400, 409, 422) },
      description: 'Shown among the others of the system when they are due, they look like any other to whoever decides. They tell how many wrong proposals are caught, never by whom. Their use is refused; should an item of a declaration carry one all the same, the log and the plan say so.'
    }
  }, async (request, reply) => await send(reply, await planCheck(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.get('/ai-planted-checks', {
    config: { scope: WRITE },
    schema: { operationId: 'listAiPlantedChecks', summary: 'List plans of wrong proposals', description: 'Planned last first.', tags, querystring: PlantedQuery, response: { 200: json('AiPlantedCheckPage', 'A page of plans'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listChecks(deps, request.principal, request.query)
    return { items: items.map(summaryToWire), nextCursor }
  })

  app.get('/ai-planted-checks/:id', {
    config: { scope: WRITE },
    schema: { operationId: 'findAiPlantedCheck', summary: 'Read a plan of wrong proposals', description: 'Its ETag moves when the plan is cancelled, not with what is shown.', tags, params: PlantedParams, response: { 200: withEtag('AiPlantedCheck', 'The plan'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const { check, proposals } = await findCheck(deps, request.principal, request.params.id)
    reply.header('etag', etagOf(check.revision))
    return checkToWire(check, proposals)
  })

  app.post('/ai-planted-checks/:id/cancel', {
    config: { scope: WRITE },
    schema: {
      operationId: 'cancelAiPlantedCheck', summary: 'Take back what is not shown yet', tags, params: PlantedParams, headers: KeyAndMatch, response: { 200: withEtag('AiPlantedCheck', 'The plan'), ...problems(400, 404, 409, 412, 422, 428) },
      description: 'What was shown stays, and counts.'
    }
  }, async (request, reply) => await send(reply, await cancelCheck(deps, request.principal, request.params.id, request.headers['idempotency-key'], requiredMatch(request))))
}
