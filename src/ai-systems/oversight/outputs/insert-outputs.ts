import { FieldWriter } from '../../../platform/db/binary-rows.ts'
import { textArray } from '../../../platform/db/binary-array.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { Use } from '../../../ai-oversight/record.ts'
import type { Competence } from './kept-output.ts'
import type { StatedOutput } from './stated-output.ts'

/** Outputs into the database, a chunk in one statement and one parameter: an array of rows in binary form. */

/** What is known of an output only in the transaction that inserts it. */
export interface NewOutputRow {
  readonly id: string
  readonly systemId: string
  readonly reference: string
  readonly approved: boolean
  readonly planted: boolean
  readonly plantedCheckId: string | null
  readonly competence: Competence | null
  readonly referenceSeconds: number | null
  readonly use: Use
  readonly underRule: boolean | null
}

export interface NewOutputRows<Row extends NewOutputRow> {
  readonly rows: Iterable<Row>
  readonly count: number
  /** What `writeStated` wrote of a row, and at least how much it is of all. */
  readonly statedOf: (row: Row) => Uint8Array
  readonly bytes: number
}

/** In the order of the type. */
const KNOWN_THEN = ['id', 'system_id', 'approved', 'planted', 'planted_check_id', 'competence', 'reference_seconds', 'use', 'under_rule'] as const
const STATED = [
  'content_sha256', 'reference', 'version', 'model_version', 'prompt_version', 'nomenclature_version', 'data_version', 'pillar', 'process_step', 'unit', 'made_at', 'input_reference', 'mrn', 'lrn', 'declarant', 'item_number',
  'goods_ref', 'proposal', 'confidence', 'alternatives', 'explanation', 'explained', 'evidence_refs', 'shown_words', 'decision', 'final_value', 'blind_value', 'rationale_code', 'rationale', 'rationale_bucket', 'reviewer',
  'shown_at', 'explanation_opened_at', 'decided_at', 'active_seconds', 'reading_seconds', 'decision_source', 'used_at'
] as const
const COLUMNS = [...KNOWN_THEN, ...STATED]

/** What an output says of itself, as fields of its row. */
export function writeStated (to: FieldWriter, output: Omit<StatedOutput, 'system'>): void {
  const { decision } = output
  to.bytes(output.contentSha256)
  for (const text of [output.reference, output.version, output.modelVersion, output.promptVersion, output.nomenclatureVersion, output.dataVersion, output.pillar, output.processStep, output.unit]) to.text(text)
  to.instant(output.madeAt)
  for (const text of [output.inputReference, output.mrn, output.lrn, output.declarant]) to.text(text)
  to.integer(output.itemNumber)
  to.text(output.goodsRef)
  to.text(output.proposal)
  to.double(output.confidence)
  to.json(output.alternatives === null ? null : JSON.stringify(output.alternatives))
  to.text(output.explanation)
  to.boolean(output.explained)
  to.texts(output.evidenceRefs)
  to.integer(output.shownWords)
  writeDecision(to, decision)
  to.instant(output.usedAt)
}

function writeDecision (to: FieldWriter, decision: StatedOutput['decision']): void {
  to.text(decision?.decision ?? null)
  to.text(decision?.finalValue ?? null)
  to.text(decision?.blindValue ?? null)
  to.text(decision?.rationaleCode ?? null)
  to.text(decision?.rationale ?? null)
  to.integer(decision?.rationaleBucket ?? null)
  to.text(decision?.reviewer ?? null)
  to.instant(decision?.shownAt ?? null)
  to.instant(decision?.explanationOpenedAt ?? null)
  to.instant(decision?.decidedAt ?? null)
  to.double(decision?.activeSeconds ?? null)
  to.double(decision?.readingSeconds ?? null)
  to.text(decision?.source ?? null)
}

/** The hash stands first, after its type and length. */
const HASH_FROM = 8
const HASH_BYTES = 32
/** @param stated of `writeStated`. */
export const contentHashOf = (stated: Buffer): Buffer => stated.subarray(HASH_FROM, HASH_FROM + HASH_BYTES)

/** More than what is known only then takes of a row. */
const KNOWN_BYTES = 192

/** Rows of `aeo.new_ai_output`. */
function writeRows<Row extends NewOutputRow> (type: number, { rows, count, bytes, statedOf }: NewOutputRows<Row>): FieldWriter {
  const to = new FieldWriter(bytes + KNOWN_BYTES * (count + 1))
  to.beginArray(type, count)
  for (const row of rows) {
    to.row(COLUMNS.length, () => {
      to.uuid(row.id)
      to.uuid(row.systemId)
      to.boolean(row.approved)
      to.boolean(row.planted)
      to.uuid(row.plantedCheckId)
      to.text(row.competence)
      to.double(row.referenceSeconds)
      to.text(row.use)
      to.boolean(row.underRule)
      to.append(statedOf(row))
    })
  }
  return to
}

const INSERT = `with added as (
    insert into aeo.ai_outputs as o (operator_id, recorded_by, recorded_at, decision_recorded_at, ${COLUMNS.join(', ')})
    select $1, $2, $3, case when n.decision is not null then $3::timestamptz end, ${COLUMNS.map((name) => `n.${name}`).join(', ')} from unnest($4::aeo.new_ai_output[]) as n
    on conflict (operator_id, system_id, reference) do nothing returning 1)
  select count(*)::integer as added from added`

/** Of different references. @returns how many were new: of a reference that is there already nothing is written. */
export async function insertOutputs<Row extends NewOutputRow> (tx: OperatorTx, rows: NewOutputRows<Row>, recordedBy: string): Promise<number> {
  if (rows.count === 0) return 0
  // Each database numbers its types itself, and anew when it is restored.
  const [type] = await tx.query<{ oid: number }>(`select 'aeo.new_ai_output'::regtype::oid as oid`)
  const written = writeRows(type?.oid ?? 0, rows)
  const [row] = await tx.query<{ added: number }>(INSERT, [tx.operatorId, recordedBy, tx.at, written.take()])
  // Where it failed nobody can tell who still reads them.
  written.release()
  return row?.added ?? 0
}

export interface RecordedReference { readonly id: string, readonly systemId: string, readonly reference: string, readonly contentSha256: Buffer }

/** What stands under the references. */
export async function recordedReferences (tx: OperatorTx, named: readonly { readonly systemId: string, readonly reference: string }[]): Promise<RecordedReference[]> {
  return await tx.query<RecordedReference>(`select o.id, o.system_id as "systemId", o.reference, o.content_sha256 as "contentSha256"
    from unnest($2::text[], $3::text[]) as n (system_id, reference) join aeo.ai_outputs o on o.operator_id = $1 and o.system_id = n.system_id::uuid and o.reference = n.reference`,
  [tx.operatorId, textArray(named.map(({ systemId }) => systemId)), textArray(named.map(({ reference }) => reference))])
}
