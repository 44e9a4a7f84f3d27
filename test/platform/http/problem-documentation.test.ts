import fastify from 'fastify'
import t from 'tap'
import { describeApi } from '../../../src/platform/http/openapi.ts'
import type { App } from '../../../src/platform/http/route-config.ts'
import { ProblemSchema, problems } from '../../../src/platform/http/schemas.ts'

t.test('problems are documented for their route, and no serialiser is made for them', async (t) => {
  const app = fastify({ exposeHeadRoutes: false })
  const compiled: string[] = []
  app.setSerializerCompiler(({ url, httpStatus }) => {
    compiled.push(`${url} ${httpStatus}`)
    return (value) => JSON.stringify(value)
  })
  await describeApi(app as unknown as App)
  app.addSchema(ProblemSchema)
  app.get('/thing', { schema: { operationId: 'readThing', response: { 200: { type: 'object', description: 'The thing' }, ...problems(404) } as object } }, async () => ({ id: 1 }))
  app.get('/plain', async () => 'plain')
  await app.ready()
  t.strictSame(compiled, ['/thing 200'])
  const { paths } = app.swagger() as unknown as { paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>> }
  const { responses } = paths['/thing']?.['get'] ?? { responses: {} }
  t.match(Object.keys(responses), ['200', '401', '403', '404', '429', '500', '503'])
  t.match(responses['404'], { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } })
  t.equal((await app.inject('/plain')).body, 'plain', 'a route without a schema is left as it is')
  await app.close()
})
