import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AuditStage } from '../audits/stages.ts'
import { auditNotFound } from '../problems.ts'

/** The audit that is written about. */
export interface AuditAtStage {
  readonly id: string
  readonly title: string
  /** The one that is worked on. */
  readonly version: number
  /** The last that it has closed. */
  readonly stage: AuditStage
}

const AUDIT = `select a.id, a.title, a.version, v.stage from aeo.risk_audits a join aeo.risk_audit_versions v on v.operator_id = a.operator_id and v.audit_id = a.id and v.version = coalesce($3, a.version)
  where a.operator_id = $1 and a.id = $2::uuid`

/**
 * Held until the transaction ends: whoever takes note, tells, goes on to the next stage or opens it again waits for the others. It is read by a
 * statement of its own: one that waited for the lock would show the stage of before. @throws risk-audit-not-found.
 */
export async function holdAudit (tx: OperatorTx, id: string): Promise<AuditAtStage> {
  await tx.query('select from aeo.risk_audits a where a.operator_id = $1 and a.id = $2::uuid for update', [tx.operatorId, id])
  return existing((await tx.query<AuditAtStage>(AUDIT, [tx.operatorId, id, null]))[0])
}

/** @param version the one that is worked on, if absent. @throws risk-audit-not-found, also where it has no such version. */
export async function findAuditVersion (tx: OperatorTx, id: string, version?: number): Promise<AuditAtStage> {
  const found = existing((await tx.query<AuditAtStage>(AUDIT, [tx.operatorId, id, version ?? null]))[0])
  return { ...found, version: version ?? found.version }
}

function existing (found: AuditAtStage | undefined): AuditAtStage {
  if (found === undefined) throw auditNotFound('No risk audit of yours has this id, or not this version.')
  return found
}
