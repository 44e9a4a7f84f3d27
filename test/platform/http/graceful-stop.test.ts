import t from 'tap'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'

/** A service in a process of its own, since a stop ends the process. */
const PROGRAM = `
import { setTimeout as sleep } from 'node:timers/promises'
import { installGracefulStop } from '${new URL('../../../src/platform/http/graceful-stop.ts', import.meta.url).href}'
import { createLifecycle } from '${new URL('../../../src/platform/http/lifecycle.ts', import.meta.url).href}'
import { makeServer } from '${new URL('./make-server.ts', import.meta.url).href}'
const lifecycle = createLifecycle()
let waiting = 0
const { app } = makeServer(process.env.DATA_DIR, { lifecycle, readiness: async () => ({ ready: true, checks: {} }), open: (app) => {
  app.get('/slow', async () => { waiting += 1; await sleep(400); waiting -= 1; return { done: true } })
  app.get('/throw-later', async () => { setTimeout(() => { throw new Error('planted') }, 50); await sleep(300); return { done: true } })
} })
const drain = async () => { while (waiting > 0) await sleep(10); if (process.env.STUCK) await sleep(60000) }
installGracefulStop(app, { lifecycle, delayMs: Number(process.env.DELAY), drain, drainTimeoutMs: 1500, closeAll: async () => { process.stdout.write('closed\\n') } })
process.stdout.write(await app.listen({ host: '127.0.0.1', port: 0 }) + '\\n')
`

async function start (dataDir: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', PROGRAM], { env: { ...process.env, DATA_DIR: dataDir, DELAY: '300', ...environment }, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => { lines.push(line) })
  const ended = once(child, 'exit').then(([code]) => code as number)
  await once(reader, 'line')
  return { child, lines, ended, address: lines[0] ?? '' }
}

const agent = new Agent({ keepAlive: true })
t.teardown(() => { agent.destroy() })
const get = async (url: string): Promise<{ status: number, connection: string | undefined }> => await new Promise((resolve, reject) => {
  request(url, { agent }, (answer) => {
    answer.resume()
    answer.on('end', () => { resolve({ status: answer.statusCode ?? 0, connection: answer.headers.connection }) })
  }).on('error', reject).end()
})
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

t.test('on SIGTERM: not ready, accepted requests are answered, the door closes, exit 0', async (t) => {
  const { child, lines, ended, address } = await start(t.testdir())
  t.equal((await get(`${address}/health/ready`)).status, 200)
  const slow = [1, 2, 3].map(() => get(`${address}/slow`))
  await pause(100)
  const began = performance.now()
  child.kill('SIGTERM')
  await pause(100)
  t.equal((await get(`${address}/health/ready`)).status, 503, 'not ready while the door is still open')
  t.equal((await get(`${address}/health/live`)).status, 200)
  for (const { status, connection } of await Promise.all(slow)) {
    t.equal(status, 200, 'no accepted request is lost')
    t.equal(connection, 'close')
  }
  t.equal(await ended, 0)
  t.ok(performance.now() - began < 2000, 'idle keep-alive connections do not hold up the stop')
  t.ok(lines.includes('closed'), 'everything was closed')
  await t.rejects(get(`${address}/health/live`))
})

t.test('a second signal cuts the pause short', async (t) => {
  const { child, ended } = await start(t.testdir(), { DELAY: '30000' })
  child.kill('SIGINT')
  await pause(200)
  child.kill('SIGINT')
  t.equal(await Promise.race([ended, pause(5000)]), 0)
})

t.test('work that does not end is given up after its time, with exit 1', async (t) => {
  const { child, ended, lines } = await start(t.testdir(), { STUCK: '1', DELAY: '0' })
  child.kill('SIGTERM')
  t.equal(await Promise.race([ended, pause(5000)]), 1)
  t.ok(lines.includes('closed'))
})

t.test('an error that nobody caught is logged, what was accepted is answered, exit 1', async (t) => {
  const { ended, lines, address } = await start(t.testdir())
  t.equal((await get(`${address}/throw-later`)).status, 200)
  t.equal(await ended, 1)
  t.ok(lines.includes('closed'))
})
