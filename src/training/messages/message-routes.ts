import type { Static } from 'typebox'
import { etagOf, requiredMatch, sendUnlessKnown } from '../../platform/http/conditional.ts'
import { json, Key, Match, NotModified, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import { acknowledgeMessage, recordAcknowledgement, revokeAcknowledgement } from './acknowledge-message.ts'
import type { MessageDeps } from './deps.ts'
import { eraseMessageWords } from './erase-words.ts'
import { changeMessage, issueMessage } from './issue-message.ts'
import type { NewMessage } from './issue-message.ts'
import type { MessageKind } from './message.ts'
import { findMessage, listAcknowledgements, listDuties, listMessages, listOwnMessages, listReminders } from './read-messages.ts'
import type { DutyQuery as DutyFilter } from './read-messages.ts'
import { AcknowledgementParams, ChangeMessageBody, DutyQuery, MESSAGE_SCHEMAS, MessageParams, MessageQuery, NewMessageBody, PagesOnly, RecordAcknowledgementBody, ReminderQuery, RevokeBody } from './schemas.ts'
import { acknowledgementToWire, messageToWire, showingOf } from './wire.ts'

const tags = ['training']
const READ = 'training:read'
const WRITE = 'training:write'
const PERSONAL = 'training:personal'
const OWN = 'training:acknowledge'

/** The schema lists the values; its type is a text. */
const filterOf = (query: Static<typeof MessageQuery>) => query as Omit<Static<typeof MessageQuery>, 'kind'> & { kind?: MessageKind }

export function messageRoutes (app: App, deps: MessageDeps): void {
  for (const schema of MESSAGE_SCHEMAS) app.addSchema(schema)
  writeRoutes(app, deps)
  readRoutes(app, deps)
  ownRoutes(app, deps)
  acknowledgementRoutes(app, deps)
  dutyRoutes(app, deps)
}

function writeRoutes (app: App, deps: MessageDeps): void {
  app.post('/training/messages', {
    config: { scope: WRITE },
    schema: {
      operationId: 'issueTrainingMessage', summary: 'Issue a message that people must acknowledge', description: 'A change of law, the result of an audit. What was issued stays as it is, so that an acknowledgement is of exactly that; issue another one if it was wrong, and withdraw the first.', tags, headers: Key, body: NewMessageBody,
      response: { 201: withEtag('TrainingMessage', 'The message; Location names it'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await issueMessage(deps, request.principal, request.body as NewMessage, request.headers['idempotency-key'])))

  app.patch('/training/messages/:id', {
    config: { scope: WRITE },
    schema: {
      operationId: 'changeTrainingMessage', summary: 'Change when a message is due, or withdraw it', description: 'What is absent stays; null takes a withdrawal back.', tags, params: MessageParams, headers: Match, body: ChangeMessageBody,
      response: { 200: withEtag('TrainingMessage', 'The message as changed'), ...problems(400, 404, 409, 412, 428) }
    }
  }, async (request, reply) => {
    const message = await changeMessage(deps, request.principal, request.params.id, request.body, requiredMatch(request))
    reply.header('etag', etagOf(message.revision))
    return messageToWire(message, showingOf(request.principal))
  })

  app.post('/training/messages/:id/erase-words', {
    config: { scope: WRITE },
    schema: {
      operationId: 'eraseTrainingMessageWords', summary: 'Erase the words of a message', description: 'Its text, the place of its document, and the words of its acknowledgements; title, hash, and who acknowledged it when stay. Only of a message that is withdrawn. It cannot be undone, and waits until no legal hold on training messages reaches it.', tags,
      params: MessageParams, headers: Key, response: { 200: withEtag('TrainingMessage', 'The message without its words'), ...problems(400, 404, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await eraseMessageWords(deps, request.principal, request.params.id, request.headers['idempotency-key'])))
}

function readRoutes (app: App, deps: MessageDeps): void {
  app.get('/training/messages', {
    config: { scope: READ },
    schema: { operationId: 'listTrainingMessages', summary: 'List messages', description: 'Issued last first.', tags, querystring: MessageQuery, response: { 200: json('TrainingMessagePage', 'A page of messages'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listMessages(deps, request.principal, filterOf(request.query))
    return { items: items.map((message) => messageToWire(message, showingOf(request.principal))), nextCursor }
  })

  app.get('/training/messages/:id', {
    config: { scope: READ },
    schema: { operationId: 'findTrainingMessage', summary: 'Read a message', description: 'Its ETag is needed to change it. Whom it names needs the scope training:personal.', tags, params: MessageParams, response: { 200: withEtag('TrainingMessage', 'The message'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const message = await findMessage(deps, request.principal, request.params.id)
    return await sendUnlessKnown(request, reply, message.revision, messageToWire(message, showingOf(request.principal)))
  })
}

function ownRoutes (app: App, deps: MessageDeps): void {
  app.get('/training/messages/mine', {
    config: { scope: OWN },
    schema: { operationId: 'listOwnTrainingMessages', summary: 'List what you owe and have acknowledged', description: 'Messages in force that are for the person of the token\'s login, issued last first. A page may hold fewer than asked for; go on until nextCursor is null.', tags, querystring: PagesOnly, response: { 200: json('OwnTrainingMessagePage', 'A page of your messages'), ...problems(400, 409) } }
  }, async (request) => {
    const { items, nextCursor } = await listOwnMessages(deps, request.principal, request.query)
    return { items: items.map(({ message: { id, kind, title, text, documentReference, documentSha256, issuedOn }, ...own }) => ({ id, kind, title, text, documentReference, documentSha256, issuedOn, ...own })), nextCursor }
  })

  app.post('/training/messages/:id/acknowledge', {
    config: { scope: OWN },
    schema: {
      operationId: 'acknowledgeTrainingMessage', summary: 'Acknowledge a message yourself', description: 'The person is the one whose login the token names. Again changes nothing.', tags, params: MessageParams, headers: Key,
      response: { 200: json('TrainingAcknowledgement', 'Acknowledged before'), 201: json('TrainingAcknowledgement', 'The acknowledgement'), ...problems(400, 404, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await acknowledgeMessage(deps, request.principal, request.params.id, request.headers['idempotency-key'])))
}

function acknowledgementRoutes (app: App, deps: MessageDeps): void {
  app.post('/training/messages/:id/acknowledgements', {
    config: { scope: WRITE },
    schema: {
      operationId: 'recordTrainingAcknowledgement', summary: 'Record that a person has acknowledged a message', description: 'For evidence on paper, or of another system.', tags, params: MessageParams, headers: Key, body: RecordAcknowledgementBody,
      response: { 201: json('TrainingAcknowledgement', 'The acknowledgement'), ...problems(400, 404, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await recordAcknowledgement(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.get('/training/messages/:id/acknowledgements', {
    config: { scope: PERSONAL },
    schema: { operationId: 'listTrainingAcknowledgements', summary: 'List acknowledgements of a message', description: 'In the order of recording, revoked ones too.', tags, params: MessageParams, querystring: PagesOnly, response: { 200: json('TrainingAcknowledgementPage', 'A page of acknowledgements'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listAcknowledgements(deps, request.principal, request.params.id, request.query)
    return { items: items.map(acknowledgementToWire), nextCursor }
  })

  app.post('/training/acknowledgements/:id/revoke', {
    config: { scope: WRITE },
    schema: {
      operationId: 'revokeTrainingAcknowledgement', summary: 'Revoke an acknowledgement that was recorded by mistake', description: 'From today on it counts no more, and the person owes the message again. Needs the scope training:personal as well.', tags, params: AcknowledgementParams, headers: Key, body: RevokeBody,
      response: { 200: json('TrainingAcknowledgement', 'The acknowledgement, revoked'), ...problems(400, 404, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await revokeAcknowledgement(deps, request.principal, request.params.id, request.body.reason, request.headers['idempotency-key'])))
}

function dutyRoutes (app: App, deps: MessageDeps): void {
  app.get('/training/messages/:id/duties', {
    config: { scope: PERSONAL },
    schema: { operationId: 'listTrainingMessageDuties', summary: 'List who has acknowledged a message, and who has not', description: 'Whom it is for on the day, by pseudonym.', tags, params: MessageParams, querystring: DutyQuery, response: { 200: json('TrainingMessageDutyPage', 'A page of people'), ...problems(400, 404) } }
  }, async (request) => await listDuties(deps, request.principal, request.params.id, request.query as DutyFilter))

  app.get('/training/messages/reminders', {
    config: { scope: PERSONAL },
    schema: { operationId: 'listTrainingReminders', summary: 'List who must be reminded of what', description: 'Whoever still owes a message that is due within some days or overdue, first due first; of the 1,000 messages in force that were issued last.', tags, querystring: ReminderQuery, response: { 200: json('TrainingReminderPage', 'A page of reminders'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listReminders(deps, request.principal, request.query)
    return { items: items.map(({ message, ...reminder }) => ({ ...reminder, message: message.id, title: message.title })), nextCursor }
  })
}
