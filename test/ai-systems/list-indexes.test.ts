import t from 'tap'
import { listDue } from '../../src/ai-systems/obligations/obligation-store.ts'
import { listAssessments, listOutdated } from '../../src/ai-systems/assessments/assessment-store.ts'
import { listEvaluations } from '../../src/ai-systems/evaluations/evaluation-store.ts'
import { retiredSystems, wordsOf } from '../../src/ai-systems/erasure/words-store.ts'
import { listIncidents } from '../../src/ai-systems/incidents/incident-store.ts'
import { listStatuses, listSystems, listVersions } from '../../src/ai-systems/register/system-store.ts'
import { queryPlans } from '../support/query-plans.ts'

const ROWS = [
  `insert into aeo.ai_systems (operator_id, id, code, status, status_on, introduced_on, valid_from, provider, class, recorded_at) select $1, gen_random_uuid(), 'S' || lpad(i::text, 5, '0'),
    (array['proposed', 'assessed', 'suspended', 'retired'])[1 + i % 4], '2026-01-01', '2026-01-01', '2026-01-01', 'P' || i % 200, (array['minimal', 'high_risk', 'transparency', null])[1 + (i / 50) % 4], now() from generate_series(0, 3999) i`,
  `insert into aeo.ai_system_pillars (operator_id, pillar, system_id) select $1, (array['classification', 'origin', 'value', 'licences', 'excise', 'duties', 'procedures', 'lifecycle'])[1 + abs(hashtext(s.code)) % 8], s.id from aeo.ai_systems s where s.operator_id = $1`,
  `insert into aeo.ai_system_versions (operator_id, system_id, version, valid_from, material, fields, questions, content, recorded_by, recorded_at)
    select $1, s.id, v, date '2026-01-01' + v, true, '{}', '{}', '{"provider": "x", "pillars": []}', gen_random_uuid(), now() from aeo.ai_systems s, generate_series(1, 3) v where s.operator_id = $1`,
  `insert into aeo.ai_system_statuses (operator_id, system_id, number, status, valid_from, reason, decided_by, recorded_at) select $1, s.id, n, s.status, date '2026-01-01' + n, 'x', gen_random_uuid(), now() from aeo.ai_systems s, generate_series(1, 3) n where s.operator_id = $1`,
  `insert into aeo.ai_assessments (operator_id, system_id, number, version, origin, answers, answers_not_taken, as_of, rule_set_version, class, provisional, requires_legal_review, contradictions, result, answered_by, assessed_by, recorded_at)
    select $1, s.id, n, 1, 'stated', '{}', '{}', '2026-01-01', 'r', s.class, false, false, '[]', '{}', gen_random_uuid(), gen_random_uuid(), now() from aeo.ai_systems s, generate_series(1, 2) n where s.operator_id = $1`,
  `update aeo.ai_systems set assessment = 2, provisional = false where operator_id = $1`,
  `insert into aeo.ai_obligations (operator_id, system_id, obligation, owed, owed_since, title, legal_ref, binding, due_from, state, reason)
    select $1, s.id, 'OB-' || n, true, '2026-01-01', 'x', 'x', 'law', date '2026-01-01' + n * 90 + abs(hashtext(s.code)) % 90, case when n = 1 and abs(hashtext(s.code)) % 10 > 0 then 'not_applicable' else 'open' end, 'x' from aeo.ai_systems s, generate_series(1, 8) n where s.operator_id = $1`,
  `insert into aeo.ai_evaluations (operator_id, id, system_id, version, evaluated_on, pillar, sample_size, errors, compared_with, evidence_reference, evidence_sha256, recorded_by, recorded_at)
    select $1, gen_random_uuid(), s.id, 1, date '2026-01-01' + n, (array['origin', 'value'])[1 + n % 2], 10, 1, 'x', 'x', 'x', gen_random_uuid(), now() from aeo.ai_systems s, generate_series(1, 4) n where s.operator_id = $1`,
  `insert into aeo.ai_incidents (operator_id, id, system_id, version, kind, occurred_on, aware_on, description, state, closed_on, closed_by, recorded_by, recorded_at)
    select $1, gen_random_uuid(), s.id, 1, case when abs(hashtext(s.code)) % 50 = 0 then 'death' else 'malfunction' end, '2026-01-01', date '2026-01-01' + n * 50 + abs(hashtext(s.code)) % 50, 'x', case when n = 1 then 'open' else 'closed' end,
      case when n = 1 then null else date '2026-10-01' end, case when n = 1 then null else gen_random_uuid() end, gen_random_uuid(), now() from aeo.ai_systems s, generate_series(1, 3) n where s.operator_id = $1`,
  `insert into aeo.ai_incident_reports (operator_id, incident_id, recipient, legal_ref, due_on) select $1, i.id, 'provider', 'x', i.aware_on from aeo.ai_incidents i where i.operator_id = $1 and i.kind = 'death'`
]
const { plansOf } = await queryPlans(t, ROWS)

t.test('systems are found by every filter over an index of it', async (t) => {
  const CASES: [filter: Parameters<typeof listSystems>[1], index: RegExp][] = [
    [{}, /ai_systems_code_once/], [{ status: 'suspended' }, /ai_systems_by_status|ai_systems_code_once/], [{ provider: 'P7' }, /ai_systems_by_provider/], [{ class: 'high_risk' }, /ai_systems_by_class|ai_systems_code_once/], [{ pillar: 'origin' }, /ai_system_pillars/],
    [{ unclassified: true }, /ai_systems_by_class|ai_systems_code_once/], [{ unclassified: false }, /ai_systems_by_class|ai_systems_code_once/]
  ]
  for (const [filter, index] of CASES) {
    const [plan = ''] = await plansOf(async (tx) => await listSystems(tx, filter, { after: 'S01000', limit: 101 }))
    t.match(plan, index, JSON.stringify(filter))
    t.notMatch(plan, /Seq Scan/, JSON.stringify(filter))
  }
  const [then = ''] = await plansOf(async (tx) => await listSystems(tx, {}, { on: '2026-01-02', limit: 101 }))
  t.notMatch(then, /Seq Scan/, 'on another day')
})

t.test('what a system has numbered, and what is due, is read over an index', async (t) => {
  const id = '018f0000-0000-7000-8000-000000000000'
  const plans = await plansOf(async (tx) => {
    await listVersions(tx, id, 101, undefined)
    await listStatuses(tx, id, 101, 7)
    await listAssessments(tx, id, 101, undefined)
    await listDue(tx, { before: '2026-11-25' }, 101, undefined)
    await listDue(tx, { dueTo: '2026-05-01' }, 101, { day: '2026-04-15', system: id, obligation: 'OB-1' })
    await listEvaluations(tx, id, undefined, 101, undefined)
    await listEvaluations(tx, id, 'origin', 101, { day: '2026-04-15', id })
    await listOutdated(tx, 's', 10)
  })
  for (const [index, plan] of plans.entries()) {
    t.match(plan, /Index (Only )?Scan|Bitmap Index Scan/, String(index))
    if (index < 7) t.notMatch(plan, /Seq Scan on (ai_obligations|ai_system_versions|ai_system_statuses|ai_assessments|ai_evaluations)/, String(index))
  }
  t.match(plans[3], /ai_obligations_due/)
  t.match(plans[4], /ai_obligations_due/)
  t.match(plans[6], /ai_evaluations_by_(pillar|day)/)
})

t.test('incidents are found by every filter over an index of it', async (t) => {
  const id = '018f0000-0000-7000-8000-000000000000'
  const CASES: [filter: Parameters<typeof listIncidents>[1], index: RegExp][] = [
    [{}, /ai_incidents_by_day/], [{ state: 'open' }, /ai_incidents_by_(state|day)/], [{ kind: 'death' }, /ai_incidents_by_kind/], [{ systemId: id }, /ai_incidents_by_system|ai_incidents_of_version/], [{ system: 'S00007' }, /ai_incidents_by_system|ai_incidents_of_version/],
    [{ overdueOn: '2026-02-20' }, /ai_incident_reports_due|ai_incident_reports_pkey/]
  ]
  for (const [filter, index] of CASES) {
    const [plan = ''] = await plansOf(async (tx) => await listIncidents(tx, filter, 101, { awareOn: '2026-05-01', id }))
    t.match(plan, index, JSON.stringify(filter))
    t.notMatch(plan, /Seq Scan on ai_incidents/, JSON.stringify(filter))
  }
})

t.test('what is retired, and where words about it stand, is read over an index', async (t) => {
  const id = '018f0000-0000-7000-8000-000000000000'
  const [retired = '', words = ''] = await plansOf(async (tx) => {
    await retiredSystems(tx, '2026-05-01', { day: '2026-01-01', id }, 101)
    await wordsOf(tx, [id])
  })
  t.match(retired, /ai_systems_retired|ai_systems_by_status/)
  t.notMatch(words, /Seq Scan on (ai_system_statuses|ai_obligations|ai_evaluations|ai_incidents)/)
})
