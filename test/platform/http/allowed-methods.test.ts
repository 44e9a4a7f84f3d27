import t from 'tap'
import { makeServer } from './make-server.ts'

t.test('a wrong method is told from a wrong address', async (t) => {
  const { app } = makeServer(t.testdir(), {
    open: (app) => {
      app.get('/things/:id', () => ({}))
      app.post('/things/:id/review', () => ({}))
      app.route({ method: ['PUT', 'PATCH'], url: '/things/:id', handler: () => ({}) })
      app.get('/files/*', () => ({}))
    }
  })
  t.teardown(() => app.close())
  const cases: [method: 'GET' | 'POST' | 'DELETE', url: string, status: number, allow: string | undefined][] = [
    ['DELETE', '/things/7', 405, 'GET, HEAD, PATCH, PUT'], ['GET', '/things/7/review', 405, 'POST'], ['POST', '/files/a/b', 405, 'GET, HEAD'],
    ['GET', '/things', 404, undefined], ['GET', '/things/7/other', 404, undefined], ['DELETE', '/things/7?x=/', 405, 'GET, HEAD, PATCH, PUT']
  ]
  for (const [method, url, status, allow] of cases) {
    const answer = await app.inject({ method, url })
    t.equal(answer.statusCode, status, `${method} ${url}`)
    t.equal(answer.headers.allow, allow, `${method} ${url}: allow`)
  }
})
