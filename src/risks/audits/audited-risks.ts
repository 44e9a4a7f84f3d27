import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { findAudit, readStages } from './audit-store.ts'
import type { AuditRef } from './deps.ts'
import { residualRisks } from './results.ts'
import { readSnapshot } from './snapshot.ts'
import type { ResidualRisk } from './snapshot.ts'

/** The residual risks of an audit as its stage 2 froze them: what acceptances are signed for, and plans are made over. */

export interface AuditedRisks {
  readonly version: number
  /** By code. */
  readonly risks: readonly ResidualRisk[]
}

/** Of the version that is worked on. @returns undefined when there is no such audit, or its stage 2 is not closed. */
export async function auditedRisks (tx: OperatorTx, id: string): Promise<AuditedRisks | undefined> {
  const audit = await findAudit(tx, id)
  const [stage] = audit === undefined ? [] : await readStages(tx, audit, 'residual_determined')
  if (audit === undefined || stage === undefined) return undefined
  const { inputs, result } = readSnapshot(stage.snapshot, 'residual_determined')
  return { version: audit.version, risks: residualRisks(inputs.assessment.risks, result) }
}

export interface AuditedRisk {
  readonly version: number
  readonly residualScore: number
  readonly likelihoodLevel: number
  readonly impactLevel: number
  readonly expectedAnnualLoss: number
}

/** @param code of the risk. @returns undefined besides when the audit looks at no such risk. */
export async function auditedRiskOf (tx: OperatorTx, id: string, code: string): Promise<AuditedRisk | undefined> {
  const audited = await auditedRisks(tx, id)
  const risk = audited?.risks.find((one) => one.code === code)
  if (audited === undefined || risk === undefined) return undefined
  const { residualScore, likelihoodLevel, impactLevel, expectedAnnualLoss } = risk.assessment
  return { version: audited.version, residualScore, likelihoodLevel, impactLevel, expectedAnnualLoss }
}

/** Whether stage 2 of the version looks at the risk, with figures or as one that nobody has stated. The text is not brought here for it. @param code of the risk. */
export async function looksAtRisk (tx: OperatorTx, { id, version }: AuditRef, code: string): Promise<boolean> {
  const [row] = await tx.query<{ found: boolean }>(`select exists (select from aeo.risk_audit_stages s cross join lateral (select s.snapshot::json #> '{inputs,assessment}' as assessment) a
    cross join lateral (select r.risk from json_array_elements(a.assessment -> 'risks') as r (risk) union all select u.risk from json_array_elements(a.assessment -> 'unscored') as u (risk)) l
    where s.operator_id = $1 and s.audit_id = $2::uuid and s.version = $3 and s.stage = 'residual_determined' and l.risk ->> 'code' = $4::text) as found`, [tx.operatorId, id, version, code])
  return row?.found === true
}
