import { requiredMatch } from '../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { AuditParams } from '../notices/schemas.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { addFollowUp, completeFollowUp, followUpToWire, listFollowUps } from './follow-up-operations.ts'
import { DoneBody, FOLLOW_UP_SCHEMAS, FollowUpParams, FollowUpQuery, NewFollowUpBody } from './schemas.ts'

/** What became of what an audit found. */

const tags = ['risks']
const PATH = '/risk-audits/:id/follow-ups'

export function followUpRoutes (app: App, deps: RiskDeps): void {
  for (const schema of FOLLOW_UP_SCHEMAS) app.addSchema(schema)

  app.post(PATH, {
    config: { scope: WRITE },
    schema: {
      operationId: 'addRiskFollowUp', summary: 'Link what becomes of a risk that an audit found', tags, params: AuditParams, headers: Key, body: NewFollowUpBody, response: { 201: withEtag('RiskFollowUp', 'The follow-up'), ...problems(400, 404, 409, 422) },
      description: 'Once stage 3 is closed and until the audit is. A training need and a duty to notify are opened at once where they are stated, or named by their ids; of the other kinds the reference says where it is kept.'
    }
  }, async (request, reply) => await send(reply, await addFollowUp(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.get(PATH, {
    config: { scope: READ },
    schema: { operationId: 'listRiskFollowUps', summary: 'List what became of what an audit found', description: 'In the order in which it was recorded, each as it stands now.', tags, params: AuditParams, querystring: FollowUpQuery, response: { 200: json('RiskFollowUpPage', 'A page'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listFollowUps(deps, request.principal, request.params.id, request.query)
    return { items: items.map(followUpToWire), nextCursor }
  })

  app.post(`${PATH}/:followUp/done`, {
    config: { scope: WRITE },
    schema: { operationId: 'completeRiskFollowUp', summary: 'Say that a follow-up is done', description: 'Of a change of a procedure, and of a control; needs and duties say it themselves, and an answer of the questionnaire is updated once somebody has answered or confirmed it. Also after the audit is closed.', tags, params: FollowUpParams, headers: KeyAndMatch, body: DoneBody, response: { 200: withEtag('RiskFollowUp', 'The follow-up'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await completeFollowUp(deps, request.principal, request.params.id, request.params.followUp, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}
