import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { ask, plantedApp } from './planted.ts'

/** What each attack is repeated to fill, just below the limit of the body. */
const BYTES = 60_000
const filled = (before: string, text: string, after: string) => `${before}${text.repeat(Math.floor((BYTES - before.length) / text.length))}${after}`
const fragments = (count: number, body: (index: number) => string, type = 'Consignment') =>
  Array.from({ length: count }, (_, index) => `fragment F${index} on ${type} { ${body(index)} }`).join(' ')
const others = (count: number, self: number) => Array.from({ length: count }, (_, index) => index === self ? 'id' : `...F${index}`).join(' ')
const leaf = JSON.stringify({ kind: 'Field', name: { kind: 'Name', value: 'z' } })
const tree = `{"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","selectionSet":{"kind":"SelectionSet","selections":[${filled('', `${leaf},`, leaf)}]}}]}`

const attacks: [name: string, query: string][] = [
  ['one field again and again', filled('{', ' z', '}')],
  ['one known field again and again', filled('{ consignment(id: "1") {', ' id', '} }')],
  ['aliases', filled('{ consignment(id: "1") {', ' a:id', '} }')],
  ['inline fragments', filled('{', ' ...{z}', '}')],
  ['nested inline fragments', `${'{...'.repeat(12_000)}`],
  ['directives', filled('{ z', ' @a', '}')],
  ['comments', filled('{ __typename }', '\n#', '\n')],
  ['commas', filled('{ __typename', ',', '}')],
  ['deep braces', filled('', '{a', '')],
  ['deep lists in an argument', filled('{ echo(amount: ', '[', ') }')],
  ['a block string of empty lines', filled('{ echo(amount: """', '\n', '""") }')],
  ['a number of 60,000 digits', filled('{ consignments(first: 1', '0', ') { nextCursor } }')],
  ['a name of 60,000 letters', filled('{ ', 'x', ' }')],
  ['operations', filled('', 'query{z}', '')],
  ['a syntax tree of JSON', tree],
  ['one field up to the limit of tokens', `{ consignment(id: "1") { ${'id '.repeat(980)} } }`],
  ['one field as often as allowed, in as many fragments as allowed', `{ consignment(id: "1") { ${Array.from({ length: 20 }, (_, index) => `...F${index}`).join(' ')} } } ${fragments(20, () => 'id '.repeat(20))}`],
  ['one field as often as allowed, in fields as often as allowed', `{ consignment(id: "1") { ${`previous { ${'id '.repeat(20)} } `.repeat(20)} } }`],
  ['doubling fragments', `{ consignment(id: "1") { ...F0 } } ${fragments(19, (index) => `...F${index + 1} ...F${index + 1} ...F${index + 1}`)} fragment F19 on Consignment { id }`],
  ['doubling fields by fragments', `{ consignment(id: "1") { ...F0 } } ${fragments(7, (index) => `previous { ...F${index + 1} } p: previous { ...F${index + 1} } q: previous { ...F${index + 1} }`)} fragment F7 on Consignment { id }`],
  ['fragments in circles', `{ consignment(id: "1") { ...F0 } } ${fragments(20, (index) => others(20, index))}`],
  ['ten fragments in circles', `{ consignment(id: "1") { ...F0 } } ${fragments(10, (index) => others(10, index))}`],
  ['doubling fragments of introspection', `{ __schema { types { ...F0 } } } ${fragments(19, (index) => `...F${index + 1} ...F${index + 1} ...F${index + 1}`, '__Type')} fragment F19 on __Type { name }`],
  ['unused fragments of introspection in circles', `{ __typename } fragment R on Query { __schema { types { ...F0 } } } ${fragments(10, (index) => others(10, index).replace('id', 'name'), '__Type')}`],
  ['equal fields with fields beneath', `{ consignment(id: "1") { ${'previous { id mrn previous { id mrn } } '.repeat(70)} } }`]
]

t.test('no attack holds the event loop for a tenth of a second', async (t) => {
  const app = plantedApp()
  await ask(app, '{ __typename }')
  for (const [name, query] of attacks) {
    const times: number[] = []
    for (const [run] of [0, 1, 2].entries()) {
      const started = performance.now()
      const answer = await ask(app, query.replace(/.$/s, (last) => `${last}${' '.repeat(run)}`)) // another text, so no cached document
      times.push(performance.now() - started)
      t.ok(answer.status < 500, `${name}: ${answer.status} ${answer.text.slice(0, 100)}`)
    }
    t.ok(Math.min(...times) < 100, `${name}: ${Math.min(...times).toFixed(1)} ms`)
  }
})

t.test('100 kB are refused unread', async (t) => {
  const started = performance.now()
  const response = await plantedApp().inject({ method: 'POST', url: '/graphql', payload: { query: `{${' z'.repeat(50_000)}}` } })
  t.equal(response.statusCode, 413)
  t.ok(performance.now() - started < 1000)
})

t.test('variables named like the machinery of objects change nothing', async (t) => {
  const app = plantedApp()
  const payload = '{"query":"query ($a: ID!) { consignment(id: $a) { id } }","variables":{"a":"1","constructor":{"x":1},"toString":1}}'
  const response = await app.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': 'application/json' }, payload })
  t.equal(response.statusCode, 200)
  t.equal(({} as Record<string, unknown>)['x'], undefined)
})

t.test('5,000 unique queries leave the memory bounded', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const app = plantedApp()
  await ask(app, '{ __typename }')
  collect()
  const before = process.memoryUsage()
  for (let index = 0; index < 5000; index++) {
    await ask(app, `query Q${index} { consignments(first: 1) { items { ${'id mrn '.repeat(20)} } } }`)
  }
  const resident = (process.memoryUsage.rss() - before.rss) / 1_048_576
  collect()
  const live = (process.memoryUsage().heapUsed - before.heapUsed) / 1_048_576
  t.ok(live <= 50, `${live.toFixed(0)} MB more are in use`)
  t.ok(resident <= 300, `${resident.toFixed(0)} MB more are resident, garbage included`)
})
