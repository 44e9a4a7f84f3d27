import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { declaration } from '../support/facts.ts'
import { startProxy } from './database-proxy.ts'
import { inventory, startDatabase } from './embedded-database.ts'
import { bulkHead, chunkOf, openClient, requestHead, verdictsIn } from './raw-client.ts'
import { post, pushSteadily, startService } from './service.ts'
import type { RunningService } from './service.ts'

t.setTimeout(170_000)
const folders = t.testdir({ database: {}, service: {} })
const server = await startDatabase(join(folders, 'database'))
t.teardown(async () => { await server.stop() })
const proxy = await startProxy(server.appUrl)
t.teardown(proxy.close)
const CHUNK = 20
const start = async (): Promise<RunningService> => await startService({ DATABASE_URL: proxy.url, DATA_DIR: join(folders, 'service'), BULK_CHUNK: String(CHUNK) })
/** Less than the twenty seconds after which a stop is given up. */
const SOON_MS = 12_000

async function stopping (base: string): Promise<void> {
  for (let wait = 0; wait < 100; wait++) {
    const word = await fetch(`${base}/health/ready`).then(async (answer) => (await answer.json() as { status: string }).status, () => 'closed')
    if (word !== 'ready') return
    await pause(20)
  }
  throw new Error('The stop did not begin')
}

async function endsWell (t: Pick<typeof import('tap').default, 'equal' | 'ok'>, service: RunningService, since: number): Promise<void> {
  t.equal(await service.ended, 0, 'exit 0')
  const tookMs = performance.now() - since
  t.ok(tookMs < SOON_MS, `${Math.round(tookMs)} ms`)
}

t.test('a stop under load, again and again, loses nothing that was acknowledged and ends with 0', async (t) => {
  let service = await start()
  const pushing = pushSteadily(() => service.base, 16, 'load')
  t.teardown(async () => { await pushing.stop() })
  for (let round = 0; round < 3; round++) {
    const before = pushing.result.acknowledged.size
    while (pushing.result.acknowledged.size < before + 50) await pause(20)
    const since = performance.now()
    service.child.kill('SIGTERM')
    await endsWell(t, service, since)
    service = await start()
  }
  const { acknowledged, answers } = await pushing.stop()
  t.strictSame([...answers.keys()].filter((status) => !['200', '201', '503', 'broken'].includes(status)), [])
  const there = new Set((await inventory(server)).lrns)
  t.strictSame([...acknowledged].filter((lrn) => !there.has(lrn)), [])
  service.child.kill('SIGTERM')
  t.equal(await service.ended, 0)
})

t.test('what was taken in before the stop is answered, however long the database takes', async (t) => {
  const service = await start()
  t.equal((await post(service.base, '/declarations', declaration({ lrn: 'warm' }))).status, 201)
  proxy.blackHole(true)
  const sent = Array.from({ length: 60 }, async (_, index) => await post(service.base, '/declarations', declaration({ lrn: `taken-${index}` })))
  // A request whose content is still on its way, and one of which only the head is here.
  const half = openClient(service.base)
  const body = JSON.stringify(declaration({ lrn: 'half' }))
  half.socket.write(requestHead('/v1/declarations', { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }) + body.slice(0, 40))
  await pause(300)
  const since = performance.now()
  service.child.kill('SIGTERM')
  await stopping(service.base)
  await pause(1_000)
  half.socket.write(body.slice(40))
  await pause(200)
  proxy.blackHole(false)
  const answers = await Promise.all(sent)
  t.strictSame(answers.filter(({ status }) => status !== 201).map(({ status, body: text }) => [status, text]), [])
  t.match((await half.ended).answer, /^HTTP\/1.1 201 [^]*connection: close/i)
  await endsWell(t, service, since)
})

t.test('connections that ask nothing, or never finish asking, do not hold up the stop', async (t) => {
  const service = await start()
  const silent = openClient(service.base)
  const asking = openClient(service.base)
  asking.socket.write('POST /v1/declarations HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  await pause(200)
  const since = performance.now()
  service.child.kill('SIGTERM')
  await endsWell(t, service, since)
  await Promise.all([silent.ended, asking.ended])
})

t.test('bulk ends after its chunk and says where to go on; the rest sent again completes it', async (t) => {
  const service = await start()
  const file = Array.from({ length: 5 * CHUNK }, (_, index) => `${JSON.stringify(declaration({ lrn: `bulk-${index}` }))}\n`)
  const sent = 3 * CHUNK + 7
  const client = openClient(service.base)
  client.socket.write(bulkHead() + chunkOf(file.slice(0, sent).join('')))
  // While three chunks are on their way the next is read; the sender, who waits for verdicts, is waited for.
  while (verdictsIn(client.answer()).length < CHUNK) await pause(20)
  const since = performance.now()
  service.child.kill('SIGTERM')
  const verdicts = verdictsIn((await client.ended).answer)
  t.strictSame(verdicts.slice(0, -1).map(({ line, outcome }) => [line, outcome]), Array.from({ length: 3 * CHUNK }, (_, index) => [index + 1, 'created']))
  t.match(verdicts.at(-1), { outcome: 'stopped', line: 3 * CHUNK + 1, problem: { type: '/problems/bulk-stopped', resumeFromLine: 3 * CHUNK + 1, because: '/problems/overloaded' } })
  await endsWell(t, service, since)

  const next = await start()
  const rest = openClient(next.base)
  rest.socket.write(bulkHead() + chunkOf(file.slice((verdicts.at(-1)?.problem?.resumeFromLine ?? 1) - 1).join('')) + '0\r\n\r\n')
  while (verdictsIn(rest.answer()).length < 2 * CHUNK) await pause(20)
  t.ok(verdictsIn(rest.answer()).every(({ outcome }) => outcome === 'created'))
  rest.socket.destroy()
  next.child.kill('SIGTERM')
  t.equal(await next.ended, 0)
  const { lrns, differences, fault } = await inventory(server)
  t.equal(lrns.filter((lrn) => lrn.startsWith('bulk-')).length, 5 * CHUNK)
  t.equal(new Set(lrns).size, lrns.length)
  t.strictSame([differences, fault], [0, null])
})
