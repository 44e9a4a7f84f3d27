import { Type } from 'typebox'
import { utcDay } from '../../platform/calendar.ts'
import { etagOf, requiredMatch } from '../../platform/http/conditional.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { json, Key, KeyAndMatch, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import { Day, orNull, Reference, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { Instant, ListOf, optional, Sha256, Whole } from '../wire-fields.ts'
import { decideDuty, findDuty, findLimit, listDuties, proveDuty, reportChange, setLimit } from './duties.ts'
import type { DutyDeps } from './duties.ts'
import { CHANNELS, DUTY_STATES } from './duty-store.ts'
import { dutyToWire, rulesToWire } from './duty-wire.ts'
import { RULES } from './rule-catalogue.ts'

const READ = 'authorisations:read'
const WRITE = 'authorisations:write'
const tags = ['notification duties']

const State = Type.Enum(DUTY_STATES, { description: 'open: not decided; to_send: customs are to be notified; notified, with proof; not_needed, for a reason' })
const ChannelName = Type.Enum(CHANNELS, { description: 'How it was sent' })
const Limit = Whole(1, 60, 'Working days from the day on which a change became known')

const DutySchema = Type.Object({
  id: Uuid('Identifier'), rule: Text(50, 'Rule of the catalogue'), rulesRelease: Text(20, 'Release of the catalogue'), what: Text(500, 'What customs must be told'), legalSource: Text(200, 'Legal source'),
  event: orNull(Text(30, 'Number'), 'Event of the log that opened it; null when a person reported it'), eventType: orNull(Text(100, 'Type'), 'Type of the event'), subject: orNull(Text(100, 'Subject'), 'What it happened to, kind:id'),
  description: orNull(Text(2000, 'Words'), 'What was reported'), occurredOn: Day('Day of the change'), detectedOn: Day('Day on which it became known'), dueOn: Day('Last day by the internal limit; weekends are left out, public holidays are not known'),
  state: State, overdue: Type.Boolean({ description: 'Its day has passed, and customs were not notified' }), authorisationIds: ListOf(Uuid('An authorisation'), 10_000, 'Authorisations that it concerns'),
  words: orNull(Text(4000, 'Words'), 'Why it was decided so'), decidedAt: orNull(Instant('When'), 'When it was decided'), decidedBy: orNull(Text(36, 'Pseudonym'), 'Who decided, as in the log'),
  channel: orNull(ChannelName, 'How it was sent'), sentAt: orNull(Instant('When'), 'When it was sent'), sentReference: orNull(Text(200, 'Reference'), 'Reference of what was sent'), proofSha256: orNull(Text(64, 'SHA-256'), 'Hash of the proof'),
  openedAt: Instant('When it was opened')
}, { $id: 'NotificationDuty', additionalProperties: false, description: 'A change that customs may have to be told' })
const DutyPageSchema = pageOf(Type.Ref('NotificationDuty'), 'NotificationDutyPage', 'Duties to notify, those due first come first')
const RuleListSchema = Type.Object({
  release: Text(20, 'Release of the catalogue'),
  items: ListOf(Type.Object({
    id: Text(50, 'Rule'), events: ListOf(Text(100, 'Type of event'), 20, 'Events of the log that may open it; none: reported by hand alone'), what: Text(500, 'What customs must be told'),
    types: ListOf(Text(40, 'Type'), 100, 'Types of authorisations that it concerns'), limitWorkingDays: orNull(Type.Integer(), 'Where less time is left than the operator\'s limit'), legalSource: Text(200, 'Legal source')
  }, { additionalProperties: false, description: 'A rule' }), 1000, 'Rules')
}, { $id: 'NotificationRuleList', additionalProperties: false, description: 'What customs must be told, and what shows it' })
const SettingSchema = Type.Object({ limitWorkingDays: Limit }, { $id: 'NotificationSetting', additionalProperties: false, description: 'The internal limit for notifying customs' })

const ReportBody = Type.Object({
  rule: Type.String({ minLength: 1, maxLength: 50, pattern: '^[a-z_]+$', description: 'Rule of the catalogue' }), description: Words(2000, 'What changed; no names of people'), occurredOn: Day('Day of the change; it may be still to come'),
  detectedOn: optional(Day('Day on which it became known; today if absent')), authorisationIds: optional(Type.Array(Uuid('An authorisation'), { minItems: 1, maxItems: 1000, description: 'Authorisations that it concerns; by the rule if absent' }))
}, { additionalProperties: false })
const DecideBody = Type.Object({ decision: Type.Enum(['notify', 'do_not_notify'], { description: 'Whether customs are told' }), words: Words(4000, 'Why') }, { additionalProperties: false })
const ProofBody = Type.Object({ channel: ChannelName, sentAt: Instant('When it was sent'), reference: Reference(200, 'Reference of what was sent'), sha256: optional(Sha256) }, { additionalProperties: false })
const DutyQuery = Type.Object({
  ...LargePageQuery, state: optional(State), rule: optional(Type.String({ minLength: 1, maxLength: 50, description: 'Rule of the catalogue' })), overdue: optional(Type.Boolean({ description: 'Only those whose day has passed' }))
}, { additionalProperties: false })
const IfMatch = Type.Object({ 'If-Match': optional(Type.String({ maxLength: 500, description: 'ETag of the setting you saw; required' })) })
const DutyParams = Type.Object({ id: Uuid('Id of the duty') }, { additionalProperties: false })

export function notificationRoutes (app: App, deps: DutyDeps): void {
  for (const schema of [DutySchema, DutyPageSchema, RuleListSchema, SettingSchema]) app.addSchema(schema)
  dutyReads(app, deps)
  dutyDecisions(app, deps)
  settingRoutes(app, deps)
}

function dutyReads (app: App, deps: DutyDeps): void {
  app.get('/notification-duties/rules', {
    config: { scope: READ },
    schema: { operationId: 'listNotificationRules', summary: 'Read what customs must be told', description: 'The catalogue of changes after a decision (UCC 23(2)), and the events that show them.', tags, response: { 200: json('NotificationRuleList', 'The catalogue'), ...problems(400) } }
  }, () => ({ release: RULES.release, items: rulesToWire() }))

  app.get('/notification-duties', {
    config: { scope: READ },
    schema: { operationId: 'listNotificationDuties', summary: 'List duties to notify', description: 'Those due first come first. An event opens one within seconds.', tags, querystring: DutyQuery, response: { 200: json('NotificationDutyPage', 'A page of duties'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listDuties(deps, request.principal, request.query)
    const today = utcDay(deps.clock())
    return { items: items.map((duty) => dutyToWire(duty, today)), nextCursor }
  })

  app.get('/notification-duties/:id', {
    config: { scope: READ },
    schema: { operationId: 'findNotificationDuty', summary: 'Read a duty to notify', description: 'Its ETag is needed to decide it.', tags, params: DutyParams, response: { 200: withEtag('NotificationDuty', 'The duty'), ...problems(400, 404) } }
  }, async (request, reply) => {
    const duty = await findDuty(deps, request.principal, request.params.id)
    reply.header('etag', etagOf(duty.revision))
    return dutyToWire(duty, utcDay(deps.clock()))
  })
}

function dutyDecisions (app: App, deps: DutyDeps): void {
  app.post('/notification-duties', {
    config: { scope: WRITE },
    schema: { operationId: 'reportNotifiableChange', summary: 'Report a change that no event shows', description: 'Merger, insolvency risk, security incident, outsourcing and the like; it opens a duty.', tags, headers: Key, body: ReportBody, response: { 201: withEtag('NotificationDuty', 'The duty; Location names it'), ...problems(400, 409, 422) } }
  }, async (request, reply) => await send(reply, await reportChange(deps, request.principal, request.body, request.headers['idempotency-key'])))

  app.post('/notification-duties/:id/decide', {
    config: { scope: WRITE },
    schema: { operationId: 'decideNotificationDuty', summary: 'Decide whether customs are notified', description: 'Either way with a reason. It may be changed until they were.', tags, params: DutyParams, headers: KeyAndMatch, body: DecideBody, response: { 200: withEtag('NotificationDuty', 'The duty as decided'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await decideDuty(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))

  app.post('/notification-duties/:id/proof', {
    config: { scope: WRITE },
    schema: { operationId: 'proveNotification', summary: 'Record the proof that customs were notified', description: 'Channel, instant, reference and hash. A further proof corrects the one before, which the log keeps.', tags, params: DutyParams, headers: KeyAndMatch, body: ProofBody, response: { 200: withEtag('NotificationDuty', 'The duty, notified'), ...problems(400, 404, 409, 412, 422, 428) } }
  }, async (request, reply) => await send(reply, await proveDuty(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}

function settingRoutes (app: App, deps: DutyDeps): void {
  app.get('/notification-duties/setting', {
    config: { scope: READ },
    schema: { operationId: 'findNotificationSetting', summary: 'Read the internal limit', description: 'Ten working days unless it was set.', tags, response: { 200: withEtag('NotificationSetting', 'The setting'), ...problems(400) } }
  }, async (request, reply) => {
    const { limitWorkingDays, revision } = await findLimit(deps, request.principal)
    reply.header('etag', etagOf(revision))
    return { limitWorkingDays }
  })

  app.put('/notification-duties/setting', {
    config: { scope: WRITE },
    schema: { operationId: 'setNotificationLimit', summary: 'Set the internal limit', description: 'For duties that open from then on.', tags, headers: IfMatch, body: Type.Object({ limitWorkingDays: Limit }, { additionalProperties: false }), response: { 200: withEtag('NotificationSetting', 'The setting'), ...problems(400, 412, 428) } }
  }, async (request, reply) => {
    const { limitWorkingDays, revision } = await setLimit(deps, request.principal, request.body.limitWorkingDays, requiredMatch(request))
    reply.header('etag', etagOf(revision))
    return { limitWorkingDays }
  })
}
