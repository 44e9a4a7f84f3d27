import type { FastifyReply } from 'fastify'
import { etagOf, isNotModified, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, Match, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import type { KeptAudit } from './audit.ts'
import { changeAudit, considerDocument, findAudit, findStage, listAudits, listStageWords, openAudit, reopenAudit } from './audit-operations.ts'
import { closeStage, findBlockers } from './close-stage.ts'
import type { AuditSources } from './deps.ts'
import { explainControls, leaveOut, takeIn, withdrawExplanation } from './exception-operations.ts'
import { AdvanceBody, AUDIT_SCHEMAS, AuditParams, AuditPatchBody, AuditQuerySchema, AuditReasonBody, ConsideredBody, ConsideredParams, LeftOutParams, NewAuditBody, NotEvaluatedParams, StageParams, VersionQuery } from './schemas.ts'
import { auditToWire } from './wire.ts'

const tags = ['risks']

export function auditRoutes (app: App, deps: RiskDeps, sources: AuditSources): void {
  for (const schema of AUDIT_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  wordRoutes(app, deps)
  describeRoutes(app, deps)
  exceptionRoutes(app, deps)
  stageRoutes(app, deps, sources)
}

const answered = (reply: FastifyReply, audit: KeptAudit) => {
  reply.header('etag', etagOf(audit.revision))
  return auditToWire(audit)
}

function readRoutes (app: App, deps: RiskDeps): void {
  app.get('/risk-audits', {
    config: { scope: READ },
    schema: { operationId: 'listRiskAudits', summary: 'List risk audits', description: 'The last opened first, each in the version that is worked on.', tags, querystring: AuditQuerySchema, response: { 200: json('RiskAuditPage', 'A page of audits'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listAudits(deps, request.principal, request.query)
    return { items: items.map(auditToWire), nextCursor }
  })

  app.get('/risk-audits/:id', {
    config: { scope: READ },
    schema: {
      operationId: 'findRiskAudit', summary: 'Read a risk audit', description: 'In the version that is worked on, or in an earlier one, with the ETag that is needed to change it.', tags, params: AuditParams, querystring: VersionQuery,
      response: { 200: withEtag('RiskAudit', 'The audit'), 304: NotModified, ...problems(400, 404) }
    }
  }, async (request, reply) => {
    const audit = await findAudit(deps, request.principal, request.params.id, request.query.version)
    return await sendUnlessKnown(request, reply, audit.revision, auditToWire(audit))
  })

  app.get('/risk-audits/:id/stages/:stage', {
    config: { scope: READ },
    schema: {
      operationId: 'findRiskAuditStage', summary: 'Read a closed stage as it was frozen', tags, params: StageParams, querystring: VersionQuery, response: { 200: withEtag('RiskAuditSnapshot', 'The frozen text', 'SHA-256 of the text'), 304: NotModified, ...problems(400, 404) },
      description: 'All that it rests on and all that came of it. The body is the text itself, so that its SHA-256 is the hash of the stage, which is the ETag; `npm run verify-audit` makes the result again of the inputs. In the place of what people said stand references, `words:` and a hash, so that words can be erased and the text stays; …/words has what is behind them.'
    }
  }, async (request, reply) => {
    const { snapshot, sha256 } = await findStage(deps, request.principal, request.params.id, request.params.stage, request.query.version)
    const etag = etagOf(sha256)
    reply.header('etag', etag)
    return isNotModified(request, etag) ? await reply.code(304).send(null) : await send(reply, { status: 200, headers: {}, body: snapshot })
  })
}

function wordRoutes (app: App, deps: RiskDeps): void {
  app.get('/risk-audits/:id/stages/:stage/words', {
    config: { scope: READ },
    schema: {
      operationId: 'listRiskAuditStageWords', summary: 'List what people said in a closed stage', tags, params: StageParams, querystring: VersionQuery, response: { 200: json('RiskAuditStageWords', 'The words'), ...problems(400, 404) },
      description: 'Reasons, titles and places of documents, each with the reference in the frozen text that it belongs to; SHA-256 over salt and words is what stands there. Null once erased.'
    }
  }, async (request) => ({ items: await listStageWords(deps, request.principal, request.params.id, request.params.stage, request.query.version) }))
}

function describeRoutes (app: App, deps: RiskDeps): void {
  app.post('/risk-audits', {
    config: { scope: WRITE },
    schema: {
      operationId: 'openRiskAudit', summary: 'Begin a risk audit', description: 'A draft: it says what is looked at, and nothing is computed yet (customs.md 7.1).', tags, headers: Key, body: NewAuditBody,
      response: { 201: withEtag('RiskAudit', 'The audit; Location names it'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await openAudit(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.patch('/risk-audits/:id', {
    config: { scope: WRITE },
    schema: { operationId: 'changeRiskAudit', summary: 'Change what a draft looks at', tags, params: AuditParams, headers: Match, body: AuditPatchBody, description: 'Title, scope and period, until stage 1 is closed.', response: { 200: withEtag('RiskAudit', 'The audit'), ...problems(400, 404, 409, 412, 428) } }
  }, async (request, reply) => answered(reply, await changeAudit(deps, request.principal, request.params.id, request.body, requiredMatch(request))))

  app.put('/risk-audits/:id/inputs/:kind', {
    config: { scope: WRITE },
    schema: {
      operationId: 'considerForRiskAudit', summary: 'Name what stage 1 takes into account', tags, params: ConsideredParams, headers: Match, body: ConsideredBody, response: { 200: withEtag('RiskAudit', 'The audit'), ...problems(400, 404, 409, 412, 428) },
      description: 'Security plan, threat assessment, measures and internal controls: the document with its hash and day, or the reason why there is none. Stage 1 closes once all four are stated.'
    }
  }, async (request, reply) => answered(reply, await considerDocument(deps, request.principal, request.params.id, request.params.kind, request.body, requiredMatch(request))))
}

function exceptionRoutes (app: App, deps: RiskDeps): void {
  const changed = { 200: withEtag('RiskAudit', 'The audit'), ...problems(400, 404, 409, 412, 428) }

  app.put('/risk-audits/:id/left-out/:area', {
    config: { scope: WRITE },
    schema: { operationId: 'leaveOutOfRiskAudit', summary: 'Leave an area out', description: 'Its risks are in no figure, no gate and no plan of the audit. Reports show the reason, and name them.', tags, params: LeftOutParams, headers: Match, body: AuditReasonBody, response: changed }
  }, async (request, reply) => answered(reply, await leaveOut(deps, request.principal, request.params.id, request.params.area, request.body.reason, requiredMatch(request))))

  app.delete('/risk-audits/:id/left-out/:area', {
    config: { scope: WRITE },
    schema: { operationId: 'takeIntoRiskAudit', summary: 'Take an area in again', description: 'It then needs a risk with figures.', tags, params: LeftOutParams, headers: Match, response: changed }
  }, async (request, reply) => answered(reply, await takeIn(deps, request.principal, request.params.id, request.params.area, requiredMatch(request))))

  app.put('/risk-audits/:id/not-evaluated/:ref', {
    config: { scope: WRITE },
    schema: {
      operationId: 'explainRiskControls', summary: 'Say why the controls of a risk are not evaluated', description: 'Stage 2 then does not ask for controls of it, nor for tests of them; every report shows the reason.', tags, params: NotEvaluatedParams, headers: Match, body: AuditReasonBody, response: changed
    }
  }, async (request, reply) => answered(reply, await explainControls(deps, request.principal, request.params.id, request.params.ref, request.body.reason, requiredMatch(request))))

  app.delete('/risk-audits/:id/not-evaluated/:ref', {
    config: { scope: WRITE },
    schema: { operationId: 'askForRiskControls', summary: 'Ask for the controls of a risk again', description: 'Above its threshold it then needs controls that were tested.', tags, params: NotEvaluatedParams, headers: Match, response: changed }
  }, async (request, reply) => answered(reply, await withdrawExplanation(deps, request.principal, request.params.id, request.params.ref, requiredMatch(request))))
}

function stageRoutes (app: App, deps: RiskDeps, sources: AuditSources): void {
  app.get('/risk-audits/:id/blockers', {
    config: { scope: READ },
    schema: {
      operationId: 'listRiskAuditBlockers', summary: 'List what is missing before the next stage can be closed', tags, params: AuditParams, response: { 200: json('RiskAuditBlockers', 'All that is missing'), ...problems(400, 404) },
      description: 'The complete list, each entry with what to do and where (customs.md 7.1). Empty: the stage can be closed.'
    }
  }, async (request) => {
    const { stage, blockers } = await findBlockers(deps, sources, request.principal, request.params.id)
    return { stage, blockers: [...blockers] }
  })

  app.post('/risk-audits/:id/advance', {
    config: { scope: WRITE },
    schema: {
      operationId: 'closeRiskAuditStage', summary: 'Close the next stage', tags, params: AuditParams, headers: KeyAndMatch, body: AdvanceBody, response: { 200: withEtag('RiskAudit', 'The audit with the stage closed'), ...problems(400, 404, 409, 412, 422, 428, 503) },
      description: 'Refused with all that is missing as long as anything is. What it rests on is read, the figures are computed, and both are frozen with their hash: a closed stage never changes. Stages go forward only.'
    }
  }, async (request, reply) => await send(reply, await closeStage(deps, sources, request.principal, request.params.id, request.body.stage, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/risk-audits/:id/reopen', {
    config: { scope: WRITE },
    schema: {
      operationId: 'reopenRiskAudit', summary: 'Open an audit again', tags, params: AuditParams, headers: KeyAndMatch, body: AuditReasonBody, response: { 200: withEtag('RiskAudit', 'The new version'), ...problems(400, 404, 409, 412, 422, 428) },
      description: 'The next version begins as a draft, with what was stated for this one; this one is kept as it was, with its closed stages.'
    }
  }, async (request, reply) => await send(reply, await reopenAudit(deps, request.principal, request.params.id, request.body.reason, request.headers['idempotency-key'], requiredMatch(request))))
}
