import { utcDay } from '../../platform/calendar.ts'
import { json, Key, send } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { dayFaults, refuseFaults } from '../stated-names.ts'
import { acknowledgeReport, recordAcknowledgement } from './acknowledge.ts'
import { addRecipients, listDue, listRecipients, recipientsToWire, sendNotices, sendReminders, withdrawRecipient } from './notice-operations.ts'
import { AcknowledgementBody, AuditParams, DueQuery, NOTICE_SCHEMAS, NoticesBody, RecipientParams, RecipientsBody, RecordedBody, RemindersBody, VersionQuery, WithdrawalBody } from './schemas.ts'

/** Telling the result of an audit, and taking note of it. */

const tags = ['risks']
const PATH = '/risk-audits/:id'
const answer = { 200: json('RiskAuditRecipients', 'All recipients'), ...problems(400, 404, 409, 422) }

export function noticeRoutes (app: App, deps: RiskDeps): void {
  for (const schema of NOTICE_SCHEMAS) app.addSchema(schema)
  recipientRoutes(app, deps)
  tellingRoutes(app, deps)
  acknowledgementRoutes(app, deps)
}

function recipientRoutes (app: App, deps: RiskDeps): void {
  app.post(`${PATH}/recipients`, {
    config: { scope: WRITE },
    schema: { operationId: 'addRiskAuditRecipients', summary: 'Name who must know the result of an audit', description: 'Positions, from the draft on until all took note. One that is named already stays as it is; one that was withdrawn is asked again.', tags, params: AuditParams, headers: Key, body: RecipientsBody, response: answer }
  }, async (request, reply) => await send(reply, await addRecipients(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.get(`${PATH}/recipients`, {
    config: { scope: READ },
    schema: { operationId: 'listRiskAuditRecipients', summary: 'Read who must know, and who took note', description: 'In the order of the positions, with what was sent.', tags, params: AuditParams, querystring: VersionQuery, response: { 200: json('RiskAuditRecipients', 'All recipients'), ...problems(400, 404) } }
  }, async (request) => recipientsToWire(await listRecipients(deps, request.principal, request.params.id, request.query.version)))

  app.post(`${PATH}/recipients/:position/withdraw`, {
    config: { scope: WRITE },
    schema: { operationId: 'withdrawRiskAuditRecipient', summary: 'Release a position from having to know', description: 'With the reason, which stays. Not once it took note.', tags, params: RecipientParams, headers: Key, body: WithdrawalBody, response: answer }
  }, async (request, reply) => await send(reply, await withdrawRecipient(deps, request.principal, request.params.id, request.params.position, request.body.reason, request.headers['idempotency-key'])))
}

function tellingRoutes (app: App, deps: RiskDeps): void {
  app.post(`${PATH}/notices`, {
    config: { scope: WRITE },
    schema: {
      operationId: 'sendRiskNotices', summary: 'Tell the recipients', tags, params: AuditParams, headers: Key, body: NoticesBody, response: answer,
      description: 'Once stage 3 is closed: all who were not told yet. A notice is an event risk_notice.sent of the log, with the position, the last day, the address of the report and its data hash; whoever delivers messages reads it there.'
    }
  }, async (request, reply) => await send(reply, await sendNotices(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.post(`${PATH}/reminders`, {
    config: { scope: WRITE },
    schema: { operationId: 'sendRiskReminders', summary: 'Remind those who have not taken note', description: 'Each who was told, at most once a day: an event risk_notice.reminded of the log.', tags, params: AuditParams, headers: Key, body: RemindersBody, response: answer }
  }, async (request, reply) => await send(reply, await sendReminders(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.get('/risk-notices/due', {
    config: { scope: READ },
    schema: { operationId: 'listDueRiskAcknowledgements', summary: 'List who still has to take note', description: 'Of the versions of all audits that are worked on; those due first come first.', tags, querystring: DueQuery, response: { 200: json('DueRiskAcknowledgementPage', 'A page'), ...problems(400) } }
  }, async (request) => {
    if (request.query.until !== undefined) refuseFaults(dayFaults('/until', request.query.until))
    const { items, nextCursor } = await listDue(deps, request.principal, request.query)
    const today = utcDay(deps.clock())
    return { items: items.map((item) => ({ ...item, lastNotifiedAt: item.lastNotifiedAt.toISOString(), overdue: item.dueOn < today })), nextCursor }
  })
}

function acknowledgementRoutes (app: App, deps: RiskDeps): void {
  app.post(`${PATH}/acknowledge`, {
    config: { scope: 'risks:acknowledge' },
    schema: {
      operationId: 'acknowledgeRiskReport', summary: 'Take note of the report of an audit', tags, params: AuditParams, headers: Key, body: AcknowledgementBody, response: answer,
      description: 'For every position that was told and that the person of the token holds today, or stands in for. The data hash says which report was read: another one than was sent is refused. Again changes nothing.'
    }
  }, async (request, reply) => await send(reply, await acknowledgeReport(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.post(`${PATH}/recipients/:position/record-acknowledgement`, {
    config: { scope: WRITE },
    schema: { operationId: 'recordRiskAcknowledgement', summary: 'Record that somebody took note', description: 'Of whoever has no login, with the proof, such as a signed page.', tags, params: RecipientParams, headers: Key, body: RecordedBody, response: answer }
  }, async (request, reply) => await send(reply, await recordAcknowledgement(deps, request.principal, request.params.id, request.params.position, request.body, request.headers['idempotency-key'])))
}
