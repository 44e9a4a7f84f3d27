import { getOperationAST, getVariableValues, parse } from 'graphql'
import t from 'tap'
import { costOf } from '../../../src/platform/graphql/cost.ts'
import { GRAPHQL_LIMITS } from '../../../src/platform/graphql/limits.ts'
import { joinedSchema } from '../../../src/platform/graphql/schema.ts'
import { plantedPart } from './planted.ts'

const schema = joinedSchema([plantedPart])
const rules = { schema, limits: GRAPHQL_LIMITS, assumedRows: new Map(Object.entries(plantedPart.assumedRows ?? {})) }

function cost (source: string, variables: Record<string, unknown> = {}): [cost: number, rows: number] {
  const document = parse(source)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  if (!coerced) throw new Error('variables do not fit')
  const { cost, rows } = costOf(rules, document, operation, coerced)
  return [cost, rows]
}

const cases: [name: string, source: string, variables: Record<string, unknown>, expected: [cost: number, rows: number]][] = [
  ['leaves cost a tenth', '{ consignment(id: "1") { id mrn } }', {}, [2, 0]],
  ['the default of the schema is the page', '{ consignments { nextCursor items { id } } }', {}, [57, 50]],
  ['a literal page', '{ consignments(first: 10) { items { id } } }', {}, [12, 10]],
  ['a page by a variable', 'query ($n: Int!) { consignments(first: $n) { items { id } } }', { n: 20 }, [23, 20]],
  ['a page by the default of a variable', 'query ($n: Int = 30) { consignments(first: $n) { items { id } } }', {}, [34, 30]],
  ['pages are multiplied', '{ consignments(first: 10) { items { seals(limit: 5) { number } } } }', {}, [66, 60]],
  ['a page left out without a default is the largest', '{ consignment(id: "1") { seals { number } } }', {}, [1101, 1000]],
  ['a page that is null is the largest', '{ consignment(id: "1") { seals(limit: null) { number } } }', {}, [1101, 1000]],
  ['a list without a page size is assumed to have ten rows', '{ seals { number } }', {}, [11, 10]],
  ['or as many as its part says', '{ consignment(id: "1") { items { netMass } } }', {}, [6, 4]],
  ['the page of the parent does not reach the lists within its rows', '{ consignments(first: 100) { items { items { netMass } } } }', {}, [541, 500]],
  ['a fragment counts each time it is spread', '{ a: consignments(first: 10) { ...P } b: consignments(first: 20) { ...P } } fragment P on ConsignmentPage { items { id } }', {}, [35, 30]],
  ['a skipped field costs nothing', '{ consignments(first: 10) @skip(if: true) { items { id } } seals @include(if: false) { number } }', {}, [0, 0]],
  ['introspection has a bound of its own', '{ __schema { types { name } } }', {}, [1, 0]]
]
for (const [name, source, variables, expected] of cases) t.strictSame(cost(source, variables), expected, name)

for (const size of [0, -1, 1001]) {
  t.throws(() => cost(`{ consignments(first: ${size}) { items { id } } }`), /"page" of 1000/, `a page of ${size} is refused`)
}
t.throws(() => cost('query ($n: Int = 5) { consignments(first: $n) { items { id } } }', { n: null }), /must not be null/, 'null where an argument may not be null')
