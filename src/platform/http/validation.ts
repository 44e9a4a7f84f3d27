import type { FastifyRequest, FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { invalidRequest } from '../problem.ts'
import type { Fault, Problem } from '../problem.ts'
import { pointerToken } from './body.ts'
import { checkerOf } from './checker.ts'
import { faultsOf } from './faults.ts'
import { reachable } from './reachable-schemas.ts'
import type { App } from './route-config.ts'

export { faultsOf } from './faults.ts'

const PLACES: Record<string, string> = { body: 'content', params: 'path', querystring: 'query', headers: 'header' }

/**
 * One way to check whatever comes in. Of a body nothing is removed, added or converted; text in path, query and header
 * fields becomes a whole number or a truth value where the schema says so.
 */
export function validateRequests (app: App): void {
  // Our search for faults has its own limit; eight, the library's, would cut the list of one text's faults short.
  Settings.Set({ maxErrors: 100 })
  // A context with schemas of its own would fall back to Fastify's validator, which drops unknown fields.
  app.addHook('onRegister', (instance) => { instance.setValidatorCompiler(compilerOf(instance as App)) })
  app.setValidatorCompiler(compilerOf(app))
  app.addHook('preValidation', (request, _reply, done) => {
    const repeated = repeatedParameters(request)
    done(repeated.length === 0 ? undefined : invalid('querystring', repeated))
  })
}

/** For a route whose body has a reader of its own; its other parts are checked as everywhere. */
export const checkAllButBody = (app: App): FastifySchemaCompiler<TSchema> => {
  const compile = compilerOf(app)
  return (part) => part.httpPart === 'body' ? () => true : compile(part)
}

function compilerOf (app: App): FastifySchemaCompiler<TSchema> {
  return ({ schema, httpPart = 'body' }) => {
    const context = reachable(schema, app.getSchemas() as Record<string, TSchema>)
    const compiled = checkerOf(context, schema)
    const fields = httpPart === 'body' ? undefined : convertibleFields(context, schema)
    return (value: unknown) => {
      const unkept = fields === undefined ? [] : unkeepable(value)
      if (unkept.length > 0) return { error: invalid(httpPart, unkept) }
      const converted = fields === undefined ? value : convert(value, fields)
      if (compiled.Check(converted)) return { value: converted }
      return { error: invalid(httpPart, faultsOf(compiled, converted)) }
    }
  }
}

/** The problem for faults found in one part of a request. */
export function invalid (httpPart: string, errors: Fault[]): Problem {
  return invalidRequest(`The ${PLACES[httpPart] ?? httpPart} of the request is not valid.`, { errors })
}

/** Faults for every field of the body of a route that takes none: whoever states one believes that it counts. */
export function unknownContent ({ body, routeOptions: { schema } }: FastifyRequest): Fault[] {
  if (schema?.body !== undefined || body === undefined || body === null) return []
  if (typeof body !== 'object' || Array.isArray(body)) return [{ pointer: '', detail: 'Nothing is taken here.', hint: 'Send no content' }]
  return Object.keys(body).map((name) => ({ pointer: `/${pointerToken(name)}`, detail: 'Unknown field.', hint: 'No fields are known here.' }))
}

/** Faults for every query parameter of a route that takes none. */
export function unknownParameters (request: FastifyRequest): Fault[] {
  if (request.routeOptions.schema?.querystring !== undefined) return []
  return queryNames(request).map((name) => ({ pointer: `/${pointerToken(name)}`, detail: 'Unknown field.', hint: 'No fields are known here.' }))
}

function repeatedParameters (request: FastifyRequest): Fault[] {
  const query = request.query as Record<string, unknown>
  return queryNames(request).filter((name) => Array.isArray(query[name]))
    .map((name) => ({ pointer: `/${pointerToken(name)}`, detail: 'The parameter is repeated.', hint: 'Send it once.' }))
}

function queryNames (request: FastifyRequest): string[] {
  return typeof request.query === 'object' && request.query !== null ? Object.keys(request.query) : []
}

/** `%00` in an address: PostgreSQL has no such text, so it could only fail there. Of bodies their parser sees to it. */
function unkeepable (value: unknown): Fault[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).filter(([, text]) => typeof text === 'string' && text.includes('\0'))
    .map(([name]) => ({ pointer: `/${pointerToken(name)}`, detail: 'The text holds the character U+0000.', hint: 'Leave it out.' }))
}

type Kind = 'integer' | 'boolean'

function convertibleFields (context: Record<string, TSchema>, schema: TSchema): Map<string, Kind> {
  const { $ref } = schema as { $ref?: string }
  const { properties = {} } = ($ref === undefined ? schema : context[$ref] ?? {}) as { properties?: Record<string, { type?: string }> }
  return new Map(Object.entries(properties).flatMap(([name, { type }]): [string, Kind][] => type === 'integer' || type === 'boolean' ? [[name, type]] : []))
}

/** A copy with a null prototype, as names come from outside. */
function convert (value: unknown, fields: Map<string, Kind>): unknown {
  if (fields.size === 0 || typeof value !== 'object' || value === null) return value
  const converted = Object.create(null) as Record<string, unknown>
  for (const [name, text] of Object.entries(value)) converted[name] = typeof text === 'string' ? convertText(text, fields.get(name)) : text
  return converted
}

function convertText (text: string, kind: Kind | undefined): unknown {
  if (kind === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
