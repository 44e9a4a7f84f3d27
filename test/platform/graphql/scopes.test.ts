import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify from 'fastify'
import t from 'tap'
import type { GraphqlPart } from '../../../src/platform/graphql/parts.ts'
import { registerGraphql } from '../../../src/platform/graphql/register.ts'
import { fieldScopes } from '../../../src/platform/graphql/scopes.ts'
import { plantedPart } from './planted.ts'

const part = (change: Partial<GraphqlPart>): GraphqlPart => ({
  sdl: 'extend type Query { a: T b: String } type T { c: String }',
  scopes: { 'Query.a': 'events:read', 'Query.b': 'events:read' },
  ...change
})

const faults: [name: string, parts: GraphqlPart[], message: RegExp][] = [
  ['a field of Query without a scope', [part({ scopes: { 'Query.a': 'events:read' } })], /Query\.b names no scope/],
  ['a scope for no field', [part({ scopes: { 'Query.a': 'events:read', 'Query.b': 'events:read', 'T.d': 'events:read' } })], /no GraphQL field T\.d/],
  ['a scope for no type', [part({ scopes: { 'Query.a': 'events:read', 'Query.b': 'events:read', 'U.c': 'events:read' } })], /no GraphQL field U\.c/],
  ['an unknown scope', [part({ scopes: { 'Query.a': 'events:read', 'Query.b': 'everything' as never } })], /unknown scope everything/],
  ['a scope declared twice', [part({}), { sdl: '', scopes: { 'Query.a': 'operator:read' } }], /Query\.a is declared twice/],
  ['rows for no field', [part({ assumedRows: { 'T.d': 3 } })], /no GraphQL field T\.d/],
  ['a field answered twice', [part({ resolvers: { T: { c: () => '' } } }), { sdl: '', scopes: {}, resolvers: { T: { c: () => '' } } }], /T\.c is answered twice/],
  ['a field with a resolver and a loader', [part({ resolvers: { T: { c: () => '' } }, loaders: { T: { c: async () => [] } } })], /T\.c is answered twice/],
  ['SDL with an unknown type', [part({ sdl: 'extend type Query { a: Nothing b: String }' })], /Unknown type "Nothing"/]
]
for (const [name, parts, message] of faults) {
  t.throws(() => registerGraphql(Fastify().withTypeProvider<TypeBoxTypeProvider>(), parts), { message }, `${name} stops the start`)
}

t.test('a resolver for no field stops the start', async (t) => {
  const app = Fastify().withTypeProvider<TypeBoxTypeProvider>()
  registerGraphql(app, [part({ resolvers: { T: { d: () => '' } } })])
  await t.rejects(async () => { await app.ready() }, /Cannot find field d/)
})

t.test('all scopes are told, for the test of access', async (t) => {
  t.strictSame(Object.fromEntries(fieldScopes([plantedPart])), plantedPart.scopes)
})
