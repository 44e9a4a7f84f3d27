import type pg from 'pg'
import { CHECKS } from '../../src/declarations/index.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import { CAUSES } from '../../src/risks/catalogue/evidence-mapping.ts'
import { fillOperator } from '../queries/fill.ts'

/** A year of a company that does poorly, as raw rows: declarations, and findings of all checks with every cause. */

export interface PoorCompany {
  readonly declarations: number
  readonly confirmed: number
  readonly open: number
}

export async function fillPoorCompany (db: Database, superuser: pg.Client, eori: string, { declarations, confirmed, open }: PoorCompany): Promise<string> {
  const operatorId = await fillOperator(db, superuser, eori, declarations)
  await superuser.query('create temporary table places as select row_number() over (order by d.id) - 1 as place, d.id, d.counted_on from aeo.declarations d where d.operator_id = $1', [operatorId])
  await superuser.query('create index on places (place)')
  await insertFindings(superuser, operatorId, 0, confirmed, true)
  await insertFindings(superuser, operatorId, confirmed, confirmed + open, false)
  await superuser.query(`insert into aeo.finding_totals (operator_id, dimension, day, key, severity, opened, confirmed, dismissed, cured)
    select f.operator_id, 'check', f.counted_on, f.check_id, f.severity, count(*), count(*) filter (where f.decision = 'confirmed'), 0, 0 from aeo.findings f where f.operator_id = $1 group by 1, 3, 4, 5
    on conflict do nothing`, [operatorId])
  await superuser.query('drop table places')
  await superuser.query('vacuum (analyze) aeo.findings, aeo.finding_totals')
  return operatorId
}

async function insertFindings (superuser: pg.Client, operatorId: string, from: number, to: number, isConfirmed: boolean): Promise<void> {
  const checks = CHECKS.map(({ id, pillar, severity }) => ({ id, pillar, severity }))
  await superuser.query(`insert into aeo.findings (operator_id, id, source, check_id, check_version, declaration_id, version, item_number, pillar, severity, state, message, values, counted_on, opened_at, decision, decided_at, decided_by, cause)
    select $1, gen_random_uuid(), 'check', c.check ->> 'id', 1, p.id, 1, 1, c.check ->> 'pillar', c.check ->> 'severity', case when $5 then 'confirmed' else 'open' end, 'Found by the benchmark', '{}', p.counted_on, p.counted_on,
      case when $5 then 'confirmed' end, case when $5 then p.counted_on end, case when $5 then gen_random_uuid() end, case when $5 then ($6::text[])[1 + i % array_length($6::text[], 1)] end
    from generate_series($2::int, $3::int - 1) as i
    join places p on p.place = (hashtext(i || 'declaration') & 2147483647) % (select count(*) from places)
    join (select x.value as check, x.ordinality - 1 as place from json_array_elements($4::json) with ordinality as x) c on c.place = (hashtext(i || 'check') & 2147483647) % json_array_length($4::json)`,
  [operatorId, from, to, JSON.stringify(checks), isConfirmed, CAUSES])
}
