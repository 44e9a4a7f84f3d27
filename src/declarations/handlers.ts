import type { OperatorReader } from './read-totals.ts'

/** Who handled named declarations. */

export interface HandledDeclaration {
  readonly id: string
  /** The day that it counts on: of acceptance, until then of receipt. */
  readonly countedOn: string
  /** Code of the unit; '' where none is known. */
  readonly unit: string
  /** Pseudonym; null where the declaration does not say. */
  readonly handledBy: string | null
}

/** Those of the ids that stand here, in no order; with one statement. */
export async function handlersOf ({ query, operatorId }: OperatorReader, ids: readonly string[]): Promise<HandledDeclaration[]> {
  if (ids.length === 0) return []
  return await query<HandledDeclaration>(`select d.id, d.counted_on as "countedOn", coalesce(d.org_unit_id, '') as unit, v.document ->> 'handledBy' as "handledBy"
    from aeo.declarations d join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
    where d.operator_id = $1 and d.id = any($2::uuid[])`, [operatorId, ids])
}
