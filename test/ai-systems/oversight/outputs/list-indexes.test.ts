import t from 'tap'
import { outputsSource } from '../../../../src/ai-systems/index.ts'
import { findOutput, listOutputs } from '../../../../src/ai-systems/oversight/outputs/output-store.ts'
import { queryPlans } from '../../../support/query-plans.ts'

const SYSTEM = '018f0000-0000-7000-8000-000000000000'

const { planOf } = await queryPlans(t, [
  `insert into aeo.ai_systems (operator_id, id, code, status_on, valid_from, provider, recorded_at) select $1, case when i = 0 then '${SYSTEM}'::uuid else gen_random_uuid() end, 'S' || i, '2026-01-01', '2026-01-01', 'x', now() from generate_series(0, 19) i`,
  `insert into aeo.ai_outputs (operator_id, id, system_id, reference, content_sha256, version, model_version, pillar, unit, made_at, approved, input_reference, mrn, lrn, declarant, goods_ref, proposal, explained, explanation,
      planted, recorded_by, recorded_at, decision, final_value, reviewer, competence, decided_at, decision_source, used_at, use)
    select $1, gen_random_uuid(), s.id, 'R' || i, '\\x00', '1', '1', 'value', '', timestamptz '2026-01-01' + i * interval '10 minutes', i % 500 > 0, 'x', case when i % 2 = 0 then lpad((i / 4)::text, 18, '0') end, case when i % 2 = 1 then 'L' || i / 4 end,
      case when i % 2 = 1 then 'DE1' end, 'G' || i % 3000, '1', true, 'x', i % 700 = 0, gen_random_uuid(), now(), d.decision, case when d.decision is not null then '1' end, case when d.decision is not null then 'P' end,
      case when d.decision is not null then 'unknown' end, case when d.decision is not null then now() end, case when d.decision is not null then 'log' end, case when i % 300 = 1 and i % 700 > 0 then now() end, case when i % 300 = 1 and i % 700 > 0 then 'unreviewed' else 'not_used' end
    from generate_series(0, 11999) i join (select y.id, row_number() over () - 1 as n from aeo.ai_systems y where y.operator_id = $1) s on s.n = i % 20 cross join lateral (select case when i % 100 > 0 then 'accepted' end as decision) d`
])

t.test('outputs are found by every filter over an index of it', async (t) => {
  const CASES: [filter: Parameters<typeof listOutputs>[1], index: RegExp][] = [
    [{}, /ai_outputs_by_day/], [{ from: '2026-02-01', to: '2026-02-02' }, /ai_outputs_by_day/], [{ system: SYSTEM }, /ai_outputs_by_system|ai_outputs_reference_once/], [{ system: SYSTEM, from: '2026-02-01', to: '2026-02-02' }, /ai_outputs_by_system/],
    [{ system: SYSTEM, reference: 'R7' }, /ai_outputs_reference_once/], [{ mrn: '000000000000000007' }, /ai_outputs_by_mrn/], [{ lrn: 'L7' }, /ai_outputs_by_lrn/], [{ goodsRef: 'G7' }, /ai_outputs_by_goods/],
    [{ state: 'open' }, /ai_outputs_open/], [{ state: 'unreviewed' }, /ai_outputs_unreviewed/], [{ state: 'unapproved' }, /ai_outputs_unapproved/], [{ state: 'planted' }, /ai_outputs_planted/]
  ]
  for (const [filter, index] of CASES) {
    for (const after of [undefined, { madeAt: '2026-02-15T00:00:00.000Z', id: SYSTEM }]) {
      const plan = await planOf(async (tx) => await listOutputs(tx, filter, 101, after))
      t.match(plan, index, JSON.stringify({ ...filter, after }))
      t.notMatch(plan, /Seq Scan on ai_outputs/, JSON.stringify({ ...filter, after }))
    }
  }
  t.match(await planOf(async (tx) => await findOutput(tx, SYSTEM)), /ai_outputs_pkey/)
})

t.test('words whose keeping ends are found in the order of their days, a page at a time', async (t) => {
  for (const after of [undefined, { day: '2026-02-01', id: SYSTEM }]) {
    const plan = await planOf(async (tx) => await outputsSource.read(tx, '2026-02-15', after, 500))
    t.match(plan, /ai_outputs_by_day/)
    t.notMatch(plan, /Seq Scan on ai_outputs/)
  }
})
