import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { errorCode, withConnection } from '../../../src/platform/db/connection.ts'
import { startEmbedded } from '../../../src/platform/db/embedded.ts'
import type { EmbeddedServer } from '../../../src/platform/db/embedded.ts'
import { describeCluster } from '../../../src/platform/db/embedded-cluster.ts'
import { isAlive } from '../../../src/platform/db/embedded-processes.ts'
import { guardRole } from '../../../src/platform/db/guard.ts'

type Test = { teardown (end: () => unknown): unknown }
const log = { info () {}, warn () {}, error () {} }
t.setTimeout(180_000)

/** Closed to other accounts, as DATA_DIR is; named so that a later run sweeps away what a killed one left. */
function closedFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'aeo-test-'))
  // A test ended by a signal does not wait for its server; whoever sweeps needs the folder to find it.
  t.teardown(() => { if (!existsSync(join(folder, 'postgres/postmaster.pid'))) rmSync(folder, { recursive: true, force: true }) })
  return folder
}

async function start (t: Test, dataDir: string, durable = false): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, durable, log })
  t.teardown(() => server.stop())
  return server
}

function pidOf (server: EmbeddedServer): number {
  const pid = server.pid()
  if (pid === undefined) throw new Error('The server does not run')
  return pid
}

const ask = (address: string, question: string): Promise<unknown> =>
  withConnection(address, async (client) => (await client.query<{ answer: unknown }>(question)).rows[0]?.answer)

/** Milliseconds until the question is answered; statements fail meanwhile, as they do for the service. */
async function timeUntilAnswered (address: string): Promise<number> {
  const begun = performance.now()
  while (performance.now() - begun < 20_000) {
    if (await ask(address, 'select 1 as answer').catch(() => undefined) === 1) return performance.now() - begun
    await sleep(20)
  }
  return Number.POSITIVE_INFINITY
}

/** For the tests that disturb a server and leave it well. */
const sharedFolder = closedFolder(t)
const server = await start(t, sharedFolder)

t.test('the first start makes a durable, closed database that the service may use', async (t) => {
  const dataDir = closedFolder(t)
  const server = await start(t, dataDir, true)
  const warnings = await withConnection(server.appUrl, (client) => guardRole(client))
  t.equal(warnings.length, 1, 'the guard is content but for the version')
  t.equal(await ask(server.appUrl, 'select current_user as answer'), 'aeo_app')
  t.equal(await ask(server.ownerUrl, 'select current_user as answer'), 'aeo_migrator')
  t.equal(await ask(server.appUrl, "select current_setting('server_encoding') || ' ' || d.datlocprovider::text || ' ' || d.datlocale as answer from pg_database d where d.datname = 'aeo'"), 'UTF8 b C')
  t.equal(await ask(server.superuserUrl, "select current_setting('listen_addresses') as answer"), '', 'no network address')
  for (const file of ['postgres', 'postgres-passwords.json', 'postgres.lock', 'postgres.log']) {
    t.equal(statSync(join(dataDir, file)).mode & 0o077, 0, `${file} is closed to others`)
  }
  const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8')
  const passwords = Object.values(JSON.parse(readFileSync(join(dataDir, 'postgres-passwords.json'), 'utf8')) as Record<string, string>)
  t.notOk(passwords.some((password) => log.includes(password)), 'no password in the log')
})

t.test('a wrong password is refused for every role', async (t) => {
  for (const address of [server.superuserUrl, server.ownerUrl, server.appUrl]) {
    const url = new URL(address)
    url.password = 'guessed'
    await t.rejects(ask(url.href, 'select 1 as answer'), { code: '28P01' }, url.username)
  }
})

t.test('a stopped database is gone and keeps its rows for the next start', async (t) => {
  const dataDir = closedFolder(t)
  const first = await start(t, dataDir)
  await withConnection(first.ownerUrl, (client) => client.query('create table aeo.kept as select 42 as n; grant select on aeo.kept to aeo_app'))
  const pid = pidOf(first)
  await first.stop()
  t.notOk(isAlive(pid), 'no process is left')
  t.equal(first.pid(), undefined)
  const second = await start(t, dataDir)
  t.equal(await ask(second.appUrl, 'select n as answer from aeo.kept'), 42)
})

t.test('a killed server is back, although a busy query outlives it', async (t) => {
  const pid = pidOf(server)
  const busy = ask(server.superuserUrl, 'select count(*) as answer from generate_series(1, 100000) a, generate_series(1, 100000) b').catch(errorCode)
  await sleep(300)
  process.kill(pid, 'SIGKILL')
  const time = await timeUntilAnswered(server.appUrl)
  t.comment(`back after ${Math.round(time)} ms`)
  t.ok(time < 10_000, 'within 10 s')
  t.not(server.pid(), pid, 'as a new process')
  await busy
})

t.test('a killed backend costs a moment', async (t) => {
  const pid = pidOf(server)
  const backend = await withConnection(server.superuserUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
    return await client.query('select pg_sleep(5)').then(() => 'answered', () => 'cut')
  })
  t.equal(backend, 'cut')
  t.ok(await timeUntilAnswered(server.appUrl) < 10_000, 'within 10 s')
  t.equal(server.pid(), pid, 'the server itself went on')
})

t.test('two starters at once share one server', async (t) => {
  const dataDir = closedFolder(t)
  const [first, second] = await Promise.all([start(t, dataDir), start(t, dataDir)])
  t.equal(first?.pid(), second?.pid())
  t.equal(first?.appUrl, second?.appUrl)
})

t.test('a guest leaves the server to its supervisor and takes over when that one goes', async (t) => {
  const dataDir = closedFolder(t)
  const supervisor = await start(t, dataDir)
  const guest = await start(t, dataDir)
  const passing = await start(t, dataDir)
  await passing.stop()
  t.equal(await ask(supervisor.appUrl, 'select 1 as answer'), 1, 'a guest that stops leaves it running')
  await supervisor.stop()
  t.ok(await timeUntilAnswered(guest.appUrl) < 10_000, 'the other guest starts it again')
})

t.test('a server that outlived its supervisor is adopted and supervised', async (t) => {
  const dataDir = closedFolder(t)
  const child = spawn(process.execPath, [join(import.meta.dirname, 'supervisor.ts'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [told] = await child.stdout.setEncoding('utf8').take(1).toArray() as [string]
  const pid = Number(told)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  t.ok(isAlive(pid), 'it outlives the supervisor')
  const server = await start(t, dataDir)
  t.equal(server.pid(), pid, 'and is the one that answers')
  process.kill(pid, 'SIGKILL')
  t.ok(await timeUntilAnswered(server.appUrl) < 10_000, 'killed, it is started again')
  t.not(server.pid(), pid)
})

t.test('a note of a number that somebody else has now does not stop the start', async (t) => {
  const dataDir = closedFolder(t)
  await (await start(t, dataDir)).stop()
  // As after a restart of a container, where numbers come again: this very process has the one noted.
  const { folder } = describeCluster(dataDir)
  writeFileSync(join(folder, 'postmaster.pid'), `${process.pid}\n${folder}\n1\n5432\n.\n\n  1 1\nready   \n`)
  const second = await start(t, dataDir)
  t.equal(await ask(second.appUrl, 'select 1 as answer'), 1)
})

t.test('a server that cannot start is tried again until it can', async (t) => {
  // A faulty setting stands for any reason that passes, such as a full disk.
  const { folder } = describeCluster(sharedFolder)
  const settings = join(folder, 'postgresql.auto.conf')
  const good = readFileSync(settings)
  writeFileSync(settings, 'no_such_setting = on\n')
  process.kill(pidOf(server), 'SIGKILL')
  await sleep(1500)
  t.equal(server.pid(), undefined, 'it cannot run')
  writeFileSync(settings, good)
  t.ok(await timeUntilAnswered(server.appUrl) < 10_000, 'it is back without a hand')
})

t.test('a path too long for a socket is reached by a shorter one', async (t) => {
  const dataDir = join(closedFolder(t), 'x'.repeat(120))
  const server = await start(t, dataDir)
  t.equal(await ask(server.appUrl, 'select 1 as answer'), 1)
  const host = new URL(server.appUrl).searchParams.get('host') ?? ''
  t.ok(host.length < 100, host)
  t.equal(statSync(join(host, '..')).mode & 0o077, 0, 'in a private folder')
  t.teardown(() => rmSync(join(host, '..'), { recursive: true }))
})

t.test('what is no database of ours stops the start with one line', async (t) => {
  const strange = closedFolder(t)
  mkdirSync(join(strange, 'postgres'), { recursive: true })
  writeFileSync(join(strange, 'postgres', 'letter.txt'), randomUUID())
  chmodSync(strange, 0o700)
  await t.rejects(startEmbedded({ dataDir: strange, durable: false, log }), { message: /exists and is no database; move it away$/ })

  const dataDir = closedFolder(t)
  await (await start(t, dataDir)).stop()
  const passwordFile = join(dataDir, 'postgres-passwords.json')
  const passwords = readFileSync(passwordFile)
  rmSync(passwordFile)
  await t.rejects(startEmbedded({ dataDir, durable: false, log }), { message: /postgres-passwords\.json is missing/ })
  writeFileSync(passwordFile, JSON.stringify({ superuser: 'other', migrator: 'other', app: 'other' }))
  await t.rejects(startEmbedded({ dataDir, durable: false, log }), { message: /does not fit its database/ })
  writeFileSync(passwordFile, passwords)
  writeFileSync(join(describeCluster(dataDir).folder, 'PG_VERSION'), '17\n')
  await t.rejects(startEmbedded({ dataDir, durable: false, log }), { message: /belongs to PostgreSQL 17/ })
})
