import { randomBytes } from 'node:crypto'
import t from 'tap'
import { ConfigError, readConfig } from '../../src/config.ts'
import { createSealer, sealingRoot } from '../../src/platform/sealing.ts'

t.test('what is sealed opens with the same key, for the same purpose, in the same place, unchanged, and not otherwise', (t) => {
  const root = 'a root of at least thirty-two bytes'
  const sealer = createSealer(root, 'webhooks')
  const plain = randomBytes(32)
  const sealed = sealer.seal(plain, 'here')
  t.strictSame(createSealer(root, 'webhooks').open(sealed, 'here'), plain, 'after a start as well')
  t.equal(sealed.indexOf(plain), -1, 'it does not stand in it')
  t.notSame(sealer.seal(plain, 'here'), sealed, 'the same is sealed otherwise each time')
  t.equal(sealer.open(sealed, 'there'), undefined)
  t.equal(createSealer(root, 'other').open(sealed, 'here'), undefined)
  t.equal(createSealer(`${root}.`, 'webhooks').open(sealed, 'here'), undefined)
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = Buffer.from(sealed)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    if (sealer.open(flipped, 'here') !== undefined) t.fail(`bit ${bit} may be changed`)
  }
  for (const length of [0, 7, 35, sealed.length - 1]) t.equal(sealer.open(sealed.subarray(0, length), 'here'), undefined, `cut to ${length}`)
  t.end()
})

t.test('keys come from SEALING_KEY, else from the secret that signs tokens; from an identity provider comes none', (t) => {
  const dataDir = t.testdir()
  const secret = { kind: 'secret', secret: 's' } as const
  t.equal(sealingRoot({ sealingKey: 'k', trust: secret, dataDir }), 'k')
  t.equal(sealingRoot({ sealingKey: null, trust: secret, dataDir }), 's')
  const generated = sealingRoot({ sealingKey: null, trust: { kind: 'generated' }, dataDir })
  t.ok((generated ?? '').length >= 32)
  t.equal(sealingRoot({ sealingKey: null, trust: { kind: 'generated' }, dataDir }), generated, 'the same after a start')
  t.equal(sealingRoot({ sealingKey: null, trust: { kind: 'jwks', url: 'x', issuer: 'x', audience: 'x' }, dataDir }), undefined)
  t.end()
})

t.test('a key that is too short, and sending to this machine where others reach it, stop the start with one line', (t) => {
  const read = (environment: Record<string, string>) => readConfig({ DATA_DIR: t.testdir(), JWT_SECRET: 'x'.repeat(32), ...environment })
  t.match(read({}), { sealingKey: null, webhookLoopback: false })
  t.match(read({ SEALING_KEY: 'k'.repeat(32), WEBHOOK_LOOPBACK: 'true' }), { sealingKey: 'k'.repeat(32), webhookLoopback: true })
  const cases: [environment: Record<string, string>, said: RegExp][] = [
    [{ SEALING_KEY: 'k'.repeat(31) }, /^SEALING_KEY must have at least 32 bytes$/], [{ WEBHOOK_LOOPBACK: 'yes' }, /^WEBHOOK_LOOPBACK must be true or false$/], [{ WEBHOOK_LOOPBACK: 'true', HOST: '0.0.0.0' }, /^WEBHOOK_LOOPBACK=true .* HOST=0\.0\.0\.0/]
  ]
  for (const [environment, said] of cases) {
    try {
      read(environment)
      t.fail(JSON.stringify(environment))
    } catch (error) {
      t.ok(error instanceof ConfigError)
      t.match((error as Error).message, said)
    }
  }
  t.end()
})
