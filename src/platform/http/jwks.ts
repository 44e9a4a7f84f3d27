import { createPublicKey } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import { createVerifier } from 'fast-jwt'
import { decodeStrictly, parseJsonStrictly } from './body.ts'

const REFETCH_AFTER_MS = 30_000
const REFRESH_AFTER_MS = 10 * 60_000
const KEEP_FOR_MS = 24 * 60 * 60_000
const FETCH_TIMEOUT_MS = 5000
const LARGEST_SET_BYTES = 256 * 1024
const MOST_KEYS = 100

export interface VerifiedToken { header: Record<string, unknown>, payload: Record<string, unknown> }
export type VerifySignature = (token: string) => VerifiedToken

/** The identity provider's keys. */
export interface KeySet {
  /** The check for signatures by the key with exactly this `kid`; undefined when there is none. */
  find: (kid: string) => Promise<VerifySignature | undefined>
  /** Rises whenever the keys change, so that what was verified before can be forgotten. */
  generation: () => number
}

export interface KeySetOptions {
  now?: () => number
  /** Hears about a key server that does not answer. */
  onFailure?: (error: unknown) => void
}

/**
 * Keys from a JWKS address: fetched on first use, refreshed every ten minutes of use, and at most every 30 seconds for an
 * unknown `kid`, so that forged ids cannot drive fetches. The last good set serves 24 hours while the server is down.
 */
export function createKeySet (url: string, { now = Date.now, onFailure = () => {} }: KeySetOptions = {}): KeySet {
  let keys = new Map<string, VerifySignature>()
  let text = ''
  let generation = 0
  let loadedAt = -Infinity
  let triedAt = -Infinity
  let running: Promise<void> | undefined

  function refresh (): Promise<void> {
    if (running === undefined && now() - triedAt >= REFETCH_AFTER_MS) {
      triedAt = now()
      running = load().catch(onFailure).finally(() => { running = undefined })
    }
    return running ?? Promise.resolve()
  }

  async function load (): Promise<void> {
    const fetched = await fetchKeySet(url)
    if (fetched !== text) {
      keys = readKeySet(parseJsonStrictly(fetched))
      text = fetched
      generation += 1
    }
    loadedAt = now()
  }

  function forgetOldKeys (): void {
    if (keys.size === 0 || now() - loadedAt <= KEEP_FOR_MS) return
    keys = new Map()
    text = ''
    generation += 1
  }

  return {
    generation: () => {
      forgetOldKeys()
      if (now() - loadedAt > REFRESH_AFTER_MS) void refresh()
      return generation
    },
    find: async (kid) => {
      forgetOldKeys()
      const known = keys.get(kid)
      if (known !== undefined) return known
      await refresh()
      return keys.get(kid)
    }
  }
}

async function fetchKeySet (url: string): Promise<string> {
  const response = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/jwk-set+json, application/json' },
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS)
  })
  if (response.status !== 200 || response.body === null) throw new Error(`The key server answered ${response.status}`)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > LARGEST_SET_BYTES) throw new Error(`The key set is larger than ${LARGEST_SET_BYTES} bytes`)
    chunks.push(chunk)
  }
  return decodeStrictly(Buffer.concat(chunks, size))
}

/** Keys that cannot be used are left out: one odd key must not lock out the others. */
export function readKeySet (document: unknown): Map<string, VerifySignature> {
  const listed = typeof document === 'object' && document !== null ? (document as { keys?: unknown }).keys : undefined
  if (!Array.isArray(listed)) throw new Error('The key set has no list "keys"')
  const keys = new Map<string, VerifySignature>()
  for (const jwk of listed.slice(0, MOST_KEYS)) {
    const key = readKey(jwk)
    if (key !== undefined && !keys.has(key.kid)) keys.set(key.kid, key.verify)
  }
  return keys
}

function readKey (jwk: unknown): { kid: string, verify: VerifySignature } | undefined {
  if (typeof jwk !== 'object' || jwk === null) return undefined
  const { kid, use, alg, key_ops: operations } = jwk as Record<string, unknown>
  if (typeof kid !== 'string' || kid === '' || kid.length > 200) return undefined
  if (use !== undefined && use !== 'sig') return undefined
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined
  const key = importKey(jwk as Record<string, unknown>)
  const algorithm = key === undefined ? undefined : algorithmOf(key)
  if (key === undefined || algorithm === undefined || (alg !== undefined && alg !== algorithm)) return undefined
  const pem = key.export({ type: 'spki', format: 'pem' })
  // Times are checked with the other claims; the library would skip those that are absent.
  const verify = createVerifier({ key: pem, algorithms: [algorithm], complete: true, ignoreExpiration: true, ignoreNotBefore: true })
  return { kid, verify: verify as VerifySignature }
}

/** Only the public members go in: a private or symmetric key in the set is never taken for what it is not. */
function importKey (jwk: Record<string, unknown>): KeyObject | undefined {
  const { kty, n, e, crv, x, y } = jwk
  const members = kty === 'RSA' ? { kty, n, e } : kty === 'EC' ? { kty, crv, x, y } : kty === 'OKP' ? { kty, crv, x } : undefined
  if (members === undefined) return undefined
  try {
    return createPublicKey({ format: 'jwk', key: members as JsonWebKey })
  } catch {
    return undefined
  }
}

/** The key's own type fixes the algorithm; the token's header has no say. */
function algorithmOf (key: KeyObject): 'RS256' | 'ES256' | 'EdDSA' | undefined {
  if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return 'RS256'
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256'
  return key.asymmetricKeyType === 'ed25519' ? 'EdDSA' : undefined
}
