import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../../config.ts'
import { errorCode } from './connection.ts'

/** Bytes a socket's path may have on every system (macOS: 104 with the closing zero). */
const MAX_PATH_BYTES = 103

const fits = (folder: string): boolean => Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= MAX_PATH_BYTES

/**
 * Folder by which a client reaches the socket. The server names it relative to its own folder and knows no limit; for
 * a client whose path would be too long, a link in a short private folder leads there.
 */
export function socketFolder (folder: string): string {
  if (fits(folder)) return folder
  const name = `aeo-${process.getuid?.() ?? 0}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`
  const short = [tmpdir(), '/tmp'].map((base) => join(base, name)).find((candidate) => fits(join(candidate, 'd')))
  if (short === undefined) throw new ConfigError('DATA_DIR and the temporary folder both have paths too long for a socket; set a shorter DATA_DIR')
  makePrivate(short)
  const link = join(short, 'd')
  if (targetOf(link) !== folder) {
    rmSync(link, { force: true })
    try {
      symlinkSync(folder, link)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error // a starter beside us made the same one
    }
  }
  return link
}

/** Among the temporary files a folder of that name may be a trap laid by another user. */
function makePrivate (folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) throw new ConfigError(`${folder} is not ours alone; remove it`)
}

function targetOf (link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}
