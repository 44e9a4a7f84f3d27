import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** Where declarations were made, and under which procedures: of tens of thousands at once, so that no document leaves the database. */

export interface DeclarationPlace {
  /** As it was asked for. */
  readonly declarationId: string
  readonly siteId: string | null
  /** Items of the version in force, where they were asked for; requested and previous procedure, two characters each. */
  readonly items: readonly { readonly itemNumber: number, readonly procedure: string }[]
}

/** Those that stand here, in no order; of a declaration that was joined to another, what that one says. @param withItems they are most of the work. One statement. */
export async function declarationPlaces (tx: OperatorTx, ids: readonly string[], withItems: boolean): Promise<DeclarationPlace[]> {
  if (ids.length === 0) return []
  return await tx.query<DeclarationPlace>(`select n.id as "declarationId", nullif(v.document ->> 'siteId', '') as "siteId",
      coalesce((select json_agg(json_build_object('itemNumber', i.item_number, 'procedure', i.procedure)) from aeo.declaration_items i where $3 and i.operator_id = $1 and i.declaration_id = d.id), '[]'::json) as items
    from unnest($2::uuid[]) as n (id) left join aeo.declaration_redirects r on r.operator_id = $1 and r.id = n.id
      join aeo.declarations d on d.operator_id = $1 and d.id = coalesce(r.survivor_id, n.id)
      join aeo.declaration_versions v on v.operator_id = $1 and v.declaration_id = d.id and v.version = d.current_version`, [tx.operatorId, ids, withItems])
}
