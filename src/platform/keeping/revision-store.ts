import type { OperatorTx } from '../db/operator-tx.ts'
import { contentOf } from './record-kind.ts'
import type { Content, KeptRecord, RecordKind } from './record-kind.ts'

/** What records said before they were changed. */

export interface Revision { readonly revision: number, readonly replacedAt: Date, readonly content: Content }

export async function insertRevisions (tx: OperatorTx, kind: RecordKind, replaced: readonly Pick<KeptRecord, 'id' | 'revision' | 'content'>[]): Promise<void> {
  if (replaced.length === 0) return
  await tx.query(`insert into aeo.record_revisions (operator_id, kind, record_id, revision, content, replaced_at)
    select $1, $2, n.id, n.revision, n.content, $4 from json_to_recordset($3) as n (id uuid, revision integer, content jsonb)`, [tx.operatorId, kind.table, JSON.stringify(replaced), tx.at])
}

/** Last first. */
export async function listRevisions (tx: OperatorTx, kind: RecordKind, id: string, limit: number, before: number | undefined): Promise<Revision[]> {
  const rows = await tx.query<{ revision: number, replacedAt: Date, content: Content }>(`select r.revision, r.replaced_at as "replacedAt", r.content from aeo.record_revisions r
    where r.operator_id = $1 and r.record_id = $2::uuid and ($4::integer is null or r.revision < $4::integer) order by r.revision desc limit $3`, [tx.operatorId, id, limit, before ?? null])
  return rows.map((row) => ({ ...row, content: contentOf(kind, row.content) }))
}
