import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { addressOfDatabase } from '../../src/platform/db/connection.ts'
import { bearer } from '../support/tokens.ts'
import { startProxy } from './database-proxy.ts'
import { connect, inventory, startDatabase } from './embedded-database.ts'
import { pushSteadily, ready, startService } from './service.ts'

t.setTimeout(170_000)
const folders = t.testdir({ database: {}, service: {} })
let server = await startDatabase(join(folders, 'database'))
t.teardown(async () => { await server.stop() })
const proxy = await startProxy(server.appUrl)
t.teardown(proxy.close)
const service = await startService({ DATABASE_URL: proxy.url, DATA_DIR: join(folders, 'service'), QUEUE_MAX_AGE_MS: '1000' })
t.teardown(async () => {
  service.child.kill('SIGTERM')
  await service.ended
})

/** Statuses that an address gives, asked over and over until told to stop. */
function ask (path: string): { seen: Map<number, number>, stop: () => Promise<void> } {
  const seen = new Map<number, number>()
  let going = true
  const asking = (async () => {
    while (going) {
      const { status } = await fetch(`${service.base}${path}`, { headers: bearer(), signal: AbortSignal.timeout(30_000) })
      seen.set(status, (seen.get(status) ?? 0) + 1)
      await pause(100)
    }
  })()
  return { seen, stop: async () => { going = false; await asking } }
}

const asked = { live: ask('/health/live'), ready: ask('/health/ready'), list: ask('/v1/declarations?limit=1') }
const pushing = pushSteadily(() => service.base, 16, 'outage')

async function notReady (): Promise<void> {
  for (let wait = 0; wait < 100; wait++) {
    if ((await fetch(`${service.base}/health/ready`)).status === 503) return
    await pause(100)
  }
  throw new Error('Still ready after ten seconds')
}

/** Every process of the server: what it starts answers for itself, so stopping the first alone would leave sessions at work. */
async function processes (): Promise<number[]> {
  const superuser = await connect(addressOfDatabase(server.superuserUrl, 'aeo'))
  const { rows } = await superuser.query<{ pid: number }>('select a.pid from pg_stat_activity a where a.pid <> pg_backend_pid()')
  await superuser.end()
  return [server.pid() ?? -1, ...rows.map(({ pid }) => pid)]
}

const OUTAGES: [name: string, begin: () => Promise<void>, end: () => Promise<void>][] = [
  ['is stopped', async () => { await server.stop() }, async () => { server = await startDatabase(join(folders, 'database')) }],
  ['refuses connections', async () => { proxy.refuse(true) }, async () => { proxy.refuse(false) }],
  ['answers nothing', async () => { proxy.blackHole(true) }, async () => { proxy.blackHole(false) }]
]

for (const [name, begin, end] of OUTAGES) {
  t.test(`a database that ${name} under load means not ready, and is taken up again by itself`, async (t) => {
    await outage(t, begin, end)
  })
}

t.test('a database that stands still under load means not ready, and is taken up again by itself', async (t) => {
  const stopped = await processes()
  const all = (signal: 'SIGSTOP' | 'SIGCONT'): void => { for (const pid of stopped) if (isThere(pid)) process.kill(pid, signal) }
  t.teardown(() => { all('SIGCONT') })
  await outage(t, async () => { all('SIGSTOP') }, async () => { all('SIGCONT') })
})

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function outage (t: Pick<typeof import('tap').default, 'comment' | 'ok'>, begin: () => Promise<void>, end: () => Promise<void>): Promise<void> {
  await taken(t, 20, 'there is load')
  await begin()
  const began = performance.now()
  await notReady()
  t.comment(`not ready after ${Math.round(performance.now() - began)} ms`)
  await pause(500)
  await end()
  const back = performance.now()
  await ready(service.base, 20_000)
  t.comment(`ready again after ${Math.round(performance.now() - back)} ms`)
  await taken(t, 20, 'pushes are taken again')
}

/** Waits, on a busy machine a while, until so many more pushes are acknowledged. */
async function taken (t: Pick<typeof import('tap').default, 'ok'>, more: number, message: string): Promise<void> {
  const enough = pushing.result.acknowledged.size + more
  for (let wait = 0; pushing.result.acknowledged.size < enough && wait < 300; wait++) await pause(100)
  t.ok(pushing.result.acknowledged.size >= enough, message)
}

t.test('through all of it: no 500, alive, nothing lost and nothing twice', async (t) => {
  await Promise.all(Object.values(asked).map(async ({ stop }) => { await stop() }))
  const { acknowledged, answers } = await pushing.stop()
  t.strictSame([...asked.live.seen.keys()], [200])
  t.strictSame([...asked.ready.seen.keys()].toSorted(), [200, 503])
  t.strictSame([...asked.list.seen.keys()].filter((status) => status !== 200 && status !== 503), [])
  t.strictSame([...answers.keys()].filter((status) => !['200', '201', '503'].includes(status)), [], JSON.stringify([...answers]))
  t.ok(answers.has('503'), 'outages were answered 503')
  const { lrns, differences, fault } = await inventory(server)
  const there = new Set(lrns)
  t.equal(there.size, lrns.length, 'nothing is there twice')
  t.strictSame([...acknowledged].filter((lrn) => !there.has(lrn)), [], `all ${acknowledged.size} that were acknowledged are there`)
  t.equal(differences, 0)
  t.equal(fault, null)
})
