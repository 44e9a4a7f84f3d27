import t from 'tap'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import { listFollowUps } from '../../src/risks/follow-ups/follow-up-store.ts'
import { listLinks } from '../../src/risks/links/link-store.ts'
import { listDue, recipientsOf } from '../../src/risks/notices/recipient-store.ts'
import { queryPlans } from '../support/query-plans.ts'

const SHA = "repeat('a', 64)"
/** More than any company has, so that the plan is one of size. */
const ROWS = [
  "insert into aeo.positions (operator_id, id, code) select $1, gen_random_uuid(), 'P' || i from generate_series(0, 9) i",
  `insert into aeo.risks (operator_id, id, code, origin, state, area, criterion, title, description, typical_causes, indicators, example_controls, questions, recorded_at)
    values ($1, gen_random_uuid(), 'R-1', 'own', 'proposed', 'value', 'records', 'x', 'x', '{}', '{}', '{}', '{}', now())`,
  `with a as (insert into aeo.risk_audits (operator_id, id, title, recorded_at) select $1, gen_random_uuid(), 'x', now() from generate_series(1, 1500) returning id)
    insert into aeo.risk_audit_versions (operator_id, audit_id, version, stage, period_from, period_to, seed, opened_by, opened_at) select $1, a.id, 1, 'treated', '2026-01-01', '2026-12-31', 'x', gen_random_uuid(), now() from a`,
  `insert into aeo.risk_audit_stages (operator_id, audit_id, version, stage, snapshot, sha256, method_version, seed, closed_by, closed_at) select $1, v.audit_id, 1, 'treated', '{}', ${SHA}, 1, 'x', gen_random_uuid(), now() from aeo.risk_audit_versions v where v.operator_id = $1`,
  `insert into aeo.risk_reports (operator_id, audit_id, version, stage, facts, data_hash, kept_at) select $1, v.audit_id, 1, 'treated', '{}', ${SHA}, now() from aeo.risk_audit_versions v where v.operator_id = $1`,
  `insert into aeo.risk_audit_recipients (operator_id, audit_id, version, position, added_by, added_at, due_on) select $1, v.audit_id, 1, 'P' || i, gen_random_uuid(), now(), date '2026-01-01' + i from aeo.risk_audit_versions v, generate_series(0, 4) i where v.operator_id = $1`,
  `insert into aeo.risk_notices (operator_id, audit_id, version, position, number, data_hash, due_on, sent_by, sent_at) select $1, r.audit_id, 1, r.position, n, ${SHA}, r.due_on, gen_random_uuid(), now() from aeo.risk_audit_recipients r, generate_series(1, 2) n where r.operator_id = $1`,
  `insert into aeo.report_links (operator_id, id, token_sha256, audit_id, version, stage, expires_at, created_by, created_at)
    select $1, gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), v.audit_id, 1, 'treated', now(), gen_random_uuid(), now() from aeo.risk_audit_versions v, generate_series(1, 4) where v.operator_id = $1`,
  `insert into aeo.risk_follow_ups (operator_id, id, audit_id, version, kind, risk, title, reference, recorded_by, recorded_at)
    select $1, gen_random_uuid(), v.audit_id, 1, 'procedure_change', 'R-1', 'x', 'x', gen_random_uuid(), now() from aeo.risk_audit_versions v, generate_series(1, 4) where v.operator_id = $1`
]
const { planOf } = await queryPlans(t, ROWS)

t.test('recipients, what is due, links and follow-ups are read over indexes', async (t) => {
  const id = '018f0000-0000-7000-8000-000000000000'
  const CASES: [name: string, ask: (tx: OperatorTx) => Promise<unknown>, index: RegExp][] = [
    ['recipients of an audit', async (tx) => await recipientsOf(tx, { id, version: 1 }), /risk_audit_recipients_pkey[\s\S]*risk_notices_pkey/],
    ['all that is due', async (tx) => await listDue(tx, undefined, 101, undefined), /risk_audit_recipients_due/],
    ['what is due by a day', async (tx) => await listDue(tx, '2026-01-01', 101, { dueOn: '2026-01-01', audit: id, position: 'P1' }), /risk_audit_recipients_due/],
    ['links', async (tx) => await listLinks(tx, id, 101, id), /report_links_(of_report|pkey)/],
    ['follow-ups', async (tx) => await listFollowUps(tx, { id, version: 1 }, 101, id), /risk_follow_ups_of_audit/]
  ]
  for (const [name, ask, index] of CASES) {
    const plan = await planOf(ask)
    t.match(plan, index, name)
    t.notMatch(plan, /Seq Scan/, name)
  }
})
