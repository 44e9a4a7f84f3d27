import type { OperatorTx } from '../platform/db/operator-tx.ts'

/** How much there is to read of declarations, so that whoever reads many can stop in time. */

export interface DeclarationSize {
  /** The id that was asked for, which may have been joined to another declaration; null where a reference was. */
  readonly asked: string | null
  readonly id: string
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string
  /** Items of the version in force, times the versions. */
  readonly items: number
}

export interface SizeQuery {
  readonly ids: readonly string[]
  readonly mrns: readonly string[]
  readonly lrns: readonly { readonly lrn: string, readonly declarant: string }[]
}

/** One statement, however many; those that do not stand here are left out. */
export async function declarationSizes (tx: OperatorTx, { ids, mrns, lrns }: SizeQuery): Promise<DeclarationSize[]> {
  if (ids.length + mrns.length + lrns.length === 0) return []
  return await tx.query<DeclarationSize>(`
    with named as (
      select n.id as asked, coalesce((select r.survivor_id from aeo.declaration_redirects r where r.operator_id = $1 and r.id = n.id), n.id) as id from unnest($2::uuid[]) as n (id)
      union select null, d.id from aeo.declarations d where d.operator_id = $1 and d.mrn = any($3::text[])
      union select null, d.id from aeo.declarations d join unnest($4::text[], $5::text[]) as n (lrn, declarant) on d.lrn = n.lrn and d.declarant = n.declarant where d.operator_id = $1)
    select n.asked, d.id, d.mrn, d.lrn, d.declarant,
      (d.version_count * (select count(*) from aeo.declaration_items i where i.operator_id = $1 and i.declaration_id = d.id))::integer as items
    from named n join aeo.declarations d on d.operator_id = $1 and d.id = n.id`, [tx.operatorId, ids, mrns, lrns.map(({ lrn }) => lrn), lrns.map(({ declarant }) => declarant)])
}
