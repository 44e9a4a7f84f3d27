import { etagOf, requiredMatch } from '../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { declineAcceptance, findAcceptance, listAcceptances, requestAcceptance, revokeAcceptance, SIGN, signAcceptance } from './acceptance-operations.ts'
import { ACCEPTANCE_SCHEMAS, AcceptanceParams, AcceptanceQuerySchema, EndBody, NewAcceptanceBody, SignatureBody } from './schemas.ts'
import { acceptanceToWire } from './wire.ts'

const tags = ['risks']

export function acceptanceRoutes (app: App, deps: RiskDeps): void {
  for (const schema of ACCEPTANCE_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  writeRoutes(app, deps)
}

function readRoutes (app: App, deps: RiskDeps): void {
  app.get('/risk-acceptances', {
    config: { scope: READ },
    schema: { operationId: 'listRiskAcceptances', summary: 'List acceptances of risks', description: 'The one asked for last first, each with what it is worth today.', tags, querystring: AcceptanceQuerySchema, response: { 200: json('RiskAcceptancePage', 'A page of acceptances'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listAcceptances(deps, request.principal, request.query)
    return { items: items.map(({ acceptance, on }) => acceptanceToWire(acceptance, on)), nextCursor }
  })

  app.get('/risk-acceptances/:id', {
    config: { scope: READ },
    schema: {
      operationId: 'findRiskAcceptance', summary: 'Read an acceptance of a risk', description: 'With the ETag that is needed to sign or end it, and with what it is worth today.', tags, params: AcceptanceParams,
      response: { 200: withEtag('RiskAcceptance', 'The acceptance', 'Changes when it is signed or ended; send it in If-Match'), ...problems(400, 404) }
    }
  }, async (request, reply) => {
    const { acceptance, on } = await findAcceptance(deps, request.principal, request.params.id)
    reply.header('etag', etagOf(acceptance.revision))
    return acceptanceToWire(acceptance, on)
  })
}

function writeRoutes (app: App, deps: RiskDeps): void {
  app.post('/risk-acceptances', {
    config: { scope: WRITE },
    schema: {
      operationId: 'requestRiskAcceptance', summary: 'Ask that a risk is accepted', tags, headers: Key, body: NewAcceptanceBody, response: { 201: withEtag('RiskAcceptance', 'The acceptance, unsigned; Location names it'), ...problems(400, 409, 422) },
      description: 'As a stored assessment, or the second stage of an audit, has it. It is worth nothing until somebody else has signed it.'
    }
  }, async (request, reply) => await send(reply, await requestAcceptance(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.post('/risk-acceptances/:id/sign', {
    config: { scope: SIGN },
    schema: {
      operationId: 'signRiskAcceptance', summary: 'Sign that a risk is accepted', tags, params: AcceptanceParams, headers: KeyAndMatch, body: SignatureBody, response: { 200: withEtag('RiskAcceptance', 'The acceptance'), ...problems(400, 404, 409, 412, 422, 428) },
      description: 'By another person than the one who asked, in a position that the person holds. It ends by itself: on its last day, and when an assessment gives the risk a higher score than the one signed.'
    }
  }, async (request, reply) => await send(reply, await signAcceptance(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/risk-acceptances/:id/decline', {
    config: { scope: SIGN },
    schema: { operationId: 'declineRiskAcceptance', summary: 'Decline to accept a risk', description: 'What was asked for is not signed; it may be asked for again.', tags, params: AcceptanceParams, headers: KeyAndMatch, body: EndBody, response: { 200: withEtag('RiskAcceptance', 'The acceptance'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await declineAcceptance(deps, request.principal, request.params.id, request.body.reason, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/risk-acceptances/:id/revoke', {
    config: { scope: SIGN },
    schema: { operationId: 'revokeRiskAcceptance', summary: 'Revoke an acceptance of a risk', description: 'From now on nobody accepts the risk by it; that it was signed stays to be seen.', tags, params: AcceptanceParams, headers: KeyAndMatch, body: EndBody, response: { 200: withEtag('RiskAcceptance', 'The acceptance'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await revokeAcceptance(deps, request.principal, request.params.id, request.body.reason, request.headers['idempotency-key'], requiredMatch(request))))
}
