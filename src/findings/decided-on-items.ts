import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Decision } from './model.ts'

/** Findings on items of declarations, with what people decided of them. */

export interface ItemFinding {
  readonly id: string
  readonly declarationId: string
  readonly itemNumber: number
  readonly pillar: string
  /** Null of what a person, a sample or customs found. */
  readonly checkId: string | null
  readonly decision: Decision | null
  /** UTC day. */
  readonly decidedOn: string | null
}

/** Those that are open or decided, not those that were cured by a later version; one statement. */
export async function findingsOnItems (tx: OperatorTx, declarationIds: readonly string[]): Promise<ItemFinding[]> {
  if (declarationIds.length === 0) return []
  return await tx.query<ItemFinding>(`select f.id, f.declaration_id as "declarationId", f.item_number as "itemNumber", f.pillar, f.check_id as "checkId", f.decision, (f.decided_at at time zone 'UTC')::date as "decidedOn"
    from aeo.findings f where f.operator_id = $1 and f.declaration_id = any($2::uuid[]) and f.item_number is not null and (f.state <> 'closed' or f.decision is not null) order by f.id`, [tx.operatorId, declarationIds])
}

/** Declarations of findings, by finding; one statement. */
export async function declarationsOfFindings (tx: OperatorTx, findingIds: readonly string[]): Promise<Map<string, string>> {
  if (findingIds.length === 0) return new Map()
  const rows = await tx.query<{ id: string, declarationId: string }>('select f.id, f.declaration_id as "declarationId" from aeo.findings f where f.operator_id = $1 and f.id = any($2::uuid[]) and f.declaration_id is not null', [tx.operatorId, findingIds])
  return new Map(rows.map(({ id, declarationId }) => [id, declarationId]))
}
