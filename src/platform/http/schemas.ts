import { Type } from 'typebox'
import type { TSchema } from 'typebox'

/** Schemas that all routes share. */

export const ProblemSchema = Type.Object({
  type: Type.String({ maxLength: 200, description: 'What kind of problem it is; stable, clients match on it' }),
  title: Type.String({ maxLength: 200, description: 'The kind in words' }),
  status: Type.Integer({ minimum: 400, maximum: 599, description: 'HTTP status' }),
  detail: Type.Optional(Type.String({ maxLength: 10000, description: 'This occurrence in words, for people' })),
  hint: Type.Optional(Type.String({ maxLength: 10000, description: 'What to do about it' })),
  requestId: Type.Optional(Type.String({ maxLength: 200, description: 'Identifier of the request in the log' })),
  errors: Type.Optional(Type.Array(Type.Object({
    pointer: Type.String({ maxLength: 2000, description: 'JSON Pointer (RFC 6901) to the fault' }),
    detail: Type.String({ maxLength: 2000, description: 'What is wrong there' }),
    hint: Type.Optional(Type.String({ maxLength: 10000, description: 'What to do about it' }))
  }, { description: 'One fault' }), { maxItems: 100, description: 'Faults in the input, at most 100' })),
  truncated: Type.Optional(Type.Boolean({ description: 'True when there are more faults than are listed' }))
}, { $id: 'Problem', additionalProperties: true, description: 'A problem (RFC 9457)' })

const TITLES: Record<number, string> = {
  400: 'The request is not valid', 401: 'A valid token is needed', 403: 'The token does not allow this', 404: 'Not found, or not yours', 409: 'The state does not allow it',
  410: 'Not kept any more', 412: 'The record changed meanwhile', 413: 'Content too large', 415: 'Unsupported media type', 422: 'Well-formed, but not possible',
  428: 'If-Match is required', 429: 'Too many requests', 503: 'Busy, or the database is away; send it again'
}

const header = (description: string, type: 'string' | 'integer' = 'string') => ({ description, schema: type === 'string' ? { type, maxLength: 200 } : { type, format: 'int32', minimum: 0, maximum: 100_000_000 } })
/** Headers that every answer of an authenticated route carries. */
export const RATE_LIMIT_HEADERS = {
  RateLimit: header('Requests left in the window, and seconds until it ends'),
  'RateLimit-Policy': header('Requests that the window allows, and its length')
}
const RETRY_AFTER = { 'Retry-After': header('Seconds to wait', 'integer') }

/** Answers that are problems, for the documentation of a route. 401, 429 and 500 belong to every route. */
export function problems (...statuses: number[]): Record<number, TSchema> {
  return Object.fromEntries([...new Set([...statuses, 401, 403, 429, 500, 503])].toSorted((a, b) => a - b).map((status) => [status, problemAnswer(status)]))
}

function problemAnswer (status: number): TSchema {
  const retry = status === 429 || status === 503 || status === 409
  return {
    description: TITLES[status] ?? 'Our fault; the request id finds it in the log',
    content: { 'application/problem+json': { schema: Type.Ref('Problem') } },
    headers: { ...RATE_LIMIT_HEADERS, ...(retry ? RETRY_AFTER : {}) }
  } as unknown as TSchema
}
