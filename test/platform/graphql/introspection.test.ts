import { getIntrospectionQuery, getOperationAST, parse } from 'graphql'
import t from 'tap'
import { countIntrospection, introspectionMaximum } from '../../../src/platform/graphql/introspection.ts'
import { joinedSchema } from '../../../src/platform/graphql/schema.ts'
import { ask, plantedApp, plantedPart, refusal } from './planted.ts'

const schema = joinedSchema([plantedPart])
function count (source: string, maximum = Number.MAX_SAFE_INTEGER): number {
  const document = parse(source)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  return countIntrospection(schema, document, operation, {}, maximum)
}

t.test('fields of introspection are counted exactly', async (t) => {
  const seal = schema.getType('Seal')
  t.ok(seal)
  t.equal(count('{ __typename consignments { nextCursor } }'), 0)
  t.equal(count('{ __type(name: "Nothing") { name } }'), 1)
  t.equal(count('{ __type(name: "Seal") { name } }'), 2)
  t.equal(count('{ __type(name: "Seal") { fields { name } } }'), 4, 'the type, its list, two names')
  t.equal(count('{ __type(name: "Seal") { fields { ...F ...F } } } fragment F on __Field { name }'), 6)
  t.equal(count('{ __schema { types { name } } }'), 2 + Object.keys(schema.getTypeMap()).length)
})

t.test('the count stops at the maximum', async (t) => {
  const maximum = introspectionMaximum(schema)
  t.equal(count(getIntrospectionQuery()) < maximum, true, 'the standard query stays within')
  const wide = Array.from({ length: 30 }, (_, index) => `s${index}: __schema { types { fields { type { fields { name args { name } } } } } }`).join(' ')
  t.throws(() => count(`{ ${wide} }`, maximum), /the limit "introspection"/)
})

t.test('clients read the schema with the standard query, in any of its forms', async (t) => {
  const app = plantedApp()
  for (const options of [{}, { descriptions: false }, { inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true, directiveIsRepeatable: true, oneOf: true }]) {
    const answer = await ask(app, getIntrospectionQuery(options))
    t.equal(answer.status, 200)
    t.notOk(answer.body.errors)
  }
  t.notOk((await ask(app, '{ __type(name: "Consignment") { fields { name type { name } } } }')).body.errors)
})

t.test('introspection that goes in circles is refused', async (t) => {
  const answer = await ask(plantedApp(), '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }')
  t.strictSame(refusal(answer), ['/problems/graphql-invalid', undefined])
})
