import { Socket } from 'node:net'
import type { Lifecycle } from './lifecycle.ts'
import type { App } from './route-config.ts'

/** Long enough for an answer to be read, and for the rest of a small request to arrive. */
const LINGER_MS = 2000

/** Ends connections that nobody needs any more, and that would stay open for as long as the other side likes. */
export function endConnections (app: App, lifecycle: Lifecycle): void {
  endAnswered(app, lifecycle)
  endUnused(app)
}

/**
 * Those whose answer is complete while their request is not: the sender was refused, or is too slow, and goes on sending.
 * And in a stop those whose answer had begun before it, so that they were never told to close.
 */
function endAnswered (app: App, lifecycle: Lifecycle): void {
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    const { socket } = raw
    const isStopping = lifecycle.isStopping()
    if (socket instanceof Socket && (isStopping || !raw.complete)) {
      if (isStopping) socket.end()
      const timer = setTimeout(() => { if (lifecycle.isStopping() || !raw.complete) socket.destroy() }, LINGER_MS).unref()
      // With the request and not with its socket, which may bring many more of the kind meanwhile.
      if (!isStopping) raw.once('close', () => { clearTimeout(timer) })
    }
    done()
  })
}

/** In a stop those without a request under way. Node ends the silent ones itself, but waits for one that has sent half a head. */
function endUnused (app: App): void {
  const unused = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    unused.add(socket)
    socket.once('close', () => { unused.delete(socket) })
  })
  app.server.on('request', ({ socket }, response) => {
    unused.delete(socket)
    response.once('close', () => { if (!socket.destroyed) unused.add(socket) })
  })
  app.addHook('preClose', (done) => {
    setTimeout(() => { for (const socket of unused) socket.destroy() }, LINGER_MS).unref()
    done()
  })
}
