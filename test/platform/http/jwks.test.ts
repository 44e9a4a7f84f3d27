import t from 'tap'
import { generateKeyPairSync } from 'node:crypto'
import { createKeySet, readKeySet } from '../../../src/platform/http/jwks.ts'
import { createTokenVerifier } from '../../../src/platform/http/token-verifier.ts'
import { goodClaims, providerKey, startKeyServer } from '../../support/tokens.ts'

t.test('only keys that can verify are taken', async (t) => {
  const good = providerKey('good').jwk
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })
  const keys = readKeySet({
    keys: [
      good, { ...good, kid: 'encrypts', use: 'enc' }, { ...good, kid: 'wraps', key_ops: ['wrapKey'] }, { ...good, kid: 'other', alg: 'ES384' },
      { ...small, kid: 'small' }, { ...curve, kid: 'curve' }, { kty: 'oct', kid: 'oct', k: 'AAAA' }, { ...good, kid: ['list'] }, { ...good, kid: '' }, null, 7, { kid: 'empty' }
    ]
  })
  t.strictSame([...keys.keys()], ['good'])
  for (const document of [null, [], {}, { keys: {} }]) t.throws(() => readKeySet(document))
})

t.test('a thousand unknown key ids cause one fetch', async (t) => {
  const server = await startKeyServer(() => [providerKey('known').jwk])
  t.teardown(server.close)
  const keys = createKeySet(server.url)
  await Promise.all(Array.from({ length: 1000 }, (_, index) => keys.find(`unknown-${index}`)))
  for (let index = 0; index < 10; index += 1) await keys.find(`later-${index}`)
  t.equal(server.requests(), 1)
})

t.test('keys rotate without a restart, and what an old key signed is forgotten', async (t) => {
  let now = Date.now()
  const first = providerKey('first')
  const second = providerKey('second')
  let listed = [first.jwk]
  const server = await startKeyServer(() => listed)
  t.teardown(server.close)
  const verify = createTokenVerifier({ kind: 'jwks', url: server.url, issuer: 'i', audience: 'a' }, { now: () => now })
  const claims = { ...goodClaims(), iss: 'i', aud: 'a', scope: 'declarations:read' }
  const old = `Bearer ${first.sign(claims)}`
  await verify(old)
  listed = [second.jwk]
  now += 31_000
  await t.resolves(verify(`Bearer ${second.sign(claims)}`), 'the new key counts')
  await t.rejects(verify(old), { status: 401 } as never, 'the old one does not, remembered or not')
})

t.test('while the key server is down the last good set serves for a day', async (t) => {
  let now = Date.now()
  let up = true
  const key = providerKey('k')
  const failures: unknown[] = []
  const server = await startKeyServer(() => up ? [key.jwk] : undefined)
  t.teardown(server.close)
  const keys = createKeySet(server.url, { now: () => now, onFailure: (error) => { failures.push(error) } })
  t.ok(await keys.find('k'))
  up = false
  now += 23 * 3_600_000
  keys.generation()
  t.ok(await keys.find('k'), 'after 23 hours')
  await keys.find('unknown')
  t.equal(failures.length, 1, 'the failure is told')
  now += 2 * 3_600_000
  t.notOk(await keys.find('k'), 'after 25 hours')
})

t.test('answers that are too large, redirected or not a key set are no keys', async (t) => {
  for (const [name, answer] of Object.entries({ large: `"${'x'.repeat(300_000)}"`, text: 'keys', list: '[]' })) {
    const server = await startKeyServer(() => answer)
    let failure: unknown
    const keys = createKeySet(server.url, { onFailure: (error) => { failure = error } })
    t.notOk(await keys.find('k'), name)
    t.ok(failure instanceof Error, `${name}: told`)
    await server.close()
  }
})
