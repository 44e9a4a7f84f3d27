import t from 'tap'
import { Type } from 'typebox'
import { SECURITY_HEADERS } from '../../../src/platform/http/security-headers.ts'
import { conflictForTests } from './make-problem.ts'
import { exchange, makeServer } from './make-server.ts'

const Body = Type.Object({ lrn: Type.String({ maxLength: 22 }), count: Type.Optional(Type.Integer()) }, { additionalProperties: false })
const postBody = (app: Parameters<NonNullable<Parameters<typeof makeServer>[1]>['open'] & {}>[0]): void => {
  app.post('/things', { schema: { body: Body } }, (request) => request.body)
}
const json = { 'content-type': 'application/json' }

t.test('every answer carries the security headers, errors and unknown addresses too', async (t) => {
  const { app } = makeServer(t.testdir(), {
    open: (app) => {
      postBody(app)
      app.get('/fine', () => ({ fine: true }))
      app.get('/broken', () => { throw new Error('planted') })
      app.get('/conflict', () => { throw conflictForTests('No.', { because: 'planted' }) })
      app.get('/with/:id', () => ({}))
    }
  })
  t.teardown(() => app.close())
  const cases: [method: 'GET' | 'POST' | 'PUT' | 'OPTIONS' | 'HEAD', url: string, status: number][] = [
    ['GET', '/fine', 200], ['HEAD', '/fine', 200], ['GET', '/broken', 500], ['GET', '/conflict', 409], ['GET', '/nowhere', 404], ['OPTIONS', '/fine', 405],
    ['PUT', '/with/7', 405], ['POST', '/things', 400], ['GET', '/with/%zz', 400], ['GET', `/with/${'x'.repeat(201)}`, 414], ['GET', `/fine?${'x'.repeat(4100)}`, 414]
  ]
  for (const [method, url, status] of cases) {
    const answer = await app.inject({ method, url })
    const name = `${method} ${url.slice(0, 20)}`
    t.equal(answer.statusCode, status, name)
    t.match(answer.headers, SECURITY_HEADERS, `${name}: headers`)
    t.ok(answer.headers['x-request-id'], `${name}: request id`)
    t.notOk(answer.headers['access-control-allow-origin'] ?? answer.headers['set-cookie'], `${name}: no CORS, no cookie`)
    if (status >= 400) t.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8', `${name}: problem`)
    if (status >= 400) t.equal(answer.json().requestId, answer.headers['x-request-id'], `${name}: same id in the body`)
  }
  t.equal((await app.inject({ method: 'PUT', url: '/with/7' })).headers.allow, 'GET, HEAD')
  t.strictSame(Object.keys((await app.inject('/broken')).json()), ['type', 'title', 'status', 'requestId'], 'an unexpected failure says nothing')
  t.match((await app.inject('/conflict')).json(), { type: '/problems/conflict-for-tests', because: 'planted', detail: 'No.' })
})

t.test('what cannot be read as HTTP is answered as a problem with the same headers', async (t) => {
  const { app } = makeServer(t.testdir(), { open: (app) => { app.get('/fine', () => 'fine'); postBody(app) } })
  t.teardown(() => app.close())
  const cases: [name: string, sent: string, status: number][] = [
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['header fields above 16 kB', `GET /fine HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(17_000)}\r\n\r\n`, 431],
    ['no host', 'GET /fine HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['length and chunks at once', 'POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['another expectation', 'GET /fine HTTP/1.1\r\nHost: x\r\nExpect: cake\r\n\r\n', 417]
  ]
  for (const [name, sent, status] of cases) {
    const answer = await exchange(app, sent)
    t.match(answer, new RegExp(`^HTTP/1.1 ${status} `), name)
    t.match(answer, /content-type: application\/problem\+json/i, `${name}: problem`)
    for (const header of Object.keys(SECURITY_HEADERS)) t.match(answer.toLowerCase(), `\r\n${header}: `, `${name}: ${header}`)
  }
})

t.test('a body that does not arrive is cut at the deadline, a slow one on a long route is not', async (t) => {
  const { app } = makeServer(t.testdir(), {
    config: { bodyTimeoutMs: 150 },
    open: (app) => {
      postBody(app)
      app.post('/long', { config: { longBody: true } }, () => ({ took: 'its time' }))
    }
  })
  t.teardown(() => app.close())
  const head = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 30\r\nConnection: close\r\n\r\n`
  const start = performance.now()
  t.match(await exchange(app, head('/things'), '{"lrn":'), /^HTTP\/1.1 408 [^]*"type":"\/problems\/request-timeout"/)
  t.ok(performance.now() - start < 2000)
  const slow = exchange(app, head('/long'), '{"lrn":')
  t.equal(await Promise.race([slow, new Promise((resolve) => setTimeout(() => { resolve('open') }, 400))]), 'open')
  app.server.closeAllConnections()
  await slow
})

t.test('only stated media types in UTF-8 are taken', async (t) => {
  const { app } = makeServer(t.testdir(), { open: postBody })
  t.teardown(() => app.close())
  const payload = '{"lrn":"a"}'
  const status = async (type: string | undefined, extra: Record<string, string> = {}): Promise<number> =>
    (await app.inject({ method: 'POST', url: '/things', payload: Buffer.from(payload), headers: { ...(type === undefined ? {} : { 'content-type': type }), ...extra } })).statusCode
  for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) t.equal(await status(type), 200, type)
  const refused = [
    'application/json\ta', ' application/json x', 'application/json;;', 'application/jsonx', 'text/plain', 'application/json; charset=utf-16', 'application/json; charset=latin1',
    'application/json; charset=utf-8; charset=utf-16', 'application/json, text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'json', undefined
  ]
  for (const type of refused) t.equal(await status(type), 415, String(type))
  t.equal(await status('application/json', { 'content-encoding': 'gzip' }), 415, 'a content coding')
})

t.test('a body is taken up to 4 MiB, with a length or in chunks', async (t) => {
  const { app } = makeServer(t.testdir(), { open: (app) => { app.post('/any', { schema: { body: Type.Object({ text: Type.String() }) } }, () => ({ ok: true })) } })
  t.teardown(() => app.close())
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const limit = 4 * 1024 * 1024
  const bodyOf = (size: number): string => `{"text":"${'x'.repeat(size - 11)}"}`
  for (const [size, status] of [[limit, 200], [limit + 1, 413]] as const) {
    const whole = await fetch(`${address}/any`, { method: 'POST', headers: json, body: bodyOf(size) })
    t.equal(whole.status, status, `${size} with length`)
    // The runtime wants `duplex` for a stream; its type declarations do not know the member.
    const inChunks = { method: 'POST', headers: json, body: new Blob([bodyOf(size)]).stream(), duplex: 'half' } as unknown as RequestInit
    const chunked = await fetch(`${address}/any`, inChunks).then((answer) => answer.status, () => 413)
    t.equal(chunked, status, `${size} in chunks`)
  }
})

t.test('request ids and traces are taken by pattern only, and answered', async (t) => {
  const { app, raw } = makeServer(t.testdir(), { open: (app) => { app.get('/fine', () => ({})) } })
  t.teardown(() => app.close())
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const good = await app.inject({ url: '/fine', headers: { 'x-request-id': 'order-2025_0001', traceparent: `00-${trace}-00f067aa0ba902b7-01` } })
  t.equal(good.headers['x-request-id'], 'order-2025_0001')
  t.match(good.headers['traceresponse'], new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))
  t.match(raw(), trace)
  for (const bad of ['a\u001b[31m', 'x'.repeat(65), 'a b c d e f', '\u202eabcdefgh', '']) {
    const answer = await app.inject({ url: '/fine', headers: { 'x-request-id': bad, traceparent: bad } })
    t.match(answer.headers['x-request-id'], /^[0-9a-f]{8}-[0-9a-f]{4}-7/, JSON.stringify(bad))
    t.match(answer.headers['traceresponse'], /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  }
  for (const zero of [`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `00-${trace}-${'0'.repeat(16)}-01`, `ff-${trace}-00f067aa0ba902b7-01`]) {
    t.notMatch((await app.inject({ url: '/fine', headers: { traceparent: zero } })).headers['traceresponse'], `00-${trace}`)
  }
})

t.test('requests are limited by address, spoofed forwarding headers notwithstanding', async (t) => {
  let now = Date.now()
  const { app } = makeServer(t.testdir(), { now: () => now, config: { addressRateLimitPerMinute: 5 }, open: (app) => { app.get('/fine', (request) => ({ host: request.host, ip: request.ip })) } })
  t.teardown(() => app.close())
  const answers = []
  for (let index = 0; index < 8; index += 1) answers.push(await app.inject({ url: index % 2 === 0 ? '/fine' : '/nowhere', headers: { 'x-forwarded-for': `10.0.0.${index}`, 'x-forwarded-host': 'evil.example' } }))
  t.strictSame(answers.map(({ statusCode }) => statusCode), [200, 404, 200, 404, 200, 429, 429, 429])
  t.not(answers[0]?.json().host, 'evil.example')
  t.equal(answers[0]?.headers['ratelimit-policy'], '"address";q=5;w=60')
  t.equal(answers[0]?.headers['ratelimit'], '"address";r=4;t=60')
  t.equal(answers[5]?.headers['retry-after'], '60')
  t.equal((await app.inject({ url: '/fine', remoteAddress: '192.0.2.7' })).statusCode, 200, 'another address is not concerned')
  now += 60_000
  t.equal((await app.inject('/fine')).statusCode, 200, 'the next minute counts anew')
})

t.test('a proxy that is listed is believed', async (t) => {
  const { app } = makeServer(t.testdir(), { config: { trustProxy: ['127.0.0.1'] }, open: (app) => { app.get('/ip', (request) => ({ ip: request.ip })) } })
  t.teardown(() => app.close())
  t.equal((await app.inject({ url: '/ip', headers: { 'x-forwarded-for': '203.0.113.9' } })).json().ip, '203.0.113.9')
  t.equal((await app.inject({ url: '/ip', remoteAddress: '198.51.100.1', headers: { 'x-forwarded-for': '203.0.113.9' } })).json().ip, '198.51.100.1')
})

t.test('while the event loop is late requests are turned away, liveness is not', async (t) => {
  let delay = 10
  const { app } = makeServer(t.testdir(), { overload: { delayMs: () => delay }, readiness: async () => ({ ready: true, checks: {} }), open: (app) => { app.get('/fine', () => ({})) } })
  t.teardown(() => app.close())
  t.equal((await app.inject('/fine')).statusCode, 200)
  delay = 501
  const busy = await app.inject('/fine')
  t.equal(busy.statusCode, 503)
  t.match(busy.json(), { type: '/problems/overloaded' })
  t.ok(Number(busy.headers['retry-after']) > 0)
  t.equal((await app.inject('/health/live')).statusCode, 200)
})
