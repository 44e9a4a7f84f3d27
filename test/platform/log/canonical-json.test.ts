import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { canonicalJson } from '../../../src/platform/log/canonical-json.ts'

t.test('members stand in order of their UTF-16 code units, at every depth', (t) => {
  t.equal(canonicalJson({ b: 1, a: { d: [{ z: 1, y: 2 }], c: null } }), '{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}')
  t.equal(canonicalJson({ a: 1, A: 2, 10: 3, 9: 4, '': 5 }), '{"":5,"10":3,"9":4,"A":2,"a":1}', 'numbers among names have no order of their own')
  t.equal(canonicalJson({ '\ufb33': 1, '😀': 2, '€': 3 }), '{"€":3,"😀":2,"\ufb33":1}', 'code units, not code points')
  t.end()
})

t.test('the example of RFC 8785 comes out as it prints it', (t) => {
  const example = { numbers: [1e9 / 3, 1e30, 4.50, 2e-3, 0.000000000000000000000000001], string: '\u20ac$\u000f\nA\'B"\\\\"/', literals: [null, true, false] }
  t.equal(canonicalJson(example), '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
  t.end()
})

t.test('numbers have one form', (t) => {
  t.equal(canonicalJson([-0, 1.0, 1e21, 1e-7, 9007199254740991]), '[0,1,1e+21,1e-7,9007199254740991]')
  for (const number of [Number.NaN, Infinity, -Infinity]) t.throws(() => canonicalJson({ number }), /not finite/)
  t.end()
})

t.test('members without a value are left out, but nothing else may lack one', (t) => {
  t.equal(canonicalJson({ a: undefined, b: null }), '{"b":null}')
  t.throws(() => canonicalJson([undefined]), /undefined has no JSON form/)
  t.throws(() => canonicalJson(undefined), /undefined has no JSON form/)
  t.throws(() => canonicalJson({ a: () => 1 }), /function has no JSON form/)
  t.throws(() => canonicalJson({ a: 1n }))
  t.end()
})

t.test('it says the same as the value, and is canonical already', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = canonicalJson(value)
    assert.equal(canonicalJson(JSON.parse(text)), text)
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
  })))
  t.end()
})

t.test('a member named __proto__ is a member like any other', (t) => {
  t.equal(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":1}}')), '{"__proto__":{"a":1},"b":1}')
  t.end()
})
