import { buildSchema } from 'graphql'
import t from 'tap'
import type { GraphqlPart } from '../../../src/platform/graphql/parts.ts'
import { schemaSdl, undescribed } from '../../../src/platform/graphql/schema.ts'
import { plantedPart } from './planted.ts'

const other: GraphqlPart = {
  sdl: `
    extend type Query { zebra: Animal ant (legs: Int = 6): [Animal!] }
    "An animal."
    type Animal { "Its kind." kind: Kind! }
    enum Kind { "Large." large small }
    input Wish { colour: String }`,
  scopes: { 'Query.zebra': 'events:read', 'Query.ant': 'events:read' }
}

t.test('the contract is in one order whatever the order of the parts, with descriptions', async (t) => {
  const sdl = schemaSdl([plantedPart, other])
  t.equal(sdl, schemaSdl([other, plantedPart]))
  t.match(sdl, '"""A page of consignments."""\ntype ConsignmentPage {\n  """The rows."""\n  items: [Consignment!]!')
  t.ok(sdl.indexOf('  ant(legs: Int = 6)') < sdl.indexOf('  zebra:'))
  t.ok(buildSchema(sdl), 'and can be read again')
})

t.test('whatever has no description is named', async (t) => {
  t.strictSame(undescribed([plantedPart]), [])
  t.strictSame(undescribed([other]), ['Kind', 'Kind.small', 'Query.ant', 'Query.ant(legs:)', 'Query.zebra', 'Wish', 'Wish.colour'])
})

t.test('a mutation or subscription in a part stops the start', async (t) => {
  t.throws(() => schemaSdl([plantedPart, { sdl: 'type Mutation { a: Int }', scopes: {} }]), /for reading/)
  t.throws(() => schemaSdl([plantedPart, { sdl: 'type Subscription { a: Int }', scopes: {} }]), /for reading/)
})
