import { createHash } from 'node:crypto'
import { Script } from 'node:vm'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify from 'fastify'
import t from 'tap'
import { explorerPage, registerGraphiql } from '../../../src/platform/graphql/graphiql.ts'
import { ask, plantedApp } from './planted.ts'

const app = Fastify().withTypeProvider<TypeBoxTypeProvider>()
registerGraphiql(app)
const { body, headers, statusCode } = await app.inject({ method: 'GET', url: '/graphiql' })
const between = (tag: string) => new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`).exec(body)?.[1] ?? ''

t.test('the explorer is one page', async (t) => {
  t.equal(statusCode, 200)
  t.equal(headers['content-type'], 'text/html; charset=utf-8')
  t.equal(headers['cache-control'], 'no-store')
  t.equal(headers['referrer-policy'], 'no-referrer')
  t.notMatch(body, '{{', 'nothing is left to fill in')
})

t.test('its policy allows its own style and script by hash and nothing from elsewhere', async (t) => {
  const policy = String(headers['content-security-policy'])
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  t.equal(policy, [
    "default-src 'none'", `script-src ${hash(between('script'))}`, `style-src ${hash(between('style'))}`, "connect-src 'self'",
    'img-src data:', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"
  ].join('; '))
  t.notMatch(body, /https?:\/\/|\/\/[a-z]+\.[a-z]|\b(?:src|style|on[a-z]+)=/, 'no address, no style or handler in an attribute')
  t.notMatch(body, /innerHTML|eval\(|localStorage|sessionStorage|document\.cookie/, 'answers are shown as text and the token is not kept')
})

t.test('every field has a label', async (t) => {
  for (const [, id] of body.matchAll(/<(?:input|textarea) id="([a-z]+)"/g)) t.match(body, `<label for="${id}">`, id ?? '')
})

t.test('its script is sound, and the service answers the query it reads the schema with', async (t) => {
  const script = between('script')
  t.doesNotThrow(() => new Script(script))
  const query = /const TYPE[\s\S]*?\} \} \}`/.exec(script)?.[0]
  t.ok(query)
  const text = new Script(`${query}; SCHEMA_QUERY`).runInNewContext() as string
  const answer = await ask(plantedApp(), text)
  t.notOk(answer.body.errors)
})

t.test('it sends queries to this service only', async (t) => {
  t.match(explorerPage('/v1/graphql').page, "const ENDPOINT = '/v1/graphql'")
  for (const endpoint of ['https://elsewhere.example/graphql', '//elsewhere/graphql', "/'-alert(1)-'", '']) t.throws(() => explorerPage(endpoint), /must be a path/)
})
