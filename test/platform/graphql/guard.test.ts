import t from 'tap'
import type { GraphqlPart } from '../../../src/platform/graphql/parts.ts'
import { ask, plantedApp, principal } from './planted.ts'

t.test('a field with a right of its own fails alone', async (t) => {
  const app = plantedApp({ principal: { ...principal, scopes: new Set(['declarations:read']) } })
  const { body, status } = await ask(app, '{ consignment(id: "7") { id contact } }')
  t.equal(status, 200)
  t.strictSame(body.data, { consignment: { id: '7', contact: null } })
  t.strictSame(body.errors?.[0]?.path, ['consignment', 'contact'])
  t.match(body.errors?.[0]?.extensions, { type: '/problems/forbidden', status: 403, requiredScope: 'operator:read' })
})

t.test('rows are counted while they come, for lists that no estimate knows', async (t) => {
  const within = await ask(plantedApp({ limits: { rows: 30 } }), '{ seals { number } }')
  t.notOk(within.body.errors)
  const over = await ask(plantedApp({ limits: { rows: 29 } }), '{ seals { number } }')
  t.match(over.body.errors?.[0]?.extensions, { type: '/problems/graphql-limit-exceeded', limit: 'rows', maximum: 29, requested: 30 })
})

t.test('rows of loaders and promises are counted too', async (t) => {
  const answer = await ask(plantedApp({ limits: { rows: 4, assumedRows: 1 } }), '{ consignments(first: 2) { items { seals(limit: 1) { number } } } }')
  t.notOk(answer.body.errors, 'two rows and one seal for each')
  const part: GraphqlPart = {
    sdl: 'extend type Query { late: [Row!] } type Row { id: ID }',
    scopes: { 'Query.late': 'events:read' },
    resolvers: { Query: { late: async () => [{ id: '1' }, { id: '2' }] } }
  }
  const late = await ask(plantedApp({ parts: [part], limits: { rows: 1, assumedRows: 1 } }), '{ late { id } }')
  t.match(late.body.errors?.[0]?.extensions, { limit: 'rows', requested: 2 })
})

t.test('loaders get all parents of a page at once, with their arguments', async (t) => {
  const { body } = await ask(plantedApp(), '{ consignments(first: 3) { items { seals(limit: 2) { number } } } }')
  t.strictSame(body.data, { consignments: { items: Array.from({ length: 3 }, () => ({ seals: [{ number: '1 of 3, 2' }] })) } })
})

t.test('after the deadline no further resolver starts', async (t) => {
  let started = 0
  const part: GraphqlPart = {
    sdl: 'extend type Query { first: Step } type Step { second: String }',
    scopes: { 'Query.first': 'events:read' },
    resolvers: {
      Query: { first: async () => { await new Promise((resolve) => { setTimeout(resolve, 120) }); return {} } },
      Step: { second: () => { started++; return 'x' } }
    }
  }
  const answer = await ask(plantedApp({ parts: [part], limits: { deadlineMs: 40 } }), '{ first { second } }')
  t.equal(answer.status, 503)
  t.equal(answer.body.errors?.[0]?.extensions?.['deadlineMs'], 40)
  await new Promise((resolve) => { setTimeout(resolve, 150) })
  t.equal(started, 0)
})
