import t from 'tap'
import { decodeStrictly, DEEPEST_JSON, parseJsonStrictly, pointerToken } from '../../../src/platform/http/body.ts'

t.test('bytes become text exactly, or not at all', (t) => {
  for (const text of ['', 'plain', 'Grüße €', '\u{1f600} 漢字', 'a\u2028b']) t.equal(decodeStrictly(Buffer.from(text)), text)
  const euro = Buffer.from('€')
  const cases: [name: string, bytes: number[]][] = [
    ['UTF-16 mark', [0xff, 0xfe, 0x61, 0x00]], ['overlong', [0xc0, 0xaf]], ['Latin-1', [0x47, 0x72, 0xfc, 0xdf, 0x65]],
    ['coded surrogate', [0xed, 0xa0, 0x80]], ['beyond Unicode', [0xf5, 0x80, 0x80, 0x80]], ['byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
    ['euro cut after one byte', [...euro.subarray(0, 1)]], ['euro cut after two bytes', [...euro.subarray(0, 2)]], ['euro without its first byte', [...euro.subarray(1)]]
  ]
  for (const [name, bytes] of cases) t.throws(() => decodeStrictly(Uint8Array.from(bytes)), { status: 400 } as never, name)
  t.equal(decodeStrictly(new Uint8Array(Buffer.from('xxabcxx')).subarray(2, 5)), 'abc', 'a view of a larger buffer')
  t.end()
})

t.test('numbers keep every digit that was sent', (t) => {
  const cases: [json: string, value: unknown][] = [
    ['12345678901234567.89', '12345678901234567.89'], ['1e5', '1e5'], ['-1E-3', '-1E-3'], ['1e400', '1e400'], ['0.0000001', '0.0000001'],
    ['9007199254740993', '9007199254740993'], ['9007199254740991', 9007199254740991], ['123456789012345', 123456789012345], ['0.1', 0.1], ['1.50', 1.5], ['100.0', 100],
    ['0.30000000000000004', 0.30000000000000004], ['0', 0], ['-0.0', -0], ['1234567890123456.123456', '1234567890123456.123456'], ['0.0000000', 0]
  ]
  for (const [json, value] of cases) {
    t.strictSame(parseJsonStrictly(json), value, json)
    t.strictSame(parseJsonStrictly(`{"a":[true, ${json} ,"${json}"]}`), { a: [true, value, json] }, `${json} within`)
  }
  t.strictSame(parseJsonStrictly('{"mrn":"25IT1E12345678901234567890", "x":[1e5,"a\\":1e5,"]}'), { mrn: '25IT1E12345678901234567890', x: ['1e5', 'a":1e5,'] }, 'strings stay')
  t.end()
})

t.test('what could be stored but not read again is refused, with a pointer', (t) => {
  const cases: [json: string, pointer: string][] = [
    ['{"a":"x\\u0000"}', '/a'], ['{"a":["\\ud800"]}', '/a/0'], ['{"a":{"b":"\\uDC00x"}}', '/a/b'], ['{"\\u0000":1}', ''],
    ['{"__proto__":{"x":1}}', '/__proto__'], ['{"a":{"\\u005f_proto__":1}}', '/a/__proto__'], ['{"a":"\ud800"}', '/a']
  ]
  for (const [json, pointer] of cases) t.throws(() => parseJsonStrictly(json), { status: 400, members: { errors: [{ pointer }] } } as never, json)
  t.strictSame(parseJsonStrictly('{"a":"\\ud83d\\ude00 \\\\u0000"}'), { a: '\u{1f600} \\u0000' }, 'a whole pair and a written-out escape pass')
  t.equal(({} as Record<string, unknown>)['x'], undefined)
  t.end()
})

t.test('depth is bounded on both ways of looking', (t) => {
  const nested = (depth: number, inner = ''): string => '['.repeat(depth) + inner + ']'.repeat(depth)
  t.ok(parseJsonStrictly(nested(DEEPEST_JSON)))
  t.ok(parseJsonStrictly(nested(DEEPEST_JSON, '"\\u0041"')))
  for (const json of [nested(33), nested(33, '"\\u0041"'), nested(33, '1e5'), '{"a":'.repeat(33) + '1' + '}'.repeat(33), nested(1_000_000)]) {
    t.throws(() => parseJsonStrictly(json), { status: 400, message: /deeper than 32/ })
  }
  t.ok(parseJsonStrictly(`["${'[{\\"'.repeat(50_000)}"]`), 'brackets in a long text do not count')
  t.end()
})

t.test('what is not JSON is refused without being quoted', (t) => {
  for (const json of ['', '{', '{"secret":canary}', 'NaN', '[1,]', '{"a":1}{', '\u0000', "{'a':1}", '01', '+1']) {
    t.throws(() => parseJsonStrictly(json), { status: 400, message: /^The content is not JSON/ }, JSON.stringify(json))
  }
  try {
    parseJsonStrictly('{"secret":canary}')
  } catch (error) {
    t.notMatch(JSON.stringify(error), /canary/)
  }
  t.end()
})

t.test('hostile texts of 4 MiB do not hold up the service', (t) => {
  const texts = ['['.repeat(4e6), `["${',  '.repeat(1.3e6)}"]`, `[1.${'0'.repeat(4e6)}]`, `[${'1'.repeat(4e6)}]`, `[${' '.repeat(4e6)}1]`, `["${'x'.repeat(4e6)}",1e5]`, `["${'\\\\"'.repeat(1.3e6)}",1e5]`]
  for (const text of texts) {
    const start = performance.now()
    try {
      parseJsonStrictly(text)
    } catch {}
    t.ok(performance.now() - start < 1500, `${text.slice(0, 8)}… in ${Math.round(performance.now() - start)} ms`)
  }
  t.end()
})

t.test('names from outside stay short in a pointer', (t) => {
  t.equal(pointerToken('a/b~c'), 'a~1b~0c')
  t.equal(pointerToken('x'.repeat(5000)).length, 101)
  t.end()
})
