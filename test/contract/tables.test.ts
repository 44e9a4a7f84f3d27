import pg from 'pg'
import t from 'tap'
import { beginStatement } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { declaration } from '../support/facts.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { app, db } = await testApp(t, database.appUrl)

/** Directories of the whole installation: no operator owns them. */
const GLOBAL = ['operators', 'migrations']

const FAULTS: Record<string, string> = {
  'tables without forced row security and a policy': `
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'aeo' and c.relkind in ('r', 'p')
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'operator_id')
      and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))`,
  'keys that do not begin with the operator': `
    select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
    where n.nspname = 'aeo' and k.contype in ('p', 'u', 'f') and a.attname <> 'operator_id' and c.relname <> all ('{${GLOBAL.join(',')}}')`,
  'unique indexes that do not begin with the operator': `
    select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
    where n.nspname = 'aeo' and x.indisunique and a.attname <> 'operator_id' and c.relname <> all ('{${GLOBAL.join(',')}}')`,
  'views that do not check as their reader, and materialised views': `
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'aeo'
      and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions, '{}') @> '{security_invoker=true}'))`,
  'functions that run as their owner without a pinned path': `
    select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'aeo' and p.prosecdef
      and not exists (select from unnest(coalesce(p.proconfig, '{}')) s where s = 'search_path=aeo, pg_temp')`,
  'rights of everybody': `
    select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'aeo' and has_function_privilege('public', p.oid, 'execute')
    union all select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) g where n.nspname = 'aeo' and g.grantee = 0`,
  'rights that the service does not need': `
    select c.relname || ' ' || g.privilege_type from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) g
    where n.nspname = 'aeo' and g.grantee = 'aeo_app'::regrole and g.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')`,
  'the log changed by the service': `
    select g.privilege_type from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) g
    where n.nspname = 'aeo' and c.relname = 'operator_log' and g.grantee = 'aeo_app'::regrole and g.privilege_type not in ('SELECT', 'INSERT')`
}

const PLANTED: Record<string, string> = {
  'tables without forced row security and a policy': 'create table aeo.bad_open (operator_id uuid primary key)',
  'keys that do not begin with the operator': 'create table aeo.bad_key (operator_id uuid, id uuid primary key)',
  'unique indexes that do not begin with the operator': 'create table aeo.bad_index (operator_id uuid, id uuid); create unique index bad_index_id on aeo.bad_index (id)',
  'views that do not check as their reader, and materialised views': 'create view aeo.bad_view as select 1 as one',
  'functions that run as their owner without a pinned path': 'create function aeo.bad_function() returns int language sql security definer as $$ select 1 $$',
  'rights of everybody': 'grant select on aeo.declarations to public',
  'rights that the service does not need': 'grant truncate on aeo.declarations to aeo_app',
  'the log changed by the service': 'grant delete on aeo.operator_log to aeo_app'
}

for (const [fault, query] of Object.entries(FAULTS)) {
  t.test(`there are no ${fault}, and one that is planted is found`, async (t) => {
    t.strictSame((await superuser.query(query)).rows, [])
    await superuser.query('begin')
    await superuser.query(PLANTED[fault] ?? '')
    t.not((await superuser.query(query)).rows.length, 0)
    await superuser.query('rollback')
  })
}

t.test('a second operator sees, changes and adds nothing in any table', async (t) => {
  const headers = { ...bearer(), 'idempotency-key': 'isolation' }
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations', headers, payload: declaration({ mrn: '26IT00000000000010' }) })
  t.equal(answer.statusCode, 201)
  const { operatorId: own } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  const { operatorId: other } = await addOperator(db.operations, OTHER_OPERATOR, 'x')
  const { rows } = await superuser.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'aeo' and c.relkind = 'r'
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'operator_id') order by 1`)
  t.ok(rows.length >= 10)
  const client = await db.operations.connect()
  for (const { name } of rows) {
    await client.query(beginStatement(other))
    const seen = await client.query(`select 1 from aeo.${name} where operator_id = $1`, [own])
    t.equal(seen.rowCount, 0, `${name} is not seen`)
    const changed = await client.query(`update aeo.${name} set operator_id = operator_id where operator_id = $1`, [own]).catch(() => ({ rowCount: 0 }))
    t.equal(changed.rowCount, 0, `${name} is not changed`)
    await client.query('rollback')
    await client.query(beginStatement(other))
    await t.rejects(client.query(`insert into aeo.${name} (operator_id) values ($1)`, [own]), `${name} takes no row of another`)
    await client.query('rollback')
  }
  const bare = await client.query('select 1 from aeo.declarations')
  t.equal(bare.rowCount, 0, 'without an operator nothing is seen, on the same connection as well')
  client.release()
  const twin = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer({ operator: OTHER_OPERATOR }), payload: declaration({ mrn: '26IT00000000000010' }) })
  t.equal(twin.statusCode, 201, 'both operators may have the same MRN and LRN')
})

t.test('every filter of the list uses its index, as the service itself', async (t) => {
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  await superuser.query(`insert into aeo.declarations (operator_id, id, lrn, declarant, direction, declaration_type, status, status_at, received_at, counted_on, source_system, org_unit_id, current_version, version_count)
    select $1, gen_random_uuid(), 'BULK-' || i, 'IT1', (array['import', 'export'])[1 + i % 2], (array['IMA', 'EXA', 'IMZ', 'COA'])[1 + i % 4], (array['lodged', 'released', 'accepted', 'rejected'])[1 + i % 4],
      now(), now(), date '2024-01-01' + i % 900, 's' || i % 20, 'u' || i % 50, 1, 1 from generate_series(1, 20000) i`, [operatorId])
  await superuser.query(`insert into aeo.declaration_items (operator_id, declaration_id, item_number, commodity_code, procedure, origin_country, counted_on, goods_ref)
    select d.operator_id, d.id, 1, lpad((abs(hashtext(d.id::text)) % 99999999)::text, 10, '0'), (array['4000', '1040', '5100'])[1 + abs(hashtext(d.lrn)) % 3], (array['CN', 'US', 'VN', 'TR'])[1 + abs(hashtext(d.lrn)) % 4], d.counted_on, 'G-' || abs(hashtext(d.lrn)) % 300
    from aeo.declarations d where d.operator_id = $1 and d.lrn like 'BULK-%'`, [operatorId])
  await superuser.query('analyze aeo.declarations, aeo.declaration_items')
  const client = await db.operations.connect()
  t.teardown(() => { client.release() })
  const conditions: Record<string, string> = {
    'no filter': '', period: "and d.counted_on between '2024-03-01' and '2024-03-05'", direction: "and d.direction = 'import'", type: "and d.declaration_type = 'COA'",
    status: "and d.status = 'rejected'", source: "and d.source_system = 's3'", unit: "and d.org_unit_id = 'u7'",
    code: "and d.id in (select i.declaration_id from aeo.declaration_items i where i.operator_id = $1 and i.commodity_code >= '8518' and i.commodity_code < '8518~')",
    origin: "and d.id in (select i.declaration_id from aeo.declaration_items i where i.operator_id = $1 and i.origin_country = 'TR')",
    procedure: "and d.id in (select i.declaration_id from aeo.declaration_items i where i.operator_id = $1 and i.procedure >= '51' and i.procedure < '51~')",
    goods: "and d.id in (select i.declaration_id from aeo.declaration_items i where i.operator_id = $1 and i.goods_ref = 'G-7')",
    cursor: "and (d.counted_on, d.id) < (date '2024-05-05', '018f0000-0000-7000-8000-000000000000'::uuid)"
  }
  for (const [name, condition] of Object.entries(conditions)) {
    await client.query(beginStatement(operatorId, true))
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain select d.* from aeo.declarations d where d.operator_id = $1 ${condition} order by d.counted_on desc, d.id desc limit 101`, [operatorId])
    await client.query('commit')
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    t.match(plan, /Index (Only )?Scan|Bitmap Index Scan/, name)
    t.notMatch(plan, /Seq Scan on declarations/, `${name} reads no declaration that it need not`)
  }
})
