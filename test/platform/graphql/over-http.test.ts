import { auditServer } from 'graphql-http'
import t from 'tap'
import { plantedApp } from './planted.ts'

/** Options that are not offered, and why: a query in an address would end up in logs. No MUST and no SHOULD is among them. */
const NOT_OFFERED: Record<string, string> = {
  '5A70': 'GET is refused',
  D6D5: 'GET is refused',
  '6A70': 'GET is refused'
}

t.test('the public audit of GraphQL over HTTP finds nothing but what is not offered', async (t) => {
  const app = plantedApp()
  t.teardown(() => app.close())
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const fetchFn = (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', 'Bearer test')
    return fetch(url, { ...init, headers })
  }
  const results = await auditServer({ url: `${address}/graphql`, fetchFn })
  t.ok(results.filter(({ name }) => name.startsWith('MUST')).length >= 13, 'every audit of a MUST was run')
  for (const result of results) {
    const excuse = NOT_OFFERED[result.id]
    if (excuse === undefined) t.equal(result.status, 'ok', `${result.id} ${result.name}${'reason' in result ? `: ${result.reason}` : ''}`)
    else t.equal(result.status, 'notice', `${result.id} ${result.name} is left out: ${excuse}`)
  }
})
