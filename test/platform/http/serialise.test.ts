import t from 'tap'
import { reachable } from '../../../src/platform/http/serialise.ts'

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
