import { randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createSigner } from 'fast-jwt'
import { ConfigError, LOCAL_AUDIENCE, LOCAL_ISSUER } from '../../config.ts'
import type { Config } from '../../config.ts'
import type { TokenTrust } from './token-verifier.ts'

const SECRET_BYTES = 32

/** Who signs the tokens this service believes; the generated secret is made on first use. */
export function tokenTrust (config: Pick<Config, 'trust' | 'dataDir'>): TokenTrust {
  const { trust } = config
  if (trust.kind === 'jwks') return trust
  return { kind: 'local', secret: trust.kind === 'secret' ? trust.secret : loadLocalSecret(config.dataDir) }
}

/**
 * The random secret in the data folder, made when there is none yet. Two starters at once end with the same one.
 *
 * @throws ConfigError when the file is a link, belongs to another account, is open to others, or is cut short
 */
export function loadLocalSecret (dataDir: string): string {
  const path = join(dataDir, 'jwt-secret')
  makeSecret(path)
  const file = openSecret(path)
  try {
    const { uid, mode } = fstatSync(file)
    if (process.getuid !== undefined && uid !== process.getuid()) throw new ConfigError(`${path} belongs to another account`)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new ConfigError(`${path} is open to other accounts; set its mode to 0600`)
    const secret = readFileSync(file, 'utf8').trim()
    if (Buffer.byteLength(secret) < SECRET_BYTES) throw new ConfigError(`${path} is too short; delete it to have a new one made`)
    return secret
  } finally {
    closeSync(file)
  }
}

function openSecret (path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch {
    throw new ConfigError(`${path} cannot be read, or is a link`)
  }
}

/** One write of one line right after an exclusive create: whoever loses the race reads the winner's. */
function makeSecret (path: string): void {
  let file: number
  try {
    file = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new ConfigError(`${path} cannot be made`)
  }
  try {
    writeSync(file, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

export interface LocalTokenRequest {
  secret: string
  /** EORI of the operator. */
  operator: string
  subject: string
  /** Rights, separated by single spaces; `*` stands for all. */
  scope: string
  /** At most 24 hours. */
  lifetimeSeconds: number
  /** Seconds since 1970; the clock when left out. */
  issuedAt?: number
}

/** Signs a token with the local secret, for the command line and for tests. */
export function signLocalToken ({ secret, operator, subject, scope, lifetimeSeconds, issuedAt = Math.floor(Date.now() / 1000) }: LocalTokenRequest): string {
  const sign = createSigner({ key: Buffer.from(secret), algorithm: 'HS256' })
  return sign({ sub: subject, operator, scope, iss: LOCAL_ISSUER, aud: LOCAL_AUDIENCE, iat: issuedAt, exp: issuedAt + lifetimeSeconds })
}
