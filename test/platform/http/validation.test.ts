import t from 'tap'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Fault } from '../../../src/platform/problem.ts'
import { faultsOf } from '../../../src/platform/http/validation.ts'
import { Day, Reference, Uuid, Words } from '../../../src/platform/http/fields.ts'
import { makeServer } from './make-server.ts'

const Item = Type.Object({
  commodityCode: Type.String({ pattern: '^\\d{8}$', description: 'Eight digits, EUCDM 18 09' }),
  netMass: Type.Optional(Type.Refine(Type.String({ maxLength: 24 }), (text) => /^\d+(\.\d+)?$/.test(text), () => 'Expected a decimal.')),
  kind: Type.Optional(Type.Union([Type.Literal('import'), Type.Literal('export')]))
}, { $id: 'Item', additionalProperties: false })
const Thing = Type.Object({
  lrn: Type.String({ minLength: 1, maxLength: 22 }),
  declarant: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  items: Type.Array(Type.Ref('Item'), { maxItems: 999 }),
  party: Type.Optional(Type.Union([
    Type.Object({ role: Type.Literal('importer'), eori: Type.String() }, { additionalProperties: false }),
    Type.Object({ role: Type.Literal('exporter'), name: Type.String() }, { additionalProperties: false })
  ])),
  title: Type.Optional(Words(20, 'Title')),
  code: Type.Optional(Reference(20, 'Code')),
  id: Type.Optional(Uuid('Identifier')),
  day: Type.Optional(Day('Day')),
  of: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
  labels: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z]{1,9}$' }), Type.Integer(), { additionalProperties: false }))
}, { $id: 'Thing', additionalProperties: false })
const compiled = Compile({ Item, Thing }, Type.Ref('Thing'))
const good = { lrn: 'L1', items: [{ commodityCode: '85171300' }] }

t.test('every fault has a pointer, says what is wrong, and helps', (t) => {
  t.strictSame(faultsOf(compiled, good), [])
  const cases: [name: string, value: unknown, faults: Partial<Fault>[]][] = [
    ['not an object', 7, [{ pointer: '', detail: 'Expected object, found number.' }]],
    ['nothing', undefined, [{ pointer: '', detail: 'Expected object, found undefined.' }]],
    ['a list', [], [{ pointer: '', detail: 'Expected object, found array.' }]],
    ['missing', { items: [] }, [{ pointer: '/lrn', detail: 'This field is missing.' }]],
    ['unknown, spelt nearly right', { ...good, declerant: 'x' }, [{ pointer: '/declerant', detail: 'Unknown field.', hint: 'Known fields: declarant, lrn, title, day, items, party, code, labels, id, of.' }]],
    ['too long', { ...good, lrn: 'x'.repeat(23) }, [{ pointer: '/lrn', detail: 'At most 22 characters are allowed.' }]],
    ['only blanks', { ...good, title: '  ' }, [{ pointer: '/title', detail: 'The text must hold more than blanks.' }]],
    ['a letter beyond ASCII', { ...good, code: 'Prüfung' }, [{ pointer: '/code', detail: 'The text must be letters, digits and signs of ASCII, without a blank at either end.' }]],
    ['no UUID, which is said once', { ...good, id: 'LMS-1' }, [{ pointer: '/id', detail: 'The text must be a UUID.' }]],
    ['no day, which is said once', { ...good, day: '03.02.2025' }, [{ pointer: '/day', detail: 'The text must be a day that exists, as YYYY-MM-DD.' }]],
    ['wrong kind', { ...good, lrn: 1 }, [{ pointer: '/lrn', detail: 'Expected string, found number.' }]],
    ['neither of two kinds', { ...good, declarant: 1 }, [{ pointer: '/declarant', detail: 'Expected string or null, found number.' }]],
    ['in a list', { ...good, items: [good.items[0], { commodityCode: '1' }] }, [{ pointer: '/items/1/commodityCode', detail: 'The text must match ^\\d{8}$.', hint: 'Eight digits, EUCDM 18 09' }]],
    ['a rule of its own', { ...good, items: [{ commodityCode: '85171300', netMass: '1e5' }] }, [{ pointer: '/items/0/netMass', detail: 'Expected a decimal.' }]],
    ['none of the choices', { ...good, items: [{ commodityCode: '85171300', kind: 'transit' }] }, [{ pointer: '/items/0/kind', detail: 'Expected one of: import, export.' }]],
    ['the form that was meant', { ...good, party: { role: 'exporter', eori: 'x' } }, [{ pointer: '/party/name' }, { pointer: '/party/eori', detail: 'Unknown field.' }]],
    ['prototype', JSON.parse('{"lrn":"L1","items":[],"constructor":1,"__proto__":{"x":1}}'), [{ pointer: '/constructor' }, { pointer: '/__proto__' }]],
    ['name by pattern', { ...good, labels: { ok: 1, NOT: 2, bad: 'x' } }, [{ pointer: '/labels/NOT', detail: 'Unknown field.' }, { pointer: '/labels/bad', detail: 'Expected integer, found string.' }]],
    ['pointer characters', { ...good, 'a/b~': 1 }, [{ pointer: '/a~1b~0' }]],
    ['no entry', { ...good, of: [] }, [{ pointer: '/of', detail: 'At least one entry is needed.' }]],
    ['too many entries', { ...good, items: Array.from({ length: 1000 }, () => 7) }, [{ pointer: '/items', detail: 'At most 999 entries are allowed.' }]]
  ]
  for (const [name, value, faults] of cases) {
    t.match(faultsOf(compiled, value), faults, name)
    t.equal(faultsOf(compiled, value).length, faults.length, `${name}: no more`)
  }
  t.match(faultsOf(compiled, { lrn: 'x' }, { pointer: '/declarations/3' }), [{ pointer: '/declarations/3/items' }])
  t.end()
})

t.test('a hundred thousand faults take no time worth mentioning', (t) => {
  const many = Compile({ Item }, Type.Array(Type.Ref('Item')))
  const hostile = [
    Array.from({ length: 100_000 }, () => ({ commodityCode: 1, x: 2 })), Array.from({ length: 100_000 }, () => 7),
    Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`field${index}`, index]))
  ]
  faultsOf(many, [7])
  for (const value of hostile) {
    const start = performance.now()
    const faults = faultsOf(Array.isArray(value) ? many : compiled, value)
    const took = performance.now() - start
    t.ok(took < 300, `${Math.round(took)} ms`)
    t.ok(faults.length <= 101)
  }
  t.end()
})

t.test('requests', async (t) => {
  const { app } = makeServer(t.testdir(), {
    open: (app) => {
      app.addSchema(Item)
      app.addSchema(Thing)
      app.post('/things', { schema: { body: Type.Ref('Thing') } }, (request) => request.body)
      app.get('/things/:id', {
        schema: { params: Type.Object({ id: Type.Integer() }), querystring: Type.Object({ limit: Type.Optional(Type.Integer({ maximum: 1000 })), open: Type.Optional(Type.Boolean()), text: Type.Optional(Type.String()) }, { additionalProperties: false }) }
      }, (request) => ({ params: request.params, query: request.query }))
    }
  })
  t.teardown(() => app.close())

  t.test('nothing in a body is dropped, added or converted', async (t) => {
    const post = async (payload: unknown) => await app.inject({ method: 'POST', url: '/things', headers: { 'content-type': 'application/json' }, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) })
    t.strictSame((await post(good)).json(), good)
    const answer = await post({ ...good, operator_id: 'x', lrn: 12 })
    t.equal(answer.statusCode, 400)
    t.match(answer.json(), { type: '/problems/invalid-request', errors: [{ pointer: '/lrn' }, { pointer: '/operator_id' }] })
    for (const payload of ['{"lrn":"L1","items":[],"__proto__":{"x":1}}', '{"lrn":"L1","items":[],"constructor":{"prototype":{"x":1}}}', '{"lrn":"\\u0000","items":[]}', '\ufeff{}', '']) {
      t.equal((await post(payload)).statusCode, 400, payload)
    }
    t.equal(({} as Record<string, unknown>)['x'], undefined)
    const flood = await post({ lrn: 'L1', items: [], ...Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, 1])) })
    t.equal(flood.json().errors.length, 100)
    t.equal(flood.json().truncated, true)
  })

  t.test('text in path and query becomes what the schema says, repeated parameters are refused', async (t) => {
    t.strictSame((await app.inject('/things/7?limit=10&open=true&text=10')).json(), { params: { id: 7 }, query: { limit: 10, open: true, text: '10' } })
    for (const url of ['/things/x', '/things/7?limit=1e2', '/things/7?limit=', '/things/7?limit=1001', '/things/7?open=yes', '/things/7?limit=1&limit=2', '/things/7?other=1', '/things/7?__proto__=1', '/things/0x7']) {
      t.equal((await app.inject(url)).statusCode, 400, url)
    }
    t.match((await app.inject('/things/7?limit=1&limit=2')).json(), { errors: [{ pointer: '/limit', detail: 'The parameter is repeated.' }] })
  })
})
