import type { GraphqlContext, GraphqlPart, Loader } from '../platform/graphql/parts.ts'
import { withOperatorReadOnly } from '../platform/db/operator-tx.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { ReadDeps } from './deps.ts'

/** Records of a declaration, beside it in the graph; one query for a whole page of declarations. */

const SDL = `
extend type Declaration {
  "Its archived documents by item and type; at most 100, more by GET /v1/documents."
  supportingDocuments: [ArchivedDocument!]!
  "Receipts and dispatches under it, first moved first; at most 100, more by GET /v1/goods-movements."
  goodsMovements: [MovementOfGoods!]!
  "Excise movements linked to it; at most 100."
  exciseMovements: [LinkedExciseMovement!]!
}

"A document that supports a declaration, and where it is archived."
type ArchivedDocument {
  "Identifier" id: ID!
  "Goods item (D.E. 11 03); null for the whole" itemNumber: Int
  "Type (D.E. 12 03 002)" type: String!
  "Reference (D.E. 12 03 001)" reference: String!
  "SHA-256 of the document" sha256: String!
  "System that keeps it; null once its keeping has ended" archive: String
  "Where it is there" locator: String
  "When it was archived" archivedAt: DateTime!
  "Last day of its validity" validUntil: Date
}

"A receipt or dispatch of goods."
type MovementOfGoods {
  "Identifier" id: ID!
  "Number in the stock records" movementNumber: String!
  "Its line" line: Int!
  "receipt or dispatch" kind: String!
  "posted or cancelled" state: String!
  "Day of the movement" movedOn: Date!
  "Goods item (D.E. 11 03)" itemNumber: Int
  "Material number" goodsRef: String
  "Quantity" quantity: Decimal!
  "Measurement unit" unit: String!
  "Net mass, kilograms" netMass: Decimal
}

"An excise movement linked to a declaration."
type LinkedExciseMovement {
  "Identifier" id: ID!
  "Administrative reference code" arc: String!
  "Whether its last character is the check digit" hasCheckDigit: Boolean!
  "State" status: String!
  "Since when" statusOn: Date!
  "Excise product code" exciseProductCode: String!
  "Code of the Combined Nomenclature" commodityCode: String!
  "Quantity" quantity: Decimal!
  "Measurement unit" unit: String!
  "Goods item (D.E. 11 03)" itemNumber: Int
  "Day of dispatch" dispatchedOn: Date
  "Guarantee that covers it" guaranteeReference: String
}
`

const MOST = 100

interface Declared { readonly mrn: string | null, readonly lrn: string | null, readonly declarant: string | null }
type Row = { declaration: number } & Record<string, unknown>
/** Reads for declarations by their positions, from 1. */
type Read = (tx: OperatorTx, declarations: readonly Declared[]) => Promise<Row[]>

const DOCUMENT = `s.id, nullif(s.item_number, 0) as "itemNumber", s.type, s.reference, s.sha256, s.archive, s.locator, s.archived_at as "archivedAt", s.valid_until as "validUntil"`

/** By MRN, and by LRN those that came before there was one. */
const documents: Read = async (tx, declarations) => await tx.query<Row>(`
  select d.position::integer as declaration, r.* from unnest($2::text[], $3::text[], $4::text[]) with ordinality as d (mrn, lrn, declarant, position) cross join lateral (
    select * from (
      (select ${DOCUMENT} from aeo.supporting_documents s where s.operator_id = $1 and s.mrn = d.mrn order by s.item_number, s.type, s.id limit ${MOST})
      union all (select ${DOCUMENT} from aeo.supporting_documents s where s.operator_id = $1 and s.mrn = '' and s.lrn = d.lrn and s.declarant = d.declarant order by s.item_number, s.type, s.id limit ${MOST})
    ) u order by u."itemNumber" nulls first, u.type, u.id limit ${MOST}) r order by d.position, r."itemNumber" nulls first, r.type, r.id`,
[tx.operatorId, declarations.map(({ mrn }) => mrn), declarations.map(({ lrn }) => lrn), declarations.map(({ declarant }) => declarant)])

const movements: Read = async (tx, declarations) => await tx.query<Row>(`
  select d.position::integer as declaration, r.* from unnest($2::text[]) with ordinality as d (mrn, position) cross join lateral (
    select m.id, m.movement_number as "movementNumber", m.line, m.kind, m.state, m.moved_on as "movedOn", m.item_number as "itemNumber", m.goods_ref as "goodsRef", m.quantity, m.unit, m.net_mass as "netMass"
    from aeo.goods_movements m where m.operator_id = $1 and m.mrn = d.mrn order by m.moved_on, m.id limit ${MOST}) r order by d.position, r."movedOn", r.id`,
[tx.operatorId, declarations.map(({ mrn }) => mrn)])

const excise: Read = async (tx, declarations) => await tx.query<Row>(`
  select d.position::integer as declaration, r.* from unnest($2::text[]) with ordinality as d (mrn, position) cross join lateral (
    select m.id, m.arc, m.status, m.status_on as "statusOn", m.excise_product_code as "exciseProductCode", m.commodity_code as "commodityCode", m.quantity, m.unit, m.item_number as "itemNumber",
      m.dispatched_on as "dispatchedOn", m.guarantee_reference as "guaranteeReference"
    from aeo.excise_movements m where m.operator_id = $1 and m.mrn = d.mrn order by m.status_on, m.id limit ${MOST}) r order by d.position, r."statusOn", r.id`,
[tx.operatorId, declarations.map(({ mrn }) => mrn)])

export function declarationRecordsGraphql (deps: ReadDeps): GraphqlPart {
  const loader = (read: Read, show: (row: Row) => unknown = (row) => row): Loader => async (queries: { obj: Declared }[], { principal }: GraphqlContext) => {
    const rows = await withOperatorReadOnly(deps.db, principal, 'records:read', async (tx) => await read(tx, queries.map(({ obj }) => obj)), deps.clock)
    const byDeclaration = Map.groupBy(rows, ({ declaration }) => declaration)
    return queries.map((_, index) => (byDeclaration.get(index + 1) ?? []).map(show))
  }
  return {
    sdl: SDL,
    scopes: { 'Declaration.supportingDocuments': 'records:read', 'Declaration.goodsMovements': 'records:read', 'Declaration.exciseMovements': 'records:read' },
    assumedRows: { 'Declaration.supportingDocuments': 5, 'Declaration.goodsMovements': 5, 'Declaration.exciseMovements': 2 },
    loaders: {
      Declaration: {
        supportingDocuments: loader(documents),
        goodsMovements: loader(movements),
        exciseMovements: loader(excise, (row) => ({ ...row, hasCheckDigit: deps.hasCheckDigit(String(row['arc'])) }))
      }
    }
  }
}
