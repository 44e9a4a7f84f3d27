import t from 'tap'
import { createHmac } from 'node:crypto'
import { Problem } from '../../../src/platform/problem.ts'
import { AccessRefusal } from '../../../src/platform/http/access-refusal.ts'
import { createTokenVerifier } from '../../../src/platform/http/token-verifier.ts'
import type { VerifyToken } from '../../../src/platform/http/token-verifier.ts'
import { bearer, encode, goodClaims, handMade, providerKey, startKeyServer, TEST_OPERATOR, TEST_SECRET } from '../../support/tokens.ts'

const local = createTokenVerifier({ kind: 'local', secret: TEST_SECRET })
const HEADER = { alg: 'HS256', typ: 'JWT' }

async function refusal (verify: VerifyToken, header: string | undefined): Promise<Problem> {
  try {
    await verify(header)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('The token was taken')
}
const reasonOf = (problem: Problem): string | undefined => problem.cause instanceof AccessRefusal ? problem.cause.reason : undefined

t.test('a token that the local secret signed is taken as it says', async (t) => {
  const claims = await local(bearer({ subject: 'broker', scope: 'declarations:read *' }).authorization)
  t.equal(claims.subject, 'broker')
  t.equal(claims.eori, TEST_OPERATOR)
  t.strictSame([...claims.scopes], ['declarations:read', '*'])
})

t.test('every claim is required, and of its kind', async (t) => {
  const good = goodClaims()
  const now = good['iat'] as number
  const cases: [name: string, change: Record<string, unknown>, reason: string][] = [
    ...['exp', 'iat', 'iss', 'aud', 'sub', 'operator', 'scope'].map((claim): [string, Record<string, unknown>, string] =>
      [`without ${claim}`, { [claim]: undefined }, claim === 'iss' ? 'wrong_issuer' : claim === 'aud' ? 'wrong_audience' : `wrong_${claim}`]),
    ['exp 1e308', { exp: 1e308 }, 'wrong_exp'],
    ['exp as text', { exp: String(now + 600) }, 'wrong_exp'],
    ['exp null', { exp: null }, 'wrong_exp'],
    ['exp in a list', { exp: [now + 600] }, 'wrong_exp'],
    ['ended', { iat: now - 600, exp: now - 31 }, 'expired'],
    ['lifetime above 24 hours', { exp: now + 86_401 }, 'wrong_lifetime'],
    ['ends before it begins', { iat: now, exp: now - 1 }, 'wrong_lifetime'],
    ['issued in the future', { iat: now + 90, exp: now + 600 }, 'issued_in_future'],
    ['not yet valid', { nbf: now + 90 }, 'not_yet_valid'],
    ['nbf as text', { nbf: 'now' }, 'wrong_nbf'],
    ['iss in a list', { iss: [good['iss']] }, 'wrong_issuer'],
    ['aud in a list', { aud: [good['aud']] }, 'wrong_audience'],
    ['sub in a list', { sub: ['erp'] }, 'wrong_sub'],
    ['sub a number', { sub: 7 }, 'wrong_sub'],
    ['sub empty', { sub: '' }, 'wrong_sub'],
    ['sub of 256 characters', { sub: 'x'.repeat(256) }, 'wrong_sub'],
    ['sub with a line end', { sub: 'a\nb' }, 'wrong_sub'],
    ['sub that turns the line', { sub: 'a\u202eb' }, 'wrong_sub'],
    ['operator in a list', { operator: [TEST_OPERATOR] }, 'wrong_operator'],
    ['two operators', { operator: `${TEST_OPERATOR} ${TEST_OPERATOR}` }, 'wrong_operator'],
    ['operator in lower case', { operator: 'it01234567890' }, 'wrong_operator'],
    ['scope in a list', { scope: ['*'] }, 'wrong_scope'],
    ['scope with two spaces', { scope: 'a:read  b:read' }, 'wrong_scope'],
    ['scope empty', { scope: '' }, 'wrong_scope']
  ]
  for (const [name, change, reason] of cases) {
    t.equal(reasonOf(await refusal(local, `Bearer ${handMade(HEADER, { ...good, ...change })}`)), reason, name)
  }
  await t.resolves(local(`Bearer ${handMade(HEADER, { ...good, exp: now + 86_400 })}`), 'exactly 24 hours')
  await t.resolves(local(`Bearer ${handMade({ alg: 'HS256' }, good)}`), 'without typ')
  await t.resolves(local(`Bearer ${handMade({ alg: 'HS256', typ: 'at+jwt' }, good)}`), 'access token type')
})

t.test('forged and misshapen tokens are all refused alike', async (t) => {
  const good = goodClaims()
  const signed = handMade(HEADER, good)
  const unsigned = (alg: string): string => `${encode({ alg, typ: 'JWT' })}.${encode(good)}`
  const forgeries: [name: string, header: string | undefined][] = [
    ['nothing', undefined],
    ['empty', ''],
    ['another scheme', `Basic ${signed}`],
    ['no signature', `Bearer ${unsigned('HS256')}.`],
    ['algorithm none', `Bearer ${unsigned('none')}.`],
    ['algorithm None', `Bearer ${unsigned('None')}.AAAA`],
    ['algorithm PS256', `Bearer ${handMade({ alg: 'PS256' }, good)}`],
    ['algorithm HS512', `Bearer ${handMade({ alg: 'HS512' }, good)}`],
    ['another secret', `Bearer ${handMade(HEADER, good, 'x'.repeat(32))}`],
    ['a flipped bit', `Bearer ${signed.slice(0, -2)}${signed.endsWith('A') ? 'BA' : 'AA'}`],
    ['type id+jwt', `Bearer ${handMade({ alg: 'HS256', typ: 'id+jwt' }, good)}`],
    ['critical header', `Bearer ${handMade({ ...HEADER, crit: ['exp'] }, good)}`],
    ['unknown critical header', `Bearer ${handMade({ ...HEADER, crit: ['x'], x: 1 }, good)}`],
    ['empty crit', `Bearer ${handMade({ ...HEADER, crit: '' }, good)}`],
    ['key in the header', `Bearer ${handMade({ ...HEADER, jwk: { kty: 'oct', k: 'AAAA' } }, good)}`],
    ['address of keys in the header', `Bearer ${handMade({ ...HEADER, jku: 'http://127.0.0.1/' }, good)}`],
    ['payload a list', `Bearer ${handMade(HEADER, [good])}`],
    ['payload not JSON', `Bearer ${handMade(HEADER, '{')}`],
    ['header not JSON', `Bearer ${handMade('{', good)}`],
    ['longer than 8 kB', `Bearer ${handMade(HEADER, { ...good, padding: 'x'.repeat(8000) })}`],
    ['two tokens in one header', `Bearer ${signed}, Bearer ${signed}`]
  ]
  const plain = JSON.stringify(await refusal(local, undefined))
  for (const [name, header] of forgeries) {
    const problem = await refusal(local, header)
    t.equal(problem.status, 401, name)
    t.equal(JSON.stringify(problem), plain, `${name}: same text`)
    t.match(problem.headers['www-authenticate'], /^Bearer/, `${name}: says how to authenticate`)
  }
})

t.test('a token that is remembered still ends', async (t) => {
  let now = Date.now()
  const verify = createTokenVerifier({ kind: 'local', secret: TEST_SECRET }, { now: () => now })
  const { authorization } = bearer({ lifetimeSeconds: 60 })
  await verify(authorization)
  await t.resolves(verify(authorization))
  now += 91_000
  t.equal(reasonOf(await refusal(verify, authorization)), 'expired')
})

t.test('a secret below 32 bytes is not believed', async (t) => {
  for (const secret of ['', 'short', 'x'.repeat(31)]) t.throws(() => createTokenVerifier({ kind: 'local', secret }))
})

t.test('keys of an identity provider', async (t) => {
  const rsa = providerKey('rsa-1', 'rsa')
  const ec = providerKey('ec-1', 'ec')
  const ed = providerKey('ed-1', 'ed25519')
  const server = await startKeyServer(() => [rsa.jwk, ec.jwk, ed.jwk, { kty: 'oct', kid: 'oct-1', k: encode(TEST_SECRET) }])
  t.teardown(server.close)
  const issuer = 'https://id.example'
  const verify = createTokenVerifier({ kind: 'jwks', url: server.url, issuer, audience: 'aeo' })
  const good = { ...goodClaims(), iss: issuer, aud: ['other', 'aeo'], scope: 'declarations:read *' }

  for (const [name, key] of Object.entries({ rsa, ec, ed })) {
    const claims = await verify(`Bearer ${key.sign(good)}`)
    t.strictSame([...claims.scopes], ['declarations:read'], `${name}: taken, and the star does not count`)
  }
  const forgeries: [name: string, token: string][] = [
    ['HS256 with the public PEM', hmacToken({ alg: 'HS256', kid: 'rsa-1' }, good, rsa.pem as string)],
    ['HS256 with the public JWK', hmacToken({ alg: 'HS256', kid: 'ec-1' }, good, JSON.stringify(ec.jwk))],
    ['HS256 with the listed symmetric key', hmacToken({ alg: 'HS256', kid: 'oct-1' }, good, TEST_SECRET)],
    ['signed by another key than the id says', rsa.sign(good, { kid: 'ec-1' })],
    ['no key id', rsa.sign(good, {})],
    ['key id a list', rsa.sign(good, { kid: ['rsa-1'] })],
    ['key id __proto__', rsa.sign(good, { kid: '__proto__' })],
    ['key id a path', rsa.sign(good, { kid: '../rsa-1' })],
    ['algorithm none', `${encode({ alg: 'none', kid: 'rsa-1' })}.${encode(good)}.AAAA`],
    ['another audience', rsa.sign({ ...good, aud: 'other' })],
    ['audience with a number', rsa.sign({ ...good, aud: ['aeo', 1] })],
    ['another issuer', rsa.sign({ ...good, iss: 'https://evil.example' })]
  ]
  for (const [name, token] of forgeries) t.equal((await refusal(verify, `Bearer ${token}`)).status, 401, name)
})

function hmacToken (header: unknown, payload: unknown, key: string): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
}
