import t from 'tap'
import { Type } from 'typebox'
import { bearer, TEST_SECRET } from '../../support/tokens.ts'
import { exchange, makeServer } from './make-server.ts'

t.test('no canary of header, query, body, path or name reaches the log at any level', async (t) => {
  const { app, log, raw } = makeServer(t.testdir(), {
    config: { logLevel: 'trace' },
    open: (app) => {
      app.post('/things/:id', { schema: { body: Type.Object({ name: Type.String() }, { additionalProperties: false }) } }, (request) => {
        if (request.body.name === 'throw') throw new Error('planted')
        return {}
      })
    },
    closed: (app) => { app.get('/v1/events', { config: { scope: 'events:read' } }, () => ({})) }
  })
  t.teardown(() => app.close())
  const headers = { 'x-canary': 'CANARY', cookie: 'CANARY', 'user-agent': 'CANARY', referer: 'CANARY', 'x-request-id': 'CANARY \r', 'content-type': 'application/json' }
  for (const payload of ['{"name":"CANARY"}', '{"name":CANARY}', '{"CANARY":1}', '{"name":"throw"}', '\u0000CANARY']) {
    await app.inject({ method: 'POST', url: '/things/CANARY?token=CANARY', headers, payload })
  }
  for (const url of ['/CANARY?x=CANARY', '/things/%zzCANARY', `/things/${'CANARY'.repeat(50)}`, '/reports/CANARY']) await app.inject({ method: 'GET', url, headers })
  await app.inject({ url: '/v1/events', headers: { authorization: 'Bearer CANARY' } })
  await app.inject({ url: '/v1/events?CANARY=1', headers: bearer() })
  await exchange(app, 'CANARY CANARY\r\n\r\n')
  t.ok(log().length >= 10)
  t.notMatch(raw(), /CANARY/)
  t.notMatch(raw(), TEST_SECRET)
})

t.test('one line stays one line, whatever a request holds', async (t) => {
  const { app, raw } = makeServer(t.testdir(), { open: (app) => { app.get('/throws', () => { throw new Error('a\r\nb\u001b[2Jc\u202ed') }) } })
  t.teardown(() => app.close())
  await app.inject('/throws')
  for (const line of raw().split('\n').filter((text) => text !== '')) t.doesNotThrow(() => JSON.parse(line))
  for (const odd of ['\u001b', '\u202e', '\r', '\\u001b', '\\r']) t.notOk(raw().includes(odd), JSON.stringify(odd))
})

t.test('a request leaves one line with its route, status and operator', async (t) => {
  const { app, log } = makeServer(t.testdir(), { closed: (app) => { app.get('/v1/events/:id', { config: { scope: 'events:read' } }, () => ({})) } })
  t.teardown(() => app.close())
  await app.inject({ url: '/v1/events/7', headers: bearer() })
  t.match(log(), [{ level: 'info', msg: 'request', method: 'GET', route: '/v1/events/:id', status: 200, operator: 'IT01234567890' }])
  t.equal(log().length, 1)
})

t.test('of a flood of refusals ten a minute are written, and then how many were not', async (t) => {
  let now = 1_800_000_000_000
  const { app, log } = makeServer(t.testdir(), { now: () => now, closed: (app) => { app.get('/v1/events', { config: { scope: 'events:read' } }, () => ({})) } })
  t.teardown(() => app.close())
  const events = () => log().filter((line) => line['securityEvent'] !== undefined)
  for (let index = 0; index < 50; index += 1) await app.inject('/v1/events')
  t.equal(events().length, 10)
  now += 60_000
  await app.inject('/v1/events')
  t.match(events().at(-1), { reason: 'no_token', leftOutLastMinute: 40 })
})
