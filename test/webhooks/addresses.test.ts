import { isIP } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import { isAddress, isLoopbackAddress, isPublicAddress } from '../../src/webhooks/addresses.ts'
import { targetOf } from '../../src/webhooks/target.ts'

/** Both sides of each boundary: the last address outside, the first and last inside, the first behind it. */
const V4: [range: string, before: string | null, first: string, last: string, behind: string | null][] = [
  ['this network', null, '0.0.0.0', '0.255.255.255', '1.0.0.0'], ['10/8', '9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'], ['shared (CGNAT)', '100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['loopback', '126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'], ['link-local', '169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'], ['the inside of a cloud', '168.63.129.15', '168.63.129.16', '168.63.129.16', '168.63.129.17'], ['172.16/12', '172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['protocol assignments', '191.255.255.255', '192.0.0.0', '192.0.0.255', '192.0.1.0'], ['documentation 1', '192.0.1.255', '192.0.2.0', '192.0.2.255', '192.0.3.0'], ['6to4 relays', '192.88.98.255', '192.88.99.0', '192.88.99.255', '192.88.100.0'],
  ['192.168/16', '192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'], ['benchmarks', '198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0'], ['documentation 2', '198.51.99.255', '198.51.100.0', '198.51.100.255', '198.51.101.0'],
  ['documentation 3', '203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0'], ['multicast, reserved and broadcast', '223.255.255.255', '224.0.0.0', '255.255.255.255', null]
]
const ONES = 'ffff:ffff:ffff:ffff:ffff:ffff'
const V6: typeof V4 = [
  ['below global unicast', null, '::', `1fff:ffff:${ONES}`, '2000::'], ['protocol assignments, Teredo, ORCHID', `2000:ffff:${ONES}`, '2001::', `2001:1ff:${ONES}`, '2001:200::'],
  ['documentation', `2001:db7:${ONES}`, '2001:db8::', `2001:db8:${ONES}`, '2001:db9::'], ['6to4', `2001:ffff:${ONES}`, '2002::', `2002:ffff:${ONES}`, '2003::'], ['6bone', `3ffd:ffff:${ONES}`, '3ffe::', `3ffe:ffff:${ONES}`, '3fff:1000::'],
  ['documentation, new', null, '3fff::', `3fff:fff:${ONES}`, '3fff:1000::'], ['above global unicast', `3fff:ffff:${ONES}`, '4000::', `ffff:ffff:${ONES}`, null]
]

t.test('only global unicast is public, on both sides of every boundary', (t) => {
  for (const [range, before, first, last, behind] of [...V4, ...V6]) {
    for (const address of [first, last]) t.notOk(isPublicAddress(address), `${range}: ${address}`)
    for (const address of [before, behind]) if (address !== null) t.ok(isPublicAddress(address), `${range}: ${address} is outside`)
  }
  t.end()
})

t.test('what dresses up as another address, and what is none, is not public', (t) => {
  for (const address of ['::1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '::8.8.8.8', '64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1', '2002:7f00:1::', '2001:0:7f00:1::', 'fc00::1', 'fdff::1', 'fe80::1', 'fec0::1', 'ff02::1', '5f00::1',
    'fe80::1%eth0', '2606:4700::1%eth0', '', 'localhost', '127.1', '0x7f.0.0.1', '8.8.8.8.', ' 8.8.8.8', '08.8.8.8', '2606:4700::1::', '1.2.3.4.5']) t.notOk(isPublicAddress(address), address)
  for (const address of ['8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:82a::200e', '2606:4700::1.2.3.4']) t.ok(isPublicAddress(address), address)
  t.end()
})

t.test('loopback is 127/8 and ::1, and no other writing of them', (t) => {
  for (const address of ['127.0.0.1', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1']) t.ok(isLoopbackAddress(address), address)
  for (const address of ['126.255.255.255', '128.0.0.0', '::', '::2', '::ffff:127.0.0.1', 'localhost', '']) t.notOk(isLoopbackAddress(address), address)
  t.end()
})

t.test('an address is one here when it is one for whoever connects', (t) => {
  const texts = fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.string({ unit: fc.constantFrom('0', '1', 'f', 'a', '9', ':', '::', '.', '255', '127.0.0.1', '256', '%', 'G'), maxLength: 12 }))
  fc.assert(fc.property(texts, (text) => isAddress(text) === (isIP(text) !== 0 && !text.includes('%'))), { numRuns: 5_000 })
  for (const text of ['::', '1::', '::1', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:1.2.3.4', '::1.2.3.4', '1::2:3:4:5:6:7:8', '1:2:3:4:5:6:7', ':1', '1:', ':::', '1::2::3', '1.2.3.4::', '1:2:3:4:5:6:7:1.2.3.4', '12345::', '']) t.equal(isAddress(text), isIP(text) !== 0, text)
  t.end()
})

const STRICT = { loopback: false }
const INSIDE = [
  'https://127.0.0.1/', 'https://127.1/', 'https://127.0.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://017700000001/', 'https://①②⑦.⓪.⓪.①/', 'https://①②⑦.1/', 'https://127。0。0。1/',
  'https://%31%32%37.0.0.1/', 'https://127.0.0.1./', 'https://0/', 'https://0.0.0.0/', 'https://[::]/', 'https://[::1]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/', 'https://[::127.0.0.1]/',
  'https://[64:ff9b::127.0.0.1]/', 'https://[64:ff9b::7f00:1]/', 'https://[2002:7f00:1::]/', 'https://[fe80::1]/', 'https://[fd00:ec2::254]/', 'https://[ff02::1]/', 'https://10.1.2.3/', 'https://192.168.1.1/', 'https://172.31.0.1/', 'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/', 'https://0xa9fea9fe/', 'https://100.64.0.1/', 'https://192.0.2.1/', 'https://198.18.0.1/', 'https://224.0.0.1/', 'https://255.255.255.255/', 'https://localhost/', 'https://LOCALHOST:8443/', 'https://localhost./', 'https://a.localhost/', 'https://ⓛocalhost/'
]

t.test('a URL that leads inside is refused, in each of forty spellings', (t) => {
  t.ok(INSIDE.length >= 40)
  for (const url of INSIDE) t.match(targetOf(url, STRICT), { refused: 'must lead to a public address' }, url)
  t.end()
})

t.test('a URL must be https, without user, password and fragment, and not too long', (t) => {
  const cases: [url: string, refused: RegExp][] = [
    ['http://example.com/', /https/], ['ftp://example.com/', /https/], ['javascript:alert(1)', /https/], ['file:///etc/passwd', /https/], ['example.com', /no URL/], ['', /no URL/], ['https://', /no URL/], ['https://[fe80::1%25eth0]/', /no URL/], ['https://1.2.3.4.5/', /no URL/],
    ['https://a@example.com/', /user name/], ['https://a:b@example.com/', /user name/], ['https://:b@example.com/', /user name/], ['https://example.com/#a', /fragment/], [`https://example.com/${'a'.repeat(1981)}`, /2000/]
  ]
  for (const [url, refused] of cases) t.match(targetOf(url, STRICT), { refused }, url.slice(0, 60))
  for (const url of ['https://example.com/', 'https://example.com:8443/a?b=c', 'https://8.8.8.8/', 'https://[2606:4700::1]/', 'https://notlocalhost/', `https://example.com/${'a'.repeat(1980)}`]) t.strictSame(targetOf(url, STRICT), { url }, url.slice(0, 60))
  t.strictSame(targetOf('HTTPS://EXAMPLE.com', STRICT), { url: 'https://example.com/' }, 'as it is read')
  t.end()
})

t.test('by the setting this machine may be sent to, and nothing else of the inside', (t) => {
  const loopback = { loopback: true }
  for (const url of ['https://127.0.0.1:8443/', 'https://[::1]/', 'https://localhost/', 'https://8.8.8.8/']) t.match(targetOf(url, loopback), { url }, url)
  for (const url of ['https://10.0.0.1/', 'https://0.0.0.0/', 'https://[::ffff:127.0.0.1]/', 'https://[64:ff9b::7f00:1]/', 'https://169.254.169.254/']) t.match(targetOf(url, loopback), { refused: /public/ }, url)
  t.end()
})
