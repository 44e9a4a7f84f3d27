import { etagOf, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { json, Match, NotModified, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { findAppetite, listAreas, listHistory, setAppetite } from './appetite-operations.ts'
import { APPETITE_SCHEMAS, AreaParams, HistoryQuery, NewAppetiteBody } from './schemas.ts'
import { appetiteToWire, revisionOf, setToWire } from './wire.ts'

const tags = ['risks']

export function appetiteRoutes (app: App, deps: RiskDeps): void {
  for (const schema of APPETITE_SCHEMAS) app.addSchema(schema)

  app.get('/risk-appetites', {
    config: { scope: READ },
    schema: { operationId: 'listRiskAppetites', summary: 'List what is acceptable in each area', description: 'Every area, with what holds.', tags, response: { 200: json('RiskAppetites', 'Every area'), ...problems(400) } }
  }, async (request) => ({ items: (await listAreas(deps, request.principal)).map(appetiteToWire) }))

  app.get('/risk-appetites/:area', {
    config: { scope: READ },
    schema: { operationId: 'findRiskAppetite', summary: 'Read what is acceptable in an area', description: 'With the ETag that is needed to set it.', tags, params: AreaParams, response: { 200: withEtag('RiskAppetite', 'What holds'), 304: NotModified, ...problems(400) } }
  }, async (request, reply) => {
    const appetite = await findAppetite(deps, request.principal, request.params.area)
    return await sendUnlessKnown(request, reply, revisionOf(appetite), appetiteToWire(appetite))
  })

  app.put('/risk-appetites/:area', {
    config: { scope: WRITE },
    schema: {
      operationId: 'setRiskAppetite', summary: 'Set what is acceptable in an area', tags, params: AreaParams, headers: Match, body: NewAppetiteBody, response: { 200: withEtag('RiskAppetite', 'What holds now'), ...problems(400, 412, 428) },
      description: 'Greatest acceptable score, and EUR that each risk of the area may be expected to cost in a year. What was set before is kept.'
    }
  }, async (request, reply) => {
    const appetite = await setAppetite(deps, request.principal, request.params.area, request.body, requiredMatch(request))
    reply.header('etag', etagOf(revisionOf(appetite)))
    return appetiteToWire(appetite)
  })

  app.get('/risk-appetites/:area/history', {
    config: { scope: READ },
    schema: { operationId: 'listRiskAppetiteHistory', summary: 'List what was said to be acceptable in an area', description: 'Last first.', tags, params: AreaParams, querystring: HistoryQuery, response: { 200: json('RiskAppetiteHistoryPage', 'A page'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listHistory(deps, request.principal, request.params.area, request.query)
    return { items: items.map(setToWire), nextCursor }
  })
}
