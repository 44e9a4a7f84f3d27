/** RFC 9457 problems: how an expected failure is declared, thrown and shown. Anything that is not a Problem is our bug. */

/** One fault in the input: where (JSON Pointer, RFC 6901), what, and what to do about it. */
export interface Fault {
  pointer: string
  detail: string
  hint?: string
}

/** At most this many faults are listed; the rest is announced by `truncated: true`. */
export const MAX_FAULTS = 100

export type ProblemMembers = Record<string, unknown> & { errors?: Fault[] }

export class Problem extends Error {
  readonly type: string
  readonly status: number
  readonly title: string
  readonly members: ProblemMembers
  readonly headers: Record<string, string>

  constructor (type: string, status: number, title: string, detail: string, members: ProblemMembers, options: { cause?: unknown, headers?: Record<string, string> }) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.type = `/problems/${type}`
    this.status = status
    this.title = title
    this.members = members
    this.headers = options.headers ?? {}
  }

  /** The public form: `type`, `title`, `status`, `detail` and extension members; never the cause. */
  toJSON (): Record<string, unknown> {
    return { type: this.type, title: this.title, status: this.status, detail: this.message, ...cutFaults(this.members) }
  }
}

function cutFaults (members: ProblemMembers): ProblemMembers {
  if (members.errors === undefined || members.errors.length <= MAX_FAULTS) return members
  return { ...members, errors: members.errors.slice(0, MAX_FAULTS), truncated: true }
}

export type ProblemFactory = (detail: string, members?: ProblemMembers, options?: { cause?: unknown, headers?: Record<string, string> }) => Problem

const declared = new Set<string>()

/** What to do about a failure of this status when the problem itself says nothing closer. */
const HINTS: Readonly<Record<number, string>> = {
  404: 'Check the name in the address; the list of such records shows those of yours',
  409: 'Read the record again: its state, or another record, stands against this',
  412: 'GET the record again, look at what changed, and send its new ETag as If-Match',
  428: 'GET the record, and send its ETag as If-Match'
}
const EXISTS = 'Change the record that is there, or give this one another name'

/** Declares a problem once. Clients match on `type`, so a slug is never reused or renamed. A `hint` among its members goes before the one declared. */
export function defineProblem (slug: string, status: number, title: string, hint: string | undefined = /-exists?$/.test(slug) ? EXISTS : HINTS[status]): ProblemFactory {
  if (declared.has(slug)) throw new Error(`Problem ${slug} is declared twice`)
  declared.add(slug)
  return (detail, members = {}, options = {}) => new Problem(slug, status, title, detail, hint === undefined ? members : { hint, ...members }, options)
}

export const invalidRequest = defineProblem('invalid-request', 400, 'The request is not valid')
export const unauthorised = defineProblem('unauthorised', 401, 'A valid token is needed')
export const forbidden = defineProblem('forbidden', 403, 'The token does not allow this')
export const unknownOperator = defineProblem('unknown-operator', 403, 'The operator of the token is not known here')
export const operatorSuspended = defineProblem('operator-suspended', 403, 'The operator is suspended')
export const notFound = defineProblem('not-found', 404, 'Not found')
export const methodNotAllowed = defineProblem('method-not-allowed', 405, 'Method not allowed')
export const contentTooLarge = defineProblem('content-too-large', 413, 'Content too large')
export const unsupportedMediaType = defineProblem('unsupported-media-type', 415, 'Unsupported media type')
export const preconditionFailed = defineProblem('precondition-failed', 412, 'The record changed meanwhile')
export const preconditionRequired = defineProblem('precondition-required', 428, 'If-Match is required')
export const tooManyRequests = defineProblem('too-many-requests', 429, 'Too many requests')
export const idempotencyConflict = defineProblem('idempotency-in-progress', 409, 'The first request with this key is still running', 'Send the same request again after the seconds of Retry-After')
export const idempotencyMismatch = defineProblem('idempotency-key-reused', 422, 'The key belongs to another request')
export const overloaded = defineProblem('overloaded', 503, 'Too busy at the moment')
export const databaseUnavailable = defineProblem('database-unavailable', 503, 'The database does not answer at the moment')
export const storageFull = defineProblem('storage-full', 503, 'The storage is full')
export const outcomeUnknown = defineProblem('outcome-unknown', 503, 'It is not known whether the request took effect')
