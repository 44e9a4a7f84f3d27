import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { brokerOf, siteOf } from './attribution.ts'
import type { DeclarationContent } from './data-elements.ts'
import { procedureOf } from './derivation.ts'

/** Declarations as far as another record that concerns them is counted by what they are: where, by whom, which goods and procedure. */

export interface LinkedDeclaration {
  /** As it was named: an MRN or an id. */
  readonly reference: string
  readonly declarationId: string
  readonly mrn: string | null
  readonly orgUnitId: string | null
  readonly siteId: string | null
  /** EORI of the representative; null where the operator lodged it itself. */
  readonly broker: string | null
  /** Items of the version in force. */
  readonly items: readonly { readonly itemNumber: number, readonly procedure: string, readonly goodsRef: string | null, readonly aiAssisted: boolean }[]
}

interface Row { reference: string, id: string, mrn: string | null, org_unit_id: string | null, document: DeclarationContent }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const orNull = (text: string): string | null => text === '' ? null : text

/** Those that stand here, in no order; a declaration that was joined to another is the one it was joined to. One statement. */
export async function linkedDeclarations (tx: OperatorTx, references: readonly string[]): Promise<LinkedDeclaration[]> {
  if (references.length === 0) return []
  const [ids, mrns] = [references.filter((reference) => UUID.test(reference)), references.filter((reference) => !UUID.test(reference))]
  const rows = await tx.query<Row>(`
    with named as (
      select n.id::text as reference, coalesce(r.survivor_id, n.id) as id from unnest($2::uuid[]) as n (id)
        left join aeo.declaration_redirects r on r.operator_id = $1 and r.id = n.id
      union all select n.mrn, d.id from unnest($3::text[]) as n (mrn) join aeo.declarations d on d.operator_id = $1 and d.mrn = n.mrn)
    select n.reference, d.id, d.mrn, d.org_unit_id, v.document from named n
      join aeo.declarations d on d.operator_id = $1 and d.id = n.id
      join aeo.declaration_versions v on v.operator_id = $1 and v.declaration_id = d.id and v.version = d.current_version`, [tx.operatorId, ids, mrns])
  return rows.map(({ reference, id, mrn, org_unit_id: orgUnitId, document }) => ({
    reference, declarationId: id, mrn, orgUnitId, siteId: orNull(siteOf(document)), broker: orNull(brokerOf(document)),
    items: document.items.map((item) => ({
      itemNumber: item.itemNumber, procedure: procedureOf(item), goodsRef: item.goodsRef ?? null, aiAssisted: Object.keys(item.aiAssisted ?? {}).length > 0
    }))
  }))
}
