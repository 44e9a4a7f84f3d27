import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { addressOfDatabase } from '../../src/platform/db/connection.ts'
import { declaration, item } from '../support/facts.ts'
import { connect, inventory, startDatabase } from './embedded-database.ts'
import { post, pushSteadily, ready, startService } from './service.ts'

t.setTimeout(170_000)
const folders = t.testdir({ database: {}, service: {} })
const dataFolder = join(folders, 'database')
const ballast = join(dataFolder, 'ballast')
const SIZE = '500m'

/** A file system of its own, which can be filled without harm to anybody else. */
function mountSmall (): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can mount a small file system'
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0700`, 'aeo-test', dataFolder], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'this container may not mount a file system'
  }
}

function fill (): void {
  const file = openSync(ballast, 'w')
  const block = Buffer.alloc(1024 * 1024)
  for (let { bavail, bsize } = statfsSync(dataFolder); bavail > 0; { bavail, bsize } = statfsSync(dataFolder)) writeSync(file, block, 0, Math.min(block.length, bavail * bsize))
  closeSync(file)
}

const skip = mountSmall() ?? false
t.test('a full disk means 503 storage-full, keeps what was acknowledged, and heals when space is freed', { skip }, async (t) => {
  t.teardown(() => { execFileSync('umount', ['--lazy', dataFolder]) })
  const server = await startDatabase(dataFolder)
  t.teardown(async () => { await server.stop() })
  const service = await startService({ DATABASE_URL: server.appUrl, DATA_DIR: join(folders, 'service') })
  t.teardown(async () => {
    service.child.kill('SIGTERM')
    await service.ended
  })
  const pushing = pushSteadily(() => service.base, 8, 'disk')
  t.teardown(async () => { await pushing.stop() })
  while (pushing.result.acknowledged.size < 50) await pause(20)
  const asSuperuser = async (statement: string): Promise<void> => {
    const superuser = await connect(addressOfDatabase(server.superuserUrl, 'aeo'))
    try {
      await superuser.query(statement)
    } finally {
      await superuser.end()
    }
  }

  const said = new Map<string, number>()
  let asked = 0
  const pushLarge = async (): Promise<void> => {
    const items = Array.from({ length: 300 }, (_, index) => item({ itemNumber: index + 1, description: randomBytes(250).toString('hex') }))
    const { status, body } = await post(service.base, '/declarations', declaration({ lrn: `large-${asked++}`, items }))
    const word = status === 503 ? (JSON.parse(body) as { type: string }).type : String(status)
    said.set(word, (said.get(word) ?? 0) + 1)
  }

  // The log has a fresh segment to write into, so it is a table that meets the full disk first.
  await asSuperuser('select pg_switch_wal(), txid_current()')
  fill()
  while ((said.get('/problems/storage-full') ?? 0) < 5 && asked < 200) await pushLarge()
  t.ok((said.get('/problems/storage-full') ?? 0) >= 5, `what is wrong is said: ${JSON.stringify([...said])}`)
  // And now the log itself: the server cannot go on at all, nor start again.
  await asSuperuser('select pg_switch_wal(), txid_current()').catch(() => { /* it takes the server down */ })
  for (let wait = 0; !said.has('/problems/database-unavailable') && wait < 200; wait++) {
    await pushLarge()
    await pause(20)
  }
  t.ok(said.has('/problems/database-unavailable'), JSON.stringify([...said]))
  t.strictSame([...said.keys()].filter((word) => !['201', '/problems/storage-full', '/problems/database-unavailable', '/problems/outcome-unknown', '/problems/overloaded'].includes(word)), [])
  t.equal((await fetch(`${service.base}/health/live`)).status, 200)

  rmSync(ballast)
  const freed = performance.now()
  await ready(service.base, 30_000)
  const after = pushing.result.acknowledged.size
  for (let wait = 0; pushing.result.acknowledged.size < after + 50 && wait < 300; wait++) await pause(100)
  t.comment(`written again ${Math.round(performance.now() - freed)} ms after space was freed`)
  t.ok(pushing.result.acknowledged.size >= after + 50, 'pushes are taken again, without a hand')
  const { acknowledged, answers } = await pushing.stop()
  t.strictSame([...answers.keys()].filter((status) => !['200', '201', '503'].includes(status)), [], JSON.stringify([...answers]))
  const { lrns, differences, fault } = await inventory(server)
  const there = new Set(lrns)
  t.equal(there.size, lrns.length)
  t.strictSame([...acknowledged].filter((lrn) => !there.has(lrn)), [], `all ${acknowledged.size} that were acknowledged are there`)
  t.strictSame([differences, fault], [0, null])
})
