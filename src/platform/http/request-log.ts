import fastify from 'fastify'
import type { FastifyLoggerOptions, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import type { Config } from '../../config.ts'
import type { Principal } from '../access.ts'
import { errorForLog } from './error-for-log.ts'
import { traceOf } from './trace-context.ts'

/** Where log lines go; standard output when left out. */
export interface LogDestination { write: (line: string) => void }

/**
 * Logging by allow-list: a line holds the route as it was declared, never the address with its query, nor a header, a body,
 * a token, or the values of a database error.
 */
export function requestLogging (level: Config['logLevel'], destination?: LogDestination): Pick<FastifyServerOptions, 'logger' | 'logController' | 'childLoggerFactory'> {
  return {
    logger: {
      level,
      base: { service: 'aeo-control' },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: serializers as NonNullable<FastifyLoggerOptions['serializers']>,
      ...(destination === undefined ? {} : { stream: destination })
    },
    logController: new RequestLog({ requestIdLogLabel: 'requestId' }),
    childLoggerFactory: (logger, bindings, options, request) => {
      const { traceId, spanId } = traceOf(request)
      return logger.child({ ...bindings, trace_id: traceId, span_id: spanId }, options)
    }
  }
}

/** Fastify's types ask for the members of its own serialisers; ours leave most of them out. */
const serializers: Record<string, unknown> = {
  err: (error: unknown) => errorForLog(error),
  req: (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions?.url }),
  res: (reply: FastifyReply) => ({ statusCode: reply.statusCode })
}

/** One line a request, when it is over; the framework's own lines would quote addresses. */
class RequestLog extends fastify.LogController {
  override incomingRequest (): void {}

  override requestCompleted (error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const principal = request.principal as Principal | null
    const line = {
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 100) / 100,
      operator: principal?.eori
    }
    if (error === null || error === undefined) request.log.info(line, 'request')
    else request.log.warn({ ...line, err: error }, 'request cut off')
  }

  override defaultErrorLog (error: Error, request: FastifyRequest): void {
    request.log.error({ err: error }, 'unexpected failure')
  }

  override streamError (error: Error, request: FastifyRequest): void {
    request.log.info({ err: error, route: request.routeOptions.url }, 'answer cut off')
  }

  override routeNotFound (): void {}

  override writeHeadError (error: Error, request: FastifyRequest): void {
    request.log.error({ err: error, route: request.routeOptions.url }, 'answer could not be written')
  }

  override serializerError (error: Error, request: FastifyRequest): void {
    request.log.error({ err: error, route: request.routeOptions.url }, 'answer could not be serialised')
  }
}
