import { createHash } from 'node:crypto'
import type { App } from './server.ts'

/** `/openapi.json`, and `/docs`: a reference page made from it, without scripts and without a request to any other place. */

interface Schema {
  $ref?: string, type?: string, description?: string, enum?: unknown[], const?: unknown, format?: string, pattern?: string, maxLength?: number, minimum?: number, maximum?: number
  properties?: Record<string, Schema>, required?: string[], items?: Schema, anyOf?: Schema[]
}
interface Content { schema?: Schema }
interface Operation {
  operationId?: string, summary?: string, description?: string, tags?: string[], security?: { bearer?: string[] }[]
  parameters?: { name: string, in: string, required?: boolean, description?: string, schema?: Schema }[]
  requestBody?: { content: Record<string, Content> }
  responses: Record<string, { description?: string, content?: Record<string, Content> }>
}
interface Document {
  info: { title: string, version: string, description: string }
  tags: { name: string, description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

export function serveDocs (app: App): void {
  const hidden = { schema: { hide: true } }
  app.get('/openapi.json', hidden, () => app.swagger())
  let page: string | undefined
  app.get('/docs', hidden, async (_request, reply) => {
    page ??= docsPage(app.swagger() as unknown as Document)
    return await reply.type('text/html; charset=utf-8').header('content-security-policy', DOCS_POLICY).send(page)
  })
}

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem 1.5rem 4rem;color:#1c2430;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.25rem;border-bottom:2px solid #1c2430;padding-bottom:.25rem;margin-top:3rem}
h3{font-size:1rem;margin:2rem 0 .25rem}code,pre{font:14px/1.45 ui-monospace,monospace}a{color:#0b57a4}
.verb{display:inline-block;min-width:3.5rem;font-weight:700;color:#0b57a4}table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #d8dde5}th{font-weight:600}
td:first-child{white-space:nowrap}.must{color:#a4260b}.what{color:#5a6473}details{margin:.5rem 0}summary{cursor:pointer;font-weight:600}
nav{columns:3 16rem;font-size:14px}@media(prefers-color-scheme:dark){body{background:#14181f;color:#e4e8ee}h2{border-color:#e4e8ee}a,.verb{color:#7db8f5}.what{color:#9aa5b5}.must{color:#f59a7d}th,td{border-color:#333b48}}`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

export function docsPage ({ info, tags, paths, components }: Document): string {
  const operations = Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([verb, operation]) => ({ path, verb, operation })))
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(tag.name))
    return own.length === 0 ? '' : `<h2 id="${escape(tag.name)}">${escape(tag.name)}</h2><p>${escape(tag.description)}</p>${own.map(showOperation).join('')}`
  })
  const links = operations.map(({ operation, path, verb }) => `<a href="#${escape(operation.operationId ?? '')}">${escape(verb.toUpperCase())} ${escape(path)}</a><br>`)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(info.title)} reference</title><style>${STYLE}</style>
<h1>${escape(info.title)} ${escape(info.version)}</h1><p>${escape(info.description)}</p>
<p>Machine form: <a href="/openapi.json">/openapi.json</a>. Reports: <a href="/graphiql">/graphiql</a>. Every request but health needs <code>Authorization: Bearer</code>.</p>
<nav>${links.join('')}</nav>${sections.join('')}
<h2 id="schemas">Schemas</h2>${Object.entries(components.schemas).map(([name, schema]) => showSchema(name, schema)).join('')}</html>`
}

function showOperation ({ path, verb, operation }: { path: string, verb: string, operation: Operation }): string {
  const bodies = Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => `<tr><td><code>${escape(type)}</code></td><td>${typeOf(schema)}</td></tr>`)
  const parameters = (operation.parameters ?? []).map((parameter) =>
    row(parameter.name, `${parameter.in}, ${typeOf(parameter.schema)}`, parameter.required === true, parameter.description ?? parameter.schema?.description))
  const answers = Object.entries(operation.responses).map(([status, { description, content }]) =>
    row(status, Object.values(content ?? {}).map(({ schema }) => typeOf(schema)).join(', '), false, description))
  return `<h3 id="${escape(operation.operationId ?? '')}"><span class="verb">${escape(verb.toUpperCase())}</span> <code>${escape(path)}</code></h3>
<p><strong>${escape(operation.summary ?? '')}.</strong> ${escape(operation.description ?? '')}${needs(operation)}</p>
${parameters.length === 0 ? '' : `<table><tr><th>Parameter<th>Type<th>Meaning</tr>${parameters.join('')}</table>`}
${bodies.length === 0 ? '' : `<table><tr><th>Content<th>Type</tr>${bodies.join('')}</table>`}
<details><summary>Answers</summary><table><tr><th>Status<th>Type<th>Meaning</tr>${answers.join('')}</table></details>`
}

function needs ({ security = [] }: Operation): string {
  const scopes = security.flatMap(({ bearer = [] }) => bearer)
  return scopes.length === 0 ? '' : ` Needs the scope ${scopes.map((scope) => `<code>${escape(scope)}</code>`).join(', ')}.`
}

function showSchema (name: string, schema: Schema): string {
  const required = new Set(schema.required ?? [])
  return `<details id="schema-${escape(name)}"><summary>${escape(name)}</summary><p>${escape(schema.description ?? '')}</p><table><tr><th>Field<th>Type<th>Meaning</tr>${members(schema, required, '')}</table></details>`
}

/** Fields of objects within objects follow them, with the whole path as their name. */
function members (schema: Schema, required: ReadonlySet<string>, prefix: string): string {
  return Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const inner = member.type === 'array' && member.items?.properties !== undefined ? member.items : member
    const path = `${prefix}${name}${inner === member ? '' : '[]'}`
    const nested = inner.properties === undefined ? '' : members(inner, new Set(inner.required ?? []), `${path}.`)
    return row(path, typeOf(member), required.has(name), member.description) + nested
  }).join('')
}

const row = (name: string, type: string, must: boolean, description: string | undefined): string =>
  `<tr><td><code>${escape(name)}</code>${must ? ' <span class="must">required</span>' : ''}</td><td class="what">${type}</td><td>${escape(description ?? '')}</td></tr>`

function typeOf (schema: Schema | undefined): string {
  if (schema === undefined) return ''
  const name = schema.$ref?.split('/').at(-1)
  if (name !== undefined) return `<a href="#schema-${escape(name)}">${escape(name)}</a>`
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ')
  if (schema.enum !== undefined) return schema.enum.map((value) => escape(String(value))).join(' | ')
  if (schema.const !== undefined) return escape(String(schema.const))
  if (schema.type === 'array') return `list of ${typeOf(schema.items)}`
  return escape([schema.format ?? schema.type ?? 'any', limits(schema)].filter((part) => part !== '').join(', '))
}

function limits ({ maxLength, minimum, maximum }: Schema): string {
  if (maxLength !== undefined) return `at most ${maxLength} characters`
  return minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : ''
}
