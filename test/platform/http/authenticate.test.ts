import t from 'tap'
import { Type } from 'typebox'
import { hkdfSync } from 'node:crypto'
import { bearer, goodClaims, handMade, TEST_SECRET } from '../../support/tokens.ts'
import { makeServer } from './make-server.ts'
import type { App } from '../../../src/platform/http/server.ts'

const routes = (app: App): void => {
  app.get('/v1/events', { config: { scope: 'events:read' } }, (request) => request.principal)
  app.post('/v1/declarations', { config: { scope: 'declarations:write' }, schema: { body: Type.Object({}, { additionalProperties: false }) } }, () => ({ done: true }))
}

t.test('the principal is what the token says and the operators table knows', async (t) => {
  const { app } = makeServer(t.testdir(), { closed: routes })
  t.teardown(() => app.close())
  const answer = await app.inject({ url: '/v1/events', headers: bearer({ subject: 'broker', scope: 'events:read' }) })
  t.match(answer.json(), { subject: 'broker', eori: 'IT01234567890', operatorId: '0198c0de-0000-7000-8000-000000000001' })
  t.equal(answer.headers['ratelimit-policy'], '"subject";q=600000;w=60')
})

t.test('every failure of a token gives the same bytes but the request id', async (t) => {
  const { app, log, raw } = makeServer(t.testdir(), { closed: routes })
  t.teardown(() => app.close())
  const headers: Record<string, string>[] = [
    {}, { authorization: 'Bearer x' }, { authorization: `Bearer ${handMade({ alg: 'none' }, goodClaims())}` }, { authorization: `Bearer ${handMade({ alg: 'HS256' }, { ...goodClaims(), exp: 1 })}` },
    { authorization: `Bearer ${TEST_SECRET}` }, { authorization: `Bearer ${Buffer.from(hkdfSync('sha256', TEST_SECRET, '', 'link', 32)).toString('base64url')}` },
    { cookie: `token=${bearer().authorization.slice(7)}` }
  ]
  const bodies = new Set<string>()
  for (const each of headers) {
    const answer = await app.inject({ url: '/v1/events', headers: each })
    t.equal(answer.statusCode, 401)
    t.equal(answer.headers['www-authenticate'], 'Bearer realm="aeo-control"')
    bodies.add(answer.body.replace(String(answer.headers['x-request-id']), ''))
  }
  const token = bearer().authorization.slice(7)
  bodies.add(await app.inject(`/v1/events?access_token=${token}`).then((answer) => answer.body.replace(String(answer.headers['x-request-id']), '')))
  t.equal(bodies.size, 1)
  t.match(log().find((line) => line['securityEvent'] !== undefined), { reason: 'no_token', address: '127.0.0.1' })
  t.notMatch(raw(), token.slice(0, 40), 'no token in the log')
})

t.test('two Authorization headers are refused', async (t) => {
  const { app } = makeServer(t.testdir(), { closed: routes })
  t.teardown(() => app.close())
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const { request } = await import('node:http')
  const { authorization } = bearer()
  const status = async (values: string[]): Promise<number | undefined> => await new Promise((resolve, reject) => {
    const headers = ['Host', address.host, ...values.flatMap((value) => ['Authorization', value])]
    request({ host: '127.0.0.1', port: address.port, path: '/v1/events', headers }, (answer) => { answer.resume(); resolve(answer.statusCode) }).on('error', reject).end()
  })
  t.equal(await status([authorization]), 200)
  t.equal(await status([authorization, authorization]), 401)
  t.equal(await status([authorization, 'Bearer x']), 401)
})

t.test('the scope is checked before the body is read, and before anything else is said', async (t) => {
  const { app, log } = makeServer(t.testdir(), { closed: routes })
  t.teardown(() => app.close())
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations', headers: { ...bearer({ scope: 'events:read', subject: 'reader' }), 'content-type': 'application/json' }, payload: '{broken' })
  t.equal(answer.statusCode, 403)
  t.match(answer.json(), { type: '/problems/forbidden', requiredScope: 'declarations:write' })
  t.match(log().find((line) => line['securityEvent'] !== undefined), { operator: 'IT01234567890', sub: 'reader', securityEvent: '/problems/forbidden' })
})

t.test('a route without a scope stops the start', async (t) => {
  for (const config of [undefined, {}, { scope: 'no:such' as never }]) {
    const { app } = makeServer(t.testdir(), { closed: (app) => { app.get('/v1/open', config === undefined ? {} : { config }, () => 'open') } })
    await t.rejects(async () => { await app.ready() }, /names no scope/)
  }
})

t.test('an unknown or suspended operator is told so, a suspension bites within five seconds', async (t) => {
  let now = Date.now()
  let asked = 0
  let status: 'active' | 'suspended' | undefined
  const { app } = makeServer(t.testdir(), {
    closed: routes, now: () => now,
    findOperator: async () => {
      asked += 1
      return status === undefined ? undefined : { operatorId: '0198c0de-0000-7000-8000-000000000001', status }
    }
  })
  t.teardown(() => app.close())
  const headers = bearer({ lifetimeSeconds: 600 })
  const ask = async () => await app.inject({ url: '/v1/events', headers })
  t.match((await ask()).json(), { status: 403, type: '/problems/unknown-operator' })
  status = 'active'
  now += 1000
  t.equal((await ask()).statusCode, 200, 'a new operator is known after a second')
  const before = asked
  await Promise.all(Array.from({ length: 20 }, ask))
  t.equal(asked, before, 'the table is not asked for every request')
  status = 'suspended'
  now += 5000
  t.match((await ask()).json(), { status: 403, type: '/problems/operator-suspended' })
})

t.test('a database that does not answer is 503, not 401 or 500', async (t) => {
  const { app } = makeServer(t.testdir(), { closed: routes, findOperator: async () => { throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }) } })
  t.teardown(() => app.close())
  const answer = await app.inject({ url: '/v1/events', headers: bearer() })
  t.match(answer.json(), { status: 503, type: '/problems/database-unavailable' })
  t.equal(answer.headers['retry-after'], '2')
})

t.test('one subject that asks too often does not hinder another', async (t) => {
  const { app } = makeServer(t.testdir(), { closed: routes, config: { rateLimitPerMinute: 3 } })
  t.teardown(() => app.close())
  const statuses = []
  for (let index = 0; index < 5; index += 1) statuses.push((await app.inject({ url: '/v1/events', headers: bearer({ scope: index === 0 ? 'operator:read' : '*' }) })).statusCode)
  t.strictSame(statuses, [403, 200, 200, 429, 429], 'refused requests count as well')
  t.equal((await app.inject({ url: '/v1/events', headers: bearer({ subject: 'other' }) })).statusCode, 200)
})

t.test('the operator comes from the token alone', async (t) => {
  const { app } = makeServer(t.testdir(), { closed: routes })
  t.teardown(() => app.close())
  t.match((await app.inject({ url: '/v1/events?operator_id=x', headers: bearer() })).json(), { status: 400, errors: [{ pointer: '/operator_id' }] })
  const body = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: { operator_id: 'x' } })
  t.match(body.json(), { status: 400, errors: [{ pointer: '/operator_id' }] })
})

t.test('a route that takes no content refuses any, field by field, instead of overlooking it', async (t) => {
  const { app } = makeServer(t.testdir(), { closed: (secured) => { secured.post('/v1/derive', { config: { scope: 'training:write' } }, () => ({ done: true })) } })
  t.teardown(() => app.close())
  const send = async (payload: string | undefined) => await app.inject({
    method: 'POST', url: '/v1/derive', headers: { ...bearer({ scope: 'training:write' }), ...(payload === undefined ? {} : { 'content-type': 'application/json' }) }, ...(payload === undefined ? {} : { payload })
  })
  for (const empty of [undefined, '{}', 'null']) t.equal((await send(empty)).statusCode, 200, empty ?? 'no content')
  const refused = await send('{"unit":"NORTH"}')
  t.equal(refused.statusCode, 400)
  t.match(refused.json(), { type: '/problems/invalid-request', errors: [{ pointer: '/unit', detail: 'Unknown field.' }] })
  for (const other of ['[1]', '"text"', '1']) t.match((await send(other)).json(), { status: 400, errors: [{ pointer: '' }] }, other)
})
