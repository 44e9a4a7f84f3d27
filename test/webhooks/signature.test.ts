import t from 'tap'
import { createSealer, sealingRoot } from '../../src/platform/sealing.ts'
import { newSecret, secretText, signatureOf } from '../../src/webhooks/signature.ts'
import { isGenuine } from '../support/receiver.ts'

const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, content: '{"test": 2432232314}' }

t.test('signs as the example of Standard Webhooks does', (t) => {
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  t.equal(signatureOf(message, [secret]), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  t.end()
})

t.test('one signature for each secret, of which a receiver needs one', (t) => {
  const [one, two, other] = [newSecret(), newSecret(), newSecret()]
  const headers = { 'webhook-id': message.id, 'webhook-timestamp': String(message.timestamp), 'webhook-signature': signatureOf(message, [one, two]) }
  const sent = { headers, text: message.content }
  const now = message.timestamp * 1000
  t.equal(headers['webhook-signature'].split(' ').length, 2)
  for (const secret of [one, two]) t.ok(isGenuine(sent, secretText(secret), now))
  t.notOk(isGenuine(sent, secretText(other), now))
  t.notOk(isGenuine({ ...sent, text: `${message.content} ` }, secretText(one), now), 'another content')
  t.notOk(isGenuine({ ...sent, headers: { ...headers, 'webhook-timestamp': String(message.timestamp + 1) } }, secretText(one), now), 'another time')
  t.notOk(isGenuine(sent, secretText(one), now + 301_000), 'too late')
  t.match(secretText(one), /^whsec_[A-Za-z0-9+/]{43}=$/)
  t.not(secretText(newSecret()), secretText(newSecret()))
  t.end()
})

t.test('what is sealed opens with the same key, for the same purpose, in the same place, unchanged, and not otherwise', (t) => {
  const root = 'a root of at least thirty-two bytes'
  const sealer = createSealer(root, 'webhooks')
  const plain = newSecret()
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
