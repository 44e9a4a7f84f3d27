import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { json, Key, send } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import { AcceptanceParams } from '../acceptances/schemas.ts'
import { AreaParams } from '../appetite/schemas.ts'
import { AssessmentParams } from '../assessments/schemas.ts'
import { AuditParams } from '../audits/schemas.ts'
import { ControlParams } from '../controls/schemas.ts'
import type { RiskDeps } from '../deps.ts'
import { closed, RiskParams } from '../register/schemas.ts'
import { WRITE } from '../register/risk-operations.ts'
import { TreatmentParams } from '../treatments/treatment-schemas.ts'
import { eraseOnRequest } from './erase-words.ts'
import type { WordKindName } from './kinds.ts'

const tags = ['risks']
const ErasureBody = Type.Object({ description: Type.Optional(Type.Boolean({ description: 'Whether what describes the thing, and where its documents are, goes as well; false if absent. The code, and hashes of documents, stay' })) }, { ...closed, description: 'What is erased' })
const ErasedSchema = Type.Object({ erased: Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'Places from which words went; 0: none stood there' }) }, { $id: 'RiskWordsErased', ...closed, description: 'That words were erased' })

const REST = 'They read `(erased)` from then on, in reports of closed audits too, whose hashes still fit; stored answers that show them go. What was decided, when, by which pseudonym, and every figure stays. Not while a legal hold keeps any of it.'
const about = (operationId: string, summary: string, what: string) =>
  ({ operationId, summary, tags, headers: Key, body: ErasureBody, response: { 200: json('RiskWordsErased', 'What was erased'), ...problems(400, 404, 409, 422) }, description: `${what} ${REST}` })

export function wordRoutes (app: App, deps: RiskDeps): void {
  app.addSchema(ErasedSchema)
  registerWords(app, deps)
  stateWords(app, deps)
}

type Request = FastifyRequest<{ Body: { readonly description?: boolean | undefined }, Headers: { readonly 'idempotency-key'?: string | undefined } }>

const erase = async (deps: RiskDeps, kind: WordKindName, route: string, request: Pick<Request, 'principal' | 'body' | 'headers'>, ref: string, reply: FastifyReply): Promise<FastifyReply> =>
  await send(reply, await eraseOnRequest(deps, request.principal, { kind, ref, route, description: request.body.description ?? false }, request.headers['idempotency-key']))

function registerWords (app: App, deps: RiskDeps): void {
  app.post('/risks/:ref/erase-words', {
    config: { scope: WRITE }, schema: { ...about('eraseRiskWords', 'Erase words of people about a risk', 'Why it was stated so and retired, and what it was called before. With `description` its title, description, causes and example controls.'), params: RiskParams }
  }, async (request, reply) => await erase(deps, 'risk', 'POST /v1/risks/{ref}/erase-words', request, request.params.ref, reply))

  app.post('/controls/:ref/erase-words', {
    config: { scope: WRITE }, schema: { ...about('eraseRiskControlWords', 'Erase words of people about a control', 'Why its design was rated so, remarks on its tests, why they were withdrawn and it was retired. With `description` its title and description, and where the evidence of tests is.'), params: ControlParams }
  }, async (request, reply) => await erase(deps, 'control', 'POST /v1/controls/{ref}/erase-words', request, request.params.ref, reply))

  app.post('/risk-treatments/:ref/erase-words', {
    config: { scope: WRITE }, schema: { ...about('eraseRiskTreatmentWords', 'Erase words of people about a treatment', 'Why it was dropped, and what it was called before. With `description` its title and action, and where the procedure is that it became.'), params: TreatmentParams }
  }, async (request, reply) => await erase(deps, 'treatment', 'POST /v1/risk-treatments/{ref}/erase-words', request, request.params.ref, reply))

  app.post('/risk-acceptances/:id/erase-words', {
    config: { scope: WRITE }, schema: { ...about('eraseRiskAcceptanceWords', 'Erase words of people about an acceptance', 'Why it was asked for, the rank of who signed, and why it was declined or revoked; the position of who signed stays.'), params: AcceptanceParams }
  }, async (request, reply) => await erase(deps, 'acceptance', 'POST /v1/risk-acceptances/{id}/erase-words', request, request.params.id, reply))
}

function stateWords (app: App, deps: RiskDeps): void {
  app.post('/risk-appetites/:area/erase-words', {
    config: { scope: WRITE }, schema: { ...about('eraseRiskAppetiteWords', 'Erase why appetites of an area were set so', 'Of the one that holds and of those before.'), params: AreaParams }
  }, async (request, reply) => await erase(deps, 'appetite', 'POST /v1/risk-appetites/{area}/erase-words', request, request.params.area, reply))

  app.post('/risk-settings/erase-words', {
    config: { scope: WRITE }, schema: about('eraseRiskSettingsWords', 'Erase why settings of the risk method were chosen', 'Of those that hold and of those before.')
  }, async (request, reply) => await erase(deps, 'settings', 'POST /v1/risk-settings/erase-words', request, 'settings', reply))

  app.post('/risk-assessments/:id/erase-words', {
    config: { scope: WRITE }, schema: { ...about('eraseRiskAssessmentWords', 'Erase why an assessment was made', 'What people said of its risks goes with them.'), params: AssessmentParams }
  }, async (request, reply) => await erase(deps, 'assessment', 'POST /v1/risk-assessments/{id}/erase-words', request, request.params.id, reply))

  app.post('/risk-audits/:id/erase-words', {
    config: { scope: WRITE }, schema: { ...about('eraseRiskAuditWords', 'Erase words of people about an audit', 'Of every version: why areas were left out, controls not evaluated, documents missing, recipients withdrawn and the audit opened again, and what follow-ups are called. With `description` its title, and what documents are called and where they are.'), params: AuditParams }
  }, async (request, reply) => await erase(deps, 'audit', 'POST /v1/risk-audits/{id}/erase-words', request, request.params.id, reply))
}
