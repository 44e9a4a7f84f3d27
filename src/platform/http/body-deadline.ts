import type { FastifyRequest } from 'fastify'
import { requestTimeout } from './http-problems.ts'
import { hasBody } from './media-types.ts'
import type { App } from './route-config.ts'

/**
 * A body has this long to arrive in full; without a deadline, one byte now and then holds a request open for ever.
 * Routes with `longBody` count their own pace.
 */
export function limitBodyTime (app: App, deadlineMs: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  const stop = (request: FastifyRequest): void => {
    const timer = timers.get(request)
    if (timer !== undefined) clearTimeout(timer)
  }

  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.longBody !== true && hasBody(request)) {
      timers.set(request, setTimeout(() => {
        if (request.raw.complete || reply.sent) return
        const late = requestTimeout(`The content took longer than ${deadlineMs / 1000} seconds.`, {}, { headers: { connection: 'close' } })
        // The reader of the body listens for errors and answers; where nobody reads yet, answer here.
        if (request.raw.listenerCount('error') > 0) request.raw.emit('error', late)
        else void reply.send(late)
      }, deadlineMs))
    }
    done()
  })
  app.addHook('preValidation', (request, _reply, done) => { stop(request); done() })
  app.addHook('onResponse', (request, _reply, done) => { stop(request); done() })
  app.addHook('onRequestAbort', (request, done) => { stop(request); done() })
}
