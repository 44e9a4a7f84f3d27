import t from 'tap'
import { reachable } from '../../../src/platform/http/reachable-schemas.ts'
import { serialiserCompilers } from '../../../src/platform/http/serialise.ts'

const Name = { $id: 'Name', type: 'string' }
const Person = { $id: 'Person', type: 'object', properties: { name: { $ref: 'Name' }, parent: { anyOf: [{ $ref: 'Person#' }, { type: 'null' }] } } }
const Page = { $id: 'Page', type: 'object', properties: { items: { type: 'array', items: { $ref: 'Person' } } } }
const Other = { $id: 'Other', type: 'object', properties: {} }
const shared = { Name, Person, Page, Other }

t.test('an answer is compiled with the schemas that it refers to, over however many steps, and no others', (t) => {
  t.strictSame(reachable({ $ref: 'Page' }, shared), { Page, Person, Name })
  t.strictSame(reachable({ type: 'object', properties: { a: { $ref: 'Name' } } }, shared), { Name })
  t.strictSame(reachable({ type: 'string' }, shared), {})
  t.strictSame(reachable(undefined, shared), {})
  t.strictSame(reachable({ $ref: 'Unknown' }, shared), {}, 'what is not shared is for the library to refuse')
  t.end()
})

t.test('routes that answer the same share a serialiser, and one of the same name with other content has its own', (t) => {
  const compilers = serialiserCompilers()
  const route = (schema: unknown) => ({ schema, method: 'GET', url: '/', httpStatus: '200' }) as never
  const [one, again] = [compilers(shared, {}), compilers({ ...shared }, {})]
  const serialise = one(route({ $ref: 'Page' }))
  t.equal(again(route({ $ref: 'Page' })), serialise)
  t.not(one(route({ $ref: 'Person' })), serialise)
  const changed = compilers({ ...shared, Person: { $id: 'Person', type: 'object', properties: { age: { type: 'integer' } } } }, {})(route({ $ref: 'Page' }))
  t.not(changed, serialise)
  const page = { items: [{ name: 'A', age: 1 }] }
  t.strictSame([serialise, changed].map((each) => JSON.parse((each as unknown as (value: unknown) => string)(page))), [{ items: [{ name: 'A' }] }, { items: [{ age: 1 }] }])
  t.end()
})
