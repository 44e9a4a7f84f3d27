import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { ask, plantedApp, principal, reached, refusal } from './planted.ts'

const QUERY = '{ consignments(first: 2) { items { id } } }'

t.test('a query is answered with its cost', async (t) => {
  const { status, body, headers } = await ask(plantedApp(), QUERY)
  t.equal(status, 200)
  t.equal(headers['content-type'], 'application/json; charset=utf-8')
  t.strictSame(body, {
    data: { consignments: { items: [{ id: '0' }, { id: '1' }] } },
    extensions: { cost: { requested: 4, maximum: 10_000 } }
  })
})

t.test('every method but POST is refused with the one that is allowed', async (t) => {
  const app = plantedApp()
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
    const response = await app.inject({ method, url: '/graphql?query={__typename}' })
    t.equal(response.statusCode, 405, method)
    t.equal(response.headers.allow, 'POST', `${method} names POST`)
  }
})

t.test('a request to speak WebSocket is refused', async (t) => {
  const app = plantedApp()
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n')
  const [answer] = await new Promise<[Buffer]>((resolve) => { socket.once('data', (data) => resolve([data])) })
  socket.destroy()
  t.match(answer.toString(), /^HTTP\/1\.1 405 /)
})

t.test('only JSON in UTF-8 is read', async (t) => {
  const app = plantedApp()
  const payload = JSON.stringify({ query: QUERY })
  const refused = ['text/plain', 'application/graphql', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx',
    'application/json\ta', 'application/json;;', 'application/json; charset=utf-16', 'application/json, text/plain', '']
  for (const type of refused) {
    const response = await app.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': type }, payload })
    t.equal(response.statusCode, 415, `415 for "${type}"`)
  }
  for (const type of ['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON;charset="UTF-8"']) {
    const response = await app.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': type }, payload })
    t.equal(response.statusCode, 200, `200 for "${type}"`)
  }
})

t.test('a body that is no GraphQL request is refused at the place of the fault', async (t) => {
  const app = plantedApp()
  const cases: [name: string, body: unknown, pointers: string[]][] = [
    ['a batch', [{ query: QUERY }], ['']],
    ['no query', {}, ['/query']],
    ['an empty query', { query: '' }, ['/query']],
    ['a query that is no text', { query: 1 }, ['/query']],
    ['an operator in the body', { query: QUERY, operator_id: 'b' }, ['/operator_id']],
    ['variables that are a list', { query: QUERY, variables: [] }, ['/variables']],
    ['extensions that are text', { query: QUERY, extensions: 'x' }, ['/extensions']],
    ['an operation name that is a number', { query: QUERY, operationName: 1 }, ['/operationName']]
  ]
  for (const [name, body, pointers] of cases) {
    const response = await app.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) })
    const problem = response.json<{ type: string, errors: { pointer: string }[] }>()
    t.equal(response.statusCode, 400, name)
    t.equal(problem.type, '/problems/invalid-request', name)
    t.strictSame(problem.errors.map(({ pointer }) => pointer), pointers, name)
  }
})

t.test('parameters in the address are refused', async (t) => {
  const response = await plantedApp().inject({ method: 'POST', url: '/graphql?operator_id=b', payload: { query: QUERY } })
  t.equal(response.statusCode, 400)
})

t.test('null stands for an absent parameter', async (t) => {
  const response = await plantedApp().inject({ method: 'POST', url: '/graphql', payload: { query: QUERY, variables: null, operationName: null, extensions: null } })
  t.equal(response.statusCode, 200)
  t.notOk(response.json<{ errors?: unknown }>().errors)
})

t.test('a body beyond 64 KiB is refused', async (t) => {
  const response = await plantedApp().inject({ method: 'POST', url: '/graphql', payload: { query: `${QUERY}${' '.repeat(65_536)}` } })
  t.equal(response.statusCode, 413)
})

t.test('a faulty document is 400 in the GraphQL media type and 200 in JSON, without data', async (t) => {
  const app = plantedApp()
  for (const query of ['{', '{ nothing }', 'mutation { __typename }', 'subscription { __typename }', 'query ($id: ID!) { consignment(id: $id) { id } }']) {
    const strict = await ask(app, query, {}, { accept: 'application/graphql-response+json' })
    const plain = await ask(app, query)
    t.equal(strict.status, 400, query)
    t.equal(strict.headers['content-type'], 'application/graphql-response+json; charset=utf-8')
    t.equal(plain.status, 200, query)
    t.strictSame(refusal(strict), ['/problems/graphql-invalid', undefined], query)
    t.notOk('data' in strict.body || 'data' in plain.body, 'no data entry')
  }
})

t.test('at most five faults of a document are told, and long ones are cut', async (t) => {
  const many = await ask(plantedApp(), `{ consignment(id: "1") { ${Array.from({ length: 50 }, (_, index) => `no${index}`).join(' ')} } }`)
  t.equal(many.body.errors?.length, 5)
  t.equal(many.body.errors?.[4]?.extensions?.['type'], '/problems/graphql-invalid')
  const long = await ask(plantedApp(), `{ ${'x'.repeat(60_000)} }`)
  t.ok(long.text.length < 2000)
})

t.test('a syntax tree in JSON does not pass for a document', async (t) => {
  const field = { kind: 'Field', name: { kind: 'Name', value: '__typename' } }
  const tree = { kind: 'Document', definitions: [{ kind: 'OperationDefinition', operation: 'query', selectionSet: { kind: 'SelectionSet', selections: [field] } }] }
  for (const query of [JSON.stringify(tree), '{}', '[]', '"x"', '1', '-1', 'true', 'false', 'null', ' {"kind":1}']) {
    const answer = await ask(plantedApp(), query)
    t.strictSame(refusal(answer), ['/problems/graphql-invalid', undefined], query.slice(0, 20))
  }
})

t.test('a missing right is a problem in the errors, and the resolver is not reached', async (t) => {
  reached.count = 0
  const app = plantedApp({ principal: { ...principal, scopes: new Set(['operator:read']) } })
  const answer = await ask(app, QUERY)
  t.equal(answer.body.errors?.[0]?.extensions?.['type'], '/problems/forbidden')
  t.equal(answer.body.errors?.[0]?.extensions?.['requiredScope'], 'declarations:read')
  t.equal(reached.count, 0)
})

t.test('a fifth query of one operator at once is told to come again, another operator is served', async (t) => {
  const app = plantedApp({ limits: { deadlineMs: 400 } })
  const slow = Array.from({ length: 4 }, () => ask(app, '{ slow }'))
  await new Promise((resolve) => { setTimeout(resolve, 100) })
  const fifth = await ask(app, QUERY)
  t.equal(fifth.status, 429)
  t.equal(fifth.headers['retry-after'], '1')
  for (const answer of await Promise.all(slow)) {
    t.equal(answer.status, 503)
    t.strictSame(refusal(answer), ['/problems/graphql-timeout', undefined])
  }
  await new Promise((resolve) => { setTimeout(resolve, 20) })
  t.equal((await ask(app, QUERY)).status, 200, 'places are free again')
})

t.test('without a principal nothing is answered', async (t) => {
  const app = plantedApp({ principal: null as never })
  t.equal((await ask(app, QUERY)).status, 500)
})

t.test('one of several operations is chosen by its name', async (t) => {
  const app = plantedApp()
  const query = 'query A { a: __typename } query B { b: consignments(first: 3) { items { id } } }'
  const named = await app.inject({ method: 'POST', url: '/graphql', payload: { query, operationName: 'B' } })
  t.equal(named.json<{ extensions: { cost: { requested: number } } }>().extensions.cost.requested, 5)
  t.strictSame(refusal(await ask(app, query)), ['/problems/graphql-invalid', undefined], 'none is chosen without a name')
})
