import t from 'tap'
import { PAGE_BYTES } from '../../src/platform/db/fitting-rows.ts'
import { organisationOverHttp } from './organisation-over-http.ts'

const { superuser, call, record, graph } = await organisationOverHttp()
const STEPS = 40
const STATES = 100

interface Page { items: { code: string, history: unknown[] }[], nextCursor: string | null }

const codes = Array.from({ length: STEPS }, (_, index) => `STEP-${String(index).padStart(3, '0')}`)
for (const code of codes) await record('/production-steps', { code, name: 'Welding', phase: 'production', ordinal: 1, units: [], sites: [], validFrom: '2020-01-01' })
// What a thousand changes of the greatest size leave: each names a hundred units by codes of 64 signs.
await superuser.query(`insert into aeo.production_step_states (operator_id, code, valid_from, revision, closed, recorded_at, name, phase, ordinal, units, sites)
  select s.operator_id, s.code, date '2020-01-01' + n, 1, false, s.recorded_at, s.name, s.phase, s.ordinal, array(select rpad(u::text, 64, 'x') from generate_series(1, 100) u), '{}'
  from aeo.production_step_states s, generate_series(1, $1) n`, [STATES])

t.test('a register of large records comes in pages that end before they are too large, each record once and whole', async (t) => {
  const seen: Page['items'] = []
  let cursor: string | null = ''
  for (let pages = 0; cursor !== null && pages < STEPS; pages++) {
    const answer = await call('GET', `/production-steps?limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`)
    const { items, nextCursor } = answer.json<Page>()
    t.ok(Buffer.byteLength(answer.body) < 1.5 * PAGE_BYTES, `${Buffer.byteLength(answer.body)} bytes`)
    t.ok(items.length > 0 && items.length < STEPS)
    seen.push(...items)
    cursor = nextCursor
  }
  t.strictSame(seen.map(({ code }) => code), codes)
  t.ok(seen.every(({ history }) => history.length === STATES + 1))
})

t.test('as many as are asked for come where they fit, and what follows is still told', async (t) => {
  const { items, nextCursor } = (await call('GET', '/production-steps?limit=2')).json<Page>()
  t.strictSame([items.map(({ code }) => code), typeof nextCursor], [codes.slice(0, 2), 'string'])
})

t.test('a single record larger than a page is a page of its own, and an empty list says that nothing follows', async (t) => {
  await superuser.query(`insert into aeo.production_step_states (operator_id, code, valid_from, revision, closed, recorded_at, name, phase, ordinal, units, sites)
    select s.operator_id, s.code, date '2022-01-01' + n, 1, false, s.recorded_at, s.name, s.phase, s.ordinal, array(select rpad(u::text, 64, 'x') from generate_series(1, 100) u), '{}'
    from aeo.production_step_states s, generate_series(1, 700) n where s.code = $1 and s.valid_from = '2020-01-01'`, [codes[0]])
  const { items, nextCursor } = (await call('GET', '/production-steps?limit=1000')).json<Page>()
  t.strictSame(items.map(({ code }) => code), codes.slice(0, 1))
  t.strictSame((await call('GET', `/production-steps?limit=1&cursor=${nextCursor}`)).json<Page>().items.map(({ code }) => code), codes.slice(1, 2))
  t.strictSame((await call('GET', '/units')).json(), { items: [], nextCursor: null })
})

t.test('the same holds of a list whose rows are large themselves, in REST and in the graph', async (t) => {
  const refs = Array.from({ length: 9 }, (_, index) => `G-${index}`)
  for (const goodsRef of refs) await record('/goods', { goodsRef, codeDecisions: [{ direction: 'import', code: '8518300090', validFrom: '2026-01-01', decidedBy: 'P-1', decidedOn: '2025-12-01', why: 'It is one' }] })
  await superuser.query("update aeo.goods set record = jsonb_set(record::jsonb, '{codeDecisions}', (select jsonb_agg(d.stated || jsonb_build_object('why', repeat('é', 2000))) from generate_series(1, 375), lateral (select record::jsonb #> '{codeDecisions,0}' as stated) d))::json")
  const pages: string[][] = []
  let cursor: string | null = ''
  while (cursor !== null && pages.length < refs.length) {
    const { items, nextCursor }: { items: { goodsRef: string }[], nextCursor: string | null } = (await call('GET', `/goods?limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`)).json()
    pages.push(items.map(({ goodsRef }) => goodsRef))
    cursor = nextCursor
  }
  t.strictSame(pages, [refs.slice(0, 3), refs.slice(3, 6), refs.slice(6)])
  const { goods } = await graph<{ goods: { nodes: { goodsRef: string }[], pageInfo: { hasNextPage: boolean } } }>('{ goods(first: 50) { nodes { goodsRef } pageInfo { hasNextPage } } }')
  t.strictSame([goods.nodes.map(({ goodsRef }) => goodsRef), goods.pageInfo.hasNextPage], [refs.slice(0, 3), true])
})
