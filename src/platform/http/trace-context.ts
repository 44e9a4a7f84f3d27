import { randomFillSync } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { v7 } from 'uuid'

/** Where a request stands in a trace (W3C Trace Context). */
export interface Trace {
  readonly traceId: string
  /** Span of this request in this service. */
  readonly spanId: string
  readonly sampled: boolean
}

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/

const traces = new WeakMap<IncomingMessage, Trace>()

/** The trace of a request: the caller's when `traceparent` is well formed, else one of its own. */
export function traceOf (request: IncomingMessage): Trace {
  const known = traces.get(request)
  if (known !== undefined) return known
  const trace = readTrace(request.headers['traceparent'])
  traces.set(request, trace)
  return trace
}

function readTrace (header: string | string[] | undefined): Trace {
  const [, traceId, flags] = typeof header === 'string' ? TRACEPARENT.exec(header) ?? [] : []
  if (traceId === undefined || flags === undefined) return { traceId: randomHex(16), spanId: randomHex(8), sampled: false }
  return { traceId, spanId: randomHex(8), sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** `traceresponse` of the answer: tells the caller under which span the request was served. */
export function traceResponse ({ traceId, spanId, sampled }: Trace): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

/** The caller's request id when it is plain, else a new one: it stands in the log, the answer and the problem. */
export function requestIdOf (request: Pick<IncomingMessage, 'headers'>): string {
  const stated = request.headers['x-request-id']
  return typeof stated === 'string' && REQUEST_ID.test(stated) ? stated : v7({ random: randomBytes(16) })
}

const randomHex = (length: number): string => randomBytes(length).toString('hex')

const pool = Buffer.alloc(4096)
let used = pool.length

/** A view of a filled pool, to be read at once: asking the system for each request would cost more than the rest here. */
function randomBytes (length: number): Buffer {
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += length
  return pool.subarray(used - length, used)
}
