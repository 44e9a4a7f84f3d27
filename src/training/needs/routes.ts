import { utcDay } from '../../platform/calendar.ts'
import { requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, Match, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import type { App } from '../../platform/http/route-config.ts'
import { problems } from '../../platform/http/schemas.ts'
import { TRAINING_SCOPES } from '../scopes.ts'
import { showingOf } from './operations/answer-need.ts'
import { changeNeed, closeNeed, eraseNeedWords, reopenNeed } from './operations/change-need.ts'
import type { NeedChange } from './operations/change-need.ts'
import type { NeedDeps } from './operations/deps.ts'
import { findNeed, listNeeds } from './operations/read-needs.ts'
import { recordNeed } from './operations/record-need.ts'
import type { NewNeed } from './operations/record-need.ts'
import { deriveNow } from './operations/run-derivation.ts'
import { ChangeNeedBody, CloseNeedBody, NEED_SCHEMAS, NeedParams, NeedQuerySchema, NewNeedBody, ReopenNeedBody } from './schemas.ts'
import { needToWire } from './wire.ts'

const { read: READ, write: WRITE } = TRAINING_SCOPES
const tags = ['training']

export function needRoutes (app: App, deps: NeedDeps): void {
  for (const schema of NEED_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  writeRoutes(app, deps)
  endRoutes(app, deps)
}

function readRoutes (app: App, deps: NeedDeps): void {
  app.get('/training/needs', {
    config: { scope: READ },
    schema: {
      operationId: 'listTrainingNeeds', summary: 'List training needs', tags, querystring: NeedQuerySchema, response: { 200: json('TrainingNeedPage', 'A page of needs'), ...problems(400) },
      description: 'Opened last first. People need the scope training:personal. Requirements that nobody meets are needs of source gap, which trainingNeeds of the graph computes beside these.'
    }
  }, async (request) => {
    const { items, nextCursor, today } = await listNeeds(deps, request.principal, request.query)
    return { items: items.map((whole) => needToWire(whole, utcDay(today), showingOf(request.principal))), nextCursor }
  })

  app.get('/training/needs/:id', {
    config: { scope: READ },
    schema: {
      operationId: 'findTrainingNeed', summary: 'Read a training need', description: 'Its ETag is needed to change it. People need the scope training:personal.', tags, params: NeedParams,
      response: { 200: withEtag('TrainingNeed', 'The need'), 304: NotModified, ...problems(400, 404) }
    }
  }, async (request, reply) => {
    const { whole, today } = await findNeed(deps, request.principal, request.params.id)
    return await sendUnlessKnown(request, reply, whole.need.revision, needToWire(whole, utcDay(today), showingOf(request.principal)))
  })
}

function writeRoutes (app: App, deps: NeedDeps): void {
  app.post('/training/needs', {
    config: { scope: WRITE },
    schema: {
      operationId: 'recordTrainingNeed', summary: 'State a training need', tags, headers: Key, body: NewNeedBody, response: { 201: withEtag('TrainingNeed', 'The need; Location names it'), ...problems(400, 409, 422) },
      description: 'A change of law, a finding of an audit, a new authorisation or AI system, a change of role. It closes by itself once everybody whom it concerns has a record of topic and level completed since.'
    }
  }, async (request, reply) => await send(reply, await recordNeed(deps, request.principal, request.body as NewNeed, request.headers['idempotency-key'])))

  app.post('/training/needs/derive', {
    config: { scope: WRITE },
    schema: {
      operationId: 'deriveTrainingNeeds', summary: 'Derive needs from findings and sanctions now', tags, headers: Key, response: { 200: json('DerivedTrainingNeeds', 'What it changed'), ...problems(409, 422) },
      description: 'Confirmed findings and sanctions whose cause training answers, by unit, pillar and cause, where their rate lies above the unit\'s own past or the rest of the company. It happens by itself within minutes; the same evidence never opens a need twice.'
    }
  }, async (request, reply) => await send(reply, await deriveNow(deps, request.principal, request.headers['idempotency-key'])))

  app.patch('/training/needs/:id', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeTrainingNeed', summary: 'Change who sees to a need, and by when', description: 'What is absent stays.', tags, params: NeedParams, headers: Match, body: ChangeNeedBody,
      response: { 200: withEtag('TrainingNeed', 'The need as changed'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => await send(reply, await changeNeed(deps, request.principal, request.params.id, request.body as NeedChange, requiredMatch(request))))
}

function endRoutes (app: App, deps: NeedDeps): void {
  app.post('/training/needs/:id/close', {
    config: { scope: WRITE },
    schema: {
      operationId: 'closeTrainingNeed', summary: 'Close a need without records', description: 'Only for a reason, which is kept. With records it closes by itself.', tags, params: NeedParams, headers: KeyAndMatch, body: CloseNeedBody,
      response: { 200: withEtag('TrainingNeed', 'The need as closed'), ...problems(400, 404, 409, 412, 422, 428) }
    }
  }, async (request, reply) => await send(reply, await closeNeed(deps, request.principal, request.params.id, request.body.reason, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/training/needs/:id/reopen', {
    config: { scope: WRITE },
    schema: {
      operationId: 'reopenTrainingNeed', summary: 'Open a need again that was closed by hand', tags, params: NeedParams, headers: KeyAndMatch, body: ReopenNeedBody,
      description: 'For a reason, which is kept. It keeps its day, evidence and people; where records have answered it meanwhile they close it at once. One that records closed opens again when one of them is revoked, never by hand.',
      response: { 200: withEtag('TrainingNeed', 'The need as it is then'), ...problems(400, 404, 409, 412, 422, 428) }
    }
  }, async (request, reply) => await send(reply, await reopenNeed(deps, request.principal, request.params.id, request.body.reason, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/training/needs/:id/erase-words', {
    config: { scope: WRITE },
    schema: {
      operationId: 'eraseTrainingNeedWords', summary: 'Erase the words of a need', tags, params: NeedParams, headers: Key, response: { 200: withEtag('TrainingNeed', 'The need without words'), ...problems(400, 404, 409, 422) },
      description: 'Why it was stated, why it was closed and why opened again. What was decided stays, and the log verifies as before. It cannot be undone, and waits until no legal hold of every class reaches the need.'
    }
  }, async (request, reply) => await send(reply, await eraseNeedWords(deps, request.principal, request.params.id, request.headers['idempotency-key'])))
}
