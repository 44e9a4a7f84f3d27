import { etagOf, isNotModified, requiredMatch } from '../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, NotModified, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { AUTHORISATION_CATALOGUE_RELEASE } from '../reference/authorisation-catalogue.ts'
import { obligationRoutes } from './obligation-routes.ts'
import { useRoutes } from './use-routes.ts'
import type { AuthorisationDeps } from './operations/deps.ts'
import { findAuthorisation, listAuthorisations, listDecisions } from './operations/read-authorisations.ts'
import { changeAuthorisation, recordAuthorisation, recordDecision } from './operations/record-decision.ts'
import { AUTHORISATION_SCHEMAS, AuthorisationParams, AuthorisationPatch, AuthorisationQuery, NewAuthorisationBody, NewDecisionBody, OnQuery } from './schemas.ts'
import { authorisationToWire, decisionToWire, typesToWire } from './wire.ts'

const READ = 'authorisations:read'
const WRITE = 'authorisations:write'
const tags = ['authorisations']

export function authorisationRoutes (app: App, deps: AuthorisationDeps): void {
  for (const schema of AUTHORISATION_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  recordRoutes(app, deps)
  obligationRoutes(app, deps)
  useRoutes(app, deps)
}

function readRoutes (app: App, deps: AuthorisationDeps): void {
  app.get('/authorisations/types', {
    config: { scope: READ },
    schema: { operationId: 'listAuthorisationTypes', summary: 'Read the catalogue of authorisations', description: 'Types with their document codes, legal basis and rule of validity.', tags, response: { 200: json('AuthorisationTypeList', 'The catalogue'), ...problems(400) } }
  }, () => ({ release: AUTHORISATION_CATALOGUE_RELEASE, items: typesToWire() }))

  app.get('/authorisations', {
    config: { scope: READ },
    schema: { operationId: 'listAuthorisations', summary: 'List authorisations', description: 'With what held on the day asked for, today if none is.', tags, querystring: AuthorisationQuery, response: { 200: json('AuthorisationPage', 'A page of authorisations'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor, on } = await listAuthorisations(deps, request.principal, request.query)
    return { items: items.map((authorisation) => authorisationToWire(authorisation, on)), nextCursor }
  })

  app.get('/authorisations/:id', {
    config: { scope: READ },
    schema: { operationId: 'findAuthorisation', summary: 'Read an authorisation', description: 'With what held on the day asked for. Its ETag is needed to change it.', tags, params: AuthorisationParams, querystring: OnQuery, response: { 200: withEtag('Authorisation', 'The authorisation'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const { authorisation, on } = await findAuthorisation(deps, request.principal, request.params.id, request.query.on)
    const etag = etagOf(authorisation.revision)
    reply.header('etag', etag)
    // The same record says something else on another day.
    return request.query.on !== undefined && isNotModified(request, etag) ? await reply.code(304).send(null) : authorisationToWire(authorisation, on)
  })

  app.get('/authorisations/:id/decisions', {
    config: { scope: READ },
    schema: { operationId: 'listAuthorisationDecisions', summary: 'Read every decision on an authorisation', description: 'As recorded, corrections among them.', tags, params: AuthorisationParams, response: { 200: json('AuthorisationDecisionList', 'All decisions'), ...problems(400, 404) } }
  }, async (request) => ({ items: (await listDecisions(deps, request.principal, request.params.id)).map(decisionToWire) }))
}

function recordRoutes (app: App, deps: AuthorisationDeps): void {
  app.post('/authorisations', {
    config: { scope: WRITE },
    schema: { operationId: 'recordAuthorisation', summary: 'Record an authorisation', description: 'Granted, or applied for. Where no end is stated, the rule of its type proposes one.', tags, headers: Key, body: NewAuthorisationBody, response: { 201: withEtag('Authorisation', 'The authorisation; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await recordAuthorisation(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.post('/authorisations/:id/decisions', {
    config: { scope: WRITE },
    schema: {
      operationId: 'recordAuthorisationDecision', summary: 'Record a decision on an authorisation', description: 'Grant, amendment, suspension and its end, annulment, revocation; or the correction of a record, which stays on file.', tags,
      params: AuthorisationParams, headers: KeyAndMatch, body: NewDecisionBody, response: { 200: withEtag('Authorisation', 'The authorisation, as of today'), ...problems(400, 404, 409, 412, 422, 428) }
    }
  }, async (request, reply) => await send(reply, await recordDecision(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'],
    requiredMatch(request))))

  app.patch('/authorisations/:id', {
    config: { scope: WRITE },
    schema: { operationId: 'changeAuthorisation', summary: 'Correct an authorisation', description: 'What no decision states: the holder and the legal entity.', tags, params: AuthorisationParams, headers: KeyAndMatch, body: AuthorisationPatch, response: { 200: withEtag('Authorisation', 'The authorisation, as of today'), ...problems(400, 404, 412, 428) } }
  }, async (request, reply) => await send(reply, await changeAuthorisation(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}
