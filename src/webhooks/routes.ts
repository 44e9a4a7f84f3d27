import { etagOf, requiredMatch, sendUnlessKnown } from '../platform/http/conditional.ts'
import { json, Key, KeyAndMatch, Match, NotModified, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { listDeliveries, replayAfter, replayDelivery, testWebhook } from './delivery-operations.ts'
import { READ, WRITE } from './deps.ts'
import type { WebhookDeps } from './deps.ts'
import { components, DeliveryParams, DeliveryQuerySchema, EnableBody, NewWebhookBody, ReplayBody, RotateBody, WebhookParams, WebhookPatchBody, WebhookQuerySchema } from './schemas.ts'
import { changeWebhook, createWebhook, enableWebhook, findWebhook, listWebhooks, retireWebhook, rotateSecret } from './webhook-operations.ts'
import { deliveryToWire, webhookToWire } from './wire.ts'

/** Routes under /v1 of webhooks. */

const tags = ['webhooks']
const changed = problems(400, 404, 409, 412, 422, 428)

export function webhookRoutes (app: App, deps: WebhookDeps): void {
  for (const schema of components) app.addSchema(schema)
  writeRoutes(app, deps)
  readRoutes(app, deps)
  lifeRoutes(app, deps)
  deliveryRoutes(app, deps)
}

function writeRoutes (app: App, deps: WebhookDeps): void {
  app.post('/webhooks', {
    config: { scope: WRITE },
    schema: {
      operationId: 'createWebhook', summary: 'Be told of events', tags, headers: Key, body: NewWebhookBody, response: { 201: withEtag('WebhookWithSecret', 'The webhook with its secret; Location names it'), ...problems(400, 403, 409, 422, 503) },
      description: 'From now on each event of these kinds is posted to the URL, once at least: type, operator, number, time, subject and ids as JSON, and nothing of what the event says, which GET /v1/events and the record itself tell to whoever may read it. Signed as Standard Webhooks has it. Any 2xx within ten seconds takes it; else it is sent again, for three days. Order is not kept: seq tells it.'
    }
  }, async (request, reply) => await send(reply, await createWebhook(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.patch('/webhooks/:id', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeWebhook', summary: 'Change or pause a webhook', tags, params: WebhookParams, headers: Match, body: WebhookPatchBody, response: { 200: withEtag('Webhook', 'The webhook as changed'), ...problems(400, 403, 404, 409, 412, 428) },
      description: 'Whoever changes where it leads or what it is told of must have the right to read that. It is then told of what both may read who made it and who changed it.'
    }
  }, async (request, reply) => {
    const webhook = await changeWebhook(deps, request.principal, request.params.id, request.body, requiredMatch(request))
    reply.header('etag', etagOf(webhook.revision))
    return webhookToWire(webhook)
  })
}

function readRoutes (app: App, deps: WebhookDeps): void {
  app.get('/webhooks', {
    config: { scope: READ },
    schema: { operationId: 'listWebhooks', summary: 'List webhooks', description: 'Made last first. Their secrets are shown nowhere.', tags, querystring: WebhookQuerySchema, response: { 200: json('WebhookPage', 'A page of webhooks'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listWebhooks(deps, request.principal, request.query)
    return { items: items.map(webhookToWire), nextCursor }
  })

  app.get('/webhooks/:id', {
    config: { scope: READ },
    schema: { operationId: 'findWebhook', summary: 'Read a webhook', description: 'Its state says whether the service disabled it, and why.', tags, params: WebhookParams, response: { 200: withEtag('Webhook', 'The webhook'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const webhook = await findWebhook(deps, request.principal, request.params.id)
    return await sendUnlessKnown(request, reply, webhook.revision, webhookToWire(webhook))
  })
}

function lifeRoutes (app: App, deps: WebhookDeps): void {
  app.post('/webhooks/:id/rotate-secret', {
    config: { scope: WRITE },
    schema: {
      operationId: 'rotateWebhookSecret', summary: 'Give a webhook a new secret', tags, params: WebhookParams, headers: KeyAndMatch, body: RotateBody, response: { 200: withEtag('WebhookWithSecret', 'The webhook with its new secret'), ...problems(400, 404, 409, 412, 422, 428, 503) },
      description: 'For some hours each message has two signatures, so that a receiver may change at any moment of them; then the one before ends. Once more in that time ends the older of the two.'
    }
  }, async (request, reply) => {
    const answer = await rotateSecret(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))
    request.log.info({ securityEvent: 'webhook_secret_rotated', operator: request.principal.eori, sub: request.principal.subject, webhook: request.params.id }, 'rotated')
    return await send(reply, answer)
  })

  app.post('/webhooks/:id/enable', {
    config: { scope: WRITE },
    schema: {
      operationId: 'enableWebhook', summary: 'Go on with a webhook', tags, params: WebhookParams, headers: KeyAndMatch, body: EnableBody, response: { 200: withEtag('Webhook', 'The webhook'), ...changed },
      description: 'After the service disabled it, or somebody paused it. It goes on where it stopped, or with what happens from now on. Of one that is active it changes nothing.'
    }
  }, async (request, reply) => await send(reply, await enableWebhook(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/webhooks/:id/retire', {
    config: { scope: WRITE },
    schema: { operationId: 'retireWebhook', summary: 'End a webhook for good', description: 'Nothing is sent any more, and its secrets are gone. It is shown for 30 days. Again changes nothing.', tags, params: WebhookParams, headers: KeyAndMatch, response: { 200: withEtag('Webhook', 'The webhook'), ...changed } }
  }, async (request, reply) => await send(reply, await retireWebhook(deps, request.principal, request.params.id, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/webhooks/:id/test', {
    config: { scope: WRITE },
    schema: {
      operationId: 'testWebhook', summary: 'Send a test to a webhook', tags, params: WebhookParams, headers: Key, response: { 202: json('WebhookDelivery', 'The delivery; the list tells what became of it'), ...problems(400, 404, 409, 422) },
      description: 'A message of the type webhook.test, which is no event, sent once within seconds, also while the webhook is paused or disabled.'
    }
  }, async (request, reply) => await send(reply, await testWebhook(deps, request.principal, request.params.id, request.headers['idempotency-key'])))
}

function deliveryRoutes (app: App, deps: WebhookDeps): void {
  app.get('/webhooks/:id/deliveries', {
    config: { scope: READ },
    schema: {
      operationId: 'listWebhookDeliveries', summary: 'List what a webhook was sent', tags, params: WebhookParams, querystring: DeliveryQuerySchema, response: { 200: json('WebhookDeliveryPage', 'A page of deliveries'), ...problems(400, 404) },
      description: 'Queued last first, kept for 30 days. Of what the receiver answered there is the status alone.'
    }
  }, async (request) => {
    const { items, nextCursor } = await listDeliveries(deps, request.principal, request.params.id, request.query)
    return { items: items.map((delivery) => deliveryToWire(request.principal, delivery)), nextCursor }
  })

  app.post('/webhooks/:id/replay', {
    config: { scope: WRITE },
    schema: {
      operationId: 'replayWebhook', summary: 'Tell a webhook again of all events after one', tags, params: WebhookParams, headers: Key, body: ReplayBody, response: { 202: json('Webhook', 'The webhook'), ...problems(400, 404, 409, 422) },
      description: 'Of those that it asks for today, however long ago they happened, in order and before what happens from now on. Each message has the webhook-id that it had.'
    }
  }, async (request, reply) => await send(reply, await replayAfter(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.post('/webhooks/:id/deliveries/:delivery/replay', {
    config: { scope: WRITE },
    schema: {
      operationId: 'replayWebhookDelivery', summary: 'Send one delivery again', description: 'Under the same webhook-id, if the webhook is told of such events today; of one that waits it changes nothing.', tags, params: DeliveryParams, headers: Key,
      response: { 202: json('WebhookDelivery', 'The delivery'), ...problems(400, 404, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await replayDelivery(deps, request.principal, request.params.id, request.params.delivery, request.headers['idempotency-key'])))
}
