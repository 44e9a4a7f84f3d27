import t from 'tap'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
await app.ready()

interface Schema {
  type?: string | string[], properties?: Record<string, Schema>, additionalProperties?: unknown, items?: Schema, maxItems?: number, maxLength?: number, pattern?: string
  enum?: unknown[], const?: unknown, format?: string, minimum?: number, maximum?: number, anyOf?: Schema[], oneOf?: Schema[], allOf?: Schema[], $ref?: string
}
interface Operation { operationId: string, parameters?: { name: string, in: string, schema: Schema }[], requestBody?: { content: Record<string, { schema: Schema }> } }

const document = app.swagger() as unknown as { paths: Record<string, Record<string, Operation>>, components: { schemas: Record<string, Schema> } }
const operations = Object.values(document.paths).flatMap((item) => Object.values(item))

/** What a client may send: everything in bodies, queries, paths and headers, references followed. */
function * sent (): Generator<[path: string, schema: Schema]> {
  for (const { operationId, parameters = [], requestBody } of operations) {
    for (const parameter of parameters) yield * within(parameter.schema, `${operationId} ${parameter.in} ${parameter.name}`)
    for (const [media, { schema }] of Object.entries(requestBody?.content ?? {})) if (media === 'application/json') yield * within(schema, `${operationId} body`)
  }
}

function * within (schema: Schema, path: string): Generator<[path: string, schema: Schema]> {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/components/schemas/', '')
    const target = document.components.schemas[name]
    if (target === undefined) throw new Error(`${path} refers to ${schema.$ref}`)
    yield * within(target, path)
    return
  }
  yield [path, schema]
  for (const [name, member] of Object.entries(schema.properties ?? {})) yield * within(member, `${path}.${name}`)
  if (schema.items !== undefined) yield * within(schema.items, `${path}[]`)
  for (const branch of [...schema.anyOf ?? [], ...schema.oneOf ?? [], ...schema.allOf ?? []]) yield * within(branch, path)
}

const all = [...sent()]
const offending = (isBad: (schema: Schema) => boolean, excused: RegExp = /^$/): string[] => all.filter(([path, schema]) => isBad(schema) && !excused.test(path)).map(([path]) => path)

/** The names of GraphQL's variables, and of what a learning system adds to statements, are the client's; their number is bounded by the size of the body. */
const OF_THE_CLIENT = /^(queryGraphql body\.(variables|extensions)|pushXapiStatements body(\[\])?\.(verb\.display|object\.definition|result\.extensions|context|authority|attachments\[\]))$/

t.test('there is something to look at', (t) => {
  t.ok(all.length > 150, `${all.length} schemas`)
  t.end()
})

t.test('every object is closed', (t) => {
  t.strictSame(offending(({ type, additionalProperties }) => type === 'object' && additionalProperties !== false, OF_THE_CLIENT), [])
  t.end()
})

t.test('every text, list and number has a limit', (t) => {
  t.strictSame(offending(({ type, maxLength, enum: values, const: value }) => type === 'string' && maxLength === undefined && values === undefined && value === undefined), [], 'texts')
  t.strictSame(offending(({ type, maxItems }) => type === 'array' && maxItems === undefined), [], 'lists')
  t.strictSame(offending(({ type, maximum }) => type === 'integer' && maximum === undefined), [], 'whole numbers')
  t.end()
})

t.test('everything has a type', (t) => {
  t.strictSame(offending((schema) => schema.type === undefined && schema.enum === undefined && schema.const === undefined && schema.anyOf === undefined && schema.oneOf === undefined && schema.allOf === undefined), [])
  t.end()
})

const patterns = [...new Set(all.flatMap(([, { pattern }]) => pattern === undefined ? [] : [pattern]))]

t.test('a pattern describes the whole text', (t) => {
  t.ok(patterns.length > 5)
  for (const pattern of patterns) {
    const branches = pattern.split('|').length > 1 && !pattern.includes('(') ? pattern.split('|') : [pattern]
    for (const branch of branches) t.match(branch, /^\^.*\$$/s, pattern)
  }
  t.end()
})

t.test('no pattern repeats what repeats, and each decides hostile text of any length at once', (t) => {
  for (const pattern of patterns) {
    t.notMatch(pattern, /\((?:[^()]|\\.)*[+*](?:[^()]|\\.)*\)[+*{]/, pattern)
    const expression = new RegExp(pattern, 'u')
    const began = performance.now()
    for (const piece of ['0', 'A', 'a', '-', '.', ' ', '0.', '\u{1F600}']) for (const end of ['', '!', '\n']) expression.test(piece.repeat(50_000) + end)
    t.ok(performance.now() - began < 250, pattern)
  }
  t.end()
})

t.test('what is said to be closed is closed: unknown members of any place are refused', async (t) => {
  for (const { operationId, parameters = [] } of operations) {
    const [path, item] = Object.entries(document.paths).find(([, entry]) => Object.values(entry).some((operation) => operation.operationId === operationId)) ?? ['', {}]
    if (!('get' in item)) continue
    const required = parameters.filter((parameter) => parameter.in === 'query' && ['from', 'to'].includes(parameter.name) && path.endsWith('/difference')).map(({ name }) => `${name}=1&`).join('')
    const url = `${path.replace('{id}', '018f0000-0000-7000-8000-000000000000').replace('{version}', '1').replace('{ref}', '1').replace('{control}', '1').replace('{area}', 'value').replace('{stage}', 'identified').replace('{question}', '4.4')}?${required}colour=red`
    const answer = await app.inject({ url, headers: bearer() })
    t.equal(answer.statusCode, 400, operationId)
    t.match(answer.json(), { errors: [{ pointer: '/colour' }] })
  }
})
