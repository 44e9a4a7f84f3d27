import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { declaration } from '../support/facts.ts'
import { inventory, startDatabase } from './embedded-database.ts'
import { bulkHead, chunkOf, openClient, requestHead, trickle, verdictsIn } from './raw-client.ts'
import { pushSteadily, startService } from './service.ts'

t.setTimeout(170_000)
const folders = t.testdir({ database: {}, service: {} })
const server = await startDatabase(join(folders, 'database'))
t.teardown(async () => { await server.stop() })
const CHUNK = 50
const service = await startService({
  DATABASE_URL: server.appUrl, DATA_DIR: join(folders, 'service'), HEADERS_TIMEOUT_MS: '1000', BODY_TIMEOUT_MS: '1500', BULK_IDLE_MS: '1500', BULK_CHUNK: String(CHUNK)
})
t.teardown(async () => {
  service.child.kill('SIGTERM')
  await service.ended
})

/** Megabytes of the service in memory, at most, since the start of the test. */
let most = 0
const watch = setInterval(() => { most = Math.max(most, Number(execFileSync('ps', ['-o', 'rss=', '-p', String(service.child.pid)]).toString()) / 1024) }, 250)
t.teardown(() => { clearInterval(watch) })
const pushing = pushSteadily(() => service.base, 4, 'steady')
t.teardown(async () => { await pushing.stop() })

const lines = (name: string, count: number): string => Array.from({ length: count }, (_, index) => `${JSON.stringify(declaration({ lrn: `${name}-${index}` }))}\n`).join('')
/** Far more than the limits, so that a busy machine fails nothing; the same connections would stay open for ever without them. */
const IN_TIME_MS = 15_000

/** What others are answered while something slow goes on. */
async function servedMeanwhile (t: Pick<typeof import('tap').default, 'ok'>, slow: Promise<unknown>): Promise<void> {
  const before = pushing.result.acknowledged.size
  await slow
  t.ok(pushing.result.acknowledged.size > before, 'others are served meanwhile')
}

t.test('heads that come a byte at a time are cut', async (t) => {
  const clients = Array.from({ length: 200 }, () => openClient(service.base))
  for (const client of clients) {
    client.socket.write('POST /v1/declarations HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    trickle(client, 'a', 200)
  }
  await servedMeanwhile(t, Promise.all(clients.map(async ({ ended }) => {
    const { answer, afterMs } = await ended
    if (!/^HTTP\/1.1 408 [^]*problem\+json/.test(answer) || afterMs > IN_TIME_MS) t.fail(`${afterMs} ms: ${answer.slice(0, 100)}`)
  })))
})

t.test('contents that come a byte at a time are cut', async (t) => {
  const clients = Array.from({ length: 200 }, () => openClient(service.base))
  for (const client of clients) {
    client.socket.write(requestHead('/v1/declarations', { 'Content-Type': 'application/json', 'Content-Length': '100000' }))
    trickle(client, JSON.stringify(declaration()), 100)
  }
  await servedMeanwhile(t, Promise.all(clients.map(async ({ ended }) => {
    const { answer, afterMs } = await ended
    if (!/^HTTP\/1.1 408 [^]*"type":"\/problems\/request-timeout"/.test(answer) || afterMs > IN_TIME_MS) t.fail(`${afterMs} ms: ${answer.slice(0, 100)}`)
  })))
})

t.test('whoever is refused does not keep the connection by sending on', async (t) => {
  const client = openClient(service.base)
  client.socket.write('POST /v1/declarations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n')
  trickle(client, '{', 50)
  const { answer, afterMs } = await client.ended
  t.match(answer, /^HTTP\/1.1 401 /)
  t.ok(afterMs < IN_TIME_MS)
})

t.test('a bulk file that comes a byte at a time, or stops coming, is cut; chunks done are told and stay done', async (t) => {
  const clients = (['trickle', 'silent'] as const).map((name) => ({ name, ...openClient(service.base) }))
  for (const client of clients) {
    client.socket.write(bulkHead() + chunkOf(lines(client.name, 3 * CHUNK + 10)))
    if (client.name === 'trickle') trickle(client, chunkOf('x'), 50)
  }
  await servedMeanwhile(t, Promise.all(clients.map(async ({ name, ended }) => {
    const { answer, afterMs } = await ended
    const verdicts = verdictsIn(answer)
    t.ok(afterMs < IN_TIME_MS, `${name}: ${afterMs} ms`)
    t.strictSame(verdicts.slice(0, -1).map(({ line, outcome }) => [line, outcome]), Array.from({ length: 3 * CHUNK }, (_, index) => [index + 1, 'created']), name)
    t.match(verdicts.at(-1), { line: 3 * CHUNK + 1, outcome: 'stopped', problem: { type: '/problems/bulk-stopped', resumeFromLine: 3 * CHUNK + 1, because: '/problems/bulk-too-slow' } }, name)
  })))
})

t.test('a bulk file of which nothing comes is refused', async (t) => {
  const { socket, ended } = openClient(service.base)
  socket.write(bulkHead() + chunkOf('{"lrn":'))
  t.match((await ended).answer, /^HTTP\/1.1 408 [^]*"type":"\/problems\/bulk-too-slow"/)
})

t.test('a client that reads no verdict is read no further and cut; chunks done stay done, memory stays small', async (t) => {
  const client = openClient(service.base)
  client.socket.pause()
  client.socket.write(bulkHead() + chunkOf(lines('unread', 3 * CHUNK)))
  // Refused lines are short and their verdicts long: the cheapest way to fill somebody's memory.
  const flood = chunkOf('[]\n'.repeat(20_000))
  let taken = 0
  const flooding = (async () => {
    while (!client.socket.destroyed) {
      await new Promise<void>((resolve) => {
        client.socket.once('close', resolve)
        client.socket.write(flood, () => { client.socket.removeListener('close', resolve); taken += flood.length; resolve() })
      })
    }
  })()
  await servedMeanwhile(t, flooding)
  t.ok((await client.ended).afterMs < 3 * IN_TIME_MS)
  t.comment(`${(taken / 2 ** 20).toFixed(1)} MB of the file were taken`)
  await pause(500)
  const { lrns } = await inventory(server)
  t.equal(lrns.filter((lrn) => lrn.startsWith('unread-')).length, 3 * CHUNK)
})

t.test('through all of it everybody else was served', async (t) => {
  const { acknowledged, answers } = await pushing.stop()
  clearInterval(watch)
  t.strictSame([...answers.keys()].filter((status) => status !== '201'), [])
  t.comment(`${Math.round(most)} MB at most, ${acknowledged.size} pushes`)
  t.ok(most > 0 && most <= 300, `${Math.round(most)} MB`)
  const { lrns, differences, fault } = await inventory(server)
  t.equal(new Set(lrns).size, lrns.length)
  t.strictSame([differences, fault], [0, null])
})
