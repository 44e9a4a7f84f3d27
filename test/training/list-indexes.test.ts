import t from 'tap'
import { listRecords } from '../../src/platform/keeping/record-store.ts'
import type { RecordDoor } from '../../src/platform/keeping/record-routes.ts'
import { listCourses } from '../../src/training/courses/course-store.ts'
import { listNeeds, needsConcerning } from '../../src/training/needs/store.ts'
import { TRAINING_RECORD_DOOR } from '../../src/training/records/routes.ts'
import { REQUIREMENT_DOOR } from '../../src/training/requirements/training-requirement.ts'
import { TRAINING_SESSION_DOOR } from '../../src/training/sessions/routes.ts'
import { queryPlans } from '../support/query-plans.ts'

const ROWS = [
  `insert into aeo.people (operator_id, id, pseudonym, employment_kind) select $1, gen_random_uuid(), 'P' || i, 'employee' from generate_series(0, 499) i`,
  `insert into aeo.units (operator_id, id, code) select $1, gen_random_uuid(), 'U' || i from generate_series(0, 49) i`,
  `insert into aeo.training_courses (operator_id, id, code, title, kind, provider, provider_type, recognised_for_ia27, recorded_at) select $1, gen_random_uuid(), 'C' || i, 'x', 'course', 'x', 'internal', false, now() from generate_series(0, 999) i`,
  `insert into aeo.training_course_versions (operator_id, course, version, valid_from, hours, recorded_at) select $1, 'C' || i, 1, '2020-01-01', 1, now() from generate_series(0, 999) i`,
  `insert into aeo.training_course_topics (operator_id, course, version, topic, level) select $1, 'C' || i, 1, 'T' || i % 40, 1 from generate_series(0, 999) i`,
  `insert into aeo.training_sessions (operator_id, id, code, course, version, starts_on, ends_on, hours, unit, state, recorded_at)
    select $1, gen_random_uuid(), 'S' || i, 'C' || i % 1000, 1, date '2024-01-01' + i % 900, date '2024-01-01' + i % 900, 1, 'U' || i % 50, 'held', now() from generate_series(0, 9999) i`,
  `insert into aeo.training_records (operator_id, id, reference, person, course, version, session, completed_on, result, source, recorded_by, recorded_at)
    select $1, gen_random_uuid(), 'R' || i, 'P' || i % 500, 'C' || i % 1000, 1, 'S' || i % 10000, date '2024-01-01' + i % 900, 'passed', 'bulk', gen_random_uuid(), now() from generate_series(0, 19999) i`,
  `insert into aeo.training_needs (operator_id, id, source, topic, level, unit, severity, opened_on, due_on, state, closed_on, closed_because, unit_people, opened_by, recorded_at)
    select $1, gen_random_uuid(), (array['finding', 'law_change', 'kpi', 'other'])[1 + i % 4], 'T' || i % 40, 2, 'U' || i % 50, 'important', date '2024-01-01' + i % 900, date '2024-03-01' + i % 900,
      case when i % 20 = 0 then 'open' else 'closed' end, case when i % 20 <> 0 then date '2026-09-01' end, case when i % 20 <> 0 then 'stated_reason' end, 9, gen_random_uuid(), now() from generate_series(0, 3999) i`,
  `insert into aeo.training_need_people (operator_id, need_id, person, level) select $1, n.id, 'P' || (row_number() over (order by n.id)) % 500, 2 from aeo.training_needs n where n.operator_id = $1`,
  `insert into aeo.training_need_records (operator_id, need_id, record_id, person) select $1, n.id, r.id, r.person
    from (select s.id, row_number() over (order by s.id) as place from aeo.training_needs s where s.operator_id = $1) n
    join (select s.id, s.person, row_number() over (order by s.id) as place from aeo.training_records s where s.operator_id = $1) r on r.place = n.place`,
  `insert into aeo.positions (operator_id, id, code) select $1, gen_random_uuid(), 'O' || i from generate_series(0, 499) i`,
  `insert into aeo.training_requirements (operator_id, id, code, unit, position, person, topic, level, grace_days, legal_source, severity, valid_from, recorded_at)
    select $1, gen_random_uuid(), 'Q' || i, case i % 3 when 0 then 'U' || i % 50 end, case i % 3 when 1 then 'O' || i % 500 end, case i % 3 when 2 then 'P' || i % 500 end, 'T' || i % 40, 2, 90, 'x', 'important',
      date '2024-01-01' + i % 900, now() from generate_series(0, 9999) i`
]
const { plansOf } = await queryPlans(t, ROWS)

const VALUES: Record<string, string> = { reference: 'R7', person: 'P7', course: 'C7', session: 'S7', topic: 'T7', unit: 'U7', position: 'O7', code: 'Q7' }
for (const [{ kind, filters }, scope] of [[TRAINING_SESSION_DOOR, '*'], [TRAINING_RECORD_DOOR, '*'], [REQUIREMENT_DOOR, '*'], [REQUIREMENT_DOOR, 'training:read']] as [RecordDoor, string][]) {
  t.test(`every filter of ${kind.table} uses an index, with the right ${scope}`, async (t) => {
    const asked = [{}, ...filters.map((name) => ({ [name]: VALUES[name] }))]
    const plans = await plansOf(async (tx) => {
      for (const equal of asked) await listRecords(tx, kind, { equal }, 101, undefined)
      await listRecords(tx, kind, { from: '2024-03-01', to: '2024-03-05', equal: {} }, 101, { day: '2024-03-04', id: '018f0000-0000-7000-8000-000000000000' })
    }, scope)
    t.equal(plans.length, asked.length + 1)
    for (const [index, plan] of plans.entries()) {
      t.match(plan, /Index (Only )?Scan|Bitmap Index Scan/, JSON.stringify(asked[index] ?? 'period'))
      t.notMatch(plan, /Seq Scan/, JSON.stringify(asked[index] ?? 'period'))
    }
  })
}

t.test('courses are found by topic over an index', async (t) => {
  const plans = await plansOf(async (tx) => { await listCourses(tx, 'T7', 101, 'C1') })
  t.match(plans.join('\n'), /Index/)
  t.notMatch(plans.join('\n'), /Seq Scan/)
})

t.test('needs are found by every filter, and by whom they concern, over an index', async (t) => {
  const asked = [{}, { state: 'open' }, { source: 'kpi' }, { topic: 'T7' }, { unit: 'U7' }, { dueTo: '2024-04-01' }]
  const plans = await plansOf(async (tx) => {
    for (const filter of asked) await listNeeds(tx, filter, 101, undefined)
    await needsConcerning(tx, ['P7'], ['018f0000-0000-7000-8000-000000000000'])
  })
  for (const [index, plan] of plans.entries()) {
    t.match(plan, /Index (Only )?Scan|Bitmap Index Scan/, JSON.stringify(asked[index] ?? 'concerning'))
    t.notMatch(plan, /Seq Scan/, JSON.stringify(asked[index] ?? 'concerning'))
  }
})
