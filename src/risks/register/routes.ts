import { etagOf, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, Match, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import { RISK_CATALOGUE } from '../catalogue/shipped-catalogue.ts'
import type { RiskDeps } from '../deps.ts'
import { confirmRisks, listInputs, stateInput } from './input-operations.ts'
import { addRisk, changeRisk, findRisk, listRisks, READ, reinstateRisk, retireRisk, takeProposals, WRITE } from './risk-operations.ts'
import { ConfirmRisksBody, InputQuery, NewInputBody, NewRiskBody, ReasonBody, REGISTER_SCHEMAS, RiskParams, RiskPatchBody, RiskQuerySchema, TakeProposalsBody } from './schemas.ts'
import { catalogueToWire, inputToWire, riskToWire } from './wire.ts'

const tags = ['risks']

export function registerRoutes (app: App, deps: RiskDeps): void {
  for (const schema of REGISTER_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  writeRoutes(app, deps)
  inputRoutes(app, deps)
}

function readRoutes (app: App, deps: RiskDeps): void {
  app.get('/risks', {
    config: { scope: READ },
    schema: { operationId: 'listRisks', summary: 'List the risks of the register', description: 'In the order of their codes, each with the statement that holds.', tags, querystring: RiskQuerySchema, response: { 200: json('RiskPage', 'A page of risks'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listRisks(deps, request.principal, request.query)
    return { items: items.map(riskToWire), nextCursor }
  })

  app.get('/risks/catalogue', {
    config: { scope: READ },
    schema: {
      operationId: 'readRiskCatalogue', summary: 'Read the catalogue of risks', tags, response: { 200: json('RiskCatalogue', 'The catalogue'), ...problems(400) },
      description: 'The risks that ship, each with what is proposed for its inputs and why. A proposal is this project\'s judgement and no more: no figure rests on it until a person has confirmed or changed it.'
    }
  }, () => catalogueToWire(RISK_CATALOGUE))

  app.get('/risks/:ref', {
    config: { scope: READ },
    schema: { operationId: 'findRisk', summary: 'Read a risk', description: 'By id or code, with the ETag that is needed to change it.', tags, params: RiskParams, response: { 200: withEtag('Risk', 'The risk'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const risk = await findRisk(deps, request.principal, request.params.ref)
    return await sendUnlessKnown(request, reply, risk.revision, riskToWire(risk))
  })
}

function writeRoutes (app: App, deps: RiskDeps): void {
  app.post('/risks/proposals', {
    config: { scope: WRITE },
    schema: {
      operationId: 'takeRiskProposals', summary: 'Take risks over from the catalogue', tags, headers: Key, body: TakeProposalsBody, response: { 200: json('TakenRiskProposals', 'What was taken over'), ...problems(400, 409, 422) },
      description: 'All, or those of some areas. What is in the register stays; sent again, it takes nothing. A later version of the defaults renews proposals and never what people stated.'
    }
  }, async (request, reply) => await send(reply, await takeProposals(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.post('/risks', {
    config: { scope: WRITE },
    schema: { operationId: 'addRisk', summary: 'Add a risk of the company\'s own', description: 'It has figures once its inputs are stated.', tags, headers: Key, body: NewRiskBody, response: { 201: withEtag('Risk', 'The risk; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await addRisk(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.patch('/risks/:ref', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeRisk', summary: 'Change what a risk is and covers', description: 'Words, owner and scope; of a risk of the company\'s own also area and criterion, whose change the log tells before and after. What was assessed keeps the area that it was assessed in. What its figures rest on is stated under /inputs.', tags, params: RiskParams, headers: Match, body: RiskPatchBody,
      response: { 200: withEtag('Risk', 'The risk as changed'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const risk = await changeRisk(deps, request.principal, request.params.ref, request.body, requiredMatch(request))
    reply.header('etag', etagOf(risk.revision))
    return riskToWire(risk)
  })

  app.post('/risks/:ref/retire', {
    config: { scope: WRITE },
    schema: {
      operationId: 'retireRisk', summary: 'Say that a risk is none of this company\'s', description: 'With the reason, which every audit shows. It has no figures from then on.', tags, params: RiskParams, headers: KeyAndMatch, body: ReasonBody,
      response: { 200: withEtag('Risk', 'The risk'), ...problems(400, 404, 409, 412, 422, 428) }
    }
  }, async (request, reply) => await send(reply, await retireRisk(deps, request.principal, request.params.ref, request.body.reason, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/risks/:ref/reinstate', {
    config: { scope: WRITE },
    schema: { operationId: 'reinstateRisk', summary: 'Take a retired risk up again', description: 'With what was stated of it before.', tags, params: RiskParams, headers: KeyAndMatch, response: { 200: withEtag('Risk', 'The risk'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await reinstateRisk(deps, request.principal, request.params.ref, request.headers['idempotency-key'], requiredMatch(request))))
}

function inputRoutes (app: App, deps: RiskDeps): void {
  app.post('/risks/confirm', {
    config: { scope: WRITE },
    schema: {
      operationId: 'confirmRisks', summary: 'Confirm what is proposed of many risks', tags, headers: Key, body: ConfirmRisksBody, response: { 200: json('ConfirmedRisks', 'What was confirmed'), ...problems(400, 409, 422) },
      description: 'Each named risk as the catalogue proposes it, but for what is stated of it here; by whom, when and why, as one by one. All or none: what stands against any is answered with its pointer. A risk that somebody has stated already is stated anew under /inputs.'
    }
  }, async (request, reply) => await send(reply, await confirmRisks(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.post('/risks/:ref/inputs', {
    config: { scope: WRITE },
    schema: {
      operationId: 'stateRiskInput', summary: 'Confirm or change what the figures of a risk rest on', tags, params: RiskParams, headers: KeyAndMatch, body: NewInputBody, response: { 200: withEtag('Risk', 'The risk with the statement'), ...problems(400, 404, 409, 412, 422, 428) },
      description: 'Likelihood before controls, loss of one event, consequence, exposure and evidence, by whom, when and why. A reason alone confirms what the catalogue proposes, or what was stated last. Statements are added and never changed; figures themselves can be stated nowhere.'
    }
  }, async (request, reply) => await send(reply, await stateInput(deps, request.principal, request.params.ref, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.get('/risks/:ref/inputs', {
    config: { scope: READ },
    schema: { operationId: 'listRiskInputs', summary: 'List what was stated of a risk', description: 'Last first.', tags, params: RiskParams, querystring: InputQuery, response: { 200: json('RiskInputPage', 'A page of statements'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listInputs(deps, request.principal, request.params.ref, request.query)
    return { items: items.map(inputToWire), nextCursor }
  })
}
