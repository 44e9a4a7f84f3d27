import t from 'tap'
import { LARGE_ENTRIES } from '../../src/platform/http/pages.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
await app.ready()

/** What a page may take on the wire, if each of its entries is as large as its schema lets it be. */
const MOST_BYTES = 16 * 1024 * 1024

interface Schema {
  $ref?: string, type?: string | string[], anyOf?: Schema[], oneOf?: Schema[], allOf?: Schema[], enum?: unknown[], const?: unknown
  properties?: Record<string, Schema>, items?: Schema, maxItems?: number, maxLength?: number, pattern?: string, format?: string
}
interface Operation { operationId: string, parameters?: { name: string, in: string, schema: Schema & { maximum?: number, description?: string }, description?: string }[], responses: Record<string, { content?: Record<string, { schema: Schema }> }> }
const document = app.swagger() as unknown as { paths: Record<string, Record<string, Operation>>, components: { schemas: Record<string, Schema> } }

const followed = (schema: Schema): Schema => schema.$ref === undefined ? schema : document.components.schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {}
const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
const sum = (sizes: readonly number[]): number => sizes.reduce((total, each) => total + each, 0)

/** Bytes of the largest value: a letter takes up to four, unless a pattern or format keeps it to ASCII. */
function worst (stated: Schema): number {
  const schema = followed(stated)
  const { anyOf, oneOf, allOf, enum: values, const: value, type, items, maxItems = 0, maxLength = 40, pattern, format } = schema
  if (value !== undefined) return size(value)
  if (values !== undefined) return Math.max(...values.map(size))
  if (anyOf !== undefined || oneOf !== undefined) return Math.max(...[...anyOf ?? [], ...oneOf ?? []].map(worst))
  if (allOf !== undefined) return sum(allOf.map(worst))
  if (items !== undefined) return 2 + maxItems * (1 + worst(items))
  if (schema.properties !== undefined) return 2 + sum(Object.entries(schema.properties).map(([name, member]) => name.length + 4 + worst(member)))
  if ([type].flat().includes('string')) return 2 + maxLength * (format !== undefined || isAscii(pattern) ? 1 : 4)
  return 25
}

/** Of a pattern that names every sign that it takes. */
const isAscii = (pattern: string | undefined): boolean => pattern !== undefined && !/\\S|\\D|\\W|\[\^|[^\\]\.|\\p/.test(pattern)

const lists = Object.entries(document.paths).flatMap(([path, { get }]) => {
  const limit = get?.parameters?.find(({ name }) => name === 'limit')
  const page = get?.responses['200']?.content?.['application/json']?.schema
  const entry = page === undefined ? undefined : followed(page).properties?.['items']?.items
  return get === undefined || limit === undefined || entry === undefined ? [] : [{ path, operationId: get.operationId, most: limit.schema.maximum ?? Infinity, description: limit.description ?? limit.schema.description, entryBytes: worst(entry) }]
})
const isLarge = ({ description }: typeof lists[number]): boolean => description === LARGE_ENTRIES

t.test('no list hands out a page that takes the memory of the service, however large its entries are', (t) => {
  t.ok(lists.length > 70, `${lists.length} lists`)
  const unbounded = lists.filter((list) => !isLarge(list) && list.most * list.entryBytes > MOST_BYTES)
  t.strictSame(unbounded.map(({ operationId, most, entryBytes }) => `${operationId}: ${most} entries of ${entryBytes} bytes`), [], 'read them through fittingRows, and say so with LargePageQuery')
  t.end()
})

/** It reads a whole register, which each person's needs are made of, and cuts its page by number. */
const CUT_BY_NUMBER = ['listTrainingTopics']

t.test('a list that says that its pages end earlier lets the database add the sizes up', async (t) => {
  const asked: string[] = []
  db.reports.on('connect', (client) => {
    const query = client.query.bind(client) as (...stated: unknown[]) => unknown
    client.query = ((...stated: unknown[]) => {
      asked.push(String(stated[0]))
      return query(...stated)
    }) as typeof client.query
  })
  // Lists of what belongs to a record need one first: the same functions read them.
  const large = lists.filter((list) => isLarge(list) && !list.path.includes('{') && !CUT_BY_NUMBER.includes(list.operationId))
  t.ok(large.length > 20, `${large.length} lists`)
  for (const { path, operationId } of large) {
    asked.length = 0
    const answer = await app.inject({ url: `${path}?limit=1000`, headers: bearer() })
    t.ok(answer.statusCode === 200 ? asked.some((text) => text.includes('"bytesBefore"')) : answer.statusCode === 409, `${operationId} ${answer.statusCode}`)
  }
})
