import t from 'tap'
import { rememberProbe } from '../../../src/platform/http/health.ts'
import { createLifecycle } from '../../../src/platform/http/lifecycle.ts'
import { createMetrics } from '../../../src/platform/http/metrics.ts'
import { createOpsServer } from '../../../src/platform/http/server.ts'
import { readConfig } from '../../../src/config.ts'
import { TEST_SECRET } from '../../support/tokens.ts'
import { makeServer } from './make-server.ts'

t.test('live answers while the process runs, ready follows the parts and the stop', async (t) => {
  let ready = false
  const lifecycle = createLifecycle()
  const probe = { readiness: async () => ({ ready, checks: { database: ready ? 'ok' : 'unreachable' } }), lifecycle }
  const first = makeServer(t.testdir(), probe)
  t.teardown(() => first.app.close())
  t.equal((await first.app.inject('/health/live')).body, '{"status":"ok"}')
  const notReady = await first.app.inject('/health/ready')
  t.equal(notReady.statusCode, 503)
  t.strictSame(notReady.json(), { status: 'not_ready', checks: { database: 'unreachable' } })
  ready = true
  const second = makeServer(t.testdir(), probe)
  t.teardown(() => second.app.close())
  t.equal((await second.app.inject('/health/ready')).statusCode, 200)
  lifecycle.beginStop()
  const stopping = await second.app.inject('/health/ready')
  t.equal(stopping.statusCode, 503)
  t.equal(stopping.json().status, 'stopping')
  t.equal(stopping.headers.connection, 'close')
  t.equal((await second.app.inject('/health/live')).statusCode, 200)
})

t.test('detail and metrics stay away from an address that others can reach', async (t) => {
  const readiness = async () => ({ ready: true, checks: { database: 'ok' } })
  const { app } = makeServer(t.testdir(), { readiness, config: { host: '0.0.0.0' } })
  t.teardown(() => app.close())
  t.equal((await app.inject('/metrics')).statusCode, 404)
  t.strictSame((await app.inject('/health/ready')).json(), { status: 'ready' })

  const config = readConfig({ DATA_DIR: t.testdir(), JWT_SECRET: TEST_SECRET, HOST: '0.0.0.0', LOG_LEVEL: 'silent' })
  const ops = createOpsServer({ config, metrics: createMetrics(), lifecycle: createLifecycle(), readiness })
  t.teardown(() => ops.close())
  t.match((await ops.inject('/metrics')).body, /aeo_ingest_queue_items/)
  t.strictSame((await ops.inject('/health/ready')).json(), { status: 'ready', checks: { database: 'ok' } })
  t.equal((await ops.inject('/nowhere')).headers['x-content-type-options'], 'nosniff')
})

t.test('a probe is shared and remembered for at most two seconds', async (t) => {
  let now = 0
  let asked = 0
  const probe = rememberProbe(async () => { asked += 1; return { ready: true, checks: {} } }, () => now)
  await Promise.all([probe(), probe(), probe()])
  now += 999
  await probe()
  t.equal(asked, 1)
  now += 1002
  await probe()
  t.equal(asked, 2)
})

t.test('a probe that hangs or throws means not ready', async (t) => {
  const hanging = rememberProbe(() => new Promise(() => {}), Date.now, 50)
  t.match(await Promise.race([hanging(), new Promise((resolve) => setTimeout(resolve, 2000))]), { ready: false, checks: { probe: 'timeout' } })
  t.match(await rememberProbe(async () => { throw new Error('planted') })(), { ready: false, checks: { probe: 'failed' } })
})
