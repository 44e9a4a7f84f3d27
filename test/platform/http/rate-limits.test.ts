import t from 'tap'
import type { FastifyReply } from 'fastify'
import { addressKey, createRateLimit } from '../../../src/platform/http/rate-limits.ts'

t.test('an IPv6 network counts as one, IPv4 in either dress is the same', (t) => {
  const cases: [address: string, key: string][] = [
    ['192.0.2.1', '192.0.2.1'], ['::ffff:192.0.2.1', '192.0.2.1'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'], ['::1', '0:0:0:0::/64'], ['fe80::', 'fe80:0:0:0::/64']
  ]
  for (const [address, key] of cases) t.equal(addressKey(address), key, address)
  t.end()
})

t.test('memory is bounded whatever the number of keys', (t) => {
  const reply = { header: () => reply } as unknown as FastifyReply
  const limit = createRateLimit('address', 1, () => 0)
  limit.count('first', reply)
  t.throws(() => { limit.count('first', reply) }, { status: 429 } as never)
  for (let index = 0; index < 60_000; index += 1) limit.count(`key ${index}`, reply)
  t.doesNotThrow(() => { limit.count('first', reply) }, 'the oldest was let go')
  t.throws(() => { limit.count('key 59999', reply) }, { status: 429 } as never, 'the newest is still counted')
  t.end()
})
