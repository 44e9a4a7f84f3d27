import t from 'tap'
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
