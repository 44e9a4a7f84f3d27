import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSigner } from 'fast-jwt'
import { LOCAL_AUDIENCE, LOCAL_ISSUER } from '../../src/config.ts'
import { signLocalToken } from '../../src/platform/http/local-trust.ts'

/** The secret tests sign with. */
export const TEST_SECRET = 'a test secret of more than thirty-two bytes'
export const TEST_OPERATOR = 'IT01234567890'

export function bearer (claims: { operator?: string, subject?: string, scope?: string, lifetimeSeconds?: number, issuedAt?: number } = {}): { authorization: string } {
  const { operator = TEST_OPERATOR, subject = 'erp', scope = '*', lifetimeSeconds = 3600, issuedAt } = claims
  const token = signLocalToken({ secret: TEST_SECRET, operator, subject, scope, lifetimeSeconds, ...(issuedAt === undefined ? {} : { issuedAt }) })
  return { authorization: `Bearer ${token}` }
}

/** Claims that pass, to be spoilt one at a time. */
export function goodClaims (now = Math.floor(Date.now() / 1000)): Record<string, unknown> {
  return { sub: 'erp', operator: TEST_OPERATOR, scope: 'declarations:read', iss: LOCAL_ISSUER, aud: LOCAL_AUDIENCE, iat: now, exp: now + 600 }
}

/** A token of any header and payload, rightly signed with HS256: what a careless issuer could make. */
export function handMade (header: unknown, payload: unknown, secret: string | Buffer = TEST_SECRET): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

export const encode = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A key pair as an identity provider has it. */
export function providerKey (kid: string, kind: 'rsa' | 'ec' | 'ed25519' = 'ec') {
  const pair = kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
  const algorithm = ({ rsa: 'RS256', ec: 'ES256', ed25519: 'EdDSA' } as const)[kind]
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' })
  return {
    jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig' },
    pem: pair.publicKey.export({ type: 'spki', format: 'pem' }),
    sign: (payload: Record<string, unknown>, header: Record<string, unknown> = { kid }) => createSigner({ key, algorithm, header: { alg: algorithm, ...header } })(payload)
  }
}

/** A key server whose keys and temper the test decides. */
export async function startKeyServer (keys: () => unknown) {
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    const answer = keys()
    if (answer === undefined) response.writeHead(503).end()
    else response.writeHead(200, { 'content-type': 'application/json' }).end(typeof answer === 'string' ? answer : JSON.stringify({ keys: answer }))
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    requests: () => requests,
    close: () => new Promise<void>((resolve) => { server.closeAllConnections(); server.close(() => { resolve() }) })
  }
}
