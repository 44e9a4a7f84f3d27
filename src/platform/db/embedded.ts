import { spawn } from 'node:child_process'
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError } from '../../config.ts'
import { errorCode, socketAddress, withConnection } from './connection.ts'
import { prepareBinaries } from './embedded-binaries.ts'
import { SUPERUSER, dataArgument, describeCluster, ensureCluster, launchOptions, readPasswords } from './embedded-cluster.ts'
import type { Cluster, Passwords } from './embedded-cluster.ts'
import { tryLock } from './embedded-lock.ts'
import type { Lock } from './embedded-lock.ts'
import { clearRemains, findServer, isAlive, signal } from './embedded-processes.ts'
import { serverArguments } from './embedded-settings.ts'
import { socketFolder } from './embedded-socket.ts'
import { APP_ROLE, MIGRATOR_ROLE, ensureRoles } from './roles.ts'

export interface EmbeddedOptions {
  /** Folder of the database, its passwords, lock and log; made with mode 0700 where it is missing. */
  readonly dataDir: string
  /** False in tests alone: nothing is flushed to disk. */
  readonly durable?: boolean
  readonly log: { info (message: string): void, warn (message: string): void, error (message: string): void }
}

export interface EmbeddedServer {
  /** For tests and repairs; the service works with appUrl. */
  readonly superuserUrl: string
  readonly appUrl: string
  readonly ownerUrl: string
  /** Ends the server, unless another process supervises it, and this supervision. */
  stop (): Promise<void>
  /** Number of the server's process, while it runs. */
  pid (): number | undefined
}

/** SQLSTATE of a wrong password. */
const WRONG_PASSWORD = '28P01'
const FIRST_ATTEMPTS = 5
const GUEST_WAIT_MS = 120_000
const WATCH_EVERY_MS = 100
const MAX_PAUSE_MS = 10_000
const MAX_LOG_BYTES = 1 << 20
/** A fast shutdown ends sessions at once and then writes what is in memory. */
const SHUTDOWN_MS = 30_000

/**
 * The embedded PostgreSQL of a data folder, kept running until stop().
 *
 * Of all processes that ask for the same folder one holds the lock and supervises: it makes the cluster, starts the
 * server or adopts one that outlived its supervisor, and starts it again with growing pauses whenever it ends. The
 * others are guests: they use the server and leave it alone, and one of them takes over when the supervisor goes.
 *
 * @throws ConfigError when the server cannot run here.
 */
export async function startEmbedded (options: EmbeddedOptions): Promise<EmbeddedServer> {
  const cluster = describeCluster(options.dataDir)
  const supervision = new Supervision(cluster, prepareBinaries(cluster.account, cluster.dataDir), options)
  const { superuserUrl, ownerUrl, appUrl } = await supervision.begin()
  return { superuserUrl, ownerUrl, appUrl, stop: () => supervision.stop(), pid: () => findServer(cluster) }
}

type Addresses = Pick<EmbeddedServer, 'superuserUrl' | 'ownerUrl' | 'appUrl'>

class Supervision {
  readonly #cluster: Cluster
  readonly #binaries: string
  readonly #durable: boolean
  readonly #log: EmbeddedOptions['log']
  readonly #stopping = new AbortController()
  #lock: Lock | undefined
  #server: number | undefined
  #watching: Promise<void> | undefined

  constructor (cluster: Cluster, binaries: string, options: EmbeddedOptions) {
    this.#cluster = cluster
    this.#binaries = binaries
    this.#durable = options.durable ?? true
    this.#log = options.log
  }

  async begin (): Promise<Addresses> {
    try {
      const addresses = await this.#superviseOrJoin()
      this.#watching = this.#watch(addresses.superuserUrl)
      return addresses
    } catch (error) {
      this.#lock?.release()
      throw error
    }
  }

  async stop (): Promise<void> {
    this.#stopping.abort()
    await this.#watching
    if (this.#lock === undefined) return
    // One just launched may not have noted its number yet.
    const server = this.#server !== undefined && isAlive(this.#server) ? this.#server : findServer(this.#cluster)
    if (server !== undefined) await shutDown(server)
    this.#lock.release()
    this.#lock = undefined
  }

  async #superviseOrJoin (): Promise<Addresses> {
    const giveUpAt = performance.now() + GUEST_WAIT_MS
    while (true) {
      this.#lock = tryLock(this.#cluster.lockFile)
      if (this.#lock !== undefined) return await this.#superviseFirst()
      const passwords = readPasswords(this.#cluster)
      // The app's role is the last thing a first start makes, so its login shows that all is there.
      if (passwords !== undefined) {
        const addresses = addressesOf(this.#cluster, passwords)
        if (await refusalOf(addresses.appUrl) === undefined) return addresses
      }
      if (performance.now() > giveUpAt) throw new Error(`Another process supervises the database in ${this.#cluster.dataDir}, which does not answer`)
      await sleep(WATCH_EVERY_MS)
    }
  }

  async #superviseFirst (): Promise<Addresses> {
    const passwords = await ensureCluster(this.#cluster, this.#binaries, this.#durable)
    const addresses = addressesOf(this.#cluster, passwords)
    await this.#bringUp(addresses.superuserUrl, FIRST_ATTEMPTS)
    await ensureRoles(addresses.superuserUrl, passwords)
    return addresses
  }

  /** Until the server answers: adopts a running one, else starts one, again and again with growing pauses. */
  async #bringUp (superuserUrl: string, attempts: number): Promise<void> {
    for (let attempt = 1, pauseMs = 200; !this.#stopping.signal.aborted; attempt++, pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
      this.#server = await this.#adoptOrLaunch()
      if (this.#server !== undefined && await this.#ready(this.#server, superuserUrl)) return
      if (this.#stopping.signal.aborted) return
      const reason = lastLine(this.#cluster.logFile)
      if (attempt === attempts) throw new Error(`The embedded database ends whenever it is started: ${reason}`)
      this.#log.error(`the embedded database ended before it was ready (${reason}); next start in ${pauseMs} ms`)
      await this.#pause(pauseMs)
    }
  }

  async #adoptOrLaunch (): Promise<number | undefined> {
    const running = findServer(this.#cluster)
    if (running !== undefined) {
      this.#log.info(`adopted the embedded database that was still running (process ${running})`)
      return running
    }
    await clearRemains(this.#cluster)
    return await launch(this.#cluster, this.#binaries, this.#durable)
  }

  /** Recovery takes as long as it takes; only the end of the process ends the wait. */
  async #ready (server: number, superuserUrl: string): Promise<boolean> {
    while (isAlive(server) && !this.#stopping.signal.aborted) {
      const refusal = await refusalOf(superuserUrl)
      if (refusal === undefined) return true
      if (refusal === WRONG_PASSWORD) throw new ConfigError(`${this.#cluster.passwordFile} does not fit its database; restore the one that was made with it`)
      await this.#pause(25)
    }
    return false
  }

  async #watch (superuserUrl: string): Promise<void> {
    for (let round = 1; !this.#stopping.signal.aborted; round++) {
      await this.#pause(WATCH_EVERY_MS)
      if (this.#stopping.signal.aborted) return
      try {
        await this.#look(superuserUrl, round)
      } catch (error) {
        this.#log.error(`supervision of the embedded database met an error: ${error instanceof Error ? error.message : String(error)}`)
        await this.#pause(MAX_PAUSE_MS)
      }
    }
  }

  async #look (superuserUrl: string, round: number): Promise<void> {
    if (this.#lock === undefined) {
      this.#lock = tryLock(this.#cluster.lockFile)
      if (this.#lock === undefined) return
      this.#log.info('took over the supervision of the embedded database')
    } else if (this.#server !== undefined && isAlive(this.#server)) {
      if (round % 600 === 0) trimLog(this.#cluster.logFile)
      return
    } else {
      this.#log.error(`the embedded database ended (${lastLine(this.#cluster.logFile)}); starting it again`)
    }
    await this.#bringUp(superuserUrl, Number.POSITIVE_INFINITY)
    if (!this.#stopping.signal.aborted) this.#log.info('the embedded database answers')
  }

  /** Ends early on stop(). Once watching, it keeps no process alive that has nothing else to do. */
  async #pause (ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal, ref: this.#watching === undefined }).catch(() => {})
  }
}

function addressesOf (cluster: Cluster, passwords: Passwords): Addresses {
  const folder = socketFolder(cluster.folder)
  return {
    superuserUrl: socketAddress(folder, SUPERUSER, passwords.superuser, 'postgres'),
    ownerUrl: socketAddress(folder, MIGRATOR_ROLE, passwords.migrator, 'aeo'),
    appUrl: socketAddress(folder, APP_ROLE, passwords.app, 'aeo')
  }
}

/** Why nobody can work at that address at the moment; undefined when one can. */
async function refusalOf (address: string): Promise<string | undefined> {
  return await withConnection(address, (client) => client.query('select 1'))
    .then(() => undefined, (error: unknown) => errorCode(error) ?? 'unknown')
}

/**
 * The server leads a session of its own, so that Ctrl-C in a terminal reaches it through stop() alone, and writes to
 * a file, so that it outlives us.
 */
async function launch (cluster: Cluster, binaries: string, durable: boolean): Promise<number | undefined> {
  const output = openSync(cluster.logFile, 'a', 0o600)
  if (fstatSync(output).size > MAX_LOG_BYTES) ftruncateSync(output)
  const child = spawn(join(binaries, 'postgres'), ['-D', dataArgument(cluster), ...serverArguments(cluster, durable)],
    { ...launchOptions(cluster), detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  child.unref()
  if (child.pid !== undefined) return child.pid
  return await new Promise((_resolve, reject) => child.once('error', reject))
}

async function shutDown (server: number): Promise<void> {
  signal(server, 'SIGINT')
  for (let waited = 0; isAlive(server); waited += 20) {
    // An immediate shutdown loses nothing: the next start recovers from the log.
    if (waited === SHUTDOWN_MS) signal(server, 'SIGQUIT')
    if (waited === 2 * SHUTDOWN_MS) throw new Error(`The embedded database (process ${server}) does not stop`)
    await sleep(20)
  }
}

/** The server appends, so cutting the file under it is safe. */
function trimLog (file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) truncateSync(file)
}

function lastLine (file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? ''
  } catch {
    return 'no log'
  }
}
