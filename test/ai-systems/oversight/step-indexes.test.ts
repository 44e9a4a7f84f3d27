import t from 'tap'
import { notLogged } from '../../../src/ai-systems/oversight/joins/declared-item-store.ts'
import { looksOf } from '../../../src/ai-systems/oversight/joins/look-store.ts'
import { listChecks, lockDue } from '../../../src/ai-systems/oversight/planted/planted-store.ts'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { queryPlans } from '../../support/query-plans.ts'

/** What follows on outputs is found over an index, under row-level security and among the rows of others. */

const ROWS = [
  `insert into aeo.ai_systems (operator_id, id, code, status, status_on, valid_from, provider, recorded_at) select $1, gen_random_uuid(), 'S' || i, 'proposed', '2026-01-01', '2026-01-01', 'x', now() from generate_series(1, 50) i`,
  `insert into aeo.ai_planted_checks (operator_id, id, system_id, pillar, unit, from_on, to_on, planned, seed, recorded_by, recorded_at) select $1, gen_random_uuid(), s.id, 'origin', '', '2026-01-01', '2026-02-01', 10, 'x', gen_random_uuid(), now() from aeo.ai_systems s, generate_series(1, 20) n where s.operator_id = $1`,
  `insert into aeo.ai_planted_proposals (operator_id, check_id, number, due_at, reference, proposal, right_value, content, cancelled) select $1, c.id, n, timestamptz '2026-01-01' + abs(hashtext(c.id::text)) % 365 * interval '1 day', 'x', 'x', 'y', '{}', n < 10 from aeo.ai_planted_checks c, generate_series(1, 10) n where c.operator_id = $1`,
  `insert into aeo.ai_declared_items (operator_id, declaration_id, item_number, pillar, system, version, unit, counted_on, goods_ref) select $1, gen_random_uuid(), 1, 'classification', 'S1', '', '', date '2026-01-01' + i % 300, 'M' || i % 2000 from generate_series(1, 20000) i`
]
const { planOf } = await queryPlans(t, ROWS)

const ID = '018f0000-0000-7000-8000-000000000000'
const NO_CONCERNS = { outputs: [], changed: [], findings: [], ranges: [], goods: [] }
const CASES: [name: string, ask: (tx: OperatorTx) => Promise<unknown>, index: RegExp][] = [
  ['plans', async (tx) => await listChecks(tx, null, 101, null), /ai_planted_checks_pkey/],
  ['plans of a system', async (tx) => await listChecks(tx, ID, 101, null), /ai_planted_checks_by_system/],
  ['what is due', async (tx) => await lockDue(tx, 500), /ai_planted_proposals_due/],
  ['items that are not logged', async (tx) => await notLogged(tx, {}, 100, undefined), /ai_declared_items_not_logged/],
  ['those of a period, further on', async (tx) => await notLogged(tx, { from: '2026-02-01', to: '2026-03-01' }, 100, { day: '2026-02-20', declarationId: ID, itemNumber: 1 }), /ai_declared_items_not_logged/],
  ['declarations of goods', async (tx) => await looksOf(tx, { ...NO_CONCERNS, goods: [{ place: 0, of: 'M7' }] }, [], null, 100), /ai_declared_items_of_goods/],
  ['declarations on goods of outputs', async (tx) => await looksOf(tx, { ...NO_CONCERNS, outputs: [{ place: 0, of: ID }] }, [], { kind: 'declaration', id: ID }, 100), /ai_declared_items_of_goods/]
]
for (const [name, ask, index] of CASES) {
  t.test(`${name} are read over an index`, async (t) => {
    const plan = await planOf(ask)
    t.match(plan, index)
    t.notMatch(plan, /Seq Scan on ai_(planted_proposals|declared)/)
  })
}
