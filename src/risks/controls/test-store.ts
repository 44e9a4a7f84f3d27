import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { KeptTest } from './control.ts'

/** Tests of controls in the database. */

interface Row extends Omit<KeptTest, 'evidence' | 'withdrawn'> {
  readonly evidenceReference: string | null
  readonly evidenceSha256: string | null
  readonly withdrawnAt: Date | null
  readonly withdrawnBy: string | null
  readonly withdrawnBecause: string | null
}

const toTest = ({ evidenceReference, evidenceSha256, withdrawnAt, withdrawnBy, withdrawnBecause, ...row }: Row): KeptTest => ({
  ...row, evidence: evidenceReference === null || evidenceSha256 === null ? null : { reference: evidenceReference, sha256: evidenceSha256 },
  withdrawn: withdrawnAt === null || withdrawnBy === null || withdrawnBecause === null ? null : { at: withdrawnAt, by: withdrawnBy, because: withdrawnBecause }
})

const TESTS = `select k.id, k.tested_on as "testedOn", k.sample_from as "sampleFrom", k.sample_to as "sampleTo", k.sample_size as "sampleSize", k.passed, k.failed, k.way, k.tester, k.query,
    k.evidence_reference as "evidenceReference", k.evidence_sha256 as "evidenceSha256", k.remarks, k.recorded_by as "recordedBy", k.recorded_at as "recordedAt",
    k.withdrawn_at as "withdrawnAt", k.withdrawn_by as "withdrawnBy", k.withdrawn_because as "withdrawnBecause"
  from aeo.control_tests k where k.operator_id = $1 and k.control_id = $2::uuid`

export async function insertTest (tx: OperatorTx, control: string, test: Omit<KeptTest, 'recordedAt' | 'withdrawn'>): Promise<void> {
  const { id, testedOn, sampleFrom, sampleTo, sampleSize, passed, failed, way, tester, query, evidence, remarks, recordedBy } = test
  await tx.query(`insert into aeo.control_tests (operator_id, id, control_id, tested_on, sample_from, sample_to, sample_size, passed, failed, way, tester, query, evidence_reference, evidence_sha256, remarks, recorded_by, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
  [tx.operatorId, id, control, testedOn, sampleFrom, sampleTo, sampleSize, passed, failed, way, tester, query === null ? null : JSON.stringify(query), evidence?.reference ?? null, evidence?.sha256 ?? null, remarks, recordedBy, tx.at])
  await countAnew(tx, control)
}

export async function findTest (tx: OperatorTx, control: string, id: string): Promise<KeptTest | undefined> {
  const [row] = await tx.query<Row>(`${TESTS} and k.id = $3::uuid`, [tx.operatorId, control, id])
  return row === undefined ? undefined : toTest(row)
}

/** A test of what the system counts that takes in one of the days; those withdrawn are none. */
export async function countedWithin (tx: OperatorTx, control: string, { from, to }: { readonly from: string, readonly to: string }): Promise<{ readonly id: string, readonly from: string, readonly to: string } | undefined> {
  const [row] = await tx.query<{ id: string, from: string, to: string }>(`select k.id, k.sample_from as "from", k.sample_to as "to" from aeo.control_tests k
    where k.operator_id = $1 and k.control_id = $2 and k.way = 'automatic' and k.withdrawn_at is null and k.sample_from <= $4::date and k.sample_to >= $3::date order by k.sample_from limit 1`, [tx.operatorId, control, from, to])
  return row
}

/** Last day first. */
export async function listTests (tx: OperatorTx, control: string, limit: number, after: { readonly day: string, readonly id: string } | undefined): Promise<KeptTest[]> {
  const rows = await tx.query<Row>(`${TESTS} and ($4::date is null or (k.tested_on, k.id) < ($4::date, $5::uuid)) order by k.tested_on desc, k.id desc limit $3`, [tx.operatorId, control, limit, after?.day ?? null, after?.id ?? null])
  return rows.map(toTest)
}

/** What tests come to is shown with the control, so its ETag moves. */
const countAnew = async (tx: OperatorTx, control: string): Promise<unknown> => await tx.query('update aeo.risk_controls c set revision = c.revision + 1 where c.operator_id = $1 and c.id = $2', [tx.operatorId, control])

/** It counts no more. Whoever withdraws holds the control locked. */
export async function withdrawTest (tx: OperatorTx, control: string, id: string, by: string, because: string): Promise<void> {
  await tx.query('update aeo.control_tests k set withdrawn_at = $3, withdrawn_by = $4, withdrawn_because = $5 where k.operator_id = $1 and k.id = $2', [tx.operatorId, id, tx.at, by, because])
  await countAnew(tx, control)
}
