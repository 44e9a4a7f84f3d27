import { parse } from 'graphql'
import t from 'tap'
import { GRAPHQL_LIMITS } from '../../../src/platform/graphql/limits.ts'
import { limitStructure } from '../../../src/platform/graphql/structure.ts'
import { Problem } from '../../../src/platform/problem.ts'
import { ask, plantedApp, reached, refusal } from './planted.ts'

const many = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, index) => text(index)).join(' ')
const nested = (depth: number, root = '') => `{ ${root}${'a { '.repeat(depth - 1)}a${' }'.repeat(depth - 1)} }`

function outcome (source: string): string {
  try {
    limitStructure(parse(source), GRAPHQL_LIMITS)
    return 'within'
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return String(error.members['limit'] ?? error.message)
  }
}

const cases: [name: string, source: string, outcome: string][] = [
  ['10 levels', nested(10), 'within'],
  ['11 levels', nested(11), 'depth'],
  ['11 levels by a fragment', `{ a { a { ...F } } } fragment F on T ${nested(9)}`, 'depth'],
  ['10 levels by an inline fragment', `{ ... on Query { ... on Query ${nested(10)} } }`, 'within'],
  ['30 aliases', `{ a { ${many(30, (index) => `b${index}: a`)} } }`, 'within'],
  ['31 aliases', `{ a { ${many(31, (index) => `b${index}: a`)} } }`, 'aliases'],
  ['20 root fields', `{ ${many(20, (index) => `a${index}`)} }`, 'within'],
  ['21 root fields', `{ ${many(21, (index) => `a${index}`)} }`, 'rootFields'],
  ['21 root fields by a fragment', `{ a ...F } fragment F on Query { ${many(20, (index) => `a${index}`)} }`, 'rootFields'],
  ['20 fragments', `{ a } ${many(20, (index) => `fragment F${index} on T { a }`)}`, 'within'],
  ['21 fragments', `{ a } ${many(21, (index) => `fragment F${index} on T { a }`)}`, 'fragments'],
  ['21 inline fragments', `{ a { ${many(21, () => '... { a }')} } }`, 'fragments'],
  ['20 directives', `{ a ${many(20, () => '@x')} }`, 'within'],
  ['21 directives', `query @y { a ${many(20, () => '@x')} }`, 'directives'],
  ['a field 20 times', `{ a { ${many(20, () => 'b')} } }`, 'within'],
  ['a field 21 times', `{ a { ${many(21, () => 'b')} } }`, 'repeats'],
  ['a name 21 times by aliases', `{ a { ${many(20, () => 'b')} b: c } }`, 'repeats'],
  ['introspection of 15 levels', nested(14).replace('{', '{ __schema {').concat('}'), 'within'],
  ['introspection of 16 levels', nested(15).replace('{', '{ __schema {').concat('}'), 'introspectionDepth'],
  ['5,000 selections by fragments', `{ a { ...F0 } } ${many(11, (index) => `fragment F${index} on T { ...F${index + 1} ...F${index + 1} }`)} fragment F11 on T { a }`, 'selections'],
  ['a fragment within itself', '{ a { ...F } } fragment F on T { ...G } fragment G on T { ...F }', 'Cannot spread fragment "F" within itself.'],
  ['an unused fragment within itself', '{ a } fragment F on T { ...F }', 'Cannot spread fragment "F" within itself.'],
  ['a mutation', 'mutation { a }', 'Only queries are answered here, no mutation: changes go through REST.']
]
for (const [name, source, expected] of cases) t.equal(outcome(source), expected, name)

t.test('a document over a limit is a 400 problem before any resolver', async (t) => {
  const app = plantedApp()
  reached.count = 0
  const consignments = '{ items { id } }'
  const over: [limit: string, query: string][] = [
    ['depth', `{ consignment(id: "1") { ${'previous { '.repeat(9)} id ${'}'.repeat(9)} } }`],
    ['aliases', `{ consignment(id: "1") { ${many(31, (index) => `a${index}: id`)} } }`],
    ['rootFields', `{ ${many(11, () => `consignments ${consignments} __typename`)} }`],
    ['fragments', `{ consignments ${consignments} } ${many(21, (index) => `fragment F${index} on Query { __typename }`)}`],
    ['directives', `{ consignments { items { id ${many(21, () => '@include(if: true)')} } } }`],
    ['repeats', `{ consignment(id: "1") { ${many(21, () => 'id')} } }`],
    ['page', `{ consignments(first: 1001) ${consignments} }`],
    ['rows', `{ consignments(first: 101) { items { seals(limit: 100) { number } } } }`],
    ['cost', `{ consignments(first: 1000) { items { ${many(10, (index) => `p${index}: previous { id }`)} } } }`],
    ['tokens', `{ consignments { items { ${many(1000, () => 'id')} } } }`],
    ['introspection', `{ ${many(10, (index) => `s${index}: __schema { types { fields { name args { name } type { fields { name args { name } } } } } }`)} }`]
  ]
  for (const [limit, query] of over) {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const answer = await ask(app, query, {}, { accept })
      t.equal(answer.status, 400, `${limit} is 400 as ${accept}`)
      t.strictSame(refusal(answer), ['/problems/graphql-limit-exceeded', limit])
      t.notOk('data' in answer.body)
    }
  }
  t.equal(reached.count, 0, 'no resolver was reached')
})
