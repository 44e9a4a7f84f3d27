import { Type } from 'typebox'
import { etagOf, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { AiSystemDeps, OversightDeps } from '../deps.ts'
import { eraseSystemWords } from '../erasure/words-erasure.ts'
import { NewStatusBody, NewSystemBody, OnQuery, REGISTER_SCHEMAS, StepQuery, SystemParams, SystemPatchBody, SystemQuerySchema } from './schemas.ts'
import { changeStatus } from './status-operations.ts'
import { changeSystem, createSystem, findSystem, listStatuses, listSystems, listVersions } from './system-operations.ts'
import { statusToWire, systemToWire, versionToWire } from './wire.ts'

const READ = 'ai:read'
const WRITE = 'ai:write'
const tags = ['AI systems']
export const Match = Type.Object({ 'If-Match': Type.Optional(Type.String({ maxLength: 500, description: 'ETag of the state you saw; required' })) })

export function registerRoutes (app: App, deps: OversightDeps): void {
  for (const schema of REGISTER_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  writeRoutes(app, deps)
  historyRoutes(app, deps)
  erasureRoutes(app, deps)
}

function readRoutes (app: App, deps: AiSystemDeps): void {
  app.get('/ai-systems', {
    config: { scope: READ },
    schema: { operationId: 'listAiSystems', summary: 'List AI systems', description: 'In the order of their codes; as they are, or as they were on a day.', tags, querystring: SystemQuerySchema, response: { 200: json('AiSystemPage', 'A page of systems'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listSystems(deps, request.principal, request.query)
    return { items: items.map(systemToWire), nextCursor }
  })

  app.get('/ai-systems/:id', {
    config: { scope: READ },
    schema: {
      operationId: 'findAiSystem', summary: 'Read an AI system', description: 'As it is, with the ETag that is needed to change it; or as it was on a day, without.', tags, params: SystemParams, querystring: OnQuery,
      response: { 200: withEtag('AiSystem', 'The system'), 304: NotModified, ...problems(400, 404) }
    }
  }, async (request, reply) => {
    const { on } = request.query
    const system = await findSystem(deps, request.principal, request.params.id, on)
    if (on !== undefined) return systemToWire(system)
    return await sendUnlessKnown(request, reply, system.revision, systemToWire(system))
  })
}

function writeRoutes (app: App, deps: AiSystemDeps): void {
  app.post('/ai-systems', {
    config: { scope: WRITE },
    schema: {
      operationId: 'registerAiSystem', summary: 'Register an AI system', tags, headers: Key, body: NewSystemBody, response: { 201: withEtag('AiSystem', 'The system; Location names it'), ...problems(400, 409, 422) },
      description: 'One\'s own or a representative\'s, bought or built, also what the AI Act leaves out: the questionnaire needs it. It begins as proposed.'
    }
  }, async (request, reply) => await send(reply, await createSystem(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.patch('/ai-systems/:id', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeAiSystem', summary: 'Change an AI system', tags, params: SystemParams, headers: Match, body: SystemPatchBody, response: { 200: withEtag('AiSystem', 'The system as changed'), ...problems(400, 404, 409, 412, 428) },
      description: 'Every change is a version. After a material one the system must be assessed again before it comes into use; of one that has been in use and matters for customs it opens the duty to notify (UCC 23(2)).'
    }
  }, async (request, reply) => {
    const system = await changeSystem(deps, request.principal, request.params.id, request.body, requiredMatch(request))
    reply.header('etag', etagOf(system.revision))
    return systemToWire(system)
  })

  app.post('/ai-systems/:id/status', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeAiSystemStatus', summary: 'Take a step in the life of a system', tags, params: SystemParams, headers: KeyAndMatch, body: NewStatusBody, response: { 200: withEtag('AiSystem', 'The system in its new status'), ...problems(400, 404, 409, 412, 422, 428) },
      description: 'proposed, assessed, in_use, suspended, retired. It comes into use only with a class that is settled and not prohibited, found since its last material change, by answers that agree with the register, on the word of another person than the one who answered; where a rule needs a lawyer, with an opinion.'
    }
  }, async (request, reply) => await send(reply, await changeStatus(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}

function erasureRoutes (app: App, deps: OversightDeps): void {
  app.post('/ai-systems/:id/erase-words', {
    config: { scope: WRITE },
    schema: {
      operationId: 'eraseAiSystemWords', summary: 'Erase words of people about a system', tags, params: SystemParams, headers: Key, response: { 200: withEtag('AiSystem', 'The system'), ...problems(400, 404, 409, 422) },
      description: 'Reasons of its steps, obligations and ratings, what its trials were compared with, and what is told of its incidents, from stored answers too. What the system is, what was decided, when, by whom and on what proof stays. Not while a legal hold keeps any of it (class `ai_register`).'
    }
  }, async (request, reply) => await send(reply, await eraseSystemWords(deps, request.principal, request.params.id, request.headers['idempotency-key'])))
}

function historyRoutes (app: App, deps: AiSystemDeps): void {
  app.get('/ai-systems/:id/versions', {
    config: { scope: READ },
    schema: { operationId: 'listAiSystemVersions', summary: 'List the versions of a system', description: 'Last first, with what each changed.', tags, params: SystemParams, querystring: StepQuery, response: { 200: json('AiSystemVersionPage', 'A page of versions'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listVersions(deps, request.principal, request.params.id, request.query)
    return { items: items.map(versionToWire), nextCursor }
  })

  app.get('/ai-systems/:id/status', {
    config: { scope: READ },
    schema: { operationId: 'listAiSystemStatuses', summary: 'List the steps in the life of a system', description: 'Last first.', tags, params: SystemParams, querystring: StepQuery, response: { 200: json('AiSystemStatusPage', 'A page of steps'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listStatuses(deps, request.principal, request.params.id, request.query)
    return { items: items.map(statusToWire), nextCursor }
  })
}
