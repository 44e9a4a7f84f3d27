import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../../platform/http/route-config.ts'
import { problems } from '../../../platform/http/schemas.ts'
import type { TrainingDeps } from '../../deps.ts'
import { pushStatements } from './push-statements.ts'
import type { StatementInput } from './schemas.ts'
import { StatementIds, StatementsBody, XapiHeaders, XAPI_SCHEMAS } from './schemas.ts'

const VERSION = 'x-experience-api-version'

/** Every answer says which version it speaks, as xAPI asks. */
async function sayVersion (request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header(VERSION, String(request.headers[VERSION] ?? '').startsWith('2.') ? '2.0.0' : '1.0.3')
}

export function xapiRoutes (app: App, deps: TrainingDeps): void {
  for (const schema of XAPI_SCHEMAS) app.addSchema(schema)
  app.post('/training/xapi/statements', {
    config: { scope: 'training:write' },
    onRequest: sayVersion,
    schema: {
      operationId: 'pushXapiStatements', summary: 'Push xAPI statements of completion',
      description: 'The subset of xAPI 1.0.3 and 2.0 that tells completion, result and validity: each becomes a training record with the reference `xapi:` and its id, of the course that has its activity. All statements of a request are taken, or none. The same statement again changes nothing; another under the same id is a conflict. `voided` revokes the record from the day of completion on. What is not kept may be sent; other members are refused.',
      tags: ['training'], headers: XapiHeaders, body: StatementsBody,
      response: { 200: { description: 'Ids of the statements', headers: { 'X-Experience-API-Version': { type: 'string', maxLength: 8, description: 'Version of xAPI of the answer' } }, content: { 'application/json': { schema: StatementIds } } }, ...problems(400, 409) }
    }
  }, async (request) => {
    const statements = request.body as StatementInput | readonly StatementInput[]
    return Array.isArray(statements)
      ? await pushStatements(deps, request.principal, statements as readonly StatementInput[], (index) => `/${index}`)
      : await pushStatements(deps, request.principal, [statements as StatementInput], () => '')
  })
}
