import { Type } from 'typebox'
import type { FastifyReply } from 'fastify'
import { fileBody, mediaTypeOf, receiveFiles, sendVerdicts, verdictsAnswer } from '../platform/bulk/file-route.ts'
import type { App } from '../platform/http/server.ts'
import { etagOf, isNotModified } from '../platform/http/conditional.ts'
import { json, Key, NotModified, send, withEtag } from '../platform/http/route-parts.ts'
import { problems } from '../platform/http/schemas.ts'
import type { BulkDeps } from './ingest/bulk-operation.ts'
import { pushBulk } from './ingest/bulk-operation.ts'
import { pushDocument } from './ingest/push-operation.ts'
import type { PushDeps } from './ingest/push-operation.ts'
import * as operations from './operations.ts'
import type { ReadDeps } from './operations.ts'
import {
  AsOfQuery, DeclarationParams, DifferenceQuery, ListQuery, MessageParams, SHARED_SCHEMAS, UnmatchedQuery, VersionParams
} from './schemas.ts'
import { declarationToWire, messageToWire, summaryToWire, versionToWire } from './wire.ts'

export type RouteDeps = ReadDeps & PushDeps & BulkDeps

const JSON_TYPES = ['application/json', 'application/xml'] as const
const MAX_JSON_BYTES = 4 * 1024 * 1024
const MAX_XML_BYTES = 8 * 1024 * 1024
const BULK_TYPES = ['application/x-ndjson', 'text/csv', 'application/json', 'application/json-seq'] as const
const READ = 'declarations:read'
const WRITE = 'declarations:write'
const tags = ['declarations']


export function declarationRoutes (app: App, deps: RouteDeps): void {
  for (const schema of SHARED_SCHEMAS) app.addSchema(schema)
  void app.register(async (scope) => { pushRoute(scope as App, deps) })
  void app.register(async (scope) => { bulkRoute(scope as App, deps) })
  readRoutes(app, deps)
  originalRoutes(app, deps)
}

/** The bytes are kept as they came, so this route reads them itself. */
function pushRoute (app: App, deps: RouteDeps): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: MAX_JSON_BYTES }, (_request, body, done) => { done(null, body) })
  app.addContentTypeParser('application/xml', { parseAs: 'buffer', bodyLimit: MAX_XML_BYTES }, (_request, body, done) => { done(null, body) })
  app.post('/declarations', {
    config: { scope: WRITE, mediaTypes: JSON_TYPES },
    // The document is checked by its own reader, which knows both formats and says where each fault is.
    validatorCompiler: () => () => true,
    schema: {
      operationId: 'pushDeclaration',
      summary: 'Push a declaration, a request or an answer of customs',
      description: 'A declaration in canonical JSON, or a WCO-DEC message: declaration, amendment, invalidation, presentation notice, or customs\' answer. The same content again changes nothing. Answered only after it is committed and flushed.',
      tags,
      headers: Key,
      body: { content: { 'application/json': { schema: Type.Ref('NewDeclaration') }, 'application/xml': { schema: Type.String({ maxLength: MAX_XML_BYTES, description: 'A WCO-DEC message (data model 3.6)' }) } } },
      response: { 200: json('PushReceipt', 'Known before, a new version, or a message'), 201: json('PushReceipt', 'A new declaration'), ...problems(400, 409, 413, 415, 422) }
    }
  }, async (request, reply) => {
    const answer = await pushDocument(deps, request.principal, {
      bytes: request.body as Buffer, mediaType: mediaTypeOf(request), idempotencyKey: request.headers['idempotency-key']
    })
    return await send(reply, answer)
  })
}

/** The file is read as it arrives, never whole. */
function bulkRoute (app: App, deps: RouteDeps): void {
  receiveFiles(app, BULK_TYPES)
  app.post('/declarations/bulk', {
    config: { scope: WRITE, mediaTypes: BULK_TYPES, contentEncodings: ['gzip'], longBody: true },
    validatorCompiler: () => () => true,
    schema: {
      operationId: 'pushDeclarationsInBulk',
      summary: 'Push many declarations as one file',
      description: 'NDJSON, CSV (a line per item), or JSON documents that follow each other. A verdict per document streams back, each after its chunk is committed and flushed; a broken file is sent again whole. gzip is taken.',
      tags,
      body: fileBody(BULK_TYPES),
      response: { 200: verdictsAnswer('BulkVerdict'), ...problems(400, 408, 413, 415) }
    }
  }, async (request, reply) => {
    const verdicts = await pushBulk(deps, request.principal, {
      file: request.body as AsyncIterable<Buffer>, mediaType: mediaTypeOf(request), encoding: request.headers['content-encoding']
    })
    return await sendVerdicts(reply, verdicts, deps.bulk.idleMs)
  })
}

function readRoutes (app: App, deps: RouteDeps): void {
  app.get('/declarations', {
    config: { scope: READ },
    schema: { operationId: 'listDeclarations', summary: 'List declarations', description: 'Newest day first. Filters of items must hold for one item together.', tags, querystring: ListQuery, response: { 200: json('DeclarationPage', 'A page of declarations'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await operations.listDeclarations(deps, request.principal, request.query)
    return { items: items.map(summaryToWire), nextCursor }
  })

  app.get('/declarations/unmatched', {
    config: { scope: READ },
    schema: { operationId: 'listUnmatchedMessages', summary: 'List messages that wait for their declaration', description: 'Requests and answers that match no declaration yet, in order of receipt.', tags, querystring: UnmatchedQuery, response: { 200: json('CustomsMessagePage', 'A page of messages'), ...problems(400) } }
  }, async (request) => {
    const { items, nextCursor } = await operations.listUnmatched(deps, request.principal, request.query)
    return { items: items.map(messageToWire), nextCursor }
  })

  app.get('/declarations/:id', {
    config: { scope: READ },
    schema: {
      operationId: 'findDeclaration', summary: 'Read a declaration', description: 'By id or MRN, as it is now or as it was known at an earlier instant.', tags, params: DeclarationParams, querystring: AsOfQuery,
      response: {
        200: withEtag('Declaration', 'The declaration', 'Changes with every change of the declaration'),
        304: NotModified,
        308: Type.Null({ description: 'It was joined to another; Location names it' }),
        ...problems(400, 404)
      }
    }
  }, async (request, reply) => {
    const found = await operations.findDeclaration(deps, request.principal, request.params.id, request.query.asOf)
    if ('movedTo' in found) return await reply.redirect(`/v1/declarations/${found.movedTo}`, 308)
    const etag = etagOf(found.etag)
    reply.header('etag', etag)
    if (isNotModified(request, etag)) return await reply.code(304).send(null)
    return declarationToWire(found)
  })

  app.get('/declarations/:id/versions', {
    config: { scope: READ },
    schema: { operationId: 'listDeclarationVersions', summary: 'List the versions of a declaration', description: 'In order of receipt; the latest by statusAt is in force.', tags, params: DeclarationParams, response: { 200: json('DeclarationVersionList', 'All versions'), ...problems(400, 404) } }
  }, async (request) => {
    const { row, versions } = await operations.listVersions(deps, request.principal, request.params.id)
    return { items: versions.map((version) => versionToWire(version, row.currentVersion)) }
  })

  app.get('/declarations/:id/difference', {
    config: { scope: READ },
    schema: { operationId: 'compareDeclarationVersions', summary: 'Compare two versions', description: 'Every value that differs, with a JSON Pointer into the canonical form.', tags, params: DeclarationParams, querystring: DifferenceQuery, response: { 200: json('DeclarationDifference', 'What differs'), ...problems(400, 404) } }
  }, async (request) => {
    const { from, to } = request.query
    return { from, to, changes: await operations.compareVersions(deps, request.principal, request.params.id, from, to) }
  })

  app.get('/declarations/:id/messages', {
    config: { scope: READ },
    schema: { operationId: 'listDeclarationMessages', summary: 'List requests and answers of a declaration', description: 'In order of issue.', tags, params: DeclarationParams, response: { 200: json('CustomsMessageList', 'All messages'), ...problems(400, 404) } }
  }, async (request) => ({ items: (await operations.listMessages(deps, request.principal, request.params.id)).map(messageToWire) }))
}

const ORIGINAL_ANSWER = {
  description: 'The bytes as they came in, as an attachment',
  headers: { 'Repr-Digest': { description: 'SHA-256 of the bytes (RFC 9530)', schema: { type: 'string', maxLength: 100 } } },
  content: { 'application/octet-stream': { schema: Type.String({ format: 'binary', maxLength: MAX_XML_BYTES }) } }
}

function originalRoutes (app: App, deps: RouteDeps): void {
  app.get('/declarations/:id/original', {
    config: { scope: READ },
    schema: { operationId: 'downloadOriginal', summary: 'Download the original of the version in force', description: 'Byte for byte as it was pushed.', tags, params: DeclarationParams, response: { 200: ORIGINAL_ANSWER, ...problems(400, 404, 410) } }
  }, async (request, reply) => await sendOriginal(reply, await operations.readOriginal(deps, request.principal, request.params.id), request.params.id))

  app.get('/declarations/:id/versions/:version/original', {
    config: { scope: READ },
    schema: { operationId: 'downloadVersionOriginal', summary: 'Download the original of a version', description: 'Byte for byte as it was pushed.', tags, params: VersionParams, response: { 200: ORIGINAL_ANSWER, ...problems(400, 404, 410) } }
  }, async (request, reply) => {
    const { id, version } = request.params
    return await sendOriginal(reply, await operations.readOriginal(deps, request.principal, id, version), `${id}-${version}`)
  })

  app.get('/declarations/messages/:id/original', {
    config: { scope: READ },
    schema: { operationId: 'downloadMessageOriginal', summary: 'Download the original of a message', description: 'Byte for byte as it was pushed.', tags, params: MessageParams, response: { 200: ORIGINAL_ANSWER, ...problems(400, 404, 410) } }
  }, async (request, reply) => await sendOriginal(reply, await operations.readMessageOriginal(deps, request.principal, request.params.id), request.params.id))
}

/** The stored media type is not sent: what a stranger wrote must never render. */
async function sendOriginal (reply: FastifyReply, original: { bytes: Buffer, sha256: Buffer }, name: string): Promise<FastifyReply> {
  return await reply.type('application/octet-stream')
    .header('content-disposition', `attachment; filename="declaration-${name}.bin"`)
    .header('content-security-policy', 'default-src \'none\'; sandbox')
    .header('repr-digest', `sha-256=:${original.sha256.toString('base64')}:`)
    .send(original.bytes)
}
