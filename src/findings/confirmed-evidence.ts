import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Cause, Finding } from './model.ts'

/** Findings that people confirmed, as evidence for other features: what was wrong where and why, without words of anybody. */

export interface ConfirmedEvidence extends Pick<Finding, 'id' | 'declarationId' | 'pillar' | 'severity' | 'countedOn'> {
  /** Code of the unit; '' where none is known. */
  readonly unit: string
  readonly cause: Cause | null
}

/** Those of the days, of severity error or warning, by day and id; with one statement. */
export async function confirmedEvidence (tx: OperatorTx, { from, to }: { readonly from: string, readonly to: string }): Promise<ConfirmedEvidence[]> {
  return await tx.query<ConfirmedEvidence>(`select f.id, f.declaration_id as "declarationId", coalesce(f.org_unit_id, '') as unit, f.pillar, f.severity, f.cause, f.counted_on as "countedOn"
    from aeo.findings f where f.operator_id = $1 and f.decision = 'confirmed' and f.counted_on between $2::date and $3::date and f.severity in ('error', 'warning')
    order by f.counted_on, f.id`, [tx.operatorId, from, to])
}
