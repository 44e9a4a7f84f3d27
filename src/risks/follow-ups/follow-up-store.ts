import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AuditRef } from '../audits/deps.ts'
import type { KeptFollowUp } from './follow-up.ts'

/** Follow-ups of audits in the database. */

const FOLLOW_UPS = `select f.id, f.revision, f.kind, f.risk, f.finding_id as finding, f.title, f.reference, f.done_on as "doneOn", f.done_reference as "doneReference", f.recorded_at as "recordedAt"
  from aeo.risk_follow_ups f where f.operator_id = $1 and f.audit_id = $2::uuid`

/** In the order in which they were recorded. */
export async function listFollowUps (tx: OperatorTx, { id, version }: AuditRef, limit: number, after?: string): Promise<KeptFollowUp[]> {
  return await tx.query<KeptFollowUp>(`${FOLLOW_UPS} and f.version = $3 and ($5::uuid is null or f.id > $5::uuid) order by f.id limit $4`, [tx.operatorId, id, version, limit, after ?? null])
}

/** Whoever adds one holds the audit, so that nobody else does meanwhile. */
export async function countFollowUps (tx: OperatorTx, { id, version }: AuditRef): Promise<number> {
  const [row] = await tx.query<{ count: number }>('select count(*)::integer as count from aeo.risk_follow_ups f where f.operator_id = $1 and f.audit_id = $2::uuid and f.version = $3', [tx.operatorId, id, version])
  return row?.count ?? 0
}

export async function lockFollowUp (tx: OperatorTx, audit: string, id: string): Promise<KeptFollowUp | undefined> {
  const [row] = await tx.query<KeptFollowUp>(`${FOLLOW_UPS} and f.id = $3::uuid for update`, [tx.operatorId, audit, id])
  return row
}

export async function insertFollowUp (tx: OperatorTx, { id: audit, version }: AuditRef, { id, kind, risk, finding, title, reference }: Pick<KeptFollowUp, 'id' | 'kind' | 'risk' | 'finding' | 'title' | 'reference'>, by: string): Promise<void> {
  await tx.query('insert into aeo.risk_follow_ups (operator_id, id, audit_id, version, kind, risk, finding_id, title, reference, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
    [tx.operatorId, id, audit, version, kind, risk, finding, title, reference, by, tx.at])
}

export async function setDone (tx: OperatorTx, id: string, doneOn: string, reference: string): Promise<void> {
  await tx.query('update aeo.risk_follow_ups f set done_on = $3, done_reference = $4, revision = f.revision + 1 where f.operator_id = $1 and f.id = $2', [tx.operatorId, id, doneOn, reference])
}

/** Those of the codes that are controls. */
export async function knownControls (tx: OperatorTx, codes: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ code: string }>('select c.code from aeo.risk_controls c where c.operator_id = $1 and c.code = any($2::text[])', [tx.operatorId, codes])
  return new Set(rows.map(({ code }) => code))
}
