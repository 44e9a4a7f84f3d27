import type pg from 'pg'

/**
 * What needs are derived from, as rows: 10,000 confirmed findings of 20 units in the last year and a half, with the totals of half a million
 * declarations and of what was raised, and one unit that errs three times as often as the others since half a year.
 */
export async function fillEvidence (superuser: pg.Client, operatorId: string, day: string): Promise<void> {
  const run = async (text: string, ...values: unknown[]): Promise<void> => { await superuser.query(text.replaceAll('$op', `'${operatorId}'::uuid`), values) }
  await run(`insert into aeo.findings (operator_id, id, source, declaration_id, pillar, severity, state, message, values, counted_on, org_unit_id, opened_at, decision, decided_at, decided_by, cause)
    select $op, gen_random_uuid(), 'person', gen_random_uuid(), (array['origin', 'value', 'procedures'])[1 + n % 3], 'error', 'confirmed', 'x', '{}', f.day, f.unit, now(), 'confirmed', now(), gen_random_uuid(),
      (array['training', 'clerical', 'supplier'])[1 + n / 3 % 3]
    from generate_series(1, 10000) n cross join lateral (select $1::date - (n * 37) % 547 as day) d
      cross join lateral (select d.day, case when n % 10 < 2 and d.day > $1::date - 182 then 'U1' else 'U' || 1 + n / 10 % 20 end as unit) f`, day)
  await run(`insert into aeo.finding_totals (operator_id, dimension, day, key, severity, opened, confirmed, dismissed, cured)
    select $op, k.dimension, f.counted_on, k.key, f.severity, 2 * count(*), count(*), count(*), 0 from aeo.findings f
      cross join lateral (values ('pillar', f.pillar), ('unit_pillar', f.org_unit_id || ' ' || f.pillar)) as k (dimension, key) where f.operator_id = $op group by 2, 3, 4, 5`)
  await run(`insert into aeo.declaration_totals (operator_id, dimension, day, key, currency, declarations, items, statistical_value, duties)
    select $op, k.dimension, case when k.by_month then date_trunc('month', d.at)::date else d.at::date end, k.key, 'EUR', sum(k.declarations), sum(k.declarations), 0, 0
    from generate_series($1::date - 600, $1::date, interval '1 day') as d (at)
      cross join lateral (select 'unit' || m.suffix as dimension, m.by_month, 'U' || u as key, 40 as declarations from generate_series(1, 20) u cross join (values ('', false), ('_month', true)) as m (suffix, by_month)
        union all select 'all' || m.suffix, m.by_month, '', 800 from (values ('', false), ('_month', true)) as m (suffix, by_month)) k group by 2, 3, 4`, day)
}

/** Trainings whose effect is asked about: in each of twelve months two courses on what the errors are of, each with a quarter of every unit. */
export async function fillHeldTrainings (superuser: pg.Client, operatorId: string, day: string): Promise<void> {
  const run = async (text: string, ...values: unknown[]): Promise<void> => { await superuser.query(text.replaceAll('$op', `'${operatorId}'::uuid`), values) }
  await run(`insert into aeo.training_courses (operator_id, id, code, title, kind, provider, provider_type, recognised_for_ia27, recorded_at)
    select $op, gen_random_uuid(), 'E' || n, 'x', 'course', 'x', 'internal', false, now() from generate_series(1, 3) n`)
  await run(`insert into aeo.training_course_versions (operator_id, course, version, valid_from, hours, recorded_at) select $op, 'E' || n, 1, '2020-01-01', 4, now() from generate_series(1, 3) n`)
  await run(`insert into aeo.training_course_topics select $op, 'E' || n, 1, (array['origin', 'value', 'special_procedures'])[n], 2 from generate_series(1, 3) n`)
  await run(`insert into aeo.training_records (operator_id, id, reference, person, course, version, completed_on, result, source, recorded_by, recorded_at)
    select $op, gen_random_uuid(), 'held ' || p.n || '-' || m || '-' || c, p.pseudonym, 'E' || 1 + (m + c) % 3, 1, $1::date - 30 * m - c, 'passed', 'bulk', gen_random_uuid(), now()
    from generate_series(1, 12) m cross join generate_series(0, 1) c
      cross join lateral (select q.pseudonym, substr(q.pseudonym, 2)::int as n from aeo.people q where q.operator_id = $op) p where p.n % 4 = (m + c) % 4`, day)
}
