import { Type } from 'typebox'
import { Instant, OneOf, orNull, Text, Uuid, Words } from '../platform/http/fields.ts'
import { LargePageQuery, pageOf, PageQuery } from '../platform/http/pages.ts'
import { ERROR_KINDS } from './courier.ts'
import { DELIVERY_STATES } from './delivery-store.ts'
import { PATTERN } from './event-selection.ts'
import { REASONS, STATES } from './webhook-store.ts'

/** What crosses the wire of webhooks. */

const closed = { additionalProperties: false } as const

const Url = Type.String({ minLength: 1, maxLength: 2000, description: 'Where messages are posted: https, a public address, no user name, no fragment. No redirect is followed' })
const EventTypes = Type.Array(Type.String({ minLength: 1, maxLength: 101, pattern: PATTERN, description: 'An event such as declaration.recorded, all of a kind such as risk_notice.*, or * for all that the token may read; a kind is what stands before the dot of a type in GET /v1/events' }),
  { minItems: 1, maxItems: 50, uniqueItems: true, description: 'Which events it is told of; the token must have the right to read them' })
const Description = Words(200, 'What it is for, in words; no names of people')
const Position = Type.String({ maxLength: 30, pattern: '^([0-9]{1,9}:)?[0-9]{1,19}$' })

const webhook = {
  id: Uuid('Identifier'), url: Url, description: orNull(Description), eventTypes: EventTypes,
  scopes: Type.Array(Text(50, 'A right'), { maxItems: 100, description: 'Rights to read events of whoever made it, as they were then, without those that somebody lacked who changed it later; it is told of nothing else' }),
  state: OneOf(STATES, 'active; paused by a person; disabled by the service; retired for good'),
  disabledBecause: orNull(OneOf(REASONS, 'failing: the receiver took nothing for three days; gone: it answered 410'), 'Why the service disabled it; null if it did not'),
  stateSince: Instant('When it became so'), failingSince: orNull(Instant('Since when the receiver takes nothing'), 'Since when the receiver takes nothing; null while it does'),
  previousSecretEndsAt: orNull(Instant('Until when messages are signed with the secret before as well'), 'Until when messages are signed with the secret before as well; null if they are not'),
  followedTo: orNull(Text(30, 'Number of the last event that it was told of, epoch:seq; null while it is active'), 'While it is not active, number of the last event that was looked at for it, epoch:seq: from there it goes on'),
  revision: Type.Integer({ minimum: 1, description: 'Grows with every change' }), createdAt: Instant('When it was made')
}
export const WebhookSchema = Type.Object(webhook, { $id: 'Webhook', ...closed, description: 'Where the operator is told of events' })
export const WebhookWithSecret = Type.Object({ ...webhook, secret: orNull(Text(100, 'Key of the signatures, whsec_ and base64, as Standard Webhooks has it. It is shown once; null when the request is sent again'), 'Key of the signatures, whsec_ and base64, as Standard Webhooks has it. It is shown once; null when the request is sent again') },
  { $id: 'WebhookWithSecret', ...closed, description: 'A webhook and the secret that was made for it' })
export const NewWebhookBody = Type.Object({ url: Url, eventTypes: EventTypes, description: Type.Optional(Description) }, { ...closed, description: 'Where to tell, and of what' })
export const WebhookPatchBody = Type.Object({ url: Type.Optional(Url), eventTypes: Type.Optional(EventTypes), description: Type.Optional(orNull(Description)), active: Type.Optional(Type.Boolean({ description: 'false pauses it; true goes on where it stopped' })) }, { ...closed, description: 'Absent stays, null clears' })
export const EnableBody = Type.Object({ missed: Type.Optional(OneOf(['deliver', 'skip'], 'Whether it is told of what happened since it stopped; deliver if absent')) }, { ...closed, description: 'What becomes of what it missed' })
export const RotateBody = Type.Object({ overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 168, description: 'Hours in which messages are signed with the secret before as well; 24 if absent, 0 where it has become known' })) }, { ...closed, description: 'How long both are valid' })
export const ReplayBody = Type.Object({ after: Type.Union([Position, Uuid('A delivery')], { description: 'The event after which all are told again: its number as in GET /v1/events, with or without its epoch, or the id of a delivery of it' }) }, { ...closed, description: 'From where' })
export const WebhookQuerySchema = Type.Object({ ...LargePageQuery, state: Type.Optional(OneOf(STATES, 'Those in this state alone')) }, closed)

const delivery = {
  id: Uuid('Identifier; the header webhook-id, the same in each attempt and replay'), type: orNull(Text(101, 'Type of the event'), 'Type of the event; null where the token may not read such events. webhook.test is a test'),
  subject: orNull(Text(100, 'What it happened to, kind:id'), 'What it happened to, kind:id; null where the token may not read such events'),
  epoch: orNull(Type.Integer({ description: 'Epoch of the event' }), 'Epoch of the event; null of a test'), seq: orNull(Text(19, 'Number of the event'), 'Number of the event; null of a test'), at: Instant('When it happened'),
  state: OneOf(DELIVERY_STATES, 'pending: to be sent, for the first time or again; delivered; given_up after three days, of a test after one attempt; dropped: not asked for any more'),
  attempts: Type.Integer({ minimum: 0, description: 'How often it was sent, since it was last queued' }), queuedAt: Instant('When it was queued, or queued again'),
  lastAttemptAt: orNull(Instant('When it was sent last'), 'When it was sent last; null if it was not'), nextAttemptAt: orNull(Instant('When it is sent next, at the earliest'), 'When it is sent next, at the earliest; null if it is not'),
  status: orNull(Type.Integer({ description: 'HTTP status of the last attempt' }), 'HTTP status of the last attempt; null where there was no answer. What else the receiver said is not kept'),
  error: orNull(OneOf(ERROR_KINDS, 'What was wrong with the last attempt'), 'What was wrong with the last attempt; null if nothing was')
}
export const DeliverySchema = Type.Object(delivery, { $id: 'WebhookDelivery', ...closed, description: 'An event that a webhook is told of, and what became of it' })
export const DeliveryQuerySchema = Type.Object({ ...PageQuery, state: Type.Optional(OneOf(DELIVERY_STATES, 'Those in this state alone')) }, closed)

export const WebhookMessage = Type.Object({
  type: Text(101, 'What happened, as in GET /v1/events; webhook.test is a test'), operator: Text(17, 'EORI of the operator'), epoch: orNull(Type.Integer({ description: 'Epoch of the event' }), 'Epoch of the event; null of a test'),
  seq: orNull(Text(19, 'Number of the event'), 'Number of the event in the operator\'s log, decimal text; null of a test. It tells the order'), at: Instant('When it happened'), subject: Text(100, 'What it happened to, kind:id'),
  ids: Type.Object({}, { additionalProperties: Type.String({ maxLength: 100 }), maxProperties: 1, description: 'The same by its kind, so that it need not be taken apart' })
}, { $id: 'WebhookMessage', ...closed, description: 'What a webhook is sent: which event it is. What it says is read with a token' })

export const WebhookParams = Type.Object({ id: Uuid('The webhook') }, closed)
export const DeliveryParams = Type.Object({ id: Uuid('The webhook'), delivery: Uuid('The delivery') }, closed)
export const components = [
  WebhookSchema, WebhookWithSecret, WebhookMessage, DeliverySchema, pageOf(Type.Ref('Webhook'), 'WebhookPage', 'Made last first'), pageOf(Type.Ref('WebhookDelivery'), 'WebhookDeliveryPage', 'Queued last first')
]
