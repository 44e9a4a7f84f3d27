import type pg from 'pg'
import type { Database } from '../../src/platform/db/pool.ts'
import { addOperator } from '../../src/platform/operators.ts'

/**
 * People, positions, topics, requirements and records of an operator, as rows: 20 units under one, a position for each ten people, and
 * every topic required of everybody by the unit above all, refreshed each year. A record of each person and topic in each of three years,
 * of which one in 20 is missing, one in 30 failed and one in 100 was revoked.
 */
export async function fillTraining (db: Database, superuser: pg.Client, eori: string, people: number, topics: number): Promise<string> {
  const { operatorId } = await addOperator(db.operations, eori, 'Bench')
  const run = async (text: string, ...values: unknown[]): Promise<void> => { await superuser.query(text.replaceAll('$op', `'${operatorId}'::uuid`), values) }
  await run(`insert into aeo.units select $op, gen_random_uuid(), 'U' || n from generate_series(0, 20) n`)
  await run(`insert into aeo.unit_states select $op, 'U' || n, '2020-01-01', 1, false, now(), 'x', case when n > 0 then 'U0' end from generate_series(0, 20) n`)
  await run(`insert into aeo.positions select $op, gen_random_uuid(), 'O' || n from generate_series(1, $1::int / 10) n`, people)
  await run(`insert into aeo.position_states select $op, 'O' || n, '2020-01-01', 1, false, now(), 'x', 'U' || 1 + n % 20,
    array[(array['customs_specialist', 'purchasing', 'logistics', 'sales_export', 'finance'])[1 + n % 5]], '{}', 100 from generate_series(1, $1::int / 10) n`, people)
  await run(`insert into aeo.people select $op, gen_random_uuid(), 'P' || lpad(n::text, 6, '0'), 'employee' from generate_series(1, $1::int) n`, people)
  // Every fourth has moved once.
  await run(`insert into aeo.assignments select $op, gen_random_uuid(), 'P' || lpad(n::text, 6, '0'), 'O' || 1 + (n + m * 7) % ($1::int / 10),
      case when m = 0 then date '2021-01-01' else date '2024-07-01' end, case when m = 0 and n % 4 = 0 then date '2024-06-30' end, 100
    from generate_series(1, $1::int) n cross join generate_series(0, 1) m where m = 0 or n % 4 = 0`, people)
  await run(`insert into aeo.training_topics select $op, gen_random_uuid(), 'topic_' || n, 'x', 'subject', 12, now() from generate_series(1, $1::int) n`, topics)
  await run(`insert into aeo.training_requirements (operator_id, id, code, unit, topic, level, refresher_months, grace_days, legal_source, severity, valid_from, recorded_at)
    select $op, gen_random_uuid(), 'R' || n, 'U0', 'topic_' || n, 2, 12, 30, 'x', 'important', '2022-01-01', now() from generate_series(1, $1::int) n`, topics)
  // What the matrix of roles asks beside would make it more topics than were said.
  await run(`insert into aeo.training_requirements (operator_id, id, code, unit, topic, level, grace_days, legal_source, severity, reason, valid_from, recorded_at)
    select $op, gen_random_uuid(), 'Z' || t, 'U0', t, 0, 0, 'x', 'advisable', 'x', '2020-01-01', now() from unnest($1::text[]) t`, MATRIX_TOPICS)
  await run(`insert into aeo.training_courses (operator_id, id, code, title, kind, provider, provider_type, recognised_for_ia27, recorded_at)
    select $op, gen_random_uuid(), 'C' || n, 'x', 'e_learning', 'x', 'internal', false, now() from generate_series(1, $1::int) n`, topics)
  await run(`insert into aeo.training_course_versions (operator_id, course, version, valid_from, hours, validity_months, recorded_at)
    select $op, 'C' || n, 1, '2020-01-01', 2, 24, now() from generate_series(1, $1::int) n`, topics)
  await run(`insert into aeo.training_course_topics select $op, 'C' || n, 1, 'topic_' || n, 2 from generate_series(1, $1::int) n`, topics)
  await run(`insert into aeo.training_records (operator_id, id, reference, person, course, version, completed_on, ends_on, result, revoked_from, source, recorded_by, recorded_at)
    select $op, gen_random_uuid(), n || '-' || c || '-' || y, 'P' || lpad(n::text, 6, '0'), 'C' || c, 1, d.day, d.day + 730, case when (n + c * y) % 30 = 0 then 'failed' else 'passed' end,
      case when (n * c + y) % 100 = 0 then d.day + 90 end, 'bulk', gen_random_uuid(), now()
    from generate_series(1, $1::int) n cross join generate_series(1, $2::int) c cross join generate_series(1, 3) y
      cross join lateral (select date '2023-01-01' + (y - 1) * 355 + (n * 31 + c * 17) % 365 as day) d
    where (n * 7 + c * 3 + y) % 20 <> 0`, people, topics)
  return operatorId
}

const MATRIX_TOPICS = [
  'customs_basics', 'classification', 'value', 'origin', 'duties_trade_defence', 'licences', 'dual_use_export_control', 'special_procedures', 'declarations', 'records_internal_control', 'aeo_duties',
  'excise', 'security_safety', 'it_document_security', 'ai_literacy', 'incoterms_contracts', 'product_rules'
]
