import { importRoute } from '../../../platform/bulk/import-records.ts'
import type { BulkSettings } from '../../../platform/bulk/settings.ts'
import { requiredMatch } from '../../../platform/http/conditional.ts'
import { PageQuery } from '../../../platform/http/pages.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../../../platform/http/route-parts.ts'
import { problems } from '../../../platform/http/schemas.ts'
import type { App } from '../../../platform/http/server.ts'
import { Type } from 'typebox'
import type { OversightDeps } from '../../deps.ts'
import { OutputParams } from '../outputs/routes.ts'
import { recordSteps } from './bulk-steps.ts'
import { listOutcomes } from './read-outcomes.ts'
import { listReferenceTimes, recordReferenceTime, referenceTimeToWire } from './reference-time-operations.ts'
import { NewDecisionBody, NewOutcomeBody, NewReferenceTimeBody, NewSecondReviewBody, NewUseBody, STEP_SCHEMAS, StepLine } from './schemas.ts'
import { outcomeToWire } from './stated-steps.ts'
import { decideOutput, recordOutcome, reviewOutputAgain, useOutput } from './step-operations.ts'

const tags = ['AI oversight']
const STEP_PROBLEMS = problems(400, 404, 409, 412, 422, 428)

export function decisionRoutes (app: App, deps: OversightDeps, bulk: BulkSettings): void {
  for (const schema of STEP_SCHEMAS) app.addSchema(schema)
  stepRoutes(app, deps)
  outcomeRoutes(app, deps)
  referenceTimeRoutes(app, deps)
  importRoute(app, bulk, {
    path: '/ai-decisions/bulk', scope: 'ai:record', operationId: 'recordAiOutputSteps', summary: 'Record what follows on outputs from a file', tags, record: StepLine,
    description: 'Decisions, uses, second reviews and outcomes, each named by the system and the reference of its output, from the system in which people decide. Several of one output are taken in their order. Whether the reviewer had the competence on the day is found here, never stated.',
    save: async (principal, lines) => await recordSteps(deps, principal, lines)
  })
}

function stepRoutes (app: App, deps: OversightDeps): void {
  app.post('/ai-outputs/:id/decision', {
    config: { scope: 'ai:review' },
    schema: {
      operationId: 'decideAiOutput', summary: 'Decide about an output', tags, params: OutputParams, headers: KeyAndMatch, body: NewDecisionBody, response: { 200: withEtag('AiOutput', 'The output as decided'), ...STEP_PROBLEMS },
      description: 'Accept it, put another value in its place, or reject it, once and for good, with the reason where it is not plainly accepted. The person is the one whose login the token has; their competence in the pillar on that day stands with the decision and stops nobody.'
    }
  }, async (request, reply) => await send(reply, await decideOutput(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/ai-outputs/:id/use', {
    config: { scope: 'ai:record' },
    schema: {
      operationId: 'useAiOutput', summary: 'Record that an output was used', tags, params: OutputParams, headers: KeyAndMatch, body: NewUseBody, response: { 200: withEtag('AiOutput', 'The output as used'), ...STEP_PROBLEMS },
      description: 'Ask before the value leaves for customs: what was rejected, and what is not for use whatever a reviewer said of it, is refused. A use before a decision counts as unreviewed.'
    }
  }, async (request, reply) => await send(reply, await useOutput(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/ai-outputs/:id/second-review', {
    config: { scope: 'ai:review' },
    schema: {
      operationId: 'reviewAiOutputAgain', summary: 'Record a second look at the same input', tags, params: OutputParams, headers: KeyAndMatch, body: NewSecondReviewBody, response: { 200: withEtag('AiOutput', 'The output'), ...STEP_PROBLEMS },
      description: 'By another person, who does not know what the first one decided: where people do not agree with each other no system can agree with them. It changes nothing about the value in use.'
    }
  }, async (request, reply) => await send(reply, await reviewOutputAgain(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}

function outcomeRoutes (app: App, deps: OversightDeps): void {
  app.post('/ai-outputs/:id/outcomes', {
    config: { scope: 'ai:write' },
    schema: {
      operationId: 'recordAiOutcome', summary: 'Record what turned out to be right', tags, params: OutputParams, headers: Key, body: NewOutcomeBody, response: { 201: json('AiOutcome', 'What it makes of the output'), ...problems(400, 404, 409, 422) },
      description: 'Once for each source. What follows from rulings on the goods, customs\' answers, findings and corrections that are kept here comes by itself; what somebody states takes its place.'
    }
  }, async (request, reply) => await send(reply, await recordOutcome(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.get('/ai-outputs/:id/outcomes', {
    config: { scope: 'ai:read' },
    schema: { operationId: 'listAiOutcomes', summary: 'Read what turned out to be right of an output', description: 'By source.', tags, params: OutputParams, response: { 200: json('AiOutcomeList', 'The outcomes'), ...problems(400, 404) } }
  }, async (request) => ({ items: (await listOutcomes(deps, request.principal, request.params.id)).map(outcomeToWire) }))
}

function referenceTimeRoutes (app: App, deps: OversightDeps): void {
  app.post('/ai-reference-times', {
    config: { scope: 'ai:write' },
    schema: {
      operationId: 'recordAiReferenceTime', summary: 'Record how long reviews in earnest take', tags, headers: Key, body: NewReferenceTimeBody, response: { 201: json('AiReferenceTime', 'The time'), ...problems(400, 409, 422) },
      description: 'Of one type of item, timed with people who knew that they were. Of later decisions on such items it is counted how many took less than the 5 % quantile; earlier ones stay as they were counted.'
    }
  }, async (request, reply) => await send(reply, await recordReferenceTime(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.get('/ai-reference-times', {
    config: { scope: 'ai:read' },
    schema: { operationId: 'listAiReferenceTimes', summary: 'List reference times', description: 'Measured last first; of each type of item the first one counts.', tags, querystring: Type.Object(PageQuery, { additionalProperties: false }), response: { 200: json('AiReferenceTimePage', 'A page of times'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listReferenceTimes(deps, request.principal, request.query)
    return { items: items.map(referenceTimeToWire), nextCursor }
  })
}
