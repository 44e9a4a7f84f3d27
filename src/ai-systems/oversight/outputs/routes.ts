import { Type } from 'typebox'
import { fileBody, receiveFiles, sendVerdicts, verdictsAnswer } from '../../../platform/bulk/file-route.ts'
import type { BulkSettings } from '../../../platform/bulk/settings.ts'
import { sendUnlessKnown } from '../../../platform/http/conditional.ts'
import { Uuid } from '../../../platform/http/fields.ts'
import { json, Key, NotModified, send, withEtag } from '../../../platform/http/route-parts.ts'
import { problems } from '../../../platform/http/schemas.ts'
import type { App } from '../../../platform/http/server.ts'
import type { OversightDeps } from '../../deps.ts'
import { recordBulk } from './bulk-outputs.ts'
import { eraseOutputWords, findOutput, listOutputs, recordOutput } from './output-operations.ts'
import { OUTPUT_SCHEMAS, OutputQuery } from './schemas.ts'
import type { SentOutput } from './stated-output.ts'
import { outputToWire, showingOf } from './wire.ts'

const READ = 'ai:read'
const RECORD = 'ai:record'
const tags = ['AI oversight']
const MEDIA_TYPES = ['application/x-ndjson'] as const
export const OutputParams = Type.Object({ id: Uuid('Id of the output') }, { additionalProperties: false })

export function outputRoutes (app: App, deps: OversightDeps, bulk: BulkSettings): void {
  for (const schema of OUTPUT_SCHEMAS) app.addSchema(schema)
  readRoutes(app, deps)
  writeRoutes(app, deps)
  bulkRoute(app, deps, bulk)
}

function readRoutes (app: App, deps: OversightDeps): void {
  app.get('/ai-outputs', {
    config: { scope: READ },
    schema: {
      operationId: 'listAiOutputs', summary: 'List outputs of AI systems', description: 'Made last first. Who reviewed is shown with the scope ai:personal, which proposals were planted with ai:write.', tags, querystring: OutputQuery,
      response: { 200: json('AiOutputPage', 'A page of outputs'), ...problems(400) }
    }
  }, async (request) => {
    const { items, nextCursor } = await listOutputs(deps, request.principal, request.query)
    const showing = showingOf(request.principal)
    return { items: items.map((output) => outputToWire(output, showing)), nextCursor }
  })

  app.get('/ai-outputs/:id', {
    config: { scope: READ },
    schema: { operationId: 'findAiOutput', summary: 'Read an output', description: 'Its ETag is needed to decide it. Who reviewed is shown with the scope ai:personal, whether it was planted with ai:write.', tags, params: OutputParams, response: { 200: withEtag('AiOutput', 'The output'), 304: NotModified, ...problems(400, 404) } }
  }, async (request, reply) => {
    const output = await findOutput(deps, request.principal, request.params.id)
    return await sendUnlessKnown(request, reply, output.revision, outputToWire(output, showingOf(request.principal)))
  })
}

function writeRoutes (app: App, deps: OversightDeps): void {
  app.post('/ai-outputs', {
    config: { scope: RECORD },
    schema: {
      operationId: 'recordAiOutput', summary: 'Record an output of an AI system', tags, headers: Key, body: Type.Ref('NewAiOutput'),
      description: 'One proposal with what it rests on, and the decision and use where they are known already. It is never changed; decision, use and outcomes are added. A system that nobody registered is refused; one that was not in use on the day is recorded, and counts as unapproved use.',
      response: { 200: withEtag('AiOutput', 'The same output, recorded before'), 201: withEtag('AiOutput', 'The output; Location names it'), ...problems(400, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await recordOutput(deps, request.principal, request.body as SentOutput, request.headers['idempotency-key'])))

  app.post('/ai-outputs/:id/erase-words', {
    config: { scope: 'ai:write' },
    schema: {
      operationId: 'eraseAiOutputWords', summary: 'Erase the words of an output', tags, params: OutputParams, headers: Key,
      description: 'Explanation, alternatives, sources, and the reason in words go, of stored answers too. What was proposed and decided stays, with every figure, and the log verifies as before. It cannot be undone, and waits until no legal hold reaches the output.',
      response: { 200: withEtag('AiOutput', 'The output without words'), ...problems(400, 404, 409, 422) }
    }
  }, async (request, reply) => await send(reply, await eraseOutputWords(deps, request.principal, request.params.id, request.headers['idempotency-key'])))
}

function bulkRoute (app: App, deps: OversightDeps, bulk: BulkSettings): void {
  void app.register(async (context) => {
    const own = context as App
    receiveFiles(own, MEDIA_TYPES)
    own.post('/ai-outputs/bulk', {
      config: { scope: RECORD, mediaTypes: MEDIA_TYPES, contentEncodings: ['gzip'], longBody: true },
      validatorCompiler: () => () => true,
      schema: {
        operationId: 'recordAiOutputs', summary: 'Record outputs as one file', tags,
        description: 'A JSON object a line, as one output alone. A verdict per line streams back, each after its chunk is committed and flushed. Sent again, the file changes nothing. Of lines with the same reference that differ one is recorded, not always the first: chunks are written side by side. gzip is taken. A line has at most 256 KiB; an operator sends at most four files at once (eight where more than three cores are at work), beyond that 503 with Retry-After. The log has one event for each chunk, with the hash over those of its outputs.',
        body: fileBody(MEDIA_TYPES), response: { 200: verdictsAnswer('ImportVerdict'), ...problems(400, 408, 413, 415) }
      }
    }, async (request, reply) => await sendVerdicts(reply, await recordBulk(deps, bulk, request.principal, request.body as AsyncIterable<Buffer>, request.headers['content-encoding']), bulk.idleMs))
  })
}
