import { etagOf, requiredMatch } from '../../platform/http/conditional.ts'
import { json, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { AiSystemDeps } from '../deps.ts'
import { Match } from '../register/routes.ts'
import { StepQuery, SystemParams } from '../register/schemas.ts'
import { answerThemes, findControl, listControls, listRatings, rateControl } from './control-operations.ts'
import { CONTROL_SCHEMAS, ControlParams, NewRatingBody } from './schemas.ts'
import { CONTROL_CATALOGUE } from './shipped-controls.ts'
import { controlToWire, ratedToWire, ratingToWire, themeToWire } from './wire.ts'

const READ = 'ai:read'
const tags = ['AI systems']

export function controlRoutes (app: App, deps: AiSystemDeps): void {
  for (const schema of CONTROL_SCHEMAS) app.addSchema(schema)
  catalogueRoutes(app, deps)
  ratingRoutes(app, deps)

  app.get('/ai-systems/:id/controls/:control', {
    config: { scope: READ },
    schema: { operationId: 'findAiControl', summary: 'Read a control of a system', description: 'Its ETag is needed to rate it. How it stands changes with the day and the system alone, so it is always answered in full.', tags, params: ControlParams, response: { 200: withEtag('AiRatedControl', 'The control'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const control = await findControl(deps, request.principal, request.params.id, request.params.control)
    reply.header('etag', etagOf(control.rating?.revision ?? 0))
    return ratedToWire(control)
  })

  app.put('/ai-systems/:id/controls/:control', {
    config: { scope: 'ai:write' },
    schema: {
      operationId: 'rateAiControl', summary: 'Rate a control of a system', description: 'Operating and effective with proof, not applicable for a reason. The ratings before are kept.', tags, params: ControlParams, headers: Match, body: NewRatingBody,
      response: { 200: withEtag('AiRatedControl', 'The control as rated'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const control = await rateControl(deps, request.principal, request.params.id, request.params.control, request.body, requiredMatch(request))
    reply.header('etag', etagOf(control.rating?.revision ?? 0))
    return ratedToWire(control)
  })
}

function ratingRoutes (app: App, deps: AiSystemDeps): void {
  app.get('/ai-systems/:id/controls/:control/ratings', {
    config: { scope: READ },
    schema: { operationId: 'listAiControlRatings', summary: 'List the ratings of a control', description: 'Last first; the first of them holds.', tags, params: ControlParams, querystring: StepQuery, response: { 200: json('AiControlRatingPage', 'A page of ratings'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listRatings(deps, request.principal, request.params.id, request.params.control, request.query)
    return { items: items.map(ratingToWire), nextCursor }
  })
}

function catalogueRoutes (app: App, deps: AiSystemDeps): void {
  app.get('/ai-systems/controls', {
    config: { scope: READ },
    schema: { operationId: 'listAiControls', summary: 'Read the controls over AI systems', description: 'What is to be so, what shows it, and which questions of the questionnaire it supports.', tags, response: { 200: json('AiControlCatalogue', 'The catalogue'), ...problems(400) } }
  }, () => ({ release: CONTROL_CATALOGUE.release, items: CONTROL_CATALOGUE.controls.map(controlToWire) }))

  app.get('/ai-systems/:id/controls', {
    config: { scope: READ },
    schema: { operationId: 'listAiSystemControls', summary: 'List the controls of a system', description: 'Each control of the catalogue as it stands for the system.', tags, params: SystemParams, response: { 200: json('AiRatedControlList', 'The controls'), ...problems(400, 404) } }
  }, async (request) => ({ items: (await listControls(deps, request.principal, request.params.id)).map(ratedToWire) }))

  app.get('/ai-systems/:id/themes', {
    config: { scope: READ },
    schema: { operationId: 'answerAiThemes', summary: 'Answer the themes of the WCO report for a system', description: 'From the register and the controls: human in the loop, context, transparency, cloud, legal basis, confidentiality, data protection, third parties, international rules, intellectual property.', tags, params: SystemParams, response: { 200: json('AiThemeList', 'The themes'), ...problems(400, 404) } }
  }, async (request) => ({ items: (await answerThemes(deps, request.principal, request.params.id)).map(themeToWire) }))
}
