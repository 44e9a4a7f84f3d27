import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AssessedTax } from '../customs-message.ts'
import type { DeclarationContent } from '../data-elements.ts'
import { declaredAmounts } from './compare.ts'
import type { DeclaredAmounts } from './compare.ts'
import type { Current } from './settlement.ts'

/** Declarations as they stand, found by MRN; contents are read only where amounts are asked for, a few megabytes at a time. */

export type DeclaredNow = Current & { readonly mrn: string, readonly sourceSystem: string }

/** Contents together in one statement: a declaration of 999 items has about a megabyte. */
const CONTENT_BYTES = 8 * 1024 * 1024

interface Row {
  readonly id: string
  readonly mrn: string
  readonly status: string
  readonly statusAt: Date
  readonly direction: string
  readonly type: string
  readonly acceptedOn: string | null
  readonly receivedAt: Date
  readonly sourceSystem: string
  readonly size: number | null
}

/**
 * @param mrns each once.
 * @param withAmounts those of them whose amounts are needed.
 */
export async function declaredNow (tx: OperatorTx, mrns: readonly string[], withAmounts: ReadonlySet<string>): Promise<Map<string, DeclaredNow>> {
  const rows = await tx.query<Row>(DECLARED, [tx.operatorId, mrns, mrns.map((mrn) => withAmounts.has(mrn))])
  const amounts = await amountsOf(tx, rows)
  return new Map(rows.map((row) => [row.mrn, {
    declarationId: row.id, mrn: row.mrn, status: row.status, statusAt: row.statusAt, direction: row.direction, type: row.type, acceptedOn: row.acceptedOn,
    receivedAt: row.receivedAt, sourceSystem: row.sourceSystem, amounts: amounts.get(row.id)
  }]))
}

/** Looked up one by one, through the keys: a young table has no statistics that would tell the planner so. */
const DECLARED = `
  select d.*, case when k.amounts then (select octet_length(v.document::text) from aeo.declaration_versions v
      where v.operator_id = $1 and v.declaration_id = d.id and v.version = d.current_version limit 1) end as size
  from unnest($2::text[], $3::boolean[]) as k (mrn, amounts)
  cross join lateral (select d.id, d.mrn, d.status, d.status_at as "statusAt", d.direction, d.declaration_type as type, d.accepted_on as "acceptedOn", d.received_at as "receivedAt",
      d.source_system as "sourceSystem", d.current_version
    from aeo.declarations d where d.operator_id = $1 and d.mrn = k.mrn limit 1) d`

interface ContentRow { readonly id: string, readonly document: DeclarationContent, readonly assessed: AssessedTax[] | null }

const CONTENTS = `
  select k.id, c.document, c.assessed from unnest($2::uuid[]) as k (id)
  cross join lateral (select v.document, d.assessed_taxes as assessed from aeo.declarations d
    join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
    where d.operator_id = $1 and d.id = k.id limit 1) c`

async function amountsOf (tx: OperatorTx, rows: readonly Row[]): Promise<Map<string, DeclaredAmounts>> {
  const amounts = new Map<string, DeclaredAmounts>()
  for (const ids of bySize(rows)) {
    const contents = await tx.query<ContentRow>(CONTENTS, [tx.operatorId, ids])
    for (const { id, document, assessed } of contents) amounts.set(id, declaredAmounts(document, assessed ?? []))
  }
  return amounts
}

function * bySize (rows: readonly Row[]): Generator<string[]> {
  let ids: string[] = []
  let bytes = 0
  for (const { id, size } of rows) {
    if (size === null) continue
    if (ids.length > 0 && bytes + size > CONTENT_BYTES) {
      yield ids
      ids = []
      bytes = 0
    }
    ids.push(id)
    bytes += size
  }
  if (ids.length > 0) yield ids
}
