import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { graphqlParts } from '../../src/features.ts'
import { SETTINGS } from '../../src/config.ts'
import { contractFiles, CONTRACT_FOLDER } from '../../src/contract.ts'
import { CSV_COLUMNS } from '../../src/declarations/formats/csv.ts'
import { SCOPES } from '../../src/platform/access.ts'
import { HEADER_FIELDS, ITEM_FIELDS } from '../../src/declarations/data-elements.ts'
import { undescribed } from '../../src/platform/graphql/schema.ts'

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
const files = await contractFiles()
const document = JSON.parse(files.get('openapi.json') ?? '{}') as { components: { schemas: Record<string, object> }, paths: Record<string, Record<string, { operationId?: string, summary?: string, security?: { bearer?: string[] }[] }>> }

t.test('the committed contract is the one of the code', (t) => {
  for (const [name, text] of files) t.equal(readFileSync(join(CONTRACT_FOLDER, name), 'utf8'), text, `${name} is fresh; else run npm run openapi and read the difference`)
  t.end()
})

t.test('every operation has a name and every field says what it means', (t) => {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [verb, { operationId, summary }] of Object.entries(item)) t.ok(operationId !== undefined && summary !== undefined, `${verb} ${path}`)
  }
  const silent: string[] = []
  for (const [name, schema] of Object.entries(document.components.schemas)) findSilent(schema, name, silent)
  t.strictSame(silent, [], 'fields without a description')
  t.strictSame(undescribed(graphqlParts({ db: undefined as never, clock: () => new Date() })), [], 'fields of the graph without a description')
  t.notOk(Object.keys(document.components.schemas).some((name) => /^def-\d/.test(name)), 'components keep their names')
  t.end()
})

function findSilent (schema: object, path: string, silent: string[]): void {
  const { properties = {}, items } = schema as { properties?: Record<string, { description?: string, $ref?: string }>, items?: object }
  for (const [name, field] of Object.entries(properties)) {
    if (field.description === undefined && field.$ref === undefined) silent.push(`${path}.${name}`)
    findSilent(field, `${path}.${name}`, silent)
  }
  if (items !== undefined) findSilent(items, `${path}[]`, silent)
}

t.test('every operation but GraphQL names the scope that its token needs', (t) => {
  const scopes = new Set<string>(SCOPES)
  for (const item of Object.values(document.paths)) {
    for (const { operationId, security } of Object.values(item)) {
      if (operationId !== 'queryGraphql') t.ok(security?.length === 1 && scopes.has(security[0]?.bearer?.[0] ?? ''), String(operationId))
    }
  }
  t.end()
})

t.test('what a sender may send is closed and bounded everywhere', (t) => {
  const open: string[] = []
  findOpen(document.components.schemas['NewDeclaration'] ?? {}, 'NewDeclaration', open)
  t.strictSame(open, [])
  t.end()
})

function findOpen (node: unknown, path: string, open: string[]): void {
  if (typeof node !== 'object' || node === null) return
  const schema = node as { type?: string, properties?: Record<string, unknown>, additionalProperties?: unknown, items?: unknown, maxItems?: number, maxLength?: number, enum?: unknown, anyOf?: unknown[] }
  if (schema.type === 'object' && schema.additionalProperties !== false) open.push(`${path}: other fields`)
  if (schema.type === 'array' && schema.maxItems === undefined) open.push(`${path}: any length`)
  if (schema.type === 'string' && schema.maxLength === undefined && schema.enum === undefined) open.push(`${path}: any length`)
  for (const [name, field] of Object.entries(schema.properties ?? {})) findOpen(field, `${path}.${name}`, open)
  findOpen(schema.items, `${path}[]`, open)
  for (const branch of schema.anyOf ?? []) findOpen(branch, `${path}|`, open)
}

t.test('the README names every setting with its default, and every column of CSV that is not a field', (t) => {
  for (const { name, fallback, description } of SETTINGS) t.ok(readme.includes(`| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${description} |`), name)
  for (const column of CSV_COLUMNS.keys()) t.ok(column in HEADER_FIELDS || column in ITEM_FIELDS || readme.includes(`\`${column}\``), column)
  t.end()
})
