import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql'
import type { GraphQLArgument, GraphQLInputType, GraphQLOutputType } from 'graphql'
import t from 'tap'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { HOSTILE } from '../support/hostile.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer } from '../support/tokens.ts'

/** Every parameter of every list and every argument of the graph, with texts that mean something to somebody else. */

t.setTimeout(240_000)
const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
const contract = join(import.meta.dirname, '../../openapi')

interface Answer { statusCode: number, body: string, json: <T>() => T }
let slowestMs = 0
async function ask (url: string, payload?: object): Promise<Answer> {
  const began = performance.now()
  const answer = await app.inject({ method: payload === undefined ? 'GET' : 'POST', url, headers: bearer(), ...(payload === undefined ? {} : { payload }) })
  slowestMs = Math.max(slowestMs, performance.now() - began)
  return answer
}
async function push (changes: Record<string, unknown>): Promise<Answer> {
  return await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration({ items: [item({ taric2: undefined })], ...changes }) })
}

// A declaration and its finding for each text that may stand in a unit's name, so that a filter has right rows and wrong ones to show.
const stored = new Map<string, number>()
for (const [index, [, text]] of HOSTILE.entries()) {
  if (!text.isWellFormed()) continue
  const { statusCode } = await push({ lrn: `U-${index}`, orgUnitId: text })
  if (statusCode === 201) stored.set(text, (stored.get(text) ?? 0) + 1)
}
t.ok(stored.size > 20, `${stored.size} texts are stored`)

/** How many rows an equal comparison shows. */
const rowsOf = (parameter: string, text: string): number => parameter === 'orgUnitId' ? stored.get(text) ?? 0 : 0

/** Where a type decides before anything is asked of the database: texts that types have let through elsewhere. Cursors have a test of their own. */
const FEWER = HOSTILE.filter(([, text]) => !text.isWellFormed() || ['\0', '\n', '\u202e', '\u200b'].some((character) => text.includes(character)) || /^$|^(NaN|__proto__|%|\\|'|1e999|\+1)/.test(text))

interface Parameter { name: string, in: 'query' | 'path', required?: boolean, schema?: { type?: string, format?: string, enum?: unknown[] } }
const isTyped = ({ name, schema }: Parameter): boolean => name === 'cursor' || (schema !== undefined && (schema.enum !== undefined || schema.format !== undefined || (schema.type !== undefined && schema.type !== 'string')))
const paths = (JSON.parse(readFileSync(join(contract, 'openapi.json'), 'utf8')) as { paths: Record<string, { get?: { parameters?: Parameter[] } }> }).paths
const UUID = '018f0000-0000-7000-8000-000000000000'

for (const [path, { get }] of Object.entries(paths)) {
  const parameters = get?.parameters ?? []
  if (parameters.length === 0) continue
  t.test(`GET ${path} shows no other rows than an equal comparison, whatever its parameters are`, async (t) => {
    const faults: string[] = []
    for (const parameter of parameters) {
      for (const [name, text] of isTyped(parameter) ? FEWER : HOSTILE) {
        if (!text.isWellFormed() || text.length > 1000 || (text === '' && parameter.in === 'path')) continue
        const answer = await ask(urlOf(path, parameters, parameter, text))
        const items = answer.statusCode === 200 ? answer.json<{ items?: unknown[] }>().items?.length ?? 1 : 0
        if (![200, 400, 404, 414].includes(answer.statusCode) || items !== (answer.statusCode === 200 ? rowsOf(parameter.name, text) : 0)) {
          faults.push(`${parameter.name} ${name}: ${answer.statusCode}, ${items} rows`)
        }
      }
    }
    t.strictSame(faults, [])
  })
}

function urlOf (path: string, parameters: readonly Parameter[], hostile: Parameter, text: string): string {
  const value = (parameter: Parameter): string => encodeURIComponent(parameter === hostile ? text : parameter.name === 'id' ? UUID : '1')
  const address = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => value(parameters.find((parameter) => parameter.in === 'path' && parameter.name === name) ?? hostile))
  const query = parameters.filter((parameter) => parameter.in === 'query' && (parameter === hostile || parameter.required === true)).map((parameter) => `${parameter.name}=${value(parameter)}`)
  return query.length === 0 ? address : `${address}?${query.join('&')}`
}

const schema = buildSchema(readFileSync(join(contract, 'schema.graphql'), 'utf8'))

/** Something that a required argument takes. */
function plain (type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return plain(type.ofType, name)
  if (isListType(type)) return [plain(type.ofType as GraphQLInputType, name)]
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (type.toString() === 'Date') return name === 'from' ? '2026-01-01' : '2026-12-31'
  return type.toString() === 'Int' ? 10 : 'x'
}

/** Where an answer that is more than a list keeps its rows. */
const LISTS = ['nodes', 'rows', 'groups'] as const

/** A selection that needs nothing else. */
function selection (type: GraphQLOutputType): string {
  const named = getNamedType(type)
  if (isLeafType(named)) return ''
  const list = isObjectType(named) ? LISTS.find((member) => named.getFields()[member] !== undefined) : undefined
  return list === undefined ? '{ __typename }' : `{ ${list} { __typename } }`
}

for (const [name, field] of Object.entries(schema.getQueryType()?.getFields() ?? {})) {
  if (field.args.length === 0) continue
  t.test(`the graph's ${name} shows no other rows than an equal comparison, whatever its arguments are`, async (t) => {
    const faults: string[] = []
    const required = field.args.filter((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined)
    for (const argument of field.args) {
      for (const [member, put] of placesIn(argument)) {
        const asked = [...new Set([...required, argument])]
        const query = `query (${asked.map((each) => `$${each.name}: ${each.type.toString()}`).join(', ')}) { ${name}(${asked.map((each) => `${each.name}: $${each.name}`).join(', ')}) ${selection(field.type)} }`
        for (const [title, text] of isTypedArgument(argument) ? FEWER : HOSTILE) {
          const variables = { ...Object.fromEntries(required.map((each) => [each.name, plain(each.type, each.name)])), [argument.name]: put(text) }
          const answer = await ask('/graphql', { query, variables })
          const rows = rowsIn(answer, name)
          const expected = rowsOf(member, text)
          const refused = rows === undefined && !/Internal error/.test(answer.body)
          if (answer.statusCode >= 500 || (!refused && rows !== expected)) faults.push(`${member} ${title}: ${answer.statusCode}, ${rows} rows, ${expected} expected, ${answer.body.slice(0, 100)}`)
          if (refused && expected > 0) faults.push(`${member} ${title} is refused although it is stored`)
        }
      }
    }
    t.strictSame(faults, [])
  })
}

/** Days, numbers and values of a list; and cursors, which have a test of their own. */
function isTypedArgument ({ name, type }: GraphQLArgument): boolean {
  const named = getNamedType(type)
  return name === 'after' || isEnumType(named) || ['Date', 'Int', 'Boolean', 'Float'].includes(named.name)
}

/** Where in an argument a text may stand: itself, or each member of an input. */
function placesIn (argument: GraphQLArgument): [member: string, put: (text: string) => unknown][] {
  const named = getNamedType(argument.type)
  if (isInputObjectType(named)) return Object.keys(named.getFields()).map((member) => [member, (text) => ({ [member]: text })])
  const isList = argument.type.toString().startsWith('[')
  return [[argument.name, (text) => isList ? [text] : text]]
}

/** Rows that a field shows; undefined when it was refused. */
function rowsIn (answer: Answer, name: string): number | undefined {
  const { data, errors } = answer.json<{ data?: Record<string, { nodes?: unknown[], rows?: unknown[], groups?: unknown[] } | unknown[] | null> | null, errors?: unknown }>()
  if (errors !== undefined || data == null) return undefined
  const shown = data[name]
  if (shown == null) return 0
  return Array.isArray(shown) ? shown.length : (shown.nodes ?? shown.rows ?? shown.groups)?.length ?? 1
}

const DAY = '2026-03-02'
const CURSORS: [list: string, key: string[]][] = [
  ['/v1/declarations', ['declarations', DAY, UUID]],
  ['/v1/declarations/unmatched', ['unmatched messages', '2026-03-02T10:00:00.000Z', UUID]],
  ['/v1/ai-proposals-not-logged', ['AI proposals not logged', DAY, UUID, '1']],
  ['/v1/ai-planted-checks', ['AI planted checks', UUID]],
  ['/v1/ai-reference-times', ['AI reference times', DAY, UUID]],
  ['/v1/findings', ['findings', DAY, UUID]],
  ['/v1/findings/actions', ['corrective actions', DAY, UUID]],
  ['/v1/sanctions', ['sanctions by facts', DAY, UUID]],
  ['/v1/checks/runs', ['examination runs', UUID]],
  ['/v1/units', ['unit records', 'U-1']],
  ['/v1/assignments', ['assignment rows', UUID]],
  ['/v1/authorisations', ['authorisations', UUID]],
  ['/v1/authorisations/obligations', ['authorisation obligations', DAY, UUID]],
  ['/v1/notification-duties', ['notification duties', DAY, UUID]],
  ['/v1/goods', ['goods', 'G-1']],
  ['/v1/suppliers', ['suppliers', 'S-1']],
  ['/v1/supplier-declarations', ['supplier declarations', 'S-1', 'D-1']],
  ['/v1/licences', ['licences', 'L-1']],
  ['/v1/documents', ['/documents', DAY, UUID]],
  ['/v1/criteria-evidence', ['/criteria-evidence', DAY, UUID]],
  ['/v1/legal-holds', ['legal holds', UUID]],
  ['/v1/training/topics', ['training topics', 'origin']],
  ['/v1/training/courses', ['/v1/training/courses', 'C-1']],
  ['/v1/training/sessions', ['/training/sessions', DAY, UUID]],
  ['/v1/training/records', ['/training/records', DAY, UUID]],
  ['/v1/training/messages/reminders', ['training message reminders', DAY, UUID, 'P-1']],
  ['/v1/training/requirements', ['/training/requirements', DAY, UUID]],
  ['/v1/calendar-links', ['calendar links', UUID]],
  ['/v1/training/messages', ['training messages', DAY, UUID]],
  ['/v1/training/needs', ['training needs', DAY, UUID]],
  ['/v1/ai-oversight-rules/revisions', ['AI oversight rules', '2']],
  ['/v1/ai-systems', ['AI systems', 'A-1']],
  ['/v1/ai-incidents', ['AI incidents', DAY, UUID]],
  ['/v1/ai-outputs', ['AI outputs', '2026-03-02T10:00:00.000Z', UUID]],
  ['/v1/risks', ['risks', 'A-1']],
  ['/v1/risk-audits', ['risk audits', '2026-03-02T10:00:00.000Z', UUID]],
  ['/v1/controls', ['risk controls', 'A-1']],
  ['/v1/risk-treatments', ['risk treatments', 'A-1']],
  ['/v1/risk-acceptances', ['risk acceptances', UUID]],
  ['/v1/risk-notices/due', ['due acknowledgements', DAY, UUID, 'P-1']]
]

t.test('a cursor that somebody wrote himself is refused or shows nothing that the list does not', async (t) => {
  const odd = ['2026-99-99', '0000-00-00', '2026-02-30', '9999-99-99T99:99:99.999Z', '2026-02-30T00:00:00.000Z', '2026-03-02T24:00:00.000Z', '0000-01-01T00:00:00.000Z', UUID.replace('f', 'F')]
  for (const [list, key] of CURSORS) {
    const whole = new Set((await ask(`${list}?limit=1000`)).json<{ items: { id: string }[] }>().items.map(({ id }) => id))
    const at = async (other: unknown[]): Promise<Answer> => await ask(`${list}?limit=1000&cursor=${Buffer.from(JSON.stringify(other)).toString('base64url')}`)
    t.equal((await at(key)).statusCode, 200, `${list} has cursors of this form`)
    const faults: string[] = []
    for (const other of [[], [key[0]], [...key, 'x'], [null, ...key.slice(1)], ...key.flatMap((part, index) => [...odd, ...(part === DAY || part === UUID ? FEWER : HOSTILE).map(([, text]) => text)].map((text) => key.with(index, text)))]) {
      const answer = await at(other)
      const shown = answer.statusCode === 200 ? answer.json<{ items: { id: string }[] }>().items : []
      if (![200, 400, 414].includes(answer.statusCode) || shown.some(({ id }) => !whole.has(id))) faults.push(`${answer.statusCode} ${JSON.stringify(other).slice(0, 80)}`)
    }
    t.strictSame(faults, [], list)
  }
})

t.test('none of it slept in the database', (t) => {
  t.ok(slowestMs < 10_000, `the slowest answer took ${Math.round(slowestMs)} ms`)
  t.end()
})
