import pg from 'pg'
import t from 'tap'
import { declaration } from '../../support/facts.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

const database = await testDatabase(t)
const { app } = await testApp(t, database.appUrl)

interface Page { items: { epoch: number, seq: string, type: string, subject: string, actor: string, data: unknown, hash: string }[], nextAfter: string, hasMore: boolean }

const push = async (lrn: string): Promise<number> =>
  (await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration({ lrn }) })).statusCode
const feed = async (query = '', claims: Parameters<typeof bearer>[0] = {}) => await app.inject({ url: `/v1/events${query}`, headers: bearer(claims) })
const page = async (query = '', claims: Parameters<typeof bearer>[0] = {}): Promise<Page> => (await feed(query, claims)).json()

t.test('nobody misses an event, however many push while the feed is read', async (t) => {
  const writers = 32
  const each = 5
  let running = true
  const pushing = Promise.all(Array.from({ length: writers }, async (_, writer) => {
    for (let index = 0; index < each; index++) t.equal(await push(`W${writer}-${index}`), 201)
  })).finally(() => { running = false })
  const seen: string[] = []
  for (let after = '0', last = false; !last;) {
    // Whatever was committed before the last look is in it.
    last = !running
    for (let more = true; more;) {
      const { items, nextAfter, hasMore } = await page(`?after=${after}&limit=7`)
      seen.push(...items.map(({ seq }) => seq))
      after = nextAfter
      more = hasMore
    }
  }
  await pushing
  t.strictSame(seen, Array.from({ length: writers * each }, (_, index) => String(index + 1)))
})

t.test('a page says where the next begins, and whether there is one', async (t) => {
  const first = await page('?limit=3')
  t.strictSame([first.items.map(({ seq }) => seq), first.nextAfter, first.hasMore], [['1', '2', '3'], '1:3', true])
  t.strictSame((await page('?after=1:3&limit=1')).items[0]?.seq, '4')
  t.strictSame((await page('?after=3&limit=1')).items[0]?.seq, '4', 'a bare number is one of the first epoch')
  t.strictSame(await page('?after=160'), { items: [], nextAfter: '1:160', hasMore: false }, 'the end stays the end')
  t.match(await page('?after=159'), { items: [{ seq: '160' }], hasMore: false }, 'and the last page is the last')
  t.match(await page('?after=999999999:9999999999999999999'), { items: [], hasMore: false })
  for (const query of ['?after=-1', '?after=x', '?after=1:', '?after=1:2:3', '?limit=0', '?limit=1001', '?limit=x', '?from=1']) t.equal((await feed(query)).statusCode, 400, query)
})

t.test('an event is thin: what happened to what, by a pseudonym', async (t) => {
  const { items: [event] } = await page('?limit=1')
  t.match(event, { epoch: 1, seq: '1', type: 'declaration.recorded', subject: /^declaration:[0-9a-f-]{36}$/, actor: /^[0-9a-f-]{36}$/, data: { version: 1, contentHash: /^[0-9a-f]{64}$/ }, hash: /^[0-9a-f]{64}$/ })
  t.notMatch(JSON.stringify(event), /"erp"|W\d+-\d/, 'neither the subject of the token nor what was declared')
})

t.test('events that a token may not read are left out, and the feed goes on past them', async (t) => {
  const narrow = await page('?limit=10', { scope: 'events:read operator:read' })
  t.strictSame(narrow, { items: [], nextAfter: '1:10', hasMore: true })
  t.equal((await page('?limit=10', { scope: 'events:read declarations:read' })).items.length, 10)
  t.equal((await feed('', { scope: 'declarations:read' })).statusCode, 403)
  t.strictSame(await page('', { operator: OTHER_OPERATOR }), { items: [], nextAfter: '1:0', hasMore: false })
})

t.test('erased data is null, and events of a later epoch follow', async (t) => {
  const superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  t.teardown(async () => { await superuser.end() })
  await superuser.query('update aeo.operator_log set data = null, salt = null where seq = 2')
  t.match(await page('?after=1&limit=1'), { items: [{ seq: '2', data: null }] })
  await superuser.query(`set session_replication_role = replica; insert into aeo.operator_log select operator_id, 2, 1, at, type, subject, actor, data, salt, data_hash, previous_hash, hash from aeo.operator_log where seq = 1`)
  t.match(await page('?after=1:159'), { items: [{ epoch: 1, seq: '160' }, { epoch: 2, seq: '1' }], nextAfter: '2:1', hasMore: false })
})
