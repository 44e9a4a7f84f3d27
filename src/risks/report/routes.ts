import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { App } from '../../platform/http/server.ts'
import type { RiskDeps } from '../deps.ts'
import { findAuditVersion } from '../notices/audit-turn.ts'
import { AuditParams, Version } from '../notices/schemas.ts'
import { closed } from '../register/schemas.ts'
import { READ } from '../register/risk-operations.ts'
import { drawReport } from './drawn-reports.ts'
import { REPORTED_STAGES } from './facts.ts'
import type { ReportedStage } from './facts.ts'
import { readReport } from './kept-reports.ts'
import type { ReportModel } from './model.ts'
import { PAGE_POLICY } from './page.ts'
import { reportJson } from './report-of.ts'

/** The report of an audit for who has a token. */

const tags = ['risks']
export const Stage = Type.Enum(REPORTED_STAGES, { description: 'Closed stage that the report is of: what was decided, with who took note, with what became of it' })
const ReportQuery = Type.Object({ version: Type.Optional(Version), stage: Type.Optional(Stage) }, closed)
const ABOUT = 'Made of the frozen stages alone, so the same bytes for ever. Of the last closed stage if none is asked for.'
const MOST_BYTES = 64 * 1024 * 1024
const anything = (description: string) => Type.Object({}, { additionalProperties: true, description })

export interface Asked { readonly version?: number | undefined, readonly stage?: ReportedStage | undefined }

export function reportRoutes (app: App, deps: Pick<RiskDeps, 'db'>): void {
  app.get('/risk-audits/:id/report.json', {
    config: { scope: READ },
    schema: {
      operationId: 'readRiskReport', summary: 'Read the report of an audit', description: `${ABOUT} Who puts each reference of words in its place, takes summary, dataHash and words out and hashes the rest as canonical JSON finds the data hash.`, tags, params: AuditParams, querystring: ReportQuery,
      response: { 200: { description: 'The report', content: { 'application/json': { schema: anything('Facts of the audit with a summary for management and the data hash') } } }, ...problems(400, 404, 409) }
    }
  }, async (request, reply) => await sendText(reply, reportJson(await findReport(deps, request.principal, request.params.id, request.query))))

  app.get('/risk-audits/:id/report.html', {
    config: { scope: READ },
    schema: {
      operationId: 'readRiskReportPage', summary: 'Read the report of an audit as a page', description: `${ABOUT} One page that needs nothing but itself.`, tags, params: AuditParams, querystring: ReportQuery,
      response: { 200: { description: 'The page', content: { 'text/html': { schema: Type.String({ maxLength: MOST_BYTES, description: 'HTML' }) } } }, ...problems(400, 404, 409, 503) }
    }
  }, async (request, reply) => await sendDrawn(reply, await findReport(deps, request.principal, request.params.id, request.query), 'page'))

  app.get('/risk-audits/:id/report.pdf', {
    config: { scope: READ },
    schema: {
      operationId: 'readRiskReportDocument', summary: 'Read the report of an audit as PDF', description: ABOUT, tags, params: AuditParams, querystring: ReportQuery,
      response: { 200: { description: 'The document', content: { 'application/pdf': { schema: Type.String({ format: 'binary', maxLength: MOST_BYTES, description: 'PDF' }) } } }, ...problems(400, 404, 409, 503) }
    }
  }, async (request, reply) => await sendDrawn(reply, await findReport(deps, request.principal, request.params.id, request.query), 'pdf'))
}

/** @throws risk-audit-not-found, risk-report-not-ready. */
async function findReport ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, id: string, { version, stage }: Asked): Promise<ReportModel> {
  return await withOperatorReadOnly(db, principal, READ, async (tx) => {
    const audit = await findAuditVersion(tx, id, version)
    return await readReport(tx, audit, stage ?? lastReported(audit.stage))
  })
}

/** The last closed stage that is reported; before there is any, the one that is waited for. */
export const lastReported = (stage: string): ReportedStage => REPORTED_STAGES.find((one) => one === stage) ?? 'treated'

/** Byte for byte: its hash is taken of it. */
const sendText = async (reply: FastifyReply, text: string): Promise<FastifyReply> => await reply.type('application/json; charset=utf-8').serializer((body: string) => body).send(text)

/** @throws overloaded while too many are drawn. */
const sendDrawn = async (reply: FastifyReply, report: ReportModel, as: 'page' | 'pdf'): Promise<FastifyReply> => await sendBytes(reply, report, as, await drawReport(report, as))

/** @param bytes what was drawn of it. */
export async function sendBytes (reply: FastifyReply, report: ReportModel, as: 'page' | 'pdf', bytes: Buffer): Promise<FastifyReply> {
  if (as === 'page') return await reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY).send(bytes)
  return await reply.type('application/pdf').header('content-disposition', `inline; filename="risk-audit-${report.audit.id}-${report.audit.version}.pdf"`).send(bytes)
}
