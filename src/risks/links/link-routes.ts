import { Type } from 'typebox'
import { Instant, orNull, Sha256, Text, Uuid } from '../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../platform/http/pages.ts'
import { json, Key, send } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { AuditParams, Version } from '../notices/schemas.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { closed } from '../register/schemas.ts'
import { Stage } from '../report/routes.ts'
import { createLink, linkToWire, listLinks, revokeLink } from './link-operations.ts'

/** Links by which a report is opened without a token. */

const tags = ['risks']
const link = {
  id: Uuid('Identifier; it opens nothing'), audit: Uuid('The audit'), version: Version, stage: Stage, dataHash: Sha256('Data hash of the report that it opens'), expiresAt: Instant('When it opens nothing any more; at most seven days after it was made'),
  revokedAt: orNull(Instant('When it was revoked'), 'When it was revoked; null if it was not'), createdAt: Instant('When it was made'), openings: Type.Integer({ minimum: 0, description: 'How often it was opened' }), lastOpenedAt: orNull(Instant('When it was opened last'), 'When it was opened last; null if never')
}
const ReportLinkSchema = Type.Object(link, { $id: 'ReportLink', ...closed, description: 'A link that opens one report of an audit, without a token' })
const NewReportLink = Type.Object({ ...link, path: orNull(Text(100, 'Where the report is'), 'Where the report is, on this service; with .pdf behind it, as PDF. Whoever has it reads the report: it is shown once, and null when the request is sent again') }, { $id: 'NewReportLink', ...closed, description: 'A report link with its address' })
const Body = Type.Object({ version: Type.Optional(Version), stage: Type.Optional(Stage), days: Type.Optional(Type.Integer({ minimum: 1, maximum: 7, description: 'Days that it opens; seven if absent' })) }, { ...closed, description: 'What it opens, and how long' })

export function reportLinkRoutes (app: App, deps: RiskDeps): void {
  for (const schema of [ReportLinkSchema, NewReportLink, pageOf(Type.Ref('ReportLink'), 'ReportLinkPage', 'Made last first')]) app.addSchema(schema)

  app.post('/risk-audits/:id/report-links', {
    config: { scope: WRITE },
    schema: {
      operationId: 'createReportLink', summary: 'Make a link to the report of an audit', tags, params: AuditParams, headers: Key, body: Body, response: { 201: json('NewReportLink', 'The link, with its path'), ...problems(400, 404, 409, 422) },
      description: 'GET or HEAD at its path answers the report as a page, and with .pdf behind it as PDF, of one closed stage as it is now and stays. It needs no token; each opening is an event of the log; every other request there, and every link that has ended, is answered like an address that does not exist.'
    }
  }, async (request, reply) => await send(reply, await createLink(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'])))

  app.get('/risk-audits/:id/report-links', {
    config: { scope: READ },
    schema: { operationId: 'listReportLinks', summary: 'List links to the reports of an audit', description: 'Made last first, ended ones too. Where they are is not kept.', tags, params: AuditParams, querystring: Type.Object({ ...PageQuery }, closed), response: { 200: json('ReportLinkPage', 'A page of links'), ...problems(400, 404) } }
  }, async (request) => {
    const { items, nextCursor } = await listLinks(deps, request.principal, request.params.id, request.query)
    return { items: items.map(linkToWire), nextCursor }
  })

  app.post('/report-links/:id/revoke', {
    config: { scope: WRITE },
    schema: { operationId: 'revokeReportLink', summary: 'Revoke a report link', description: 'It opens nothing from now on. Again changes nothing.', tags, params: Type.Object({ id: Uuid('The link') }, closed), headers: Key, response: { 200: json('ReportLink', 'The link'), ...problems(400, 404, 409, 422) } }
  }, async (request, reply) => await send(reply, await revokeLink(deps, request.principal, request.params.id, request.headers['idempotency-key'])))
}
