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

t.test('what is recorded, held and set of records is told to who may read records', async (t) => {
  const own = { operator: OTHER_OPERATOR }
  const send = async (method: 'POST' | 'PUT', url: string, payload: object, headers: Record<string, string> = {}): Promise<void> => {
    const { statusCode, body } = await app.inject({ method, url, headers: { ...bearer(own), ...headers }, payload })
    t.ok(statusCode < 300, `${url}: ${body}`)
  }
  const archived = { sha256: 'a'.repeat(64), archive: 'DMS', locator: '/1' }
  await send('POST', '/v1/documents', { lrn: 'L-1', declarant: OTHER_OPERATOR, type: 'N380', reference: 'INV-1', ...archived, archivedAt: '2026-03-10T00:00:00Z' })
  await send('POST', '/v1/goods-movements', { movementNumber: 'GR-1', kind: 'receipt', movedOn: '2026-03-10', quantity: '1', unit: 'KGM' })
  await send('POST', '/v1/excise-movements', { arc: '26ITA0000000000000001', status: 'dispatched', statusOn: '2026-03-01', exciseProductCode: 'W200', commodityCode: '220421', quantity: '1', unit: 'LTR', dispatchedOn: '2026-03-01' })
  await send('POST', '/v1/exit-proofs', { mrn: '26IT00000000A000A6', kind: 'proof_of_payment', reference: 'P-1', state: 'collected', leftOn: '2026-03-10' })
  await send('POST', '/v1/criteria-evidence', { reference: 'A-1', criterion: 'financial_solvency', kind: 'filed_accounts', outcome: 'passed', issuedOn: '2026-03-10', validFrom: '2026-01-01', ...archived })
  await send('POST', '/v1/legal-holds', { class: 'goods_movements', reason: 'Court' })
  await send('PUT', '/v1/record-settings/movement_tolerance', { value: { percent: '2' } }, { 'if-match': '*' })
  const types = (items: Page['items']): string[] => items.map(({ type }) => type)
  const all = ['supporting_document.recorded', 'goods_movement.recorded', 'excise_movement.recorded', 'exit_proof.recorded', 'criteria_evidence.recorded', 'legal_hold.set', 'record_setting.changed']
  t.strictSame(types((await page('', { ...own, scope: 'events:read records:read' })).items), all)
  t.strictSame((await page('', { ...own, scope: 'events:read declarations:read' })).items, [])
})
