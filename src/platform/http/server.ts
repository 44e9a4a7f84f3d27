import { serialiserCompilers } from './serialise.ts'
import fastify from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { isLoopback } from '../../config.ts'
import type { Config } from '../../config.ts'
import { invalidRequest } from '../problem.ts'
import { recordMethods } from './allowed-methods.ts'
import { limitBodyTime } from './body-deadline.ts'
import { endConnections } from './connections.ts'
import { answerHealth, answerMetrics } from './health.ts'
import type { Readiness } from './health.ts'
import { uriTooLong } from './http-problems.ts'
import { createLifecycle } from './lifecycle.ts'
import type { Lifecycle } from './lifecycle.ts'
import { JSON_LIMIT_BYTES, receiveBodies } from './media-types.ts'
import { measureRequests } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { shedLoad } from './overload.ts'
import type { OverloadOptions } from './overload.ts'
import { answerErrors, handleProblems } from './problem-handler.ts'
import { createRateLimit, limitAddresses } from './rate-limits.ts'
import { answerExpectation, answerUnreadable } from './raw-answers.ts'
import { requestLogging } from './request-log.ts'
import type { LogDestination } from './request-log.ts'
import type { App } from './route-config.ts'
import { recordRefusals } from './security-events.ts'
import { SECURITY_HEADERS, sendSecurityHeaders } from './security-headers.ts'
import { requestIdOf, traceOf, traceResponse } from './trace-context.ts'
import { validateRequests } from './validation.ts'

export type { App } from './route-config.ts'

export interface ServerOptions {
  config: Config
  metrics: Metrics
  /** Where log lines go; standard output when left out. */
  logDestination?: LogDestination
  lifecycle?: Lifecycle
  /** Whether the parts are ready; without it there are no health addresses. */
  readiness?: () => Promise<Readiness>
  now?: () => number
  overload?: OverloadOptions
}

const CHECK_CONNECTIONS_MS = 5000
/** For the longest bulk: 2 GiB at the least pace that is taken would be days; an hour is what a file gets. */
const REQUEST_TIMEOUT_MS = 60 * 60_000
const LONGEST_URL = 4096
const LARGEST_HEADERS = 16 * 1024
const LONGEST_PARAMETER = 200

/** The main server: everything a request meets before and after the features' routes. */
export function createServer (options: ServerOptions): App {
  const { config, metrics, lifecycle = createLifecycle(), now = Date.now } = options
  const answer = answerErrors({ recordRefusal: recordRefusals(now) })
  const app = bareServer(config, answer, options.logDestination)
  app.server.maxConnections = config.maxConnections
  app.server.on('checkExpectation', answerExpectation)
  const allowedMethods = recordMethods(app)
  app.decorateRequest('principal', null as never)
  measureRequests(app, metrics)
  identifyAnswers(app, lifecycle)
  sendSecurityHeaders(app)
  limitAddresses(app, createRateLimit('address', config.addressRateLimitPerMinute, now))
  refuseOddAddresses(app)
  shedLoad(app, options.overload)
  limitBodyTime(app, config.bodyTimeoutMs)
  endConnections(app, lifecycle)
  receiveBodies(app)
  validateRequests(app)
  handleProblems(app, answer, { allowedMethods })
  if (options.readiness !== undefined) answerHealthHere(app, config, { readiness: options.readiness, lifecycle, metrics })
  return app
}

/** The second, tiny server at OPS_HOST:OPS_PORT: health in detail and metrics, away from the callers' network. */
export function createOpsServer (options: Required<Pick<ServerOptions, 'config' | 'metrics' | 'lifecycle' | 'readiness'>> & Pick<ServerOptions, 'logDestination'>): App {
  const { config, metrics, lifecycle, readiness } = options
  const answer = answerErrors({ recordRefusal: recordRefusals() })
  const app = bareServer(config, answer, options.logDestination)
  app.server.maxConnections = 100
  identifyAnswers(app, lifecycle)
  sendSecurityHeaders(app)
  handleProblems(app, answer, { allowedMethods: recordMethods(app) })
  app.decorateRequest('principal', null as never)
  answerHealth(app, { readiness, lifecycle }, { detail: true })
  answerMetrics(app, metrics)
  return app
}

function bareServer (config: Config, answer: ReturnType<typeof answerErrors>, logDestination: LogDestination | undefined): App {
  const app: App = fastify({
    ...requestLogging(config.logLevel, logDestination),
    genReqId: (request) => requestIdOf(request),
    // A list, never `true`: that would believe any sender's X-Forwarded-For.
    trustProxy: config.trustProxy.length === 0 ? false : [...config.trustProxy],
    bodyLimit: JSON_LIMIT_BYTES,
    schemaController: { compilersFactory: { buildSerializer: serialiserCompilers() } },
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Requests that a stopping service has already accepted are served, with `Connection: close`.
    return503OnClosing: false,
    http: {
      headersTimeout: config.headersTimeoutMs,
      connectionsCheckingInterval: Math.min(CHECK_CONNECTIONS_MS, config.headersTimeoutMs / 2),
      maxHeaderSize: LARGEST_HEADERS,
      // Node's own answer to a missing Host carries none of our headers; `refuseOddAddresses` looks instead.
      requireHostHeader: false
    },
    routerOptions: { maxParamLength: LONGEST_PARAMETER, ignoreTrailingSlash: false },
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id })
      void answer(error, request, reply)
    },
    clientErrorHandler: (error, socket) => { answerUnreadable(error, socket, app.log) }
  }).withTypeProvider<TypeBoxTypeProvider>()
  return app
}

/** Says which request was answered, and ends connections that would otherwise hold up a stop. */
function identifyAnswers (app: App, lifecycle: Lifecycle): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    reply.header('traceresponse', traceResponse(traceOf(request.raw)))
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (lifecycle.isStopping()) reply.header('connection', 'close')
    done(null, payload)
  })
}

function refuseOddAddresses (app: App): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if ((request.raw.url ?? '').length > LONGEST_URL) done(uriTooLong(`The address is longer than ${LONGEST_URL} characters.`))
    else if (request.raw.headers.host === undefined && request.raw.httpVersion === '1.1') done(invalidRequest('The Host header field is missing.'))
    else done()
  })
}

/** Detail and metrics only where no one else can ask; elsewhere they are at the operations address alone. */
function answerHealthHere (app: App, config: Config, deps: Parameters<typeof answerHealth>[1] & { metrics: Metrics }): void {
  const local = isLoopback(config.host)
  answerHealth(app, deps, { detail: local })
  if (local) answerMetrics(app, deps.metrics)
}
