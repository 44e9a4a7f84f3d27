import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import t from 'tap'
import { addressOfDatabase } from '../../src/platform/db/connection.ts'
import { connect, inventory, startDatabase } from './embedded-database.ts'
import { pushSteadily, ready, startService } from './service.ts'
import type { RunningService } from './service.ts'

t.setTimeout(170_000)
const folders = t.testdir({ database: {}, service: {} })
const dataFolder = join(folders, 'database')
const server = await startDatabase(dataFolder)
t.teardown(async () => { await server.stop() })
const settings = { DATABASE_URL: server.appUrl, DATA_DIR: join(folders, 'service') }

type Checks = Pick<typeof import('tap').default, 'equal' | 'strictSame' | 'notOk' | 'ok'>

async function holds (t: Checks, acknowledged: Set<string>, answers: Map<string, number>): Promise<void> {
  const { lrns, differences, fault } = await inventory(server)
  const there = new Set(lrns)
  t.equal(there.size, lrns.length, 'nothing is there twice')
  t.strictSame([...acknowledged].filter((lrn) => !there.has(lrn)), [], `all ${acknowledged.size} that were acknowledged are there`)
  t.equal(differences, 0, 'the totals are those of a recount')
  t.equal(fault, null, 'the log verifies')
  t.notOk(answers.has('500'), `no 500 among ${JSON.stringify([...answers])}`)
  t.ok(acknowledged.size > 20, 'there was load')
}

t.test('what was acknowledged survives kill -9 of the service, exactly once', async (t) => {
  let service: RunningService = await startService(settings)
  const pushing = pushSteadily(() => service.base, 16, 'svc')
  t.teardown(async () => { await pushing.stop() })
  for (let round = 0; round < 3; round++) {
    await pause(700)
    service.child.kill('SIGKILL')
    await service.ended
    service = await startService(settings)
  }
  await pause(500)
  const { acknowledged, answers } = await pushing.stop()
  await holds(t, acknowledged, answers)
  service.child.kill('SIGTERM')
  t.equal(await service.ended, 0)
})

t.test('what was acknowledged survives kill -9 of PostgreSQL and of a session, exactly once', async (t) => {
  const service = await startService(settings)
  const pushing = pushSteadily(() => service.base, 16, 'pg')
  t.teardown(async () => { await pushing.stop() })
  for (let round = 0; round < 2; round++) {
    await pause(700)
    process.kill(server.pid() ?? -1, 'SIGKILL')
    await pause(300)
    await ready(service.base, 15_000)
    await pause(500)
    const superuser = await connect(addressOfDatabase(server.superuserUrl, 'aeo'))
    const { rows } = await superuser.query<{ pid: number }>("select a.pid from pg_stat_activity a where a.application_name = 'aeo-control ingest' limit 1")
    await superuser.end()
    if (rows[0] !== undefined) process.kill(rows[0].pid, 'SIGKILL')
    await pause(300)
    await ready(service.base, 15_000)
  }
  await pause(500)
  const { acknowledged, answers } = await pushing.stop()
  await holds(t, acknowledged, answers)
  t.ok(['200', '201', '503', 'broken'].some((status) => answers.has(status)))
  service.child.kill('SIGTERM')
  t.equal(await service.ended, 0)
})

t.test('a stop signal under load loses nothing and ends with 0; the database away means 503, and heals', async (t) => {
  let service = await startService(settings)
  const pushing = pushSteadily(() => service.base, 16, 'stop')
  t.teardown(async () => { await pushing.stop() })
  for (let round = 0; round < 2; round++) {
    await pause(700)
    service.child.kill('SIGTERM')
    t.equal(await service.ended, 0)
    service = await startService(settings)
  }
  await server.stop()
  await pause(2_500)
  t.equal((await fetch(`${service.base}/health/live`)).status, 200)
  t.equal((await fetch(`${service.base}/health/ready`)).status, 503)
  const again = await startDatabase(dataFolder)
  t.teardown(async () => { await again.stop() })
  await ready(service.base, 10_000)
  await pause(500)
  const { acknowledged, answers } = await pushing.stop()
  t.ok(answers.has('503'), 'the outage was answered 503')
  await holds(t, acknowledged, answers)
  service.child.kill('SIGTERM')
  await service.ended
})
