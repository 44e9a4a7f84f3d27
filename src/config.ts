import { mkdirSync, readFileSync, statSync, lstatSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'

/**
 * The environment, read once and checked. A wrong setting stops the start with one line that names it.
 * Any setting NAME may also be given as NAME_FILE: the path of a file that holds the value.
 */
export interface Config {
  readonly host: string
  readonly port: number
  /** Where health, metrics and readiness detail answer when the main address is not loopback. */
  readonly ops: { readonly host: string, readonly port: number } | null
  readonly dataDir: string
  /** Address for the service's own role; null means the embedded server in dataDir. */
  readonly databaseUrl: string | null
  /** Address for `migrate` alone. */
  readonly databaseOwnerUrl: string | null
  readonly poolSize: number
  readonly reportPoolSize: number
  readonly trust: TrustConfig
  /** What keys for sealing are derived from; null: from the secret that signs tokens. */
  readonly sealingKey: string | null
  /** Whether webhooks may lead to this machine itself. */
  readonly webhookLoopback: boolean
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  readonly trustProxy: readonly string[]
  readonly rateLimitPerMinute: number
  readonly addressRateLimitPerMinute: number
  readonly maxConnections: number
  readonly queueMaxItems: number
  readonly queueMaxBytes: number
  readonly queueMaxAgeMs: number
  readonly bulkChunk: number
  readonly headersTimeoutMs: number
  readonly bodyTimeoutMs: number
  readonly bulkIdleMs: number
  readonly stopDelayMs: number
  readonly docs: boolean
}

export type TrustConfig =
  | { readonly kind: 'generated' }
  | { readonly kind: 'secret', readonly secret: string }
  | { readonly kind: 'jwks', readonly url: string, readonly issuer: string, readonly audience: string }

/** Issuer and audience of tokens that the local secret signs. */
export const LOCAL_ISSUER = 'aeo-control'
export const LOCAL_AUDIENCE = 'aeo-control'

/** A wrong setting: printed as one line, without a stack. */
export class ConfigError extends Error {}

interface Setting {
  name: string
  fallback: string
  description: string
  /** Bounds of a whole number, where it is one. */
  bounds?: readonly [least: number, most: number]
  secret?: boolean
}

/** Every setting, in the order of the table in README.md; a test compares the two. */
export const SETTINGS: readonly Setting[] = [
  { name: 'HOST', fallback: '127.0.0.1', description: 'Address to listen on; without keys it must be loopback' },
  { name: 'PORT', fallback: '8080', description: 'Port to listen on; 0 takes a free one', bounds: [0, 65535] },
  { name: 'OPS_HOST', fallback: '', description: 'Address for /metrics and readiness detail when HOST is not loopback' },
  { name: 'OPS_PORT', fallback: '9090', description: 'Port for the same', bounds: [0, 65535] },
  { name: 'DATA_DIR', fallback: '.data', description: 'Folder of the embedded database, the generated secret and the checkpoints' },
  { name: 'DATABASE_URL', fallback: '', description: 'PostgreSQL address with a role that owns nothing; empty starts the embedded server', secret: true },
  { name: 'DATABASE_OWNER_URL', fallback: '', description: 'Address with the migrator\'s role, for `npm run migrate` alone', secret: true },
  { name: 'DATABASE_POOL', fallback: '32', description: 'Connections for ingest (three of four) and operations; over all replicas fewer than the server allows', bounds: [1, 200] },
  { name: 'DATABASE_REPORT_POOL', fallback: '4', description: 'Connections for reports and GraphQL', bounds: [1, 100] },
  { name: 'JWT_SECRET', fallback: '', description: 'HS256 secret of at least 32 bytes; never together with JWKS_URL', secret: true },
  { name: 'JWKS_URL', fallback: '', description: 'Address of the identity provider\'s key set (RS256, ES256, EdDSA)' },
  { name: 'JWT_ISSUER', fallback: '', description: 'Expected `iss`, with JWKS_URL' },
  { name: 'JWT_AUDIENCE', fallback: '', description: 'Expected `aud`, with JWKS_URL' },
  { name: 'SEALING_KEY', fallback: '', description: 'Key of at least 32 bytes that seals the secrets of webhooks, the same for all replicas; JWT_SECRET if empty', secret: true },
  { name: 'WEBHOOK_LOOPBACK', fallback: 'false', description: 'Whether webhooks may lead to this machine itself, for trying; HOST must be loopback' },
  { name: 'LOG_LEVEL', fallback: 'info', description: 'fatal, error, warn, info, debug, trace or silent' },
  { name: 'TRUST_PROXY', fallback: '', description: 'Comma-separated addresses of proxies whose X-Forwarded headers are believed' },
  { name: 'RATE_LIMIT', fallback: '600000', description: 'Requests a minute for one subject of one operator', bounds: [1, 10_000_000] },
  { name: 'ADDRESS_RATE_LIMIT', fallback: '1200000', description: 'Requests a minute from one address', bounds: [1, 10_000_000] },
  { name: 'MAX_CONNECTIONS', fallback: '2000', description: 'Open connections at once', bounds: [10, 100_000] },
  { name: 'QUEUE_MAX_ITEMS', fallback: '5000', description: 'Declarations waiting for the next batch before pushes get 503; at most four fifths are of one operator', bounds: [10, 1_000_000] },
  { name: 'QUEUE_MAX_BYTES', fallback: '67108864', description: 'Bytes waiting, the same', bounds: [1_048_576, 1_073_741_824] },
  { name: 'QUEUE_MAX_AGE_MS', fallback: '5000', description: 'Age of the oldest waiting push, milliseconds, the same', bounds: [100, 60_000] },
  { name: 'BULK_CHUNK', fallback: '500', description: 'Declarations a transaction in bulk', bounds: [1, 5000] },
  { name: 'HEADERS_TIMEOUT_MS', fallback: '10000', description: 'Milliseconds in which the head of a request must arrive', bounds: [500, 60_000] },
  { name: 'BODY_TIMEOUT_MS', fallback: '30000', description: 'Milliseconds in which the content of a request must arrive, except in bulk', bounds: [500, 600_000] },
  { name: 'BULK_IDLE_MS', fallback: '60000', description: 'Milliseconds after which bulk ends whose client sends nothing, sends less than 1 KiB a second, or reads no verdict', bounds: [500, 600_000] },
  { name: 'STOP_DELAY_MS', fallback: '5000', description: 'Milliseconds between "not ready" and closing the door on a stop signal', bounds: [0, 60_000] },
  { name: 'DOCS', fallback: 'true', description: 'Whether /docs, /openapi.json and /graphiql answer' }
]

type Environment = Record<string, string | undefined>

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])
export const isLoopback = (host: string): boolean => LOOPBACK.has(host) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)

/** @throws ConfigError with one line that names the wrong setting. */
export function readConfig (environment: Environment): Config {
  refuseUnknown(environment)
  const read = (name: string): string => readSetting(environment, name)
  const whole = (name: string): number => wholeNumber(name, read(name))
  const host = read('HOST')
  const trust = readTrust(read)
  if (trust.kind === 'generated' && !isLoopback(host)) {
    throw new ConfigError(`HOST=${host} is reachable from elsewhere, so set JWT_SECRET, or JWKS_URL with JWT_ISSUER and JWT_AUDIENCE`)
  }
  const opsHost = read('OPS_HOST')
  return Object.freeze({
    host,
    port: whole('PORT'),
    ops: opsHost === '' ? null : { host: opsHost, port: whole('OPS_PORT') },
    dataDir: dataFolder(read('DATA_DIR')),
    databaseUrl: databaseAddress('DATABASE_URL', read('DATABASE_URL')),
    databaseOwnerUrl: databaseAddress('DATABASE_OWNER_URL', read('DATABASE_OWNER_URL')),
    poolSize: whole('DATABASE_POOL'),
    reportPoolSize: whole('DATABASE_REPORT_POOL'),
    trust,
    sealingKey: sealingKey(read('SEALING_KEY')),
    webhookLoopback: webhookLoopback(read('WEBHOOK_LOOPBACK'), host),
    logLevel: logLevel(read('LOG_LEVEL')),
    trustProxy: read('TRUST_PROXY').split(',').map((address) => address.trim()).filter((address) => address !== ''),
    rateLimitPerMinute: whole('RATE_LIMIT'),
    addressRateLimitPerMinute: whole('ADDRESS_RATE_LIMIT'),
    maxConnections: whole('MAX_CONNECTIONS'),
    queueMaxItems: whole('QUEUE_MAX_ITEMS'),
    queueMaxBytes: whole('QUEUE_MAX_BYTES'),
    queueMaxAgeMs: whole('QUEUE_MAX_AGE_MS'),
    bulkChunk: whole('BULK_CHUNK'),
    headersTimeoutMs: whole('HEADERS_TIMEOUT_MS'),
    bodyTimeoutMs: whole('BODY_TIMEOUT_MS'),
    bulkIdleMs: whole('BULK_IDLE_MS'),
    stopDelayMs: whole('STOP_DELAY_MS'),
    docs: trueOrFalse('DOCS', read('DOCS'))
  })
}

/** A misspelt setting would silently keep its default; AEO_… is reserved, so that one is caught. */
function refuseUnknown (environment: Environment): void {
  const known = new Set(SETTINGS.flatMap(({ name }) => [name, `${name}_FILE`]))
  for (const name of Object.keys(environment)) {
    if (name.startsWith('AEO_') && !known.has(name)) throw new ConfigError(`${name} is not a setting of this service; see the table in README.md`)
  }
}

function readSetting (environment: Environment, name: string): string {
  const direct = environment[name]
  const file = environment[`${name}_FILE`]
  if (direct !== undefined && direct !== '' && file !== undefined && file !== '') {
    throw new ConfigError(`${name} and ${name}_FILE are both set; set one`)
  }
  if (file !== undefined && file !== '') {
    try {
      return readFileSync(file, 'utf8').trim()
    } catch {
      throw new ConfigError(`${name}_FILE names a file that cannot be read`)
    }
  }
  const setting = SETTINGS.find((candidate) => candidate.name === name)
  if (setting === undefined) throw new Error(`No setting ${name}`)
  return direct === undefined || direct === '' ? setting.fallback : direct
}

function wholeNumber (name: string, value: string): number {
  const bounds = SETTINGS.find((candidate) => candidate.name === name)?.bounds ?? [0, Number.MAX_SAFE_INTEGER]
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= bounds[0] && number <= bounds[1])) {
    throw new ConfigError(`${name} must be a whole number from ${bounds[0]} to ${bounds[1]}`)
  }
  return number
}

function trueOrFalse (name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw new ConfigError(`${name} must be true or false`)
  return value === 'true'
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
function logLevel (value: string): Config['logLevel'] {
  const level = LEVELS.find((candidate) => candidate === value)
  if (level === undefined) throw new ConfigError(`LOG_LEVEL must be one of ${LEVELS.join(', ')}`)
  return level
}

function readTrust (read: (name: string) => string): TrustConfig {
  const secret = read('JWT_SECRET')
  const jwks = { JWKS_URL: read('JWKS_URL'), JWT_ISSUER: read('JWT_ISSUER'), JWT_AUDIENCE: read('JWT_AUDIENCE') }
  const missing = Object.entries(jwks).filter(([, value]) => value === '').map(([name]) => name)
  if (secret !== '' && missing.length < 3) throw new ConfigError('JWT_SECRET and JWKS_URL exclude each other; set one kind of trust')
  if (secret !== '') {
    if (Buffer.byteLength(secret) < 32) throw new ConfigError('JWT_SECRET must have at least 32 bytes')
    return { kind: 'secret', secret }
  }
  if (missing.length === 3) return { kind: 'generated' }
  if (missing.length > 0) throw new ConfigError(`${missing.join(' and ')} must be set together with the other JWKS settings`)
  if (!isKeyAddress(jwks.JWKS_URL)) throw new ConfigError('JWKS_URL must be an https address (http only to loopback)')
  return { kind: 'jwks', url: jwks.JWKS_URL, issuer: jwks.JWT_ISSUER, audience: jwks.JWT_AUDIENCE }
}

function sealingKey (value: string): string | null {
  if (value === '') return null
  if (Buffer.byteLength(value) < 32) throw new ConfigError('SEALING_KEY must have at least 32 bytes')
  return value
}

function webhookLoopback (value: string, host: string): boolean {
  const allowed = trueOrFalse('WEBHOOK_LOOPBACK', value)
  if (allowed && !isLoopback(host)) throw new ConfigError(`WEBHOOK_LOOPBACK=true is for trying on one machine, and HOST=${host} is reachable from elsewhere; leave one of them out`)
  return allowed
}

function isKeyAddress (value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, username } = new URL(value)
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, ''))))
}

/** Outside loopback the connection must be encrypted and the server's name checked. */
function databaseAddress (name: string, value: string): string | null {
  if (value === '') return null
  if (!URL.canParse(value) || !/^postgres(ql)?:$/.test(new URL(value).protocol)) {
    throw new ConfigError(`${name} must be a postgres:// address`)
  }
  const url = new URL(value)
  const socket = url.searchParams.get('host')?.startsWith('/') === true
  if (!socket && !isLoopback(url.hostname) && url.searchParams.get('sslmode') !== 'verify-full' && url.searchParams.get('sslmode') !== 'disable') {
    throw new ConfigError(`${name} leads to another machine, so it must say sslmode=verify-full (or sslmode=disable on a private container network)`)
  }
  return value
}

/** Absolute path of the data folder; made with mode 0700, never a link, never another account's. */
function dataFolder (value: string): string {
  const path = isAbsolute(value) ? value : resolve(value)
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if (lstatSync(path).isSymbolicLink()) throw new ConfigError(`DATA_DIR ${path} is a link; name the folder itself`)
    const owner = statSync(path).uid
    if (process.getuid !== undefined && owner !== process.getuid()) throw new ConfigError(`DATA_DIR ${path} belongs to another account`)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(`DATA_DIR ${path} cannot be made or read`)
  }
  return path
}
