import t from 'tap'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { makeServer } from './make-server.ts'

const REQUESTS = 20

t.test('a connection that is refused again and again, each time before its body came, gathers no listeners', async (t) => {
  const { app } = makeServer(t.testdir(), { closed: (secured) => { secured.post('/thing', { config: { scope: 'ai:read' } }, async () => ({ done: true })) } })
  t.teardown(() => app.close())
  const listeners: number[] = []
  app.server.on('connection', (socket: Socket) => { app.server.on('request', () => { listeners.push(socket.listenerCount('close')) }) })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  for (let request = 0; request < REQUESTS; request++) {
    socket.write('POST /thing HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n')
    const [answer] = await once(socket, 'data') as [Buffer]
    t.match(answer.toString('latin1'), /^HTTP\/1\.1 401 [^]*keep-alive/i, 'refused without waiting for the body')
    socket.write('{}')
  }
  socket.destroy()
  t.equal(listeners.length, REQUESTS, 'all on one connection')
  t.equal(listeners.at(-1), listeners[1], 'the last request finds as many as the second one')
})
