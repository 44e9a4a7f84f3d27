import { etagOf, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, Match, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { addTreatment, changeTreatment, completeTreatment, dropTreatment, findTreatment, listTreatments } from './treatment-operations.ts'
import { CompletionBody, DropBody, NewTreatmentBody, TREATMENT_SCHEMAS, TreatmentParams, TreatmentPatchBody, TreatmentQuerySchema } from './treatment-schemas.ts'
import { treatmentToWire } from './wire.ts'

const tags = ['risks']

export function treatmentRoutes (app: App, deps: RiskDeps): void {
  for (const schema of TREATMENT_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  writeRoutes(app, deps)
  endRoutes(app, deps)
}

function readRoutes (app: App, deps: RiskDeps): void {
  app.get('/risk-treatments', {
    config: { scope: READ },
    schema: { operationId: 'listRiskTreatments', summary: 'List treatments', description: 'In the order of their codes.', tags, querystring: TreatmentQuerySchema, response: { 200: json('RiskTreatmentPage', 'A page of treatments'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listTreatments(deps, request.principal, request.query)
    return { items: items.map(treatmentToWire), nextCursor }
  })

  app.get('/risk-treatments/:ref', {
    config: { scope: READ },
    schema: { operationId: 'findRiskTreatment', summary: 'Read a treatment', description: 'By id or code, with the ETag that is needed to change it.', tags, params: TreatmentParams, response: { 200: withEtag('RiskTreatment', 'The treatment'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const treatment = await findTreatment(deps, request.principal, request.params.ref)
    return await sendUnlessKnown(request, reply, treatment.revision, treatmentToWire(treatment))
  })
}

function writeRoutes (app: App, deps: RiskDeps): void {
  app.post('/risk-treatments', {
    config: { scope: WRITE },
    schema: {
      operationId: 'addRiskTreatment', summary: 'Add a treatment', tags, headers: Key, body: NewTreatmentBody, response: { 201: withEtag('RiskTreatment', 'The treatment; Location names it'), ...problems(400, 409, 422) },
      description: 'What could be done against risks, what it costs a year, and the share of events that it is expected to prevent. One that is decided counts as done in plans; figures of a risk change only once evidence shows it.'
    }
  }, async (request, reply) => await send(reply, await addTreatment(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.patch('/risk-treatments/:ref', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeRiskTreatment', summary: 'Change a treatment', description: 'Words, cost, owner, due day, effects, and whether it is proposed, decided or in progress.', tags, params: TreatmentParams, headers: Match, body: TreatmentPatchBody,
      response: { 200: withEtag('RiskTreatment', 'The treatment as changed'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const treatment = await changeTreatment(deps, request.principal, request.params.ref, request.body, requiredMatch(request))
    reply.header('etag', etagOf(treatment.revision))
    return treatmentToWire(treatment)
  })
}

function endRoutes (app: App, deps: RiskDeps): void {
  app.post('/risk-treatments/:ref/complete', {
    config: { scope: WRITE },
    schema: {
      operationId: 'completeRiskTreatment', summary: 'Finish a treatment', tags, params: TreatmentParams, headers: KeyAndMatch, body: CompletionBody, response: { 200: withEtag('RiskTreatment', 'The treatment'), ...problems(400, 404, 409, 412, 422, 428) },
      description: 'It works from a day on, and goes on as a control that is linked to its risks, as a training or as a procedure. What it was expected to prevent counts no more: the next assessment shows from evidence what it is worth.'
    }
  }, async (request, reply) => await send(reply, await completeTreatment(deps, request.principal, request.params.ref, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/risk-treatments/:ref/drop', {
    config: { scope: WRITE },
    schema: { operationId: 'dropRiskTreatment', summary: 'Drop a treatment', description: 'It will not be done; no plan takes it any more.', tags, params: TreatmentParams, headers: KeyAndMatch, body: DropBody, response: { 200: withEtag('RiskTreatment', 'The treatment'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await dropTreatment(deps, request.principal, request.params.ref, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}
