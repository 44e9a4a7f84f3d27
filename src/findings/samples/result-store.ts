import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { DrawReason } from '../sampling/plan.ts'

/** Drawn entries with the results of their review, in the database. */

export interface DrawnRow {
  readonly position: number
  readonly declarationId: string
  /** The declaration now: another than was drawn, when it was joined to that. */
  readonly currentDeclarationId: string
  readonly itemNumber: number
  readonly stratum: string
  readonly bookValue: string
  readonly otherCurrency: string | null
  readonly reasons: readonly DrawReason[]
  readonly hasError: boolean | null
  readonly correctValue: string | null
  readonly findingId: string | null
  /** What a review decided of the finding. */
  readonly decision: 'confirmed' | 'dismissed' | null
  readonly recordedAt: Date | null
  readonly recordedBy: string | null
  readonly revision: number | null
}

const DRAWN = `select e.position, e.declaration_id as "declarationId", coalesce(j.survivor_id, e.declaration_id) as "currentDeclarationId", e.item_number as "itemNumber", e.stratum,
    e.book_value as "bookValue", e.other_currency as "otherCurrency", e.reasons, r.has_error as "hasError", r.correct_value as "correctValue", r.finding_id as "findingId", f.decision,
    r.recorded_at as "recordedAt", r.recorded_by as "recordedBy", r.revision
  from aeo.review_sample_entries e
    left join aeo.review_sample_results r on r.operator_id = e.operator_id and r.sample_id = e.sample_id and r.position = e.position
    left join aeo.findings f on f.operator_id = r.operator_id and f.id = r.finding_id
    left join aeo.declaration_redirects j on j.operator_id = e.operator_id and j.id = e.declaration_id`

export interface DrawFilter {
  /** Only those with a result, or without. */
  readonly reviewed?: boolean | undefined
  readonly reason?: DrawReason | undefined
}

/** In the order of the draw. */
export async function listDrawn (tx: OperatorTx, sampleId: string, { reviewed, reason }: DrawFilter, limit: number, after: number): Promise<DrawnRow[]> {
  return await tx.query<DrawnRow>(`${DRAWN} where e.operator_id = $1 and e.sample_id = $2 and e.position > $3
      and ($4::boolean is null or (r.position is not null) = $4) and ($5::text is null or $5 = any(e.reasons))
    order by e.position limit $6`, [tx.operatorId, sampleId, after, reviewed ?? null, reason ?? null, limit])
}

export async function allDrawn (tx: OperatorTx, sampleId: string): Promise<DrawnRow[]> {
  return await tx.query<DrawnRow>(`${DRAWN} where e.operator_id = $1 and e.sample_id = $2 order by e.position`, [tx.operatorId, sampleId])
}

/** Those of the entries named that were drawn. */
export async function findDrawn (tx: OperatorTx, sampleId: string, entries: readonly { readonly declarationId: string, readonly itemNumber: number }[]): Promise<DrawnRow[]> {
  return await tx.query<DrawnRow>(`${DRAWN} join unnest($3::uuid[], $4::integer[]) as n (declaration, item) on n.declaration = e.declaration_id and n.item = e.item_number
    where e.operator_id = $1 and e.sample_id = $2`, [tx.operatorId, sampleId, entries.map(({ declarationId }) => declarationId), entries.map(({ itemNumber }) => itemNumber)])
}

export interface NewResult {
  readonly position: number
  readonly hasError: boolean
  readonly correctValue: string
  readonly findingId: string | null
}

/** The caller holds the sample, and has looked what is replaced. */
export async function saveResults (tx: OperatorTx, sampleId: string, results: readonly NewResult[], actor: string): Promise<void> {
  await tx.query(`insert into aeo.review_sample_results as r (operator_id, sample_id, position, has_error, correct_value, finding_id, recorded_at, recorded_by)
    select $1, $2, n.position, n."hasError", n."correctValue", n."findingId", $4, $5
    from json_to_recordset($3) as n (position integer, "hasError" boolean, "correctValue" numeric, "findingId" uuid)
  on conflict (operator_id, sample_id, position) do update set has_error = excluded.has_error, correct_value = excluded.correct_value, finding_id = excluded.finding_id,
    recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by, revision = r.revision + 1`, [tx.operatorId, sampleId, JSON.stringify(results), tx.at, actor])
}
