import { hash } from 'node:crypto'
import { createDecoder, createVerifier } from 'fast-jwt'
import { LOCAL_AUDIENCE, LOCAL_ISSUER } from '../../config.ts'
import { unauthorised } from '../problem.ts'
import type { Problem } from '../problem.ts'
import { AccessRefusal } from './access-refusal.ts'
import { createKeySet } from './jwks.ts'
import type { KeySet, KeySetOptions, VerifiedToken, VerifySignature } from './jwks.ts'
import { isAlive, readClaims } from './jwt-claims.ts'
import type { ClaimRules, Claims } from './jwt-claims.ts'

/** Whose signatures count. */
export type TokenTrust =
  | { readonly kind: 'local', readonly secret: string }
  | { readonly kind: 'jwks', readonly url: string, readonly issuer: string, readonly audience: string }

export type VerifyToken = (authorizationHeader: string | undefined) => Promise<Claims>

const LONGEST_HEADER = 8192
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i
const MOST_REMEMBERED = 10_000

/**
 * Reads `Authorization: Bearer …` and answers what the token says.
 *
 * Signatures that were found good are remembered by the SHA-256 of the whole token, until the token ends or the keys change.
 *
 * @throws unauthorised, with the same text whatever was wrong; its cause holds the reason for the log
 */
export function createTokenVerifier (trust: TokenTrust, options: KeySetOptions = {}): VerifyToken {
  const now = options.now ?? Date.now
  const { verify, rules, generation } = trust.kind === 'local' ? localTrust(trust.secret) : providerTrust(trust, options)
  const remembered = new Map<string, Claims>()
  let rememberedGeneration = generation()

  async function readToken (authorization: string | undefined): Promise<Claims> {
    const token = bearerToken(authorization)
    const seconds = now() / 1000
    if (generation() !== rememberedGeneration) {
      remembered.clear()
      rememberedGeneration = generation()
    }
    const digest = hash('sha256', token, 'base64')
    const known = remembered.get(digest)
    if (known !== undefined) {
      if (isAlive(known.expiresAt, seconds)) return known
      remembered.delete(digest)
      throw new AccessRefusal('expired')
    }
    const generationBefore = generation()
    const { header, payload } = await verify(token)
    const claims = readClaims(header, payload, rules, seconds)
    // Keys that changed while this token was looked at: good now, but not worth remembering.
    if (generation() === generationBefore) remember(digest, claims)
    return claims
  }

  function remember (digest: string, claims: Claims): void {
    if (remembered.size >= MOST_REMEMBERED) {
      const oldest = remembered.keys().next().value
      if (oldest !== undefined) remembered.delete(oldest)
    }
    remembered.set(digest, claims)
  }

  return async (authorization) => {
    try {
      return await readToken(authorization)
    } catch (error) {
      throw tokenRefused(error)
    }
  }
}

/** Every failure of a token looks the same from outside, also one the library did not foresee. */
export function tokenRefused (error: unknown): Problem {
  const cause = error instanceof AccessRefusal ? error : new AccessRefusal(libraryReason(error))
  return unauthorised('Send a valid token as `Authorization: Bearer …`.', {}, { cause, headers: { 'www-authenticate': 'Bearer realm="aeo-control"' } })
}

function libraryReason (error: unknown): string {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined
  return typeof code === 'string' && /^FAST_JWT_[A-Z_]{1,60}$/.test(code) ? code.slice('FAST_JWT_'.length).toLowerCase() : 'unreadable'
}

function bearerToken (authorization: string | undefined): string {
  if (authorization === undefined) throw new AccessRefusal('no_token')
  const token = authorization.length > LONGEST_HEADER ? undefined : BEARER.exec(authorization)?.[1]
  if (token === undefined) throw new AccessRefusal('malformed')
  return token
}

interface Trusted {
  verify: (token: string) => VerifiedToken | Promise<VerifiedToken>
  rules: ClaimRules
  generation: () => number
}

function localTrust (secret: string): Trusted {
  if (Buffer.byteLength(secret) < 32) throw new Error('A signing secret has at least 32 bytes')
  const verify = createVerifier({ key: Buffer.from(secret), algorithms: ['HS256'], complete: true, ignoreExpiration: true, ignoreNotBefore: true })
  const rules = { issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE, audienceMayBeList: false, wildcard: true }
  return { verify: verify as VerifySignature, rules, generation: () => 0 }
}

function providerTrust (trust: { url: string, issuer: string, audience: string }, options: KeySetOptions): Trusted {
  const keys = createKeySet(trust.url, options)
  const decode = createDecoder({ complete: true })
  return {
    verify: (token) => verifyByKey(token, decode(token) as { header: Record<string, unknown> }, keys),
    rules: { issuer: trust.issuer, audience: trust.audience, audienceMayBeList: true, wildcard: false },
    generation: keys.generation
  }
}

async function verifyByKey (token: string, { header }: { header: Record<string, unknown> }, keys: KeySet): Promise<VerifiedToken> {
  const kid = header['kid']
  if (typeof kid !== 'string') throw new AccessRefusal('wrong_kid')
  const verify = await keys.find(kid)
  if (verify === undefined) throw new AccessRefusal('unknown_key')
  return verify(token)
}
