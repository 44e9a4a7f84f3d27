import t from 'tap'
import { chmodSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadLocalSecret, tokenTrust } from '../../../src/platform/http/local-trust.ts'

t.test('the secret is made once, random, for this account alone', async (t) => {
  const first = loadLocalSecret(t.testdir({ a: {} }))
  const folder = t.testdir({ b: {} })
  const secret = loadLocalSecret(folder)
  t.equal(loadLocalSecret(folder), secret, 'the same afterwards')
  t.not(secret, first, 'another folder, another secret')
  t.ok(Buffer.from(secret, 'base64url').length >= 32)
  t.equal(statSync(join(folder, 'jwt-secret')).mode & 0o777, 0o600)
  t.equal(readFileSync(join(folder, 'jwt-secret'), 'utf8').trim(), secret)
  t.strictSame(tokenTrust({ trust: { kind: 'generated' }, dataDir: folder }), { kind: 'local', secret })
})

t.test('a file that others can read, a link and a cut file stop the start', async (t) => {
  const folder = t.testdir({})
  loadLocalSecret(folder)
  const path = join(folder, 'jwt-secret')
  chmodSync(path, 0o644)
  t.throws(() => loadLocalSecret(folder), /open to other accounts/)
  chmodSync(path, 0o600)
  writeFileSync(path, 'short')
  t.throws(() => loadLocalSecret(folder), /too short/)
  rmSync(path)
  writeFileSync(join(folder, 'elsewhere'), 'x'.repeat(64), { mode: 0o600 })
  symlinkSync(join(folder, 'elsewhere'), path)
  t.throws(() => loadLocalSecret(folder), /cannot be read, or is a link/)
})
