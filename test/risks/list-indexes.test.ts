import t from 'tap'
import { figuresBefore, figuresIn, figuresOfRisk, findAssessment, listAssessments } from '../../src/risks/assessments/assessment-store.ts'
import { listAppetites, setAppetites } from '../../src/risks/appetite/appetite-store.ts'
import { controlsOf } from '../../src/risks/controls/controls-of.ts'
import { controlsOfRisks, listControls, listDesigns } from '../../src/risks/controls/control-store.ts'
import { listTests } from '../../src/risks/controls/test-store.ts'
import { findSettings, listSettings } from '../../src/risks/evidence/settings-store.ts'
import { listInputs, listRisks } from '../../src/risks/register/risk-store.ts'
import { listTreatments, treatmentsFor } from '../../src/risks/treatments/treatment-store.ts'
import { acceptancesOn, listAcceptances } from '../../src/risks/acceptances/acceptance-store.ts'
import { queryPlans } from '../support/query-plans.ts'

/** More than any company has, so that the plan is one of size. */
const ROWS = [
  `insert into aeo.risks (operator_id, id, code, origin, state, area, criterion, title, description, typical_causes, indicators, example_controls, questions, owner_kind, owner_code, retired_because, recorded_at)
    select $1, gen_random_uuid(), 'R-' || lpad(i::text, 5, '0'), 'own', case when i % 40 = 0 then 'retired' else 'proposed' end, 'A' || i % 40, 'C' || i % 30, 'x', 'x', '{}', '{}', '{}', '{}', 'position', 'P' || i % 200,
      case when i % 40 = 0 then 'x' end, now() from generate_series(0, 3999) i`,
  `insert into aeo.risk_inputs (operator_id, risk_id, number, likelihood, loss_low, loss_high, consequence, exposure_basis, evidence, reason, stated_on, stated_by, recorded_at)
    select $1, r.id, n, 1, 1, 2, 1, 'items', '{}', 'x', '2026-01-01', gen_random_uuid(), now() from aeo.risks r, generate_series(1, 3) n where r.operator_id = $1`,
  `update aeo.risks set input = 3, state = 'stated' where operator_id = $1 and state = 'proposed'`,
  `insert into aeo.risk_controls (operator_id, id, code, title, description, kind, owner_kind, owner_code, state, design, in_force_from, retired_on, retired_because, recorded_at)
    select $1, gen_random_uuid(), 'C-' || lpad(i::text, 5, '0'), 'x', 'x', (array['preventive', 'detective', 'corrective'])[1 + i % 3], 'position', 'P' || i % 200, case when i % 40 = 0 then 'retired' else 'in_force' end, 'good', '2026-01-01',
      case when i % 40 = 0 then date '2026-02-01' end, case when i % 40 = 0 then 'x' end, now() from generate_series(0, 3999) i`,
  `insert into aeo.risk_control_designs (operator_id, control_id, number, design, reason, rated_by, recorded_at) select $1, c.id, n, 'good', 'x', gen_random_uuid(), now() from aeo.risk_controls c, generate_series(1, 3) n where c.operator_id = $1`,
  `insert into aeo.risk_control_links (operator_id, risk_id, control_id) select $1, r.id, c.id from aeo.risks r join aeo.risk_controls c on c.operator_id = r.operator_id and substr(c.code, 3) = substr(r.code, 3) where r.operator_id = $1`,
  `insert into aeo.control_tests (operator_id, id, control_id, tested_on, sample_from, sample_to, sample_size, passed, failed, way, query, recorded_by, recorded_at)
    select $1, gen_random_uuid(), c.id, date '2026-01-10' + n, '2026-01-01', '2026-01-09', 10, 9, 1, 'automatic', '{}', gen_random_uuid(), now() from aeo.risk_controls c, generate_series(1, 4) n where c.operator_id = $1`,
  `insert into aeo.risk_treatments (operator_id, id, code, title, action, kind, annual_cost_eur, owner_kind, owner_code, due_on, state, dropped_on, dropped_because, recorded_at)
    select $1, gen_random_uuid(), 'T-' || lpad(i::text, 5, '0'), 'x', 'x', (array['reduce', 'avoid', 'transfer'])[1 + i % 3], 1, 'position', 'P' || i % 200, '2026-12-31', case when i % 40 = 0 then 'dropped' else 'proposed' end,
      case when i % 40 = 0 then date '2026-02-01' end, case when i % 40 = 0 then 'x' end, now() from generate_series(0, 3999) i`,
  `insert into aeo.risk_treatment_effects (operator_id, treatment_id, risk_id, share) select $1, t.id, r.id, 0.5 from aeo.risks r join aeo.risk_treatments t on t.operator_id = r.operator_id and substr(t.code, 3) = substr(r.code, 3) where r.operator_id = $1`,
  `insert into aeo.risk_audits (operator_id, id, title, recorded_at) values ($1, $1, 'x', now())`,
  `insert into aeo.risk_audit_versions (operator_id, audit_id, version, period_from, period_to, seed, opened_by, opened_at) values ($1, $1, 1, '2026-01-01', '2026-12-31', '1', gen_random_uuid(), now())`,
  `insert into aeo.risk_acceptances (operator_id, id, risk_id, state, reason, expires_on, audit_id, audit_version, residual_score, likelihood_level, impact_level, expected_annual_loss, requested_by, requested_actor, requested_at, signer, signer_position, signer_rank, signed_actor, signed_at)
    select $1, gen_random_uuid(), r.id, case when n = 1 then 'requested' else 'signed' end, 'x', '2027-01-01', $1, 1, 10, 2, 5, 1, 'P-1', gen_random_uuid(), now(), case when n > 1 then 'P-2' end, case when n > 1 then 'B' end,
      case when n > 1 then 'x' end, case when n > 1 then gen_random_uuid() end, case when n > 1 then now() end from aeo.risks r, generate_series(1, 3) n where r.operator_id = $1`,
  `insert into aeo.risk_appetites (operator_id, area, number, acceptable_score, appetite_eur, reason, set_by, recorded_at) select $1, 'A' || a, n, 5, 1, 'x', gen_random_uuid(), now() from generate_series(1, 17) a, generate_series(1, 100) n`,
  `insert into aeo.risk_settings (operator_id, revision, window_months, prior_strength, years, reason, set_by, recorded_at) select $1, n, 36, 1, 50000, 'x', gen_random_uuid(), now() from generate_series(1, 2000) n`,
  `insert into aeo.risk_assessments (operator_id, id, reason, on_day, scope, settings, method_version, seed, scored, unscored, above, portfolio, facts, result, sha256, recorded_by, recorded_at)
    select $1, gen_random_uuid(), 'x', '2026-01-01', json_build_object('sites', '[]'::json, 'procedures', '[]'::json, 'pillars', case when n % 3 = 0 then '["value"]'::json else '[]'::json end), '{}', 1, 'x', 1, 0, 0, '{}', '{}', '{}', 'x', gen_random_uuid(), date '2026-01-01' + n from generate_series(1, 2000) n`,
  `insert into aeo.risk_assessment_figures (operator_id, assessment_id, risk_id, code, area, consequence, statement, input, evidence_state, unreviewed, effectiveness, frequency, frequency_low, frequency_high, inherent_frequency, expected_annual_loss,
      inherent_expected_annual_loss, p90, p95, p99, likelihood_level, inherent_likelihood_level, impact_level, residual_score, inherent_score, acceptable_score, objections, recorded_at)
    select $1, a.id, r.id, r.code, r.area, 1, 1, '{}', 'counted', 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, '{}', a.recorded_at
    from aeo.risk_assessments a cross join (select * from aeo.risks x where x.operator_id = $1 order by x.code limit 20) r where a.operator_id = $1`
]
const { plansOf } = await queryPlans(t, ROWS)

t.test('risks are found by every filter over an index of it', async (t) => {
  const CASES: [filter: Parameters<typeof listRisks>[1], index: RegExp][] = [
    [{}, /risks_code_once/], [{ area: 'A7' }, /risks_by_area/], [{ criterion: 'C7' }, /risks_by_criterion/], [{ state: 'retired' }, /risks_by_state/], [{ owner: 'P7' }, /risks_by_owner/]
  ]
  for (const [filter, index] of CASES) {
    const [plan = ''] = await plansOf(async (tx) => await listRisks(tx, filter, 101, 'R-01000'))
    t.match(plan, index, JSON.stringify(filter))
    t.notMatch(plan, /Seq Scan/, JSON.stringify(filter))
  }
})

t.test('controls are found by every filter over an index of it', async (t) => {
  const CASES: [filter: Parameters<typeof listControls>[1], index: RegExp][] = [
    [{}, /risk_controls_code_once/], [{ kind: 'detective' }, /risk_controls_by_kind|risk_controls_code_once/], [{ state: 'retired' }, /risk_controls_by_state/], [{ owner: 'P7' }, /risk_controls_by_owner/], [{ risk: 'R-01234' }, /risk_control_links_pkey/]
  ]
  for (const [filter, index] of CASES) {
    const [plan = ''] = await plansOf(async (tx) => await listControls(tx, filter, 101, 'C-01000'))
    t.match(plan, index, JSON.stringify(filter))
    t.notMatch(plan, /Seq Scan/, JSON.stringify(filter))
  }
})

t.test('treatments are found by every filter over an index of it, and those of some risks as well', async (t) => {
  const CASES: [filter: Parameters<typeof listTreatments>[1], index: RegExp][] = [
    [{}, /risk_treatments_code_once/], [{ kind: 'avoid' }, /risk_treatments_by_kind|risk_treatments_code_once/], [{ state: 'dropped' }, /risk_treatments_by_state/], [{ owner: 'P7' }, /risk_treatments_by_owner/], [{ risk: 'R-01234' }, /risk_treatment_effects_on_risk/]
  ]
  for (const [filter, index] of CASES) {
    const [plan = ''] = await plansOf(async (tx) => await listTreatments(tx, filter, 101, 'T-01000'))
    t.match(plan, index, JSON.stringify(filter))
    t.notMatch(plan, /Seq Scan/, JSON.stringify(filter))
  }
  const [treating = '', accepting = ''] = await plansOf(async (tx) => {
    await treatmentsFor(tx, ['R-00001', 'R-00002'])
    await acceptancesOn(tx, { on: '2026-11-10', risks: ['R-00001', 'R-00002'] })
  })
  t.match(treating, /risk_treatment_effects_on_risk/)
  t.match(accepting, /risk_acceptances_of_risk/)
  t.notMatch(`${treating}${accepting}`, /Seq Scan/)
  const id = '018f0000-0000-7000-8000-000000000000'
  for (const [filter, index] of [[{}, /risk_acceptances_pkey/], [{ risk: 'R-00001' }, /risk_acceptances_of_risk/], [{ state: 'requested' }, /risk_acceptances_by_state/]] as const) {
    const [plan = ''] = await plansOf(async (tx) => await listAcceptances(tx, filter, 11, id))
    t.match(plan, index, JSON.stringify(filter))
    // Of audits there are none here.
    t.notMatch(plan, /Seq Scan on (?!risk_audit_)/, JSON.stringify(filter))
  }
})

t.test('statements, ratings, tests and appetites are read over an index', async (t) => {
  const id = '018f0000-0000-7000-8000-000000000000'
  const plans = await plansOf(async (tx) => {
    await listInputs(tx, id, 101, undefined)
    await listDesigns(tx, id, 101, 7)
    await listTests(tx, id, 101, { day: '2026-04-15', id })
    await listAppetites(tx, 'value', 101, undefined)
    await setAppetites(tx, 'value')
    await controlsOfRisks(tx, ['R-00001', 'R-00002'])
    await controlsOf(tx, { on: '2026-11-10', risks: [id] })
  })
  t.equal(plans.length, 7)
  for (const [index, plan] of plans.slice(0, 6).entries()) {
    t.match(plan, /Index (Only )?Scan|Bitmap Index Scan/, String(index))
    t.notMatch(plan, /Seq Scan/, String(index))
  }
  t.match(plans[6], /risk_control_links_pkey/, 'links of the risks asked about')
})

t.test('assessments, their figures and settings are read over an index', async (t) => {
  const id = '018f0000-0000-7000-8000-000000000000'
  const INDEXES = [/risk_assessments_by_time/, /risk_assessments_of_everything/, /risk_assessments_pkey/, /risk_assessment_figures_pkey/, /risk_assessment_figures_of_risk/, /risk_assessment_figures_of_risk/, /risk_settings_pkey/, /risk_settings_pkey/]
  const plans = await plansOf(async (tx) => {
    await listAssessments(tx, 101, { recordedAt: '2026-06-01T00:00:00Z', id })
    await findAssessment(tx)
    await findAssessment(tx, id)
    await figuresIn(tx, id)
    await figuresBefore(tx, [id])
    await figuresOfRisk(tx, 'R-00001', 12)
    await findSettings(tx)
    await listSettings(tx, 101, 1000)
  })
  t.equal(plans.length, INDEXES.length)
  for (const [index, expected] of INDEXES.entries()) {
    t.match(plans[index], expected, String(index))
    t.notMatch(plans[index], /Seq Scan/, String(index))
  }
})
