import swagger from '@fastify/swagger'
import type { RouteOptions } from 'fastify'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { problems, RATE_LIMIT_HEADERS } from './schemas.ts'
import type { App } from './server.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string }

type Json = Record<string, unknown>

/** Answers by status as pairs: of an object whose keys are numbers up to 503 the engine makes room for as many, 4 kB on each route. */
interface DocumentedConfig { scope?: string, problemAnswers?: [status: string, answer: unknown][] }

/**
 * Problems are written by their handler, never by a serialiser of the route, yet one would be compiled for each answer of each route,
 * over every shared schema: most of the time that a start takes. They stay with the route for its documentation alone.
 */
function setProblemsAside (route: RouteOptions): void {
  const { response, ...schema } = (route.schema ?? {}) as { response?: Record<string, unknown> }
  if (response === undefined) return
  const isProblem = (status: string): boolean => /^[45]/.test(status)
  const part = (keep: (status: string) => boolean) => Object.entries(response).filter(([status]) => keep(status))
  route.schema = { ...schema, response: Object.fromEntries(part((status) => !isProblem(status))) }
  const config: DocumentedConfig = { ...route.config, problemAnswers: part(isProblem) }
  route.config = config as NonNullable<RouteOptions['config']>
}

function withProblems (schema: unknown, config: DocumentedConfig | undefined): { response?: Record<string, unknown> } {
  const { response } = (schema ?? {}) as { response?: Record<string, unknown> }
  return config?.problemAnswers === undefined ? {} : { response: { ...response, ...Object.fromEntries(config.problemAnswers) } }
}

/** Collects the OpenAPI document from the schemas of the routes that are registered after it. */
export async function describeApi (app: App): Promise<void> {
  app.addHook('onRoute', setProblemsAside)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'aeo-control',
        version,
        description: 'Internal control and reporting system of an EU Authorised Economic Operator. Changes go through REST, reports through GraphQL. Errors are problems (RFC 9457): clients match on `type`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        contact: { name: 'The maintainers of this installation' }
      } as never,
      servers: [{ url: '/', description: 'This service' }],
      security: [{ bearer: [] }],
      tags: [
        { name: 'declarations', description: 'What was declared, customs\' answers, and the originals' },
        { name: 'checks', description: 'The catalogue, its settings, evaluation before lodging, dry runs and runs over a period' },
        { name: 'findings', description: 'What was found wrong, what people decided, and what is done about it' },
        { name: 'sanctions', description: 'What customs penalised, decision by decision, with its appeal' },
        { name: 'organisation', description: 'Who the operator is, its units, sites and production steps, who does what when, and who acts for it' },
        { name: 'authorisations', description: 'What customs allow, as it held on any day; what it obliges to, and how far it is used' },
        { name: 'notification duties', description: 'What customs must be told after a decision (UCC 23(2)), and the proof that they were' },
        { name: 'goods', description: 'Master data of goods by day: codes, origins, rulings and assessments, and who decided them' },
        { name: 'suppliers', description: 'Suppliers and their declarations of origin' },
        { name: 'licences', description: 'Licences and their balance' },
        { name: 'records', description: 'Supporting documents, movements, excise, proofs of exit, evidence for criteria, and how long what is kept is kept' },
        { name: 'training', description: 'Who must know what, who has shown it, what is still needed, and whether training helped' },
        { name: 'AI systems', description: 'Which AI takes part, and what the AI Act makes of it' },
        { name: 'AI oversight', description: 'What AI systems proposed, what people decided about it, and what turned out to be right' },
        { name: 'risks', description: 'Risks with what people state of them, controls with their tests, treatments, acceptances, and the audit in four stages' },
        { name: 'questionnaire', description: 'The AEO self-assessment questionnaire: its questions, their answers, and whether these still stand' },
        { name: 'events', description: 'The operator\'s log as a change feed' },
        { name: 'webhooks', description: 'Who is told of events as they happen, and what became of each message' },
        { name: 'graphql', description: 'Reading and reporting' }
      ],
      webhooks: {
        event: {
          post: {
            summary: 'An event that a webhook asks for', tags: ['webhooks'], security: [],
            description: 'What the service posts to the URL of a webhook, with the headers webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks. It is sent again under the same webhook-id until a 2xx answers.',
            requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/WebhookMessage' } } } },
            responses: { '2XX': { description: 'It was taken' }, 410: { description: 'Nothing is to be sent any more: the webhook is disabled' }, default: { description: 'It is sent again later' } }
          }
        }
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Verified as RFC8725 asks. Claims, all required: sub, operator (EORI), scope, iss, aud, iat, exp; lifetime at most 24 hours.' }
        }
      }
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => typeof json['$id'] === 'string' ? json['$id'] : `def-${index}` },
    transform: ({ schema, url, route }) => ({ schema: { ...schema, ...securityOf(route.config), ...withProblems(schema, route.config) }, url }),
    transformObject: (document) => 'openapiObject' in document ? complete(document.openapiObject as Json) as never : document.swaggerObject
  })
}

/** The right that a token needs, as OpenAPI 3.1 lets a bearer's requirement name it. GraphQL asks for one per field. */
function securityOf (config: { scope?: string } | undefined): { security?: { bearer: string[] }[] } {
  return config?.scope === undefined || config.scope === 'per_field' ? {} : { security: [{ bearer: [config.scope] }] }
}

/** What holds for every operation stands here once: limits of requests, problems that any route may answer, widths of whole numbers. */
function complete (document: Json): Json {
  for (const item of Object.values(document['paths'] as Record<string, Record<string, Json>>)) {
    for (const operation of Object.values(item)) completeOperation(operation)
  }
  stateWidths(document)
  return document
}

function completeOperation (operation: Json): void {
  const responses: Record<string, Json> = { ...documented(problems()), ...operation['responses'] as Record<string, Json> }
  // @fastify/swagger invents an answer where a route states none; the contract of GraphQL is its own schema.
  if (operation['operationId'] === 'queryGraphql') Object.assign(responses, documented(problems(400)), GRAPHQL_ANSWER)
  for (const [status, response] of Object.entries(responses)) {
    responses[status] = { ...response, headers: { ...RATE_LIMIT_HEADERS, ...response['headers'] as Json | undefined } }
  }
  operation['responses'] = responses
}

const GRAPHQL_ANSWER = {
  200: { description: 'The answer, as the GraphQL specification has it; its contract is schema.graphql', content: { 'application/json': { schema: { type: 'object', description: 'data, errors, extensions' } } } }
}

/** The same answers with references as the document has them. */
function documented (answers: Record<number, unknown>): Record<string, Json> {
  return JSON.parse(JSON.stringify(answers).replaceAll('"$ref":"Problem"', '"$ref":"#/components/schemas/Problem"')) as Record<string, Json>
}

const INT32_MAX = 2 ** 31 - 1

function stateWidths (node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  const schema = node as Json
  if (schema['type'] === 'integer' && schema['format'] === undefined) {
    schema['format'] = Number(schema['maximum'] ?? 0) > INT32_MAX ? 'int64' : 'int32'
    schema['minimum'] ??= 0
    schema['maximum'] ??= INT32_MAX
  }
  for (const child of Object.values(schema)) stateWidths(child)
}
