import t from 'tap'
import type { GraphqlPart } from '../../../src/platform/graphql/parts.ts'
import { databaseUnavailable } from '../../../src/platform/problem.ts'
import { ask, plantedApp, principal } from './planted.ts'

const failing = (error: unknown): GraphqlPart => ({
  sdl: 'extend type Query { it: String }',
  scopes: { 'Query.it': 'events:read' },
  resolvers: { Query: { it: () => { throw error } } }
})

t.test('what is no problem is logged, then masked with the id of the request', async (t) => {
  const log: string[] = []
  const { status, body, text } = await ask(plantedApp({ log }), '{ broken }')
  t.equal(status, 200)
  t.notMatch(text, 'aeo.declarations', 'the planted name of a table is not in the answer')
  t.equal(body.errors?.[0]?.message, 'Internal error')
  const { requestId, ...extensions } = body.errors?.[0]?.extensions ?? {}
  t.strictSame(extensions, { type: 'about:blank', status: 500, title: 'Internal error' })
  const line = log.map((entry) => JSON.parse(entry) as Record<string, unknown>).find(({ msg }) => msg === 'a GraphQL field failed')
  t.match(line, { level: 50, field: 'broken', reqId: requestId, err: { message: 'relation "aeo.declarations" does not exist' } })
})

t.test('a value that does not fit its type is our bug, so it is masked', async (t) => {
  const part: GraphqlPart = {
    sdl: 'extend type Query { amount: Decimal day: Date! whole: Int }',
    scopes: { 'Query.amount': 'events:read', 'Query.day': 'events:read', 'Query.whole': 'events:read' },
    resolvers: { Query: { amount: () => 1.5, day: () => null, whole: () => 'planted' } }
  }
  for (const field of ['amount', 'day', 'whole']) {
    const { body, text } = await ask(plantedApp({ parts: [part] }), `{ ${field} }`)
    t.equal(body.errors?.[0]?.message, 'Internal error', field)
    t.notMatch(text, 'planted')
  }
})

t.test('anything thrown is masked, also what is no Error', async (t) => {
  for (const thrown of ['planted', { planted: 1 }, null, Object.assign(new Error('planted'), { extensions: { planted: 'planted' } })]) {
    const { body, text } = await ask(plantedApp({ parts: [failing(thrown)] }), '{ it }')
    t.equal(body.errors?.[0]?.message, 'Internal error')
    t.notMatch(text, 'planted')
  }
})

t.test('expected failures that are no problems yet become problems', async (t) => {
  const error = Object.assign(new Error('terminating connection at 10.0.0.1'), { code: '57P01' })
  const problemOf = (cause: unknown) => cause === error ? databaseUnavailable('Try again.', {}, { cause }) : undefined
  const { body, text } = await ask(plantedApp({ parts: [failing(error)], problemOf }), '{ it }')
  t.match(body.errors?.[0], { message: 'Try again.', extensions: { type: '/problems/database-unavailable', status: 503 } })
  t.notMatch(text, '10.0.0.1')
})

t.test('a right missing in a thousand rows is told a hundred times and logged once', async (t) => {
  const log: string[] = []
  const app = plantedApp({ log, principal: { ...principal, scopes: new Set(['declarations:read']) } })
  const { body } = await ask(app, '{ consignments(first: 1000) { items { contact } } }')
  t.equal(body.errors?.length, 100)
  t.equal(log.filter((line) => line.includes('a GraphQL field was refused')).length, 1)
})
