import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { findAudit, readStages } from './audit-store.ts'
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
