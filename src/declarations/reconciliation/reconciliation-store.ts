import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Difference, EntryKind } from './compare.ts'
import type { DayTotal, Tally } from './tally.ts'

/** Comparisons in the database. Every query names the operator. */

export interface ReconciliationRow {
  readonly id: string
  readonly from: string
  readonly to: string
  /** '' for both. */
  readonly direction: string
  readonly contentHash: Buffer
  readonly lines: number
  readonly matched: number
  readonly differing: number
  readonly missingHere: number
  readonly missingThere: number
  readonly differingBy: Record<string, number>
  readonly comparedAt: Date
}

const COLUMNS = `r.id, r.from_day as "from", r.to_day as "to", r.direction, r.content_sha256 as "contentHash", r.lines, r.matched, r.differing, r.missing_here as "missingHere",
  r.missing_there as "missingThere", r.differing_by as "differingBy", r.compared_at as "comparedAt"`

export async function beginReconciliation (tx: OperatorTx, id: string, from: string, to: string, direction: string): Promise<void> {
  await tx.query('insert into aeo.reconciliations (operator_id, id, from_day, to_day, direction, touched_at) values ($1, $2, $3::date, $4::date, $5, $6)', [tx.operatorId, id, from, to, direction, tx.at])
}

export async function narrowReconciliation (tx: OperatorTx, id: string, from: string, to: string): Promise<void> {
  await tx.query('update aeo.reconciliations r set from_day = $3::date, to_day = $4::date where r.operator_id = $1 and r.id = $2', [tx.operatorId, id, from, to])
}

/** Locks the comparison while a chunk of it is written, and shows that it is alive. @returns false when it was discarded. */
export async function touch (tx: OperatorTx, id: string): Promise<boolean> {
  const rows = await tx.query("update aeo.reconciliations r set touched_at = $3 where r.operator_id = $1 and r.id = $2 and r.state = 'reading' returning r.id", [tx.operatorId, id, tx.at])
  return rows.length > 0
}

export interface NewEntry {
  readonly mrn: string
  readonly kind: EntryKind
  readonly day: string
  readonly line: number | null
  readonly type: string | null
  readonly value: string | null
  readonly duty: string | null
  readonly currency: string | null
  readonly differences: readonly Difference[]
  readonly evidence: Buffer | null
}

/** @returns the MRNs that were written; one that stands in the comparison already is left as it is. */
export async function insertEntries (tx: OperatorTx, id: string, entries: readonly NewEntry[]): Promise<Set<string>> {
  const rows = await tx.query<{ mrn: string }>(`
    insert into aeo.reconciliation_entries (operator_id, reconciliation_id, mrn, kind, day, line, declaration_type, value, duty, currency, differences, evidence)
    select $1, $2, e.mrn, e.kind, e.day, e.line, e.type, e.value, e.duty, e.currency, e.differences, e.evidence
    from unnest($3::text[], $4::text[], $5::date[], $6::integer[], $7::text[], $8::numeric[], $9::numeric[], $10::text[], $11::json[], $12::bytea[])
      as e (mrn, kind, day, line, type, value, duty, currency, differences, evidence)
    on conflict (operator_id, reconciliation_id, mrn) do nothing returning mrn`, [
    tx.operatorId, id, entries.map(({ mrn }) => mrn), entries.map(({ kind }) => kind), entries.map(({ day }) => day), entries.map(({ line }) => line),
    entries.map(({ type }) => type), entries.map(({ value }) => value), entries.map(({ duty }) => duty), entries.map(({ currency }) => currency),
    entries.map(({ differences }) => differences.length === 0 ? null : JSON.stringify(differences)), entries.map(({ evidence }) => evidence)
  ])
  return new Set(rows.map(({ mrn }) => mrn))
}

export interface AcceptedHere { readonly id: string, readonly mrn: string | null, readonly day: string, readonly type: string, readonly direction: string, readonly sourceSystem: string, readonly known: boolean }

/**
 * Declarations of the period by day, and whether the extract has them. The extract is looked up row by row: were it written as
 * `exists`, it might become a hash of all of it for each window.
 */
export async function windowOfPeriod (tx: OperatorTx, id: string, period: { readonly from: string, readonly to: string, readonly direction: string },
  unexpected: readonly string[], limit: number, after: { readonly day: string, readonly id: string }): Promise<AcceptedHere[]> {
  return await tx.query<AcceptedHere>(`
    select d.id, case when d.accepted_on is not null and d.status <> all ($6::text[]) and ($5 = '' or d.direction = $5) then d.mrn end as mrn, d.counted_on as day,
      d.declaration_type as type, d.direction, d.source_system as "sourceSystem",
      (select true from aeo.reconciliation_entries e where e.operator_id = $1 and e.reconciliation_id = $2 and e.mrn = d.mrn limit 1) is not null as known
    from aeo.declarations d
    where d.operator_id = $1 and d.counted_on between $3::date and $4::date and (d.counted_on, d.id) > ($7::date, $8::uuid)
    order by d.counted_on, d.id limit $9`,
  [tx.operatorId, id, period.from, period.to, period.direction, unexpected, after.day, after.id, limit])
}

export async function finishReconciliation (tx: OperatorTx, id: string, contentHash: Buffer, resultHash: Buffer, tally: Tally): Promise<ReconciliationRow | undefined> {
  const { counts } = tally
  const [row] = await tx.query<ReconciliationRow>(`
    update aeo.reconciliations r set state = 'done', content_sha256 = $3, result_sha256 = $4, lines = $5, matched = $6, differing = $7, missing_here = $8, missing_there = $9,
      differing_by = $10, compared_at = $11 where r.operator_id = $1 and r.id = $2 and r.state = 'reading' returning ${COLUMNS}`,
  [tx.operatorId, id, contentHash, resultHash, tally.lines, counts.matched, counts.differing, counts.missing_here, counts.missing_there, JSON.stringify(Object.fromEntries(tally.differingBy)), tx.at])
  await insertTotals(tx, id, tally.days())
  return row
}

async function insertTotals (tx: OperatorTx, id: string, days: readonly DayTotal[]): Promise<void> {
  await tx.query(`insert into aeo.reconciliation_totals (operator_id, reconciliation_id, day, direction, source_system, matched, differing, missing_there)
    select $1, $2, t.* from unnest($3::date[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::integer[]) t`, [
    tx.operatorId, id, days.map(({ day }) => day), days.map(({ direction }) => direction), days.map(({ sourceSystem }) => sourceSystem),
    days.map(({ matched }) => matched), days.map(({ differing }) => differing), days.map(({ missingThere }) => missingThere)
  ])
}

/** The comparison of the same extract that found the same. */
export async function findSameResult (tx: OperatorTx, period: { readonly from: string, readonly to: string, readonly direction: string }, contentHash: Buffer, resultHash: Buffer): Promise<ReconciliationRow | undefined> {
  const [row] = await tx.query<ReconciliationRow>(`select ${COLUMNS} from aeo.reconciliations r where r.operator_id = $1 and r.content_sha256 = $2 and r.from_day = $3::date and r.to_day = $4::date
    and r.direction = $5 and r.result_sha256 = $6 and r.state = 'done'`, [tx.operatorId, contentHash, period.from, period.to, period.direction, resultHash])
  return row
}

export async function findReconciliation (tx: OperatorTx, id: string): Promise<ReconciliationRow | undefined> {
  const [row] = await tx.query<ReconciliationRow>(`select ${COLUMNS} from aeo.reconciliations r where r.operator_id = $1 and r.id = $2 and r.state = 'done'`, [tx.operatorId, id])
  return row
}

/** Newest first. */
export async function listReconciliations (tx: OperatorTx, limit: number, after: string | undefined): Promise<ReconciliationRow[]> {
  return await tx.query<ReconciliationRow>(`select ${COLUMNS} from aeo.reconciliations r where r.operator_id = $1 and r.state = 'done' and ($2::uuid is null or r.id < $2::uuid)
    order by r.id desc limit $3`, [tx.operatorId, after ?? null, limit])
}

/** Takes the comparison out of use; nothing is added to it any more. */
export async function markDiscarded (tx: OperatorTx, id: string): Promise<void> {
  await tx.query("update aeo.reconciliations r set state = 'discarded' where r.operator_id = $1 and r.id = $2 and r.state = 'reading'", [tx.operatorId, id])
}

/**
 * Removes up to so many entries of a discarded comparison. By their places in the table: joined by key, a planner that does not know
 * of this comparison yet would pair each with each.
 *
 * @returns how many.
 */
export async function removeEntries (tx: OperatorTx, id: string, limit: number): Promise<number> {
  const removed = await tx.query(`delete from aeo.reconciliation_entries e where e.operator_id = $1 and e.ctid = any(array(
      select o.ctid from aeo.reconciliation_entries o where o.operator_id = $1 and o.reconciliation_id = $2
        and (select r.state from aeo.reconciliations r where r.operator_id = $1 and r.id = $2) = 'discarded' limit $3)) returning 1 as one`, [tx.operatorId, id, limit])
  return removed.length
}

/** Removes a discarded comparison once it has no entries; another request may be removing the last of them. */
export async function removeDiscarded (tx: OperatorTx, id: string): Promise<void> {
  await tx.query(`delete from aeo.reconciliations r where r.operator_id = $1 and r.id = $2 and r.state = 'discarded'
    and not exists (select from aeo.reconciliation_entries e where e.operator_id = $1 and e.reconciliation_id = $2)`, [tx.operatorId, id])
}

/** Comparisons that were discarded but are not gone, and those that have stood still since before the instant. */
export async function listAbandoned (tx: OperatorTx, before: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`select r.id from aeo.reconciliations r
    where r.operator_id = $1 and r.state <> 'done' and (r.state = 'discarded' or r.touched_at < $2) order by r.id limit 20`, [tx.operatorId, before])
  return rows.map(({ id }) => id)
}

/** Notes of what is missing here that it has arrived, up to so many. @returns how many. */
export async function settleArrived (tx: OperatorTx, limit: number): Promise<number> {
  const rows = await tx.query(`update aeo.reconciliation_entries e set settled = true where e.operator_id = $1 and e.ctid = any(array(
      select o.ctid from aeo.reconciliation_entries o where o.operator_id = $1 and o.kind = 'missing_here' and not o.settled
        and (select true from aeo.declarations d where d.operator_id = $1 and d.mrn = o.mrn limit 1) limit $2)) returning 1 as one`, [tx.operatorId, limit])
  return rows.length
}
