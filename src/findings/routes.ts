import { utcDay } from '../platform/calendar.ts'
import type { App } from '../platform/http/server.ts'
import { etagOf, requiredMatch, sendUnlessKnown } from '../platform/http/conditional.ts'
import { problems } from '../platform/http/schemas.ts'
import * as corrections from './operations/corrective-actions.ts'
import type { ActionDeps } from './operations/corrective-actions.ts'
import { groupFindings } from './operations/group-findings.ts'
import { findFinding, listFindings, listReviews } from './operations/read-findings.ts'
import { recordFinding } from './operations/record-finding.ts'
import { reviewFinding, reviewGroup } from './operations/review-findings.ts'
import {
  ActionParams, ActionQuery, CloseActionBody, FINDING_SCHEMAS, FindingParams, FindingQuery, GroupParams, ImplementBody, NewActionBody, NewFindingBody, NewGroupBody, ReviewBody
} from './schemas.ts'
import { json, Key, KeyAndMatch, NotModified, send, withEtag } from '../platform/http/route-parts.ts'
import { sampleRoutes } from './sample-routes.ts'
import { actionToWire, findingToWire, reviewToWire } from './wire.ts'

const READ = 'findings:read'
const WRITE = 'findings:write'
const REVIEW = 'findings:review'
const tags = ['findings']

export function findingRoutes (app: App, deps: ActionDeps): void {
  for (const schema of FINDING_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  decisionRoutes(app, deps)
  groupRoutes(app, deps)
  actionRoutes(app, deps)
  sampleRoutes(app, deps)
}

function readRoutes (app: App, deps: ActionDeps): void {
  app.get('/findings', {
    config: { scope: READ },
    schema: { operationId: 'listFindings', summary: 'List findings', description: 'Newest day first.', tags, querystring: FindingQuery, response: { 200: json('FindingPage', 'A page of findings'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listFindings(deps, request.principal, request.query)
    return { items: items.map(findingToWire), nextCursor }
  })

  app.get('/findings/:id', {
    config: { scope: READ },
    schema: { operationId: 'findFinding', summary: 'Read a finding', description: 'Its ETag is needed to decide it.', tags, params: FindingParams, response: { 200: withEtag('Finding', 'The finding'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const finding = await findFinding(deps, request.principal, request.params.id)
    return await sendUnlessKnown(request, reply, finding.revision, findingToWire(finding))
  })

  app.get('/findings/:id/reviews', {
    config: { scope: READ },
    schema: { operationId: 'listFindingReviews', summary: 'Read every decision on a finding', description: 'Oldest first.', tags, params: FindingParams, response: { 200: json('FindingReviewList', 'All decisions'), ...problems(400, 404) } }
  }, async (request) => ({ items: (await listReviews(deps, request.principal, request.params.id)).map(reviewToWire) }))
}

function decisionRoutes (app: App, deps: ActionDeps): void {
  app.post('/findings', {
    config: { scope: WRITE },
    schema: { operationId: 'recordFinding', summary: 'Record a finding by hand', description: 'What a person found, beside what checks find.', tags, headers: Key, body: NewFindingBody, response: { 201: withEtag('Finding', 'The finding; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await recordFinding(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.post('/findings/:id/review', {
    config: { scope: REVIEW },
    schema: {
      operationId: 'reviewFinding', summary: 'Decide a finding', description: 'Confirm it with its cause, or dismiss it, in words. A decision may be changed until a correction begins; all are kept.', tags,
      params: FindingParams, headers: KeyAndMatch, body: ReviewBody, response: { 200: withEtag('Finding', 'The finding as decided'), ...problems(400, 404, 409, 412, 422, 428) }
    }
  }, async (request, reply) => await send(reply, await reviewFinding(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'],
    requiredMatch(request))))
}

function groupRoutes (app: App, deps: ActionDeps): void {
  app.post('/findings/groups', {
    config: { scope: REVIEW },
    schema: { operationId: 'groupFindings', summary: 'Put findings of one cause together', description: 'They can then be decided together; a finding of another group moves.', tags, headers: Key, body: NewGroupBody, response: { 201: json('FindingGroup', 'The group'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await groupFindings(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.post('/findings/groups/:id/review', {
    config: { scope: REVIEW },
    schema: { operationId: 'reviewFindingGroup', summary: 'Decide the findings of a group together', description: 'Those whose state does not allow it are left, and named.', tags, params: GroupParams, headers: Key, body: ReviewBody, response: { 200: json('FindingGroupReview', 'What was decided, and what was left'), ...problems(400, 404, 409, 422) } }
  }, async (request, reply) => await send(reply, await reviewGroup(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))
}

function actionRoutes (app: App, deps: ActionDeps): void {
  app.get('/findings/actions', {
    config: { scope: READ },
    schema: { operationId: 'listCorrectiveActions', summary: 'List corrective actions', description: 'Those due first come first, each with its effect as measured now.', tags, querystring: ActionQuery, response: { 200: json('CorrectiveActionPage', 'A page of corrective actions'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await corrections.listActions(deps, request.principal, request.query)
    const today = utcDay(deps.clock())
    return { items: items.map(({ action, effect }) => actionToWire(action, effect, today)), nextCursor }
  })

  app.get('/findings/actions/:id', {
    config: { scope: READ },
    schema: { operationId: 'findCorrectiveAction', summary: 'Read a corrective action', description: 'With its effect as measured now.', tags, params: ActionParams, response: { 200: withEtag('CorrectiveAction', 'The corrective action'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const { action, effect } = await corrections.findAction(deps, request.principal, request.params.id)
    reply.header('etag', etagOf(action.revision))
    return actionToWire(action, effect, utcDay(deps.clock()))
  })

  app.post('/findings/actions', {
    config: { scope: WRITE },
    schema: { operationId: 'openCorrectiveAction', summary: 'Open a corrective action', description: 'On confirmed findings, which then are in correction.', tags, headers: Key, body: NewActionBody, response: { 201: withEtag('CorrectiveAction', 'The corrective action; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await corrections.openAction(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.post('/findings/actions/:id/implement', {
    config: { scope: WRITE },
    schema: { operationId: 'implementCorrectiveAction', summary: 'Say since when a corrective action is in place', description: 'Declarations after that day show its effect.', tags, params: ActionParams, headers: KeyAndMatch, body: ImplementBody, response: { 200: withEtag('CorrectiveAction', 'The corrective action'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await corrections.implementAction(deps, request.principal, request.params.id, request.body.implementedOn, request.headers['idempotency-key'],
    requiredMatch(request))))

  app.post('/findings/actions/:id/close', {
    config: { scope: REVIEW },
    schema: { operationId: 'closeCorrectiveAction', summary: 'Close a corrective action', description: 'By its measured effect, else for a stated reason; its findings close with it.', tags, params: ActionParams, headers: KeyAndMatch, body: CloseActionBody, response: { 200: withEtag('CorrectiveAction', 'The corrective action'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await corrections.closeAction(deps, request.principal, request.params.id, request.body.reason, request.headers['idempotency-key'],
    requiredMatch(request))))
}
