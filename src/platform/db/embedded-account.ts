import { execFileSync } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { ConfigError } from '../../config.ts'

/** Account the server runs under where it may not be our own. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root, so root lends it an account; everybody else uses their own (undefined). */
export function serverAccount (clusterFolder: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (process.platform !== 'linux') throw new ConfigError('The embedded database cannot be started by root on this system; use an ordinary account or set DATABASE_URL')
  const account = ownerOf(clusterFolder) ?? namedAccount('postgres') ?? namedAccount('nobody')
  if (account === undefined) throw new ConfigError('The embedded database needs an account postgres or nobody when root starts it; make one, use an ordinary account or set DATABASE_URL')
  return account
}

/** Files once made stay with their account, also when an account `postgres` comes into being later. */
function ownerOf (folder: string): Account | undefined {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid }
}

function namedAccount (name: string): Account | undefined {
  try {
    const ask = (option: string): number => Number(execFileSync('id', [option, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    return undefined // no such account
  }
}
