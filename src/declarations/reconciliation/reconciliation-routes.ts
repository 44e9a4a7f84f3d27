import { Type } from 'typebox'
import type { App } from '../../platform/http/server.ts'
import { json } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import { checkAllButBody } from '../../platform/http/validation.ts'
import { findReconciliation, listEntries, listMissing, listReconciliations } from './read-reconciliations.ts'
import { MAX_EXTRACT_BYTES, reconcile } from './reconcile.ts'
import type { ReconcileDeps } from './reconcile.ts'
import { EntriesQuery, ReconcileQuery, RECONCILIATION_SCHEMAS, ReconciliationParams, ReconciliationsQuery } from './reconciliation-schemas.ts'
import { entryToWire, missingToWire, reconciliationToWire } from './reconciliation-wire.ts'

const READ = 'declarations:read'
const WRITE = 'declarations:write'
const tags = ['declarations']
const MEDIA_TYPES = ['text/csv'] as const

export function reconciliationRoutes (app: App, deps: ReconcileDeps): void {
  for (const schema of RECONCILIATION_SCHEMAS) app.addSchema(schema)
  void app.register(async (scope) => { extractRoute(scope as App, deps) })
  readRoutes(app, deps)
}

/** The extract is read as it arrives, never whole. */
function extractRoute (app: App, deps: ReconcileDeps): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...MEDIA_TYPES], (_request, payload, done) => { done(null, payload) })
  app.post('/declarations/reconciliation', {
    config: { scope: WRITE, mediaTypes: MEDIA_TYPES, contentEncodings: ['gzip'], longBody: true },
    validatorCompiler: checkAllButBody(app),
    schema: {
      operationId: 'reconcileExtract',
      summary: 'Compare an extract of customs with the declarations here',
      description: 'CSV with the columns mrn, date, type, value, duty, currency, one line per declaration; mrn and date are needed, an empty cell is not compared, EUR if no currency is named. value is the statistical value and duty the customs duties of the whole declaration; amounts agree within 0.01. A type of two letters is compared without the additional type. A fault in any line refuses the whole file, with a pointer /line/column to each. Each differing declaration opens a finding, once for the same differences. The same extract again is the same comparison unless it finds something else. gzip is taken.',
      tags,
      querystring: ReconcileQuery,
      body: { content: { 'text/csv': { schema: Type.String({ description: 'The extract, at most 1,000,000 lines and 256 MiB unpacked', maxLength: MAX_EXTRACT_BYTES }) } } },
      response: { 200: json('ReconciliationReceipt', 'The same extract found the same before'), 201: json('ReconciliationReceipt', 'Compared'), ...problems(400, 408, 409, 413, 415) }
    }
  }, async (request, reply) => {
    const { row, replayed } = await reconcile(deps, request.principal, {
      ...request.query, file: request.body as unknown as AsyncIterable<Buffer>, encoding: request.headers['content-encoding']
    })
    return await reply.code(replayed ? 200 : 201).header('location', `/v1/declarations/reconciliations/${row.id}`).send({ ...reconciliationToWire(row), replayed })
  })
}

function readRoutes (app: App, deps: ReconcileDeps): void {
  app.get('/declarations/reconciliations', {
    config: { scope: READ },
    schema: { operationId: 'listReconciliations', summary: 'List comparisons with extracts of customs', description: 'Newest first.', tags, querystring: ReconciliationsQuery, response: { 200: json('ReconciliationPage', 'A page of comparisons'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await listReconciliations(deps, request.principal, request.query)
    return { items: items.map(reconciliationToWire), nextCursor }
  })

  app.get('/declarations/reconciliations/:id', {
    config: { scope: READ },
    schema: { operationId: 'findReconciliation', summary: 'Read a comparison', description: 'Its counts are those of the moment of comparison.', tags, params: ReconciliationParams, response: { 200: json('Reconciliation', 'The comparison'), ...problems(400, 404) } }
  }, async (request) => reconciliationToWire(await findReconciliation(deps, request.principal, request.params.id)))

  app.get('/declarations/reconciliations/:id/entries', {
    config: { scope: READ },
    schema: {
      operationId: 'listReconciliationEntries', summary: 'List what a comparison found',
      description: 'kind and differences are those of the moment of comparison; whether it has closed since is worked out when it is read.', tags, params: ReconciliationParams, querystring: EntriesQuery,
      response: { 200: json('ReconciliationEntryPage', 'A page of entries'), ...problems(400, 404) }
    }
  }, async (request) => {
    const { items, nextCursor } = await listEntries(deps, request.principal, request.params.id, request.query)
    return { items: items.map(entryToWire), nextCursor }
  })

  app.get('/declarations/missing', {
    config: { scope: READ },
    schema: {
      operationId: 'listMissingDeclarations', summary: 'List declarations that customs has and that have not arrived here', description: 'Over all extracts, each MRN once, oldest acceptance first. What arrives leaves the list by itself.',
      tags, querystring: ReconciliationsQuery, response: { 200: json('MissingDeclarationPage', 'A page of missing declarations'), ...problems(400) }
    }
  }, async (request) => {
    const { items, nextCursor } = await listMissing(deps, request.principal, request.query)
    return { items: items.map(missingToWire), nextCursor }
  })
}
