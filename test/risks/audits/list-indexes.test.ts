import t from 'tap'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { findAudit, listAudits, readStages } from '../../../src/risks/audits/audit-store.ts'
import { queryPlans } from '../../support/query-plans.ts'

/** More than any company has, so that the plan is one of size. */
const ROWS = [
  `insert into aeo.risk_audits (operator_id, id, title, recorded_at) select $1, gen_random_uuid(), 'x', timestamptz '2026-01-01' + i * interval '1 minute' from generate_series(0, 3999) i`,
  `insert into aeo.risk_audit_versions (operator_id, audit_id, version, stage, period_from, period_to, seed, opened_by, opened_at)
    select $1, a.id, 1, case when extract(minute from a.recorded_at) = 7 then 'draft' else 'closed' end, '2026-01-01', '2026-12-31', 'x', gen_random_uuid(), now() from aeo.risk_audits a where a.operator_id = $1`,
  `insert into aeo.risk_audit_stages (operator_id, audit_id, version, stage, snapshot, sha256, method_version, seed, closed_by, closed_at)
    select $1, a.id, 1, s, '{}', repeat('0', 64), 1, 'x', gen_random_uuid(), now() from aeo.risk_audits a, unnest(array['identified', 'residual_determined']) s where a.operator_id = $1`,
  `insert into aeo.risk_audit_inputs (operator_id, audit_id, version, kind, absent_because, stated_by, stated_at) select $1, a.id, 1, 'measures', 'x', gen_random_uuid(), now() from aeo.risk_audits a where a.operator_id = $1`,
  `insert into aeo.risk_audit_exceptions (operator_id, audit_id, version, kind, subject, reason, stated_by, stated_at) select $1, a.id, 1, 'area_left_out', 'value', 'x', gen_random_uuid(), now() from aeo.risk_audits a where a.operator_id = $1`
]
const { planOf } = await queryPlans(t, ROWS)

const ID = '018f0000-0000-7000-8000-000000000000'
const CASES: [name: string, index: RegExp, ask: (tx: OperatorTx) => Promise<unknown>][] = [
  ['the list', /risk_audits_by_day/, async (tx) => await listAudits(tx, {}, 101, undefined)],
  ['a later page', /risk_audits_by_day/, async (tx) => await listAudits(tx, {}, 101, { at: '2026-01-02T00:00:00.000Z', id: ID })],
  ['those at a stage', /risk_audit_versions_by_stage|risk_audits_by_day/, async (tx) => await listAudits(tx, { stage: 'draft' }, 101, undefined)],
  ['one audit', /risk_audits_pkey/, async (tx) => await findAudit(tx, ID)],
  ['its stages', /risk_audit_stages_pkey/, async (tx) => await readStages(tx, { id: ID, version: 1 })]
]
for (const [name, index, ask] of CASES) {
  t.test(`${name} is read over an index`, async (t) => {
    const plan = await planOf(ask)
    t.match(plan, index)
    // Of two companies' audits alone the planner reads the heads of one as they stand.
    t.notMatch(plan, /Seq Scan on risk_audit_/)
  })
}
