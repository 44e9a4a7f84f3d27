import pg from 'pg'
import t from 'tap'
import { listDeclarations } from '../../src/declarations/read-store.ts'
import type { DeclarationFilter, DeclarationRow } from '../../src/declarations/read-store.ts'
import { beginStatement, onConnection } from '../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testDatabase } from '../support/postgres.ts'

const database = await testDatabase(t)
const db = openDatabase({ url: database.appUrl, poolSize: 2, reportPoolSize: 1 })
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => {
  await superuser.end()
  await db.close()
})

const ROWS = 20_000
const [own, other] = await Promise.all(['IT01234567890', 'DE98765432109'].map(async (eori) => (await addOperator(db.operations, eori, 'x')).operatorId)) as [string, string]
for (const operatorId of [own, other]) await fill(operatorId)
await superuser.query('analyze aeo.declarations, aeo.declaration_items')

/** Declarations over 900 days with codes as a trader has them, spread without chance. */
async function fill (operatorId: string): Promise<void> {
  await superuser.query(`insert into aeo.declarations (operator_id, id, mrn, direction, declaration_type, status, status_at, received_at, counted_on, source_system, org_unit_id, current_version, version_count)
    select $1, gen_random_uuid(), 'M' || i, (array['import', 'export'])[1 + i % 2], (array['IMA', 'EXA', 'IMZ', 'COA'])[1 + i % 4], (array['lodged', 'released', 'accepted', 'rejected'])[1 + i / 4 % 4],
      now(), now(), date '2024-01-01' + i % 900, 's' || i % 20, case when i % 3 = 0 then 'u' || i % 50 end, 1, 1 from generate_series(1, $2::int) i`, [operatorId, ROWS])
  await superuser.query(`insert into aeo.declaration_items (operator_id, declaration_id, item_number, commodity_code, procedure, origin_country, counted_on, goods_ref)
    select d.operator_id, d.id, n, (array['8518300090', '8518400000', '6203420000', '9999'])[1 + (i + n) % 4] , (array['4000', '4071', '1040', '5100'])[1 + i % 4], (array['CN', 'US', 'VN', 'TR'])[1 + (i / 4 + n) % 4], d.counted_on, case when i % 5 > 0 then 'G-' || (i + n) % 300 end
    from (select d.*, substr(d.mrn, 2)::int as i from aeo.declarations d where d.operator_id = $1) d, generate_series(1, 2) n`, [operatorId])
}

interface Listed { rows: DeclarationRow[], statement: { text: string, values: unknown[] } }

async function list (filter: DeclarationFilter, limit: number, after?: { countedOn: string, id: string }, explain?: (client: pg.PoolClient, statement: Listed['statement']) => Promise<void>): Promise<Listed> {
  return await onConnection(db.reports, async (client) => {
    await client.query(beginStatement(own, true))
    const statement = { text: '', values: [] as unknown[] }
    const query = async (text: string, values: unknown[]) => {
      Object.assign(statement, { text, values })
      return (await client.query(text, values)).rows
    }
    const rows = await listDeclarations({ operatorId: own, query } as unknown as OperatorTx, filter, limit, after)
    await explain?.(client, statement)
    await client.query('commit')
    return { rows, statement }
  })
}

const PERIOD = { from: '2024-03-01', to: '2024-03-10' }
const FILTERS: Record<string, DeclarationFilter> = {
  'nothing': {}, 'a direction': { direction: 'export' }, 'a type': { type: 'COA' }, 'a status': { status: 'rejected' }, 'a source': { sourceSystem: 's3' }, 'a unit': { orgUnitId: 'u9' },
  'a chapter': { commodityCode: '62' }, 'a whole code': { commodityCode: '8518300090' }, 'a procedure': { procedure: '51' }, 'both procedures': { procedure: '4071' }, 'an origin': { origin: 'TR' }, 'goods': { goodsRef: 'G-7' }, 'goods and a code': { goodsRef: 'G-7', commodityCode: '8518' },
  'an item of three conditions': { commodityCode: '8518', origin: 'CN', procedure: '40' }, 'item and header': { commodityCode: '8518', direction: 'import', status: 'released' }, 'nothing that is there': { commodityCode: '11' }
}
const CASES = Object.entries(FILTERS).flatMap(([name, filter]): [string, DeclarationFilter][] => [[name, filter], [`${name}, within ten days`, { ...filter, ...PERIOD }]])

for (const [name, filter] of CASES) {
  t.test(`a list by ${name} reads by an index, as the service itself`, async (t) => {
    await list(filter, 101, undefined, async (client, { text, values }) => {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off, timing off, summary off) ${text}`, values)
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      t.notMatch(plan, /Seq Scan/, plan)
      const removed = [...plan.matchAll(/Rows Removed by (?:Index Recheck|Filter): (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)
      t.ok(removed < ROWS, `${removed} rows were read in vain: none of the other operator`)
    })
  })
}

/** The same by plain SQL over everything, with no page. */
async function expected (filter: DeclarationFilter): Promise<string[]> {
  const { from = '0001-01-01', to = '9999-12-31', direction = '%', type = '%', status = '%', sourceSystem = '%', orgUnitId, commodityCode, procedure, origin = '%', goodsRef } = filter
  const { rows } = await superuser.query<{ id: string }>(`select d.id from aeo.declarations d where d.operator_id = $1 and d.counted_on between $2 and $3 and d.direction like $4 and d.declaration_type like $5
      and d.status like $6 and d.source_system like $7 and ($8::text is null or d.org_unit_id = $8)
      and exists (select from aeo.declaration_items i where i.operator_id = d.operator_id and i.declaration_id = d.id and i.commodity_code like $9 and i.procedure like $10 and i.origin_country like $11
        and ($12::text is null or i.goods_ref = $12))
    order by d.counted_on desc, d.id desc`, [own, from, to, direction, type, status, sourceSystem, orgUnitId ?? null, `${commodityCode ?? ''}%`, `${procedure ?? ''}%`, origin, goodsRef ?? null])
  return rows.map(({ id }) => id)
}

t.test('walking the pages shows what the filter says, each once, in order', async (t) => {
  for (const [name, filter] of CASES.filter(([, { from }]) => from !== undefined)) {
    for (const limit of [1, 7, 1000]) {
      const seen: string[] = []
      for (let after: { countedOn: string, id: string } | undefined; ;) {
        const { rows } = await list(filter, limit, after)
        seen.push(...rows.map(({ id }) => id))
        const last = rows.at(-1)
        if (last === undefined || rows.length < limit || seen.length > 300) break
        after = { countedOn: last.countedOn, id: last.id }
      }
      const all = await expected(filter)
      t.strictSame(seen, seen.length > 300 ? all.slice(0, seen.length) : all, `${name}, ${limit} a page`)
    }
  }
})

t.test('a prefix is a prefix of characters: what follows it in order but does not begin with it stays out', async (t) => {
  await superuser.query(`insert into aeo.declarations (operator_id, id, mrn, direction, declaration_type, status, status_at, received_at, counted_on, current_version, version_count)
    select $1, ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'P' || n, 'import', 'IMA', 'lodged', now(), now(), '2030-01-01', 1, 1 from generate_series(1, 5) n`, [own])
  for (const [index, code] of ['77', '77A', '7799999999', '78', '7'].entries()) {
    await superuser.query("insert into aeo.declaration_items values ($1, $2, 1, $3, '', '', '2030-01-01')", [own, `00000000-0000-7000-8000-00000000000${index + 1}`, code])
  }
  const { rows } = await list({ commodityCode: '77', from: '2030-01-01' }, 10)
  t.strictSame(rows.map(({ mrn }) => mrn).toSorted(), ['P1', 'P2', 'P3'])
})
