import { Type } from 'typebox'
import { etagOf, isNotModified, requiredMatch } from '../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, NotModified, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import * as kinds from './dated-kinds.ts'
import { CHART_SCHEMAS } from './chart-schemas.ts'
import { contactRoutes } from './contact-routes.ts'
import { changeRecord, createRecord, findRecord } from './operations/dated-records.ts'
import { readChart } from './operations/read-chart.ts'
import type { OrganisationDeps } from './operations/row-records.ts'
import { recordRoutes, rowRoutes } from './record-routes.ts'
import * as rowKinds from './row-kinds.ts'
import * as schemas from './schemas.ts'
import { recordToWire } from './wire.ts'

const tags = ['organisation']

export function organisationRoutes (app: App, deps: OrganisationDeps): void {
  for (const component of [...schemas.PROFILE_SCHEMAS.components, ...CHART_SCHEMAS]) app.addSchema(component)
  profileRoutes(app, deps)
  chartRoute(app, deps)
  recordRoutes(app, deps, { kind: kinds.UNIT, path: '/units', plural: 'Units', words: ['a unit', 'units'], schemas: schemas.UNIT_SCHEMAS })
  recordRoutes(app, deps, { kind: kinds.SITE, path: '/sites', plural: 'Sites', words: ['a site', 'sites'], schemas: schemas.SITE_SCHEMAS })
  recordRoutes(app, deps, { kind: kinds.STEP, path: '/production-steps', plural: 'ProductionSteps', words: ['a production step', 'production steps'], schemas: schemas.STEP_SCHEMAS })
  recordRoutes(app, deps, { kind: kinds.POSITION, path: '/positions', plural: 'Positions', words: ['a position', 'positions'], schemas: schemas.POSITION_SCHEMAS })
  rowRoutes(app, deps, { kind: rowKinds.PERSON, path: '/people', plural: 'People', words: ['a person', 'people'], schemas: schemas.PERSON_SCHEMAS })
  contactRoutes(app, deps)
  rowRoutes(app, deps, { kind: rowKinds.ASSIGNMENT, path: '/assignments', plural: 'Assignments', words: ['an assignment', 'assignments'], schemas: schemas.ASSIGNMENT_SCHEMAS })
  rowRoutes(app, deps, { kind: rowKinds.DEPUTY, path: '/deputies', plural: 'Deputies', words: ['a deputy', 'deputies'], schemas: schemas.DEPUTY_SCHEMAS })
  rowRoutes(app, deps, { kind: rowKinds.LEGAL_ENTITY, path: '/organisation/legal-entities', plural: 'LegalEntities', words: ['a company of the group', 'companies of the group'], schemas: schemas.LEGAL_ENTITY_SCHEMAS })
  rowRoutes(app, deps, { kind: rowKinds.SOFTWARE, path: '/software', plural: 'Software', words: ['software', 'software'], schemas: schemas.SOFTWARE_SCHEMAS })
  rowRoutes(app, deps, { kind: rowKinds.REPRESENTATIVE, path: '/representatives', plural: 'Representatives', words: ['a representative', 'representatives'], schemas: schemas.REPRESENTATIVE_SCHEMAS })
  rowRoutes(app, deps, { kind: rowKinds.MANDATE, path: '/mandates', plural: 'Mandates', words: ['a mandate', 'mandates'], schemas: schemas.MANDATE_SCHEMAS })
}

/** The one record that has no code: the operator itself. */
const ITSELF = 'profile'

function profileRoutes (app: App, deps: OrganisationDeps): void {
  const { New, Change, name } = schemas.PROFILE_SCHEMAS
  app.post('/organisation', {
    config: { scope: 'organisation:write' },
    schema: { operationId: 'recordOrganisationProfile', summary: 'Record who the operator is', description: 'Once; what changes later is recorded by PATCH.', tags, headers: Key, body: New, response: { 201: withEtag(name, 'The profile'), ...problems(400, 409) } }
  }, async (request, reply) => await send(reply, await createRecord(deps, kinds.PROFILE, '/organisation', () => '/organisation', request.principal,
    { ...request.body as { validFrom: string }, code: ITSELF }, request.headers['idempotency-key'])))

  app.get('/organisation', {
    config: { scope: 'organisation:read' },
    schema: { operationId: 'findOrganisationProfile', summary: 'Read who the operator is', description: 'As on a day, with its history. Its ETag is needed to change it.', tags, querystring: schemas.OnQuery, response: { 200: withEtag(name, 'The profile'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const { record, day } = await findRecord(deps, kinds.PROFILE, request.principal, ITSELF, request.query.on)
    const etag = etagOf(record.revision)
    reply.header('etag', etag)
    return request.query.on === undefined && isNotModified(request, etag) ? await reply.code(304).send(null) : recordToWire(record, day)
  })

  app.patch('/organisation', {
    config: { scope: 'organisation:write' },
    schema: { operationId: 'changeOrganisationProfile', summary: 'Record what changed of the operator', description: 'From a day on; what was before stays in its history.', tags, headers: Type.Pick(KeyAndMatch, ['If-Match']), body: Change, response: { 200: withEtag(name, 'The profile'), ...problems(400, 404, 412, 428) } }
  }, async (request, reply) => {
    const { record, today } = await changeRecord(deps, kinds.PROFILE, request.principal, ITSELF, request.body, requiredMatch(request))
    reply.header('etag', etagOf(record.revision))
    return recordToWire(record, today)
  })
}

function chartRoute (app: App, deps: OrganisationDeps): void {
  app.get('/organisation/chart', {
    config: { scope: 'organisation:read' },
    schema: { operationId: 'readOrganisationChart', summary: 'Read the organisation chart of a day', description: 'Units, each before those under it, with their positions, holders and deputies.', tags, querystring: schemas.OnQuery, response: { 200: json('OrganisationChart', 'The chart'), ...problems(400) } }
  }, async (request) => await readChart(deps, request.principal, request.query.on))
}
