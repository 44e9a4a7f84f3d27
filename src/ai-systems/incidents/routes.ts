import { etagOf, requiredMatch } from '../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { AiSystemDeps } from '../deps.ts'
import { Match } from '../register/routes.ts'
import { SystemParams } from '../register/schemas.ts'
import { closeIncident, findIncident, listIncidents, recordIncident, stateReport } from './incident-operations.ts'
import { ClosingBody, INCIDENT_SCHEMAS, IncidentParams, IncidentQuerySchema, NewIncidentBody, ReportBody, ReportParams } from './schemas.ts'

const READ = 'ai:read'
const WRITE = 'ai:write'
const tags = ['AI systems']

export function incidentRoutes (app: App, deps: AiSystemDeps): void {
  for (const schema of INCIDENT_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  writeRoutes(app, deps)
}

function readRoutes (app: App, deps: AiSystemDeps): void {
  app.get('/ai-incidents', {
    config: { scope: READ },
    schema: { operationId: 'listAiIncidents', summary: 'List incidents of AI systems', description: 'Last known first, with the reports that they ask for.', tags, querystring: IncidentQuerySchema, response: { 200: json('AiIncidentPage', 'A page of incidents'), ...problems(400) } }
  }, async (request) => await listIncidents(deps, request.principal, request.query))

  app.get('/ai-incidents/:id', {
    config: { scope: READ },
    schema: { operationId: 'findAiIncident', summary: 'Read an incident', description: 'Its ETag is needed to change it. Whether a report is overdue changes with the day alone, so it is always answered in full.', tags, params: IncidentParams, response: { 200: withEtag('AiIncident', 'The incident'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const { revision, wire } = await findIncident(deps, request.principal, request.params.id)
    reply.header('etag', etagOf(revision))
    return wire
  })
}

function writeRoutes (app: App, deps: AiSystemDeps): void {
  app.post('/ai-systems/:id/incidents', {
    config: { scope: WRITE },
    schema: {
      operationId: 'recordAiIncident', summary: 'Record what went wrong with a system', tags, params: SystemParams, headers: Key, body: NewIncidentBody, response: { 201: withEtag('AiIncident', 'The incident; Location names it'), ...problems(400, 404, 409, 422) },
      description: 'Answers whom it must be reported to and by when: by kind, by the class of the system, which counts as high while it is open, and by the roles of the company. A wrong output that has reached customs opens the duty to notify customs. Of a system in use it opens a training need.'
    }
  }, async (request, reply) => await send(reply, await recordIncident(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.put('/ai-incidents/:id/reports/:recipient', {
    config: { scope: WRITE },
    schema: {
      operationId: 'stateAiIncidentReport', summary: 'Say what was made of a report', description: 'Made, with day and proof; not owed, for a reason; or open. Whole: what is absent is cleared.', tags, params: ReportParams, headers: Match, body: ReportBody,
      response: { 200: withEtag('AiIncident', 'The incident'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const { revision, wire } = await stateReport(deps, request.principal, request.params.id, request.params.recipient, request.body, requiredMatch(request))
    reply.header('etag', etagOf(revision))
    return wire
  })

  app.post('/ai-incidents/:id/close', {
    config: { scope: WRITE },
    schema: { operationId: 'closeAiIncident', summary: 'Close an incident', description: 'With its root cause and what was corrected, once no report is open.', tags, params: IncidentParams, headers: KeyAndMatch, body: ClosingBody, response: { 200: withEtag('AiIncident', 'The incident'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await closeIncident(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}
