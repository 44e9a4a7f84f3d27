import t from 'tap'
import { DOCUMENT_DOOR } from '../../src/records/documents/supporting-document.ts'
import { EVIDENCE_DOOR } from '../../src/records/evidence/criteria-evidence.ts'
import { EXCISE_DOOR } from '../../src/records/excise/excise-movement.ts'
import { EXIT_DOOR } from '../../src/records/exits/exit-proof.ts'
import { listRecords } from '../../src/platform/keeping/record-store.ts'
import type { RecordDoor } from '../../src/platform/keeping/record-routes.ts'
import { MOVEMENT_DOOR } from '../../src/records/movements/goods-movement.ts'
import { queryPlans } from '../support/query-plans.ts'

const { plansOf } = await queryPlans(t, [
  `insert into aeo.supporting_documents (operator_id, id, mrn, lrn, declarant, type, reference, sha256, archive, locator, archived_at, archived_on, recorded_at)
    select $1, gen_random_uuid(), case when i % 9 = 0 then '' else 'M' || i % 3000 end, case when i % 9 = 0 then 'L' || i else '' end, case when i % 9 = 0 then 'D' else '' end, 'N' || i % 40, 'R' || i, 'x', 'a', 'l',
      now(), date '2024-01-01' + i % 900, now() from generate_series(1, 10000) i`,
  `insert into aeo.goods_movements (operator_id, id, movement_number, kind, moved_on, goods_ref, mrn, quantity, unit, recorded_at)
    select $1, gen_random_uuid(), 'N' || i, 'receipt', date '2024-01-01' + i % 900, 'G' || i % 500, 'M' || i % 3000, 1, 'KGM', now() from generate_series(1, 10000) i`,
  `insert into aeo.excise_movements (operator_id, id, arc, status, status_on, excise_product_code, commodity_code, quantity, unit, mrn, recorded_at)
    select $1, gen_random_uuid(), 'A' || i, (array['draft', 'dispatched', 'received', 'refused'])[1 + i % 4], date '2024-01-01' + i % 900, 'W200', '2204', 1, 'LTR', 'M' || i % 3000, now() from generate_series(1, 10000) i`,
  `insert into aeo.exit_proofs (operator_id, id, mrn, kind, reference, state, left_on, recorded_at)
    select $1, gen_random_uuid(), 'M' || i % 3000, 'delivery_note', 'R' || i, 'collected', date '2024-01-01' + i % 900, now() from generate_series(1, 10000) i`,
  `insert into aeo.criteria_evidence (operator_id, id, reference, criterion, kind, outcome, issued_on, valid_from, sha256, archive, locator, recorded_at)
    select $1, gen_random_uuid(), 'R' || i, (array['security', 'financial_solvency'])[1 + i % 2], 'K' || i % 10, 'noted', date '2024-01-01' + i % 900, '2024-01-01', 'x', 'a', 'l', now() from generate_series(1, 10000) i`
])

for (const door of [DOCUMENT_DOOR, MOVEMENT_DOOR, EXCISE_DOOR, EXIT_DOOR, EVIDENCE_DOOR] as RecordDoor[]) {
  const { kind, filters } = door
  t.test(`every filter of ${kind.table} uses an index, as the service itself`, async (t) => {
    const asked = [{}, ...filters.map((name) => ({ [name]: name === 'criterion' ? 'security' : name === 'status' ? 'draft' : 'M7' }))]
    const plans = await plansOf(async (tx) => {
      for (const equal of asked) await listRecords(tx, kind, { equal }, 101, undefined)
      await listRecords(tx, kind, { from: '2024-03-01', to: '2024-03-05', equal: {} }, 101, { day: '2024-03-04', id: '018f0000-0000-7000-8000-000000000000' })
    })
    t.equal(plans.length, asked.length + 1)
    for (const [index, plan] of plans.entries()) {
      t.match(plan, /Index (Only )?Scan|Bitmap Index Scan/, JSON.stringify(asked[index] ?? 'period'))
      t.notMatch(plan, /Seq Scan/, JSON.stringify(asked[index] ?? 'period'))
    }
  })
}
