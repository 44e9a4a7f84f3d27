import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Difference, ListedKind } from './compare.ts'
import type { Entry } from './settlement.ts'

/** Entries of finished comparisons, and what is missing over all of them. Every query names the operator. */

type EntryRow = Omit<Entry, 'differences'> & { readonly differences: readonly Difference[] | null }

/** In the order of kind, day and MRN, with what the latest extract after this one found of the same MRN. */
export async function entriesOf (tx: OperatorTx, id: string, kinds: readonly ListedKind[], limit: number, after: { readonly kind: string, readonly day: string, readonly mrn: string } | undefined): Promise<Entry[]> {
  const rows = await tx.query<EntryRow>(`
    select e.mrn, e.kind, e.day, e.line, e.declaration_type as type, trim_scale(e.value)::text as value, trim_scale(e.duty)::text as duty, e.currency, e.differences,
      f.finding_id as "findingId", later.kind as "laterKind", later.compared_at as "laterAt"
    from aeo.reconciliation_entries e
    left join aeo.reconciliation_findings f on f.operator_id = e.operator_id and f.mrn = e.mrn and f.evidence = e.evidence
    left join lateral (select n.kind, r.compared_at from aeo.reconciliation_entries n
      join aeo.reconciliations r on r.operator_id = n.operator_id and r.id = n.reconciliation_id and r.state = 'done'
      where n.operator_id = $1 and n.mrn = e.mrn and n.reconciliation_id > $2 order by n.reconciliation_id desc limit 1) later on true
    where e.operator_id = $1 and e.reconciliation_id = $2 and e.kind <> 'matched' and e.kind = any($3::text[]) and (e.kind, e.day, e.mrn) > ($4, $5::date, $6)
    order by e.kind, e.day, e.mrn limit $7`, [tx.operatorId, id, kinds, after?.kind ?? '', after?.day ?? '1900-01-01', after?.mrn ?? '', limit])
  return rows.map((row) => ({ ...row, differences: row.differences ?? [] }))
}

export interface MissingRow {
  readonly mrn: string
  /** Acceptance, by the first extract that showed it. */
  readonly day: string
  readonly type: string | null
  readonly value: string | null
  readonly duty: string | null
  readonly currency: string
  readonly reconciliationId: string
  readonly firstMissedAt: Date
}

/**
 * Still missing now. Entries are put in order first, then each is looked up through the keys until the page is full: `offset 0` keeps
 * the planner from looking up all of them, and a join might become a hash of all declarations.
 */
export async function missingDeclarations (tx: OperatorTx, limit: number, after: { readonly day: string, readonly mrn: string } | undefined): Promise<MissingRow[]> {
  return await tx.query<MissingRow>(`
    select e.mrn, e.day, e.declaration_type as type, trim_scale(e.value)::text as value, trim_scale(e.duty)::text as duty, e.currency, e.reconciliation_id as "reconciliationId",
      (select r.compared_at from aeo.reconciliations r where r.operator_id = $1 and r.id = e.reconciliation_id) as "firstMissedAt"
    from (select m.mrn, m.day, m.declaration_type, m.value, m.duty, m.currency, m.reconciliation_id from aeo.reconciliation_entries m
      where m.operator_id = $1 and m.kind = 'missing_here' and not m.settled and (m.day, m.mrn) > ($2::date, $3) order by m.day, m.mrn offset 0) e
    where (select r.state from aeo.reconciliations r where r.operator_id = $1 and r.id = e.reconciliation_id) = 'done'
      and (select true from aeo.declarations d where d.operator_id = $1 and d.mrn = e.mrn limit 1) is null
      and (select true from aeo.reconciliation_entries n join aeo.reconciliations q on q.operator_id = n.operator_id and q.id = n.reconciliation_id and q.state = 'done'
        where n.operator_id = $1 and n.mrn = e.mrn and n.kind = 'missing_here' and n.reconciliation_id < e.reconciliation_id limit 1) is null
    order by e.day, e.mrn limit $4`, [tx.operatorId, after?.day ?? '1900-01-01', after?.mrn ?? '', limit])
}
