import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { createCourier } from '../../src/webhooks/courier.ts'
import type { CourierOptions, Outcome } from '../../src/webhooks/courier.ts'
import { CERTIFICATE, startReceiver, status } from '../support/receiver.ts'
import type { Manner } from '../support/receiver.ts'

const receiver = await startReceiver(t)
const LOCAL = { rules: { loopback: true }, ca: CERTIFICATE, resolve: async () => await Promise.resolve(['127.0.0.1']) } as const
const HEADERS = { 'webhook-id': 'one', 'content-type': 'application/json' }
const send = async (url: string, changes: Partial<CourierOptions> = {}) => await createCourier({ ...LOCAL, ...changes })(url, HEADERS, '{}')
const url = (host: string, port = receiver.port): string => `https://${host}:${port}/hook?a=b`

t.afterEach(() => { receiver.answer(status(204)) })

t.test('posts what it is given to a name, to an address, and to this machine where that is allowed', async (t) => {
  const before = receiver.received.length
  for (const host of ['hook.test', '127.0.0.1', 'localhost']) t.strictSame(await send(url(host)), { status: 204, error: null }, host)
  t.equal(receiver.received.length, before + 3)
  t.match(receiver.received.at(-1), { text: '{}', headers: { 'webhook-id': 'one', 'content-type': 'application/json', 'content-length': '2', host: `localhost:${receiver.port}` } })
})

t.test('the certificate must be of somebody who is believed, and for the name', async (t) => {
  const { ca, ...strangers } = LOCAL
  t.ok(ca)
  t.strictSame(await createCourier(strangers)(url('hook.test'), HEADERS, '{}'), { status: null, error: 'tls' })
  t.strictSame(await send(url('unnamed.test')), { status: null, error: 'tls' }, 'a name that it does not hold')
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  t.teardown(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  })
  t.strictSame(await send(url('unnamed.test')), { status: null, error: 'tls' }, 'whatever the environment says')
})

t.test('nothing that is not public is connected to: by address, or by name', async (t) => {
  const before = receiver.connections()
  const strict = { rules: { loopback: false } }
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '10.0.0.1', '0.0.0.0']) t.strictSame(await send(url(host), strict), { status: null, error: 'address_refused' }, host)
  for (const address of ['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', 'fd00::1', 'hook.test']) t.strictSame(await send(url('hook.test'), { ...strict, resolve: async () => await Promise.resolve([address]) }), { status: null, error: 'address_refused' }, address)
  t.strictSame(await send(url('hook.test'), { ...strict, resolve: async () => await Promise.resolve(['8.8.8.8', '127.0.0.1']) }), { status: null, error: 'address_refused' }, 'one that leads inside beside one that does not')
  t.strictSame(await send(url('hook.test'), { resolve: async () => await Promise.resolve(['10.0.0.1']) }), { status: null, error: 'address_refused' }, 'loopback alone is allowed by the setting')
  t.equal(receiver.connections(), before, 'no connection was opened')
})

t.test('a name that leads outside when it is looked at and inside when it is connected to leads nowhere', async (t) => {
  const before = receiver.connections()
  let asked = 0
  // From the documentation net, which is refused, to a public address that does not answer here, to this machine.
  const answers = [['192.0.2.1'], ['93.184.216.34'], ['127.0.0.1']]
  const resolve = async (): Promise<string[]> => await Promise.resolve(answers[asked++] ?? [])
  const courier = createCourier({ ...LOCAL, rules: { loopback: false }, resolve, connectMs: 200 })
  const errors = [(await courier(url('hook.test'), HEADERS, '{}')).error, (await courier(url('hook.test'), HEADERS, '{}')).error, (await courier(url('hook.test'), HEADERS, '{}')).error]
  t.equal(errors[0], 'address_refused')
  t.ok(['timeout', 'not_connected'].includes(errors[1] ?? ''), `${errors[1]}: what was looked at is what is connected to`)
  t.equal(errors[2], 'address_refused')
  t.equal(asked, 3, 'a name is asked for once an attempt')
  t.equal(receiver.connections(), before)
})

t.test('a redirect is no success and is not followed', async (t) => {
  const inside = createServer((_request, response) => { response.end() })
  let reached = 0
  inside.on('connection', () => { reached++ })
  await new Promise<void>((resolve) => { inside.listen(0, '127.0.0.1', resolve) })
  t.teardown(async () => { await new Promise<void>((resolve) => { inside.close(() => { resolve() }) }) })
  for (const code of [301, 302, 303, 307, 308]) {
    receiver.answer((response) => { response.writeHead(code, { location: `http://127.0.0.1:${(inside.address() as AddressInfo).port}/` }).end() })
    t.strictSame(await send(url('hook.test')), { status: code, error: 'redirect' })
  }
  t.equal(reached, 0)
})

t.test('every 2xx is a success, and nothing else', async (t) => {
  for (const [code, error] of [[200, null], [202, null], [299, null], [400, 'status'], [404, 'status'], [410, 'status'], [429, 'status'], [500, 'status'], [503, 'status']] as const) {
    receiver.answer(status(code))
    t.strictSame(await send(url('hook.test')), { status: code, error })
  }
})

t.test('a receiver that does not answer, or not to the end, is not waited for', async (t) => {
  receiver.answer(() => { /* never */ })
  const began = performance.now()
  t.strictSame(await send(url('hook.test'), { totalMs: 300 }), { status: null, error: 'timeout' })
  receiver.answer((response) => { response.writeHead(200).write('a') })
  t.strictSame(await send(url('hook.test'), { totalMs: 300 }), { status: 200, error: null }, 'what it says beside the status is not needed')
  t.strictSame(await send(url('hook.test'), { totalMs: 100, resolve: async () => { await pause(1_000); return [] } }), { status: null, error: 'timeout' }, 'a slow name server')
  t.ok(performance.now() - began < 2_000)
})

t.test('of a huge answer no more than some kilobytes are read', async (t) => {
  let written = 0
  let cut = false
  receiver.answer((response) => {
    response.on('close', () => { cut = true })
    response.writeHead(200)
    const more = (): void => {
      if (cut) return
      written += 64 * 1024
      if (response.write(Buffer.alloc(64 * 1024))) setImmediate(more)
      else response.once('drain', more)
    }
    more()
  })
  t.strictSame(await send(url('hook.test')), { status: 200, error: null })
  for (let waited = 0; !cut && waited < 2_000; waited += 20) await pause(20)
  t.ok(cut, 'the connection ends')
  t.ok(written < 20 * 1024 * 1024, `${written} bytes were taken off the receiver`)
  receiver.answer((response) => { response.writeHead(200, { 'x-much': 'a'.repeat(20_000) }).end() })
  t.strictSame(await send(url('hook.test')), { status: null, error: 'protocol' }, 'nor a huge head')
})

/** Bytes as they stand, written as soon as a request is there; `flood` again and again until the connection ends. */
const raw = (head: string, flood = ''): Manner => (_response, { socket }) => {
  socket.on('error', () => { /* it was cut */ })
  socket.write(head)
  const more = (): void => {
    if (socket.destroyed || flood === '') return
    if (socket.write(flood)) setImmediate(more)
    else socket.once('drain', more)
  }
  more()
}

t.test('whatever a receiver answers, it is over in time', async (t) => {
  const upgrade = 'Connection: Upgrade\r\nUpgrade: x\r\n\r\n'
  const cases: [name: string, manner: Manner, outcome: Outcome][] = [
    ['another protocol', raw(`HTTP/1.1 101 Switching Protocols\r\n${upgrade}`), { status: 101, error: 'status' }],
    ['another protocol, and closed', (_response, { socket }) => { socket.end(`HTTP/1.1 101 Switching Protocols\r\n${upgrade}`) }, { status: 101, error: 'status' }],
    ['another protocol that it does not name', raw('HTTP/1.1 101 Switching Protocols\r\n\r\n'), { status: 101, error: 'status' }],
    ['an offer of another protocol', raw(`HTTP/1.1 200 OK\r\n${upgrade}`), { status: 200, error: null }],
    ['a hint before the answer', raw('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n'), { status: 204, error: null }],
    ['a hint and no answer', raw('HTTP/1.1 103 Early Hints\r\n\r\n'), { status: null, error: 'timeout' }],
    ['half a head', (_response, { socket }) => { socket.end('HTTP/1.1 200 OK\r\nA: ') }, { status: null, error: 'not_connected' }],
    ['nothing', (_response, { socket }) => { socket.end() }, { status: null, error: 'not_connected' }],
    ['what is no answer', raw('nothing of that kind\r\n\r\n'), { status: null, error: 'protocol' }]
  ]
  for (const [name, manner, outcome] of cases) {
    receiver.answer(manner)
    t.strictSame(await Promise.race([send(url('hook.test'), { totalMs: 500 }), pause(2_000, 'never')]), outcome, name)
  }
})

t.test('a receiver that hints without end is cut, and keeps the processor from nobody', async (t) => {
  for (const hint of ['HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', 'HTTP/1.1 100 Continue\r\n\r\n']) {
    receiver.answer(raw('', hint.repeat(1_000)))
    const began = performance.now()
    t.strictSame(await send(url('hook.test'), { totalMs: 2_000 }), { status: null, error: 'protocol' })
    t.ok(performance.now() - began < 1_000)
  }
})

t.test('nobody there, no such name, no TLS', async (t) => {
  t.strictSame(await send(url('hook.test', 1)), { status: null, error: 'not_connected' })
  t.strictSame(await send(url('hook.test'), { resolve: async () => await Promise.resolve([]) }), { status: null, error: 'name_not_found' })
  const plain = createServer()
  await new Promise<void>((resolve) => { plain.listen(0, '127.0.0.1', resolve) })
  t.teardown(async () => { await new Promise<void>((resolve) => { plain.closeAllConnections(); plain.close(() => { resolve() }) }) })
  t.strictSame(await send(url('hook.test', (plain.address() as AddressInfo).port)), { status: null, error: 'tls' })
  receiver.answer((_response, request) => { request.socket.destroy() })
  t.strictSame(await send(url('hook.test')), { status: null, error: 'not_connected' })
})

t.test('once it is known what came of it, no connection is left', async (t) => {
  for (const [name, begin] of [['an answer without an end', (response: ServerResponse) => { response.writeHead(200).write('a') }], ['a head alone', (response: ServerResponse) => { response.writeHead(500, { 'content-length': 5 }).flushHeaders() }]] as const) {
    let open = 0
    receiver.answer((response) => {
      open++
      response.on('close', () => { open-- })
      begin(response)
    })
    await send(url('hook.test'))
    await pause(50)
    t.equal(open, 0, name)
  }
  receiver.answer(status(204))
  const began = performance.now()
  await send(url('hook.test'))
  t.ok(performance.now() - began < 500, 'and an answer that ends is not waited for')
})

t.test('what was sent leaves nothing behind while the service runs', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const stopping = new AbortController()
  const courier = createCourier({ ...LOCAL, rules: { loopback: false } })
  const heapAfter = async (count: number): Promise<number> => {
    for (let sent = 0; sent < count; sent++) await courier(url('hook.test'), HEADERS, '{}', stopping.signal)
    await pause(100)
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = await heapAfter(1_000)
  const bytes = (await heapAfter(10_000) - before) / 10_000
  t.ok(bytes < 200, `${Math.round(bytes)} bytes of each`)
})

t.test('what the service breaks off itself is told apart', async (t) => {
  receiver.answer(() => { /* never */ })
  const stopping = new AbortController()
  const sending = createCourier(LOCAL)(url('hook.test'), HEADERS, '{}', stopping.signal)
  await pause(50)
  stopping.abort()
  t.strictSame(await sending, { status: null, error: 'stopped' })
})
