import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { escapeIdentifier } from 'pg'
import { addressOfDatabase, withConnection } from '../../src/platform/db/connection.ts'
import { describeCluster } from '../../src/platform/db/embedded-cluster.ts'
import { tryLock } from '../../src/platform/db/embedded-lock.ts'
import { clearRemains, findServer, signal } from '../../src/platform/db/embedded-processes.ts'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { ensureRoles, mayMakeRoles } from '../../src/platform/db/roles.ts'

/** A server for tests, with a migrated database to copy. The addresses lead to the template or any other database of it. */
export interface TestServer {
  readonly superuserUrl: string
  readonly ownerUrl: string
  readonly appUrl: string
  readonly template: string
}

export interface RunningTestServer {
  readonly server: TestServer
  stop (): Promise<void>
}

/** Names the file in which the test run describes its server to the test files. */
export const SERVER_FILE_VARIABLE = 'TEST_SERVER_FILE'

const FOLDER_PREFIX = 'aeo-test-'
const quiet = { info () {}, warn () {}, error: (message: string) => console.error(message) }

/** The server of TEST_DATABASE_URL (for tests alone: its roles aeo_… get passwords of ours), else an embedded one. */
export async function startTestServer (): Promise<RunningTestServer> {
  const given = process.env['TEST_DATABASE_URL']
  const found = given === undefined || given === '' ? await startTemporary() : await useGiven(given)
  const template = `aeo_test_${randomBytes(4).toString('hex')}_template`
  try {
    await ensureRoles(found.superuserUrl, {}, template)
    await migrate(addressOfDatabase(found.ownerUrl, template), { log: quiet })
  } catch (error) {
    await found.stop()
    throw error
  }
  const { superuserUrl, ownerUrl, appUrl } = found
  return {
    server: { superuserUrl, ownerUrl, appUrl, template },
    stop: async () => {
      if (given !== undefined && given !== '') await dropDatabase(superuserUrl, template)
      await found.stop()
    }
  }
}

/** Databases of a server that outlives the run must not pile up; open connections of a test do not keep one. */
export async function dropDatabase (superuserUrl: string, name: string): Promise<void> {
  await withConnection(superuserUrl, (client) => client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`))
}

type Found = Omit<TestServer, 'template'> & { stop (): Promise<void> }

async function useGiven (address: string): Promise<Found> {
  if (!await withConnection(address, mayMakeRoles)) throw new Error('TEST_DATABASE_URL must lead to a superuser or a role that may create roles and databases')
  // The same in every run, so that two runs on one server do not lock each other out.
  const passwordOf = (role: string): string => createHash('sha256').update(`${role} ${address}`).digest('base64url')
  const addressOf = (role: string): string => {
    const url = new URL(address)
    url.username = role
    url.password = passwordOf(role)
    return url.href
  }
  await ensureRoles(address, { migrator: passwordOf('aeo_migrator'), app: passwordOf('aeo_app') })
  return { superuserUrl: address, ownerUrl: addressOf('aeo_migrator'), appUrl: addressOf('aeo_app'), stop: async () => {} }
}

async function startTemporary (): Promise<Found> {
  await sweep()
  const dataDir = mkdtempSync(join(tmpdir(), FOLDER_PREFIX))
  const { superuserUrl, ownerUrl, appUrl, stop } = await startEmbedded({ dataDir, durable: false, log: quiet })
  return {
    superuserUrl,
    ownerUrl,
    appUrl,
    stop: async () => {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  }
}

/** Ends servers that killed test runs left, and removes their folders: nobody holds their locks any more. */
export async function sweep (base: string = tmpdir(), olderThanMs = 600_000): Promise<void> {
  for (const name of readdirSync(base).filter((candidate) => candidate.startsWith(FOLDER_PREFIX))) {
    const dataDir = join(base, name)
    try {
      const { uid, mtimeMs } = statSync(dataDir)
      // A folder made a moment ago may be another run's that has not yet taken its lock.
      if (uid !== process.getuid?.() || Date.now() - mtimeMs < olderThanMs) continue
      const left = describeCluster(dataDir)
      const lock = tryLock(left.lockFile)
      if (lock === undefined) continue
      const server = findServer(left)
      if (server !== undefined) signal(server, 'SIGKILL')
      await clearRemains(left)
      lock.release()
      rmSync(dataDir, { recursive: true, force: true })
    } catch {
      // gone meanwhile, or not a cluster; cleaning up is a courtesy
    }
  }
}
