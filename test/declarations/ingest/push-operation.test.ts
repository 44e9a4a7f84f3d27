import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { testApp } from '../../support/app.ts'
import type { TestApp } from '../../support/app.ts'
import { declaration } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
// Two apps over one database: what holds between replicas holds over a restart.
const { app: restarted } = await testApp(t, appUrl)

const ACCEPTED = readFileSync(join(import.meta.dirname, '../../fixtures/wco-dec/accepted-rejected/Imports_Accepted_Declaration_TT1_IM_v2.02_Accepted.xml'))

async function push (to: TestApp['app'], payload: object | Buffer, headers: Record<string, string> = {}) {
  const type = Buffer.isBuffer(payload) ? 'application/xml' : 'application/json'
  return await to.inject({ method: 'POST', url: '/v1/declarations', headers: { ...bearer(), 'content-type': type, ...headers }, payload })
}

t.test('the first answer is given again after a restart, byte for byte', async (t) => {
  const key = { 'idempotency-key': 'restart' }
  const first = await push(app, declaration({ lrn: 'A' }), key)
  t.equal(first.statusCode, 201)
  const again = await push(restarted, declaration({ lrn: 'A' }), key)
  t.strictSame([again.statusCode, again.body, again.headers.location, again.headers['content-type']], [201, first.body, first.headers.location, first.headers['content-type']])
  t.equal((await push(restarted, declaration({ lrn: 'B' }), key)).statusCode, 422)
})

t.test('an answer that decided nothing is not kept: a mended request may use the key', async (t) => {
  const key = { 'idempotency-key': 'mended' }
  t.equal((await push(app, declaration({ lrn: 'M', items: [] }), key)).statusCode, 400)
  t.equal((await push(app, declaration({ lrn: 'M' }), { ...key, ...bearer({ scope: 'declarations:read' }) })).statusCode, 403)
  t.equal((await push(app, declaration({ lrn: 'M' }), key)).statusCode, 201)
})

t.test('one key at once at two replicas takes effect once', async (t) => {
  const answers = await Promise.all(Array.from({ length: 50 }, async (_, index) => await push(index % 2 === 0 ? app : restarted, declaration({ lrn: 'TWIN' }), { 'idempotency-key': 'twin' })))
  const codes = answers.map(({ statusCode }) => statusCode)
  t.ok(codes.every((code) => code === 201 || code === 409), codes.join())
  const bodies = new Set(answers.filter(({ statusCode }) => statusCode === 201).map(({ body }) => body))
  t.equal(bodies.size, 1)
  t.ok(answers.filter(({ statusCode }) => statusCode === 409).every(({ headers }) => headers['retry-after'] === '1'))
  t.equal((await push(restarted, declaration({ lrn: 'TWIN' }), { 'idempotency-key': 'twin' })).body, [...bodies][0])
})

t.test('a key and no key for one content: the effect is one, the answers are each their own', async (t) => {
  t.equal((await push(app, declaration({ lrn: 'BARE' }))).statusCode, 201)
  const keyed = await push(app, declaration({ lrn: 'BARE' }), { 'idempotency-key': 'bare' })
  t.match([keyed.statusCode, keyed.json()], [200, { replayed: true }])
  t.equal((await push(restarted, declaration({ lrn: 'BARE' }), { 'idempotency-key': 'bare' })).body, keyed.body)
})

t.test('XML comes in by the same door, and its original goes out as it came', async (t) => {
  const first = await push(app, ACCEPTED)
  t.equal(first.statusCode, 201)
  t.match(first.json(), { kind: 'declaration', outcome: 'created' })
  t.match((await push(restarted, ACCEPTED)).json(), { replayed: true, declarationId: first.json<{ declarationId: string }>().declarationId })
  const original = await app.inject({ url: `${first.headers.location}/original`, headers: bearer() })
  t.ok(original.rawPayload.equals(ACCEPTED))
  t.equal((await push(app, Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))).statusCode, 400)
})

t.test('what two replicas are told of one declaration is one order of versions', async (t) => {
  const answers = await Promise.all(Array.from({ length: 20 }, async (_, index) => await push(index % 2 === 0 ? app : restarted, declaration({ lrn: 'BOTH', incotermPlace: `P${index}` }))))
  t.strictSame(answers.map((answer) => answer.json<{ version: number }>().version).toSorted((a, b) => a - b), Array.from({ length: 20 }, (_, index) => index + 1))
  t.equal(new Set(answers.map((answer) => answer.json<{ declarationId: string }>().declarationId)).size, 1)
})
