import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, chownSync, closeSync, existsSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ConfigError } from '../../config.ts'
import type { Account } from './embedded-account.ts'
import { serverAccount } from './embedded-account.ts'
import { scramVerifier } from './scram.ts'

const MAJOR_VERSION = '18'
export const SUPERUSER = 'postgres'

/** Where one embedded server keeps its things. */
export interface Cluster {
  /** PostgreSQL's own folder; belongs to the account the server runs under. */
  readonly folder: string
  /** Shown in the titles of the server's processes. */
  readonly name: string
  readonly dataDir: string
  readonly lockFile: string
  readonly logFile: string
  readonly passwordFile: string
  readonly account: Account | undefined
}

export interface Passwords {
  readonly superuser: string
  readonly migrator: string
  readonly app: string
}

export function describeCluster (dataDir: string): Cluster {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  // The operating system tells a process's folder without links, and that is what tells our processes from others.
  const home = realpathSync(dataDir)
  const folder = join(home, 'postgres')
  return {
    folder,
    name: `aeo_${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
    dataDir: home,
    lockFile: join(home, 'postgres.lock'),
    logFile: join(home, 'postgres.log'),
    passwordFile: join(home, 'postgres-passwords.json'),
    account: serverAccount(folder)
  }
}

/**
 * How a program of the cluster is started. Its working folder is the cluster's, taken before root's rights are
 * dropped; so another account works in it although the folders above are closed to that account, and reaches it by
 * the one name that does not lead through them. Our environment, with its secrets, stays with us.
 */
export function launchOptions (cluster: Cluster, folder: string = cluster.folder) {
  return { ...cluster.account, cwd: folder, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } }
}

export function dataArgument (cluster: Cluster, folder: string = cluster.folder): string {
  return cluster.account === undefined ? folder : '/proc/self/cwd'
}

export function readPasswords (cluster: Cluster): Passwords | undefined {
  if (!existsSync(cluster.passwordFile)) return undefined
  return JSON.parse(readFileSync(cluster.passwordFile, 'utf8')) as Passwords
}

/**
 * Makes the cluster and its passwords unless they exist. It is made aside and renamed when finished, so that an
 * interrupted first start leaves nothing half done. The caller holds the lock.
 */
export async function ensureCluster (cluster: Cluster, binaries: string, durable: boolean): Promise<Passwords> {
  const exists = existsSync(join(cluster.folder, 'PG_VERSION'))
  const passwords = readPasswords(cluster) ?? (exists ? refuseLostPasswords(cluster) : writePasswords(cluster))
  if (exists) {
    refuseOtherVersion(cluster)
    return passwords
  }
  const aside = `${cluster.folder}.new`
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { mode: 0o700 })
  giveTo(cluster.account, aside)
  await initialise(cluster, binaries, aside, durable)
  await setSuperuserPassword(cluster, binaries, aside, passwords.superuser)
  const rules = join(aside, 'pg_hba.conf')
  writeFileSync(rules, '# Whoever reaches the socket still needs a password.\nlocal all all scram-sha-256\n')
  if (lstatSync(cluster.folder, { throwIfNoEntry: false }) !== undefined) throw new ConfigError(`${cluster.folder} exists and is no database; move it away`)
  renameSync(aside, cluster.folder)
  flushFolder(cluster.dataDir)
  return passwords
}

function refuseLostPasswords (cluster: Cluster): never {
  throw new ConfigError(`${cluster.passwordFile} is missing although its database exists; restore it, or move ${cluster.folder} away to begin anew`)
}

function refuseOtherVersion (cluster: Cluster): void {
  const version = readFileSync(join(cluster.folder, 'PG_VERSION'), 'utf8').trim()
  if (version === MAJOR_VERSION) return
  throw new ConfigError(`${cluster.folder} belongs to PostgreSQL ${version}, the embedded one is ${MAJOR_VERSION}; upgrade it with pg_upgrade or move it away`)
}

function writePasswords (cluster: Cluster): Passwords {
  const fresh = (): string => randomBytes(32).toString('base64url')
  const passwords: Passwords = { superuser: fresh(), migrator: fresh(), app: fresh() }
  const aside = `${cluster.passwordFile}.new`
  rmSync(aside, { force: true })
  const file = openSync(aside, 'wx', 0o600)
  writeFileSync(file, JSON.stringify(passwords))
  fsyncSync(file)
  closeSync(file)
  renameSync(aside, cluster.passwordFile)
  flushFolder(cluster.dataDir)
  return passwords
}

/** Nobody may log in until the rules are written: initdb's own default lets in every local user as superuser. */
async function initialise (cluster: Cluster, binaries: string, folder: string, durable: boolean): Promise<void> {
  await runProgram(cluster, join(binaries, 'initdb'), folder, [
    '-D', dataArgument(cluster, folder), '-U', SUPERUSER, '--auth=reject', '--encoding=UTF8',
    '--locale=C', '--locale-provider=builtin', '--builtin-locale=C', '--no-instructions', ...(durable ? [] : ['--no-sync'])
  ])
}

/** By way of the single-user server, which reads its statement from us: no file, argument or log shows the password. */
async function setSuperuserPassword (cluster: Cluster, binaries: string, folder: string, password: string): Promise<void> {
  await runProgram(cluster, join(binaries, 'postgres'), folder,
    ['--single', '-D', dataArgument(cluster, folder), '-c', 'log_checkpoints=off', 'postgres'],
    `alter role ${SUPERUSER} password '${scramVerifier(password)}'\n`)
}

async function runProgram (cluster: Cluster, program: string, folder: string, args: string[], input = ''): Promise<void> {
  const child = spawn(program, args, { ...launchOptions(cluster, folder), stdio: 'pipe' })
  child.stdin.on('error', () => {}) // an early end shows in its exit code
  child.stdin.end(input)
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  const [code, , complaint] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  // The single-user server reports a failed statement and ends well, so what it says counts too.
  if (code === 0 && !/^.*(ERROR|FATAL|PANIC):/m.test(complaint)) return
  throw new ConfigError(`The embedded database could not be made in ${cluster.dataDir}: ${complaint.trim().split('\n').at(-1) ?? `exit code ${code}`}`)
}

function giveTo (account: Account | undefined, path: string): void {
  chmodSync(path, 0o700)
  if (account !== undefined) chownSync(path, account.uid, account.gid)
}

/** A rename survives a power cut only once its folder is flushed. */
function flushFolder (folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
